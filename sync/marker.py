"""A marker outside the file: the last event written, so a restored backup is noticed.

It is written after each commit, so it may lag behind the journal but never lead it. A
journal that lags behind its marker, or that the marker does not know, is a copy from
the past or from elsewhere: it starts a new log and so never gives out an id twice.
A power cut may take what was written last; before an event leaves the file it is
`secured`, so that of what anybody else may hold no id is ever given out again.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from sync.errors import FileError
from sync.files import read_small, replace_small
from sync.ids import LogId
from sync.journal import setting
from sync.limits import MAX_NUMBER

if TYPE_CHECKING:
    from os import PathLike

    from sync.journal import Journal

_UNREADABLE: Final = (
    FileError,
    ValueError,
    TypeError,
    KeyError,
    RecursionError,
    OverflowError,
)


class Place(NamedTuple):
    """The last event of a log."""

    log: LogId
    seq: int


class Marker:
    """The marker file of one encrypted file."""

    def __init__(self, path: str | PathLike[str]) -> None:
        self._path = Path(path)
        self._secured: Place | None = None

    def read(self) -> Place | None:
        """Return the place it marks; None when it is missing or unreadable."""
        try:
            kept = json.loads(read_small(self._path) or b"")
            place = Place(LogId(bytes.fromhex(kept["log"])), int(kept["seq"]))
        except _UNREADABLE:
            return None
        return place if 0 <= place.seq <= MAX_NUMBER else None

    def write(self, log: LogId, seq: int) -> None:
        """Mark a place, after its commit. Raises DiskFull, FileError."""
        self._replace(Place(log, seq), durable=False)

    def secure(self, journal: Journal) -> None:
        """Mark what the journal holds so that no power cut takes it back.

        In the writer thread, after its commit and before any of it leaves the file.
        Raises DiskFull, FileError; then nothing may leave.
        """
        place = Place(journal.log, journal.last_seq(journal.log))
        if place != self._secured:
            self._replace(place, durable=True)
            self._secured = place

    def _replace(self, place: Place, *, durable: bool) -> None:
        raw = json.dumps({"log": place.log.hex(), "seq": place.seq}).encode()
        replace_small(self._path, raw, durable=durable)

    def fits(self, journal: Journal) -> bool:
        """Tell whether the journal is the one this marker was written for."""
        place = self.read()
        if place is None or setting(journal.database, "log") != place.log:
            return False
        return place.seq <= journal.last_seq(place.log)


def continue_log(journal: Journal, marker: Marker) -> bool:
    """Go on with the journal's log, or begin a new one; True when it was begun.

    Runs in the writer thread, inside the caller's transaction; the caller writes the
    marker after commit (`mark`).
    """
    if marker.fits(journal):
        return False
    journal.start_log()
    return True


def lost_since(journal: Journal, marker: Marker) -> int | None:
    """Return how many events the marker saw that this journal never had.

    None when that cannot be known: there is no marker, or it is of another journal.
    """
    place = marker.read()
    if place is None or place.log not in journal.own_logs():
        return None
    return max(0, place.seq - journal.last_seq(place.log))


def mark(journal: Journal, marker: Marker) -> None:
    """Write the marker for what the journal now holds. Raises DiskFull, FileError."""
    marker.write(journal.log, journal.last_seq(journal.log))
