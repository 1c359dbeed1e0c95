"""What went along with somebody: which envelopes, with whom, since when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sync.courier.freight import Waiting
from sync.courier.schema import WAITING
from sync.database import Shared
from sync.ids import EnvelopeId

_UNREAD: Final = (
    "level < 2 OR (is_epoch AND id IN (SELECT epoch FROM envelope WHERE level < 2))"
)
"""What is not read, and the key epochs it names, whether those were read or not."""

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
        """Return what is not read, epochs first, and how many did not fit."""
        found = self._file.ask(
            f"SELECT id, LENGTH(sealed) FROM envelope WHERE {_UNREAD} "  # noqa: S608
            "ORDER BY is_epoch DESC, batch_no = 0, n"
        )
        taken: list[Waiting] = []
        for at, (envelope, size) in enumerate(found):
            most_bytes -= size
            if taken and most_bytes < 0:
                return taken, len(found) - at
            taken += [Waiting(*row) for row in self._file.ask(WAITING, envelope)]
        return taken, 0

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
