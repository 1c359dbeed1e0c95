"""Stock on its way between posts: what left, what arrived, and what does not match."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sync.database import Database, rows


class Match(StrEnum):
    """How what left and what arrived of one line of a transfer compare."""

    UNDERWAY = "underway"
    EVEN = "even"
    LESS = "less"
    MORE = "more"
    UNANNOUNCED = "unannounced"


@dataclass(frozen=True, slots=True)
class TransferRow:
    """One lot in one transfer. A post or moment is None where that end is unknown."""

    transfer: bytes
    item: str
    lot: str
    expiry: str
    sent: int
    arrived: int
    from_post: bytes | None
    to_post: bytes | None
    to_name: str
    from_name: str
    sent_ms: int | None
    arrived_ms: int | None

    @property
    def match(self) -> Match:
        """Compare both ends; what never left is a sending not heard of yet."""
        if self.sent_ms is None:
            return Match.UNANNOUNCED
        if self.arrived_ms is None:
            return Match.UNDERWAY
        if self.arrived == self.sent:
            return Match.EVEN
        return Match.MORE if self.arrived > self.sent else Match.LESS


def transfers(db: Database, transfer: bytes | None = None) -> tuple[TransferRow, ...]:
    """Return every line of the transfers, or of one; what does not match on top."""
    found = rows(
        db,
        "SELECT transfer, lot.item, lot, lot.expiry, "
        "SUM(CASE way WHEN 'sent' THEN -quantity ELSE 0 END), "
        "SUM(CASE way WHEN 'arrived' THEN quantity ELSE 0 END), "
        "MAX(CASE way WHEN 'sent' THEN lot.post END), "
        "MAX(CASE way WHEN 'arrived' THEN lot.post END), "
        "COALESCE(MAX(CASE way WHEN 'sent' THEN words END), ''), "
        "COALESCE(MAX(CASE way WHEN 'arrived' THEN words END), ''), "
        "MIN(CASE way WHEN 'sent' THEN at_ms END), "
        "MAX(CASE way WHEN 'arrived' THEN at_ms END) "
        "FROM movement JOIN lot USING (stream) "
        "WHERE transfer != x'' AND (? IS NULL OR transfer = ?) "
        "GROUP BY transfer, lot.item, lot, lot.expiry",
        (transfer, transfer),
    )
    listed = [_row(each) for each in found]
    return tuple(
        sorted(
            listed,
            key=lambda row: (
                row.match is Match.EVEN,
                -(row.sent_ms or row.arrived_ms or 0),
                row.transfer,
                row.item,
                row.lot,
            ),
        )
    )


def _row(found: tuple[Any, ...]) -> TransferRow:
    return TransferRow(
        transfer=bytes(found[0]),
        item=found[1],
        lot=found[2],
        expiry=found[3],
        sent=found[4],
        arrived=found[5],
        from_post=_post(found[6]),
        to_post=_post(found[7]),
        to_name=found[8],
        from_name=found[9],
        sent_ms=found[10],
        arrived_ms=found[11],
    )


def _post(found: bytes | None) -> bytes | None:
    return None if found is None else bytes(found)
