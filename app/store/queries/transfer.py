"""Stock on its way between posts: what left, what arrived, and what does not match."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from app.care.lot import taken_from
from app.care.stock import LotKey
from app.care.transfer import End, Telling, Transfer, TransferLine
from app.store.queries.request import asked_transfers
from app.store.queries.stock import own_or, usable_lots
from app.store.queries.storage import place_names
from app.store.tables import read_state
from sync.database import Database, rows
from sync.journal import setting


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
        return _compare(self.sent, self.arrived)


@dataclass(frozen=True, slots=True)
class Shipment:
    """One transfer as a whole; `is_ours` when it left this post."""

    transfer: bytes
    lines: tuple[TransferRow, ...]
    is_ours: bool

    @property
    def matches(self) -> frozenset[Match]:
        """How its lines compare; a line of a box that was opened is no more underway.

        A lot that was not on the slip is one too many.
        """
        if self.arrived_ms is None or self.sent_ms is None:
            return frozenset(each.match for each in self.lines)
        return frozenset(_compare(each.sent, each.arrived) for each in self.lines)

    @property
    def sent_ms(self) -> int | None:
        """When it left, or None where nobody here knows."""
        known = [each.sent_ms for each in self.lines if each.sent_ms is not None]
        return min(known, default=None)

    @property
    def arrived_ms(self) -> int | None:
        """When some of it arrived last, or None where nobody here knows."""
        known = [each.arrived_ms for each in self.lines if each.arrived_ms is not None]
        return max(known, default=None)

    @property
    def from_name(self) -> str:
        """Which post sent it, as the other end wrote it."""
        return next((each.from_name for each in self.lines if each.from_name), "")

    @property
    def to_name(self) -> str:
        """Which post it goes to, as the sender wrote it."""
        return next((each.to_name for each in self.lines if each.to_name), "")


@dataclass(frozen=True, slots=True)
class PackedLot:
    """Which lot pieces come from, and the place they are taken from by its name."""

    lot: LotKey
    place: str
    pieces: int


def _compare(sent: int, arrived: int) -> Match:
    if arrived == sent:
        return Match.EVEN
    return Match.MORE if arrived > sent else Match.LESS


def shipments(db: Database) -> tuple[Shipment, ...]:
    """Return the transfers, what does not match on top, the newest first.

    What came here from the region is no riddle: its request follows it.
    """
    own = setting(db, "post_id")
    found: dict[bytes, list[TransferRow]] = {}
    for row in transfers(db):
        found.setdefault(row.transfer, []).append(row)
    whole = [
        Shipment(name, tuple(lines), any(each.from_post == own for each in lines))
        for name, lines in found.items()
    ]
    if any(Match.UNANNOUNCED in one.matches for one in whole):
        asked = asked_transfers(db)
        whole = [
            one
            for one in whole
            if one.matches != {Match.UNANNOUNCED} or one.transfer not in asked
        ]
    return tuple(
        sorted(
            whole,
            key=lambda one: (
                one.matches == {Match.EVEN},
                -(one.sent_ms or one.arrived_ms or 0),
                one.transfer,
            ),
        )
    )


def neighbours(db: Database) -> tuple[str, ...]:
    """Return the posts this one sent to or got from, by name."""
    found = rows(
        db,
        "SELECT DISTINCT words FROM movement WHERE transfer != x'' AND words != '' "
        "ORDER BY words",
    )
    return tuple(words for (words,) in found)


def packed(db: Database, item: str, pieces: int, today: str) -> tuple[PackedLot, ...]:
    """Return which lots would leave and from where; fewer pieces when too few."""
    names, left, found = place_names(db), pieces, []
    for lot in usable_lots(db, own_or(db, None), item, today):
        for place, some in taken_from(lot, left):
            key = LotKey(lot.item, lot.lot, lot.expiry)
            found.append(PackedLot(key, names.get(place, place), some))
            left -= some
    return tuple(found)


def transfers(db: Database, transfer: bytes | None = None) -> tuple[TransferRow, ...]:
    """Return every line of the transfers, or of one; what does not match on top.

    An end nobody here recorded is as the other end told it.
    """
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
    listed = _with_told(db, [_row(each) for each in found], transfer)
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


def _with_told(
    db: Database, listed: list[TransferRow], transfer: bytes | None
) -> list[TransferRow]:
    found = rows(
        db,
        "SELECT state FROM transfer WHERE (? IS NULL OR transfer = ?) ORDER BY stream",
        (transfer, transfer),
    )
    known = {(each.transfer, *_lot_of(each)): each for each in listed}
    for (state,) in found:
        told: Transfer = read_state("transfer", state)
        here = [each for each in listed if each.transfer == told.transfer]
        for end in End:
            said = told.of(end)
            if said is not None and not _has(here, end):
                _put(known, bytes(told.transfer), said)
    return list(known.values())


def _has(lines: Iterable[TransferRow], end: End) -> bool:
    if end is End.SENT:
        return any(each.sent_ms is not None for each in lines)
    return any(each.arrived_ms is not None for each in lines)


def _lot_of(row: TransferRow | TransferLine) -> tuple[str, str, str]:
    return row.item, row.lot, row.expiry


_Known = dict[tuple[bytes, str, str, str], TransferRow]


def _put(known: _Known, transfer: bytes, said: Telling) -> None:
    for line in said.lines:
        key = (transfer, *_lot_of(line))
        row = known.get(key) or TransferRow(*key, 0, 0, None, None, "", "", None, None)
        if said.end is End.SENT:
            new = replace(
                row, sent=line.quantity, sent_ms=said.at_ms, from_name=said.other
            )
        else:
            new = replace(
                row, arrived=line.quantity, arrived_ms=said.at_ms, to_name=said.other
            )
        known[key] = new


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
