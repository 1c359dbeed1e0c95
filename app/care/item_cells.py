"""The cells of a list of items: what each column may hold, read and written.

A cell with several values parts them by `|`; `VB001*2` in a kit is two of VB001.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, Final

from app.care.item import (
    MOST_ALIASES,
    MOST_GROUP,
    MOST_NAME,
    MOST_PIECES,
    MOST_USE,
    Controlled,
    Item,
    Part,
    gtin_14,
    is_code,
    is_gtin,
)
from app.care.terms import Unit

COLUMNS: Final = (
    "code",
    "name_nl",
    "name_en",
    "group_nl",
    "group_en",
    "unit",
    "pieces_per_pack",
    "synonyms",
    "atc",
    "critical",
    "controlled",
    "cold_chain",
    "use_t1",
    "use_t2",
    "use_t3",
    "minimum",
    "par",
    "maximum",
    "substitutes",
    "kit",
    "gtins",
    "remark_nl",
    "remark_en",
)
"""The columns of a list, in the order they are written."""

NEEDED: Final = ("code", "name_nl", "name_en", "unit")
WORDED: Final = ("unit", "critical", "controlled", "cold_chain")
"""Columns that hold one of a few values, which every language has words for."""
PARTED_BY: Final = "|"

MOST_SYNONYM: Final = 60
MOST_ATC: Final = 8
MOST_REMARK: Final = 200


class Bad(Exception):
    """A cell that is not understood; `why` is the code of the words."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def _text(most: int) -> Callable[[str], str]:
    def read(cell: str) -> str:
        if not cell:
            raise Bad("missing")
        if len(cell) > most:
            raise Bad("too_long")
        return cell

    return read


def _code(cell: str) -> str:
    if not cell:
        raise Bad("missing")
    if not is_code(cell):
        raise Bad("not_a_code")
    return cell


def _gtin(cell: str) -> str:
    gtin = gtin_14(cell)
    if not is_gtin(gtin):
        raise Bad("not_a_gtin")
    return gtin


def _number(least: int) -> Callable[[str], int]:
    def read(cell: str) -> int:
        # What a spreadsheet made of a whole number is read as one: 8.0 is 8.
        plain = cell.removesuffix(".0")
        if not (plain.isascii() and plain.isdigit()) or len(plain) > len("100000"):
            raise Bad("not_a_number")
        if not least <= int(plain) <= MOST_PIECES:
            raise Bad("out_of_range")
        return int(plain)

    return read


def _hundredths(cell: str) -> int:
    """Read a use such as 0,15 or 0.15 as 15."""
    try:
        use = Decimal(cell.replace(",", "."))
    except InvalidOperation:
        raise Bad("not_a_number") from None
    if not use.is_finite():
        raise Bad("not_a_number")
    if not 0 <= use * 100 <= MOST_USE:
        raise Bad("out_of_range")
    if use * 100 != int(use * 100):
        raise Bad("two_decimals")
    return int(use * 100)


def _yes_no(cell: str) -> bool:
    if cell not in ("yes", "no"):
        raise Bad("not_yes_or_no")
    return cell == "yes"


def _choice(choices: type[StrEnum], why: str) -> Callable[[str], StrEnum]:
    def read(cell: str) -> StrEnum:
        if not cell:
            raise Bad("missing")
        try:
            return choices(cell)
        except ValueError:
            raise Bad(why) from None

    return read


def _many(read: Callable[[str], Any]) -> Callable[[str], tuple[Any, ...]]:
    def read_all(cell: str) -> tuple[Any, ...]:
        parts = [part.strip() for part in cell.split(PARTED_BY) if part.strip()]
        if len(parts) > MOST_ALIASES:
            raise Bad("too_many")
        found = tuple(read(part) for part in parts)
        if len(set(found)) < len(found):
            raise Bad("twice")
        return found

    return read_all


def _part(cell: str) -> Part:
    code, _, quantity = cell.partition("*")
    return Part(_code(code.strip()), _number(1)(quantity.strip() or "1"))


READ: Final[dict[str, Callable[[str], Any]]] = {
    "code": _code,
    "name_nl": _text(MOST_NAME),
    "name_en": _text(MOST_NAME),
    "group_nl": _text(MOST_GROUP),
    "group_en": _text(MOST_GROUP),
    "unit": _choice(Unit, "not_a_unit"),
    "pieces_per_pack": _number(1),
    "synonyms": _many(_text(MOST_SYNONYM)),
    "atc": _text(MOST_ATC),
    "critical": _yes_no,
    "controlled": _choice(Controlled, "not_a_list"),
    "cold_chain": _yes_no,
    "use_t1": _hundredths,
    "use_t2": _hundredths,
    "use_t3": _hundredths,
    "minimum": _number(0),
    "par": _number(0),
    "maximum": _number(0),
    "substitutes": _many(_code),
    "kit": _many(_part),
    "gtins": _many(_gtin),
    "remark_nl": _text(MOST_REMARK),
    "remark_en": _text(MOST_REMARK),
}


def cells_of(item: Item) -> tuple[str, ...]:
    """Return an item as the cells of a line; `read_table` reads them back."""
    return tuple(cell_of(name, getattr(item, name)) for name in COLUMNS)


def cell_of(name: str, value: Any) -> str:
    """Return the value of a column as a cell."""
    if name.startswith("use_"):
        return hundredths_text(value)
    if name == "kit":
        return PARTED_BY.join(f"{part.code}*{part.quantity}" for part in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return PARTED_BY.join(value)
    return "" if value is None else str(value)


def hundredths_text(value: int) -> str:
    """Return hundredths as the shortest decimal: 150 is 1.5."""
    whole, rest = divmod(value, 100)
    return f"{whole}.{rest:02}".rstrip("0").rstrip(".")
