"""An extract: what waits in larger batches, once more in an envelope of one square.

It is a batch like any other and lands like one: whoever gets both has each event once.
The event that is wanted most is in it, then what stands near it, while it fits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sync import epoch as epochs
from sync.clock import hlc_ms
from sync.cursors import STORED, BatchRow, open_batches, sealed_of
from sync.cut import Cut, Sender
from sync.draft import Draft, Run, draft, keep
from sync.envelope import EnvelopeKind, seal
from sync.epoch import Epoch
from sync.event import read_event

if TYPE_CHECKING:
    from sync.database import Database
    from sync.ids import EventId, Ids, LogId
    from sync.journal import Journal

_MOST_WANTED: Final = 32
"""So many are tried: of more, the last would not fit beside the first."""

_MOST_EVENTS: Final = 128
"""More never fit in a square; a wider run is not even tried."""

Span = tuple[int, int]
"""Events of a log, both ends included."""


def extract(
    journal: Journal,
    sender: Sender,
    ids: Ids,
    now_ms: int,
    wanted: Sequence[EventId],
    most_bytes: int,
) -> Cut | None:
    """Seal what waits in batches, around what is wanted most, in so many bytes.

    Runs in the writer thread, inside the caller's transaction. Returns what was sealed
    so before where nothing is new, None when not even one event fits. Events that are
    in no batch yet are passed over: cut first.
    """
    waiting = open_batches(journal.database)
    for first in wanted[:_MOST_WANTED]:
        rows = [row for row in waiting if row.log == first.log]
        if not any(row.first <= first.seq <= row.last for row in rows):
            continue
        near = [each.seq for each in wanted[:_MOST_WANTED] if each.log == first.log]
        for way in _ways(journal.database, sender, now_ms, first.log):
            sealing = _Sealing(journal, ids, way, first.log, most_bytes)
            if sealing.fits((first.seq, first.seq)):
                span = _widest(sealing.fits, [first.seq, *near], _limits(rows))
                return sealing.sealed_before(span, rows) or sealing.kept(span, now_ms)
    return None


@dataclass(frozen=True, slots=True)
class _Way:
    """By whom it is sealed, and to whom: in a key epoch the hub has, or to keys."""

    sender: Sender
    to: Epoch | tuple[bytes, ...]

    @property
    def epoch(self) -> bytes:
        return self.to.id if isinstance(self.to, Epoch) else b""


def _ways(
    database: Database, sender: Sender, now_ms: int, log: LogId
) -> Iterator[_Way]:
    """Yield how it can be sealed, so that the hub can open it without more, best first.

    Keys for all who read a batch fit in a square in suite 1 only.
    """
    row = epochs.current(database, log)
    is_there = row is not None and row.level >= STORED and row.trouble is None
    if row is not None and is_there and row.is_fit(sender.audience, now_ms):
        yield _Way(sender, Epoch(row.id, row.secret or b""))
    yield _Way(sender, sender.recipients)
    yield _Way(sender.alone, sender.alone.recipients)


@dataclass(frozen=True, slots=True)
class _Sealing:
    """Seals runs of one log in one way, to see what fits."""

    journal: Journal
    ids: Ids
    way: _Way
    log: LogId
    most_bytes: int

    def fits(self, span: Span) -> bool:
        """Tell whether a run, sealed, is small enough."""
        return len(self._sealed(self._draft(span))) <= self.most_bytes

    def sealed_before(self, span: Span, rows: Sequence[BatchRow]) -> Cut | None:
        """Return the very run as it waits already, small enough; None for none."""
        for row in rows:
            if (row.first, row.last) != span or row.trouble is not None:
                continue
            sealed = sealed_of(self.journal.database, row.envelope) or b""
            if row.epoch in (b"", self.way.epoch) and (
                0 < len(sealed) <= self.most_bytes
            ):
                place = row.log, row.batch_no, row.first, row.last
                return Cut(row.envelope, *place, sealed, row.epoch)
        return None

    def kept(self, span: Span, now_ms: int) -> Cut:
        """Seal a run and remember it."""
        made = self._draft(span)
        sealed, epoch = self._sealed(made), self.way.epoch
        keep(self.journal, made, sealed, now_ms, epoch)
        if epoch:
            epochs.count_use(self.journal.database, epoch)
        return Cut(made.envelope, self.log, made.batch_no, *span, sealed, epoch)

    def _draft(self, span: Span) -> Draft:
        links = self.journal.links(self.log, *span)
        oldest_ms = min(hlc_ms(read_event(each.canon).hlc) for each in links)
        return draft(self.journal, self.ids, Run(self.log, *span, oldest_ms))

    def _sealed(self, made: Draft) -> bytes:
        sender, place = self.way.sender, (made.envelope, made.batch_no)
        core = sender.core(EnvelopeKind.EVENTS, self.log, *place)
        return seal(core, made.text, self.way.to, sender.signer, self.ids)


def _limits(rows: Sequence[BatchRow]) -> Span:
    return min(row.first for row in rows), max(row.last for row in rows)


def _widest(fits: Callable[[Span], bool], wanted: Sequence[int], limits: Span) -> Span:
    """Return the run of the first of `wanted`, wider while it fits.

    For the next that are wanted, then for what came after, then for what came before.
    """
    first = last = wanted[0]
    for each in wanted:
        wider = min(first, each), max(last, each)
        is_new = wider != (first, last) and limits[0] <= each <= limits[1]
        if is_new and wider[1] - wider[0] < _MOST_EVENTS and fits(wider):
            first, last = wider
    most = min(limits[1] - last, _MOST_EVENTS)
    last += _farthest(lambda more: fits((first, last + more)), most)
    most = min(first - limits[0], _MOST_EVENTS)
    return first - _farthest(lambda more: fits((first - more, last)), most), last


def _farthest(fits: Callable[[int], bool], most: int) -> int:
    """Return the highest number up to `most` that fits; 0 does."""
    least = 0
    while least < most:
        middle = (least + most + 1) // 2
        if fits(middle):
            least = middle
        else:
            most = middle - 1
    return least
