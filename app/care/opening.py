"""Opening stock: what lies at a post on its first day, as a table.

Read whole or not at all, as a list of items is; an item is named by its code or by its
bar code.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from app.care.item import Item, codes_by_gtin, gtin_14
from app.care.item_list import (
    MOST_ERRORS,
    MOST_ROWS,
    Row,
    Wrong,
    is_remark,
    places_of,
    tidy_cell,
)
from app.care.refusal import Refusal
from app.care.stock import MOST, LotKey, tidy_expiry

COLUMNS: Final = ("code", "quantity", "lot", "expiry")
NEEDED: Final = ("code", "quantity")
_MOST_LOT: Final = 20


@dataclass(frozen=True, slots=True)
class Opening:
    """So many pieces of a lot lie here."""

    lot: LotKey
    quantity: int


@dataclass(frozen=True, slots=True)
class Opened:
    """What was read of it; with any error nothing of it may be used."""

    lots: tuple[Opening, ...] = ()
    wrong: tuple[Wrong, ...] = ()
    unknown_columns: tuple[str, ...] = ()


def read_opening(
    rows: Iterable[Row],
    known: Mapping[str, Item],
    heads: Mapping[str, str] | None = None,
) -> Opened:
    """Read what lies here: heads, then a line for each lot; `#` starts a remark."""
    said = [row for row in rows if not is_remark(row[1])]
    if len(said) < 2:
        return Opened(wrong=(Wrong(0, "", "empty"),))
    if len(said) - 1 > MOST_ROWS:
        return Opened(wrong=(Wrong(0, "", "too_many_rows", str(len(said) - 1)),))
    places, unknown, wrong = places_of(said[0], heads or {}, COLUMNS, NEEDED)
    if wrong:
        return Opened(wrong=wrong, unknown_columns=unknown)
    gtins = codes_by_gtin(known.values())
    found: list[Opening] = []
    bad: list[Wrong] = []
    taken: set[LotKey] = set()
    for line, cells in said[1:]:
        given = {
            name: tidy_cell(cells[place]) if place < len(cells) else ""
            for name, place in places.items()
        }
        errors = _wrong_in(line, given, known, gtins)
        if not errors:
            one = _opening(given, known, gtins)
            errors = [Wrong(line, "lot", "twice")] if one.lot in taken else []
            taken.add(one.lot)
            found.append(one)
        bad += errors
    return Opened(tuple(found), tuple(bad[:MOST_ERRORS]), unknown)


def _wrong_in(
    line: int,
    given: Mapping[str, str],
    known: Mapping[str, Item],
    gtins: Mapping[str, tuple[str, ...]],
) -> list[Wrong]:
    code, quantity = given["code"], given["quantity"].removesuffix(".0")
    wrong: list[tuple[str, str]] = []
    codes = _codes(code, known, gtins)
    if len(codes) != 1:
        wrong.append(("code", "two_items" if codes else "not_listed"))
    if not (quantity.isascii() and quantity.isdigit()):
        wrong.append(("quantity", "not_a_number"))
    elif not 1 <= int(quantity[:9]) <= MOST:
        wrong.append(("quantity", "out_of_range"))
    if len(given.get("lot", "")) > _MOST_LOT:
        wrong.append(("lot", "too_long"))
    try:
        tidy_expiry(given.get("expiry", ""))
    except Refusal:
        wrong.append(("expiry", "not_a_date"))
    return [Wrong(line, column, why, given[column][:40]) for column, why in wrong]


def _codes(
    code: str, known: Mapping[str, Item], gtins: Mapping[str, tuple[str, ...]]
) -> tuple[str, ...]:
    return (code,) if code in known else gtins.get(gtin_14(code), ())


def _opening(
    given: Mapping[str, str],
    known: Mapping[str, Item],
    gtins: Mapping[str, tuple[str, ...]],
) -> Opening:
    (code,) = _codes(given["code"], known, gtins)
    expiry = tidy_expiry(given.get("expiry", ""))
    lot = LotKey(code, given.get("lot", "").upper(), expiry)
    return Opening(lot, int(given["quantity"].removesuffix(".0")))
