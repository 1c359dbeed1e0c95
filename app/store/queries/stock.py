"""Stock: items, lots, and what each post has."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from app.care.item import Item, plain, words_of
from app.care.lot import Lot, fefo
from app.care.stock import is_expired, usable
from app.care.terms import Unit
from app.store.queries.item import Entry, Source, entries, entry
from app.store.queries.recall import (
    Recalled,
    is_recalled,
    recalled,
    recalled_everywhere,
)
from app.store.tables import read_state
from sync.database import Database, rows
from sync.journal import setting


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An item at a post. `on_list` False: nobody here knows what it is.

    `par_is_example` says that the par is of the example list: nobody has set it yet.
    `withdrawn` is used no more; it is shown while some of it lies here. Some of what
    is `barred` is recalled or in quarantine; some of what is `expired` lies here still.
    """

    code: str
    name_nl: str
    name_en: str
    unit: Unit
    on_hand: int
    usable: int
    par: int | None
    par_is_example: bool
    below_par: bool
    stock_out: bool
    next_expiry: str
    lots: int
    on_list: bool
    minimum: int | None = None
    maximum: int | None = None
    critical: bool = False
    withdrawn: bool = False
    barred: bool = False
    expired: bool = False
    group_nl: str = ""
    group_en: str = ""


@dataclass(frozen=True, slots=True)
class LotRow:
    """A lot. A negative `on_hand` is a discrepancy, and is shown.

    `held` counts its quarantines; `free` is what is on hand outside of them.
    """

    stream: bytes
    item: str
    lot: str
    expiry: str
    on_hand: int
    free: int
    usable: int
    expired: bool
    held: int
    recalled: bool
    received_ms: int | None
    moved_ms: int
    correction: int


class Levels(NamedTuple):
    """Between which numbers of pieces a post wants to stay."""

    minimum: int | None = None
    par: int | None = None
    maximum: int | None = None


_UNSET: Final = Levels()


class Sums(NamedTuple):
    """What the lots of one item are together."""

    on_hand: int = 0
    usable: int = 0
    next_expiry: str = ""
    lots: int = 0
    barred: bool = False
    expired: bool = False


_NONE: Final = Sums()


@dataclass(frozen=True, slots=True)
class PostItem:
    """What one post has of one item."""

    post_id: bytes
    item: str
    on_hand: int
    usable: int
    lots: int


def items(
    db: Database,
    today: str,
    search: str = "",
    *,
    only_below: bool = False,
    post_id: bytes | None = None,
) -> tuple[ItemRow, ...]:
    """Return the items of a post (its own when None): what is short comes first."""
    at = own_or(db, post_id)
    sums = _sums(db, at, today)
    pars = _pars(db, at)
    listed = entries(db)
    codes = _found({*listed, *sums, *pars}, listed, search)
    every = (
        _item_row(code, listed.get(code), sums.get(code, _NONE), pars.get(code))
        for code in codes
    )
    wanted = [
        each
        for each in every
        if (each.below_par or not only_below) and (each.lots or not each.withdrawn)
    ]
    return tuple(sorted(wanted, key=_shortest_first))


def item(
    db: Database, code: str, today: str, post_id: bytes | None = None
) -> ItemRow | None:
    """Return one item of a post, or None when nobody knows it."""
    at = own_or(db, post_id)
    held = lots(db, code, today, at)
    par = _pars(db, at).get(code)
    listed = entry(db, code)
    if not held and par is None and listed is None:
        return None
    return _item_row(code, listed, _sums_of(held), par)


def lots(
    db: Database, item: str, today: str, post_id: bytes | None = None
) -> tuple[LotRow, ...]:
    """Return the lots of an item, the one to issue first on top; expired ones last."""
    at = own_or(db, post_id)
    return lots_where(db, item, today, at, recalled(db, at))


def lots_where(
    db: Database, item: str, today: str, at: bytes, called: Recalled
) -> tuple[LotRow, ...]:
    """Return the lots of an item at a post where this is what may not be used."""
    found = rows(db, _sql(_LOT, "FROM lot WHERE post = ? AND item = ?"), (at, item))
    listed = (_lot_row(each, today, called) for each in found)
    return tuple(sorted(listed, key=_first_out))


