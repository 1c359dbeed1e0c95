"""What went along with somebody: which envelopes, with whom, since when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sync.bundle import BESIDES, BESIDES_EACH
from sync.courier.freight import Waiting
from sync.courier.schema import WAITING
from sync.database import Shared
from sync.ids import EnvelopeId

_UNREAD: Final = (
    "SELECT id, LENGTH(sealed), epoch FROM envelope WHERE level < 2 "
    "ORDER BY is_epoch, batch_no = 0, n"
)
_EPOCHS: Final = "SELECT id, LENGTH(sealed) FROM envelope WHERE is_epoch"

_FORGET_READ: Final = (
    "DELETE FROM carried WHERE parcel NOT IN (SELECT parcel FROM carried "
    "JOIN envelope ON envelope.id = carried.envelope WHERE envelope.level < 2)"
)


@dataclass(frozen=True, slots=True)
class Parcel:
    """A bundle that went along with `carrier`, and of which something is not read yet.

    `unread` of its `envelopes` have no receipt of level 2 yet.
    """

    n: int
    carrier: str
    made_ms: int
    envelopes: int
    unread: int


class Hand:
    """The part of a road file about what is carried by hand."""

    def __init__(self, file: Shared) -> None:
        self._file = file

    def waiting(self, most_bytes: int) -> tuple[list[Waiting], int]:
        """Return what is not read and fits in a bundle, and how many did not fit.

        The epoch an envelope names goes before it, whether it was read or not.
        """
        most_bytes -= BESIDES
        epochs = dict(self._file.ask(_EPOCHS))
        unread = self._file.ask(_UNREAD)
        taken: dict[EnvelopeId, None] = {}
        for envelope, size, epoch in unread:
            names = epoch in epochs and epoch not in taken
            along = (
                {epoch: epochs[epoch], envelope: size} if names else {envelope: size}
            )
            more = sum(along.values()) + BESIDES_EACH * len(along)
            if envelope not in taken and more <= most_bytes:
                most_bytes -= more
                taken |= dict.fromkeys(along)
        left = sum(envelope not in taken for envelope, _, _ in unread)
        first = sorted(taken, key=lambda each: each not in epochs)
        rows = (row for each in first for row in self._file.ask(WAITING, each))
        return [Waiting(*row) for row in rows], left

    def newest_epochs(self) -> list[bytes]:
        """Return the newest key epoch of each log, as it was sealed."""
        found = self._file.ask(
            "SELECT CAST(sealed AS BLOB) FROM envelope WHERE is_epoch AND n IN "
            "(SELECT MAX(n) FROM envelope WHERE is_epoch GROUP BY log) ORDER BY n"
        )
        return [bytes(sealed) for (sealed,) in found]

    def gave(self, carrier: str, envelopes: Sequence[EnvelopeId], now_ms: int) -> int:
        """Note that envelopes went along with somebody; return the parcel's number.

        What was read to its last envelope is let go of: nobody waits for it.
        """
        with self._file.change() as run:
            run(_FORGET_READ)
            run("DELETE FROM parcel WHERE n NOT IN (SELECT parcel FROM carried)")
            run("INSERT INTO parcel (carrier, made_ms) VALUES (?, ?)", carrier, now_ms)
            n = int(self._file.ask("SELECT MAX(n) FROM parcel")[0][0])
            for envelope in envelopes:
                run("INSERT INTO carried (parcel, envelope) VALUES (?, ?)", n, envelope)
            return n

    def parcels(self) -> tuple[Parcel, ...]:
        """Return what is on its way by hand, newest first; what was read is not."""
        found = self._file.ask(
            "SELECT n, carrier, made_ms, COUNT(*), SUM(EXISTS (SELECT 1 FROM envelope "
            "WHERE id = carried.envelope AND level < 2)) AS unread FROM parcel "
            "JOIN carried ON parcel = n GROUP BY n HAVING unread ORDER BY n DESC"
        )
        return tuple(Parcel(*row) for row in found)

    def forget(self, parcel: int) -> None:
        """Let go of a parcel: it never arrived, or nobody waits for it any more."""
        with self._file.change() as run:
            run("DELETE FROM carried WHERE parcel = ?", parcel)
            run("DELETE FROM parcel WHERE n = ?", parcel)