def lot_states(db: Database, post_id: bytes, item: str) -> list[Lot]:
    """Return the lots of an item at a post as they were folded."""
    found = rows(
        db, "SELECT state FROM lot WHERE post = ? AND item = ?", (post_id, item)
    )
    return [read_state("lot", state) for (state,) in found]


def lots_at(db: Database, post_id: bytes, place: str) -> list[Lot]:
    """Return the lots of which pieces should be at a place of a post."""
    found = rows(
        db,
        "SELECT lot.state FROM lot_place JOIN lot USING (stream) "
        "WHERE lot.post = ? AND lot_place.place = ? AND pieces != 0",
        (post_id, place),
    )
    return [read_state("lot", state) for (state,) in found]


def usable_lots(db: Database, post_id: bytes, item: str, today: str) -> list[Lot]:
    """Return the lots of an item that may be used, the one to issue first on top."""
    called = recalled(db, post_id)
    return [
        lot
        for lot in fefo(lot_states(db, post_id, item), today)
        if not is_recalled(called, lot.item, lot.lot)
    ]


def stock_by_post(
    db: Database, today: str, codes: Iterable[str] | None = None
) -> tuple[PostItem, ...]:
    """Return what every post has of every item, or of those that are named."""
    if codes is None:
        found = rows(db, _sql(_BY_POST, "GROUP BY post, item"), (today,))
    else:
        ask = _sql(_BY_POST, "WHERE item = ? GROUP BY post, item")
        found = [row for code in codes for row in rows(db, ask, (today, code))]
    bad = _recalled_pieces(db, today)
    return tuple(
        PostItem(
            bytes(post), code, on_hand, good - bad.get((bytes(post), code), 0), count
        )
        for post, code, on_hand, good, count in sorted(found)
    )


def is_anywhere(db: Database, code: str) -> bool:
    """Tell whether any post ever had an item."""
    return bool(rows(db, "SELECT 1 FROM lot WHERE item = ? LIMIT 1", (code,)))


def _recalled_pieces(db: Database, today: str) -> dict[tuple[bytes, str], int]:
    """Return what would be usable at each post if it were not recalled."""
    pieces: dict[tuple[bytes, str], int] = {}
    for post, called in recalled_everywhere(db).items():
        for code, name in sorted(called):
            if name and (code, "") in called:
                continue  # counted with every lot of it
            found = rows(
                db,
                "SELECT free, expiry FROM lot WHERE post = ? AND item = ? "
                "AND (lot = ? OR ? = '')",
                (post, code, name, name),
            )
            key = (post, code)
            more = sum(usable(free, expiry, today) for free, expiry in found)
            pieces[key] = pieces.get(key, 0) + more
    return pieces


_BY_POST: Final = (
    "SELECT post, item, SUM(on_hand), SUM(CASE WHEN free > 0 AND "
    "(expiry = '' OR expiry >= ?) THEN free ELSE 0 END), COUNT(*) FROM lot"
)
_LOT: Final = (
    "SELECT stream, item, lot, expiry, on_hand, free, holds, received_ms, moved_ms, "
    "correction"
)


def _sql(*parts: str) -> str:
    """Join the parts of a statement; nothing a person typed is among them."""
    return " ".join(parts)


def own_or(db: Database, post_id: bytes | None) -> bytes:
    """Return a post, or this device's own where None is given."""
    return post_id if post_id is not None else bytes(setting(db, "post_id") or b"")


def _found(codes: set[str], listed: dict[str, Entry], search: str) -> list[str]:
    """Return the codes whose words hold every word that is looked for."""
    wanted = plain(search).split()
    if not wanted:
        return list(codes)
    return [
        code
        for code in codes
        for said in (words_of(listed[code].item) if code in listed else plain(code),)
        if all(word in said for word in wanted)
    ]


def _lot_row(found: tuple[Any, ...], today: str, called: Recalled) -> LotRow:
    stream, code, lot, expiry, on_hand, free, holds, *moments, correction = found
    received_ms, moved_ms = moments
    is_called = is_recalled(called, code, lot)
    return LotRow(
        stream=bytes(stream),
        item=code,
        lot=lot,
        expiry=expiry,
        on_hand=on_hand,
        free=free,
        usable=0 if is_called else usable(free, expiry, today),
        expired=is_expired(expiry, today),
        held=holds,
        recalled=is_called,
        received_ms=received_ms,
        moved_ms=moved_ms,
        correction=correction,
    )


def _first_out(lot: LotRow) -> tuple[bool, str, int, str]:
    return (lot.usable == 0, lot.expiry or "9999", lot.received_ms or 0, lot.lot)


def _sums(db: Database, post_id: bytes, today: str) -> dict[str, Sums]:
    """Return what the lots of each item are together; read from one index alone."""
    found = rows(
        db,
        "SELECT item, SUM(on_hand), "
        "SUM(CASE WHEN free > 0 AND (expiry = '' OR expiry >= ?) "
        "THEN free ELSE 0 END), "
        "MIN(CASE WHEN free > 0 AND expiry >= ? THEN expiry END), COUNT(*), "
        "MAX(on_hand > free), MAX(on_hand > 0 AND expiry <> '' AND expiry < ?) "
        "FROM lot WHERE post = ? GROUP BY item",
        (today, today, today, post_id),
    )
    sums = {
        code: Sums(on_hand, usable, expiry or "", count, bool(barred), bool(expired))
        for code, on_hand, usable, expiry, count, barred, expired in found
    }
    called = recalled(db, post_id)
    for code in {code for code, _ in called}:
        sums[code] = _sums_of(lots_where(db, code, today, post_id, called))
    return sums


def _sums_of(held: Iterable[LotRow]) -> Sums:
    every = list(held)
    soon = [lot.expiry for lot in every if lot.usable and lot.expiry]
    return Sums(
        sum(lot.on_hand for lot in every),
        sum(lot.usable for lot in every),
        min(soon, default=""),
        len(every),
        any(
            lot.on_hand > 0 and (lot.recalled or lot.on_hand > lot.free)
            for lot in every
        ),
        any(lot.on_hand > 0 and lot.expired for lot in every),
    )


def _pars(db: Database, post_id: bytes) -> dict[str, Levels]:
    found = rows(
        db, "SELECT item, minimum, par, maximum FROM par WHERE post = ?", (post_id,)
    )
    return {code: Levels(*levels) for code, *levels in found}


def _levels(listed: Item | None, own: Levels | None) -> Levels:
    """Return the levels that count: what this post set before what the list says."""
    if listed is None:
        return own or _UNSET
    if own is None:
        return Levels(listed.minimum, listed.par, listed.maximum)
    return Levels(
        listed.minimum if own.minimum is None else own.minimum,
        listed.par if own.par is None else own.par,
        listed.maximum if own.maximum is None else own.maximum,
    )


def _item_row(
    code: str, listed: Entry | None, held: Sums, own: Levels | None
) -> ItemRow:
    good = held.usable
    item = None if listed is None else listed.item
    withdrawn = listed is not None and listed.withdrawn
    minimum, par, maximum = _UNSET if withdrawn else _levels(item, own)
    is_example = listed is not None and listed.source is Source.EXAMPLE
    return ItemRow(
        code=code,
        name_nl=code if item is None else item.name_nl,
        name_en=code if item is None else item.name_en or item.name_nl,
        unit=Unit.PIECE if item is None else item.unit,
        on_hand=held.on_hand,
        usable=good,
        par=par,
        par_is_example=own is None and is_example,
        below_par=par is not None and good < par,
        stock_out=good == 0,
        next_expiry=held.next_expiry,
        lots=held.lots,
        on_list=listed is not None,
        minimum=minimum,
        maximum=maximum,
        critical=item is not None and item.critical,
        withdrawn=withdrawn,
        barred=held.barred,
        expired=held.expired,
        group_nl="" if item is None else item.group_nl,
        group_en="" if item is None else item.group_en,
    )


def _shortest_first(row: ItemRow) -> tuple[float, str, str]:
    """Sort by the share of par that is there; without a par, after all others."""
    share = row.usable / row.par if row.par else 1.0 + (row.usable > 0)
    return (share, row.name_nl.casefold(), row.code)
