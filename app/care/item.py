"""Items: what may lie on a shelf, and all that is known of it.

A list of items is the region's, the example that ships along, or a post's own. An item
is named by its code; a bar code (GTIN) is an alias of it. Use per casualty is in
hundredths of its unit, for no event holds a fraction.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple

from app.care.terms import Unit

MOST_CODE: Final = 40
MOST_NAME: Final = 120
MOST_GROUP: Final = 40
MOST_PIECES: Final = 100_000
"""More pieces than this of one item, in a pack or on the shelf, is a slip."""
MOST_USE: Final = 100_000
"""Hundredths of a unit for one casualty: a thousand units is a slip, too."""
MOST_ALIASES: Final = 20
"""Synonyms, bar codes, substitutes or parts of one item."""

LOCAL_START: Final = "L-"
"""How the code of an item begins that a post added itself."""

_CODE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
_GTIN: Final = re.compile(r"[0-9]{14}")


class Controlled(StrEnum):
    """On which list of the Opiumwet an item stands, if on any."""

    NONE = "none"
    LIST_1 = "I"
    LIST_2 = "II"


class Part(NamedTuple):
    """What a kit holds: so many of one item."""

    code: str
    quantity: int


@dataclass(frozen=True, slots=True)
class Item:
    """An item. `pieces_per_pack` is what one delivered pack holds, in its unit.

    A group is what a shelf or a drawer is called, in the list's own words; '' is none.
    """

    code: str
    name_nl: str
    name_en: str
    unit: Unit = Unit.PIECE
    synonyms: tuple[str, ...] = ()
    atc: str = ""
    pieces_per_pack: int = 1
    critical: bool = False
    controlled: Controlled = Controlled.NONE
    cold_chain: bool = False
    use_t1: int = 0
    use_t2: int = 0
    use_t3: int = 0
    minimum: int | None = None
    par: int | None = None
    maximum: int | None = None
    substitutes: tuple[str, ...] = ()
    kit: tuple[Part, ...] = ()
    gtins: tuple[str, ...] = ()
    remark_nl: str = ""
    remark_en: str = ""
    group_nl: str = ""
    group_en: str = ""


def is_code(text: str) -> bool:
    """Tell whether a text can be a code: letters, digits, `.`, `_` and `-`."""
    return _CODE.fullmatch(text) is not None


def is_gtin(text: str) -> bool:
    """Tell whether a text is a GTIN of 14 digits with the right check digit."""
    if _GTIN.fullmatch(text) is None:
        return False
    weighed = (
        int(digit) * (3 if place % 2 == 0 else 1)
        for place, digit in enumerate(text[:-1])
    )
    return (10 - sum(weighed) % 10) % 10 == int(text[-1])


def gtin_14(text: str) -> str:
    """Return a GTIN of 8, 12, 13 or 14 digits as 14 digits; anything else as it is."""
    plain = text.strip()
    if plain.isascii() and plain.isdigit() and len(plain) in (8, 12, 13):
        return plain.zfill(14)
    return plain


def codes_by_gtin(items: Iterable[Item]) -> dict[str, tuple[str, ...]]:
    """Return, for each bar code, the codes of the items that bear it."""
    found: dict[str, tuple[str, ...]] = {}
    for item in items:
        for gtin in item.gtins:
            found[gtin] = (*found.get(gtin, ()), item.code)
    return found


def groups_of(said: Iterable[tuple[str, str]]) -> dict[str, tuple[str, str]]:
    """Return what each group is called in Dutch and in English, by its first name.

    A post says the group of an item of its own once; it is one with the list's.
    """
    found: dict[str, tuple[str, str]] = {}
    for nl, en in said:
        name = nl or en
        if name:
            held_nl, held_en = found.get(name, ("", ""))
            found[name] = (held_nl or nl, held_en or en)
    return found


def exploded(items: Mapping[str, Item], code: str, quantity: int = 1) -> dict[str, int]:
    """Return the pieces a number of kits falls into; what is no kit is itself.

    A kit inside a kit falls apart too; one that would hold itself is left whole.
    """
    found: dict[str, int] = {}
    _explode(items, Part(code, quantity), (), found)
    return found


def _explode(
    items: Mapping[str, Item],
    part: Part,
    inside: tuple[str, ...],
    found: dict[str, int],
) -> None:
    item = items.get(part.code)
    if item is None or not item.kit or part.code in inside:
        found[part.code] = found.get(part.code, 0) + part.quantity
        return
    for each in item.kit:
        inner = Part(each.code, each.quantity * part.quantity)
        _explode(items, inner, (*inside, part.code), found)


def words_of(item: Item) -> str:
    """Return all an item may be looked for by, without capitals and accents."""
    said = (item.code, item.name_nl, item.name_en, *item.synonyms, item.atc)
    return plain(" ".join((*said, *item.gtins)))


def plain(text: str) -> str:
    """Return a text to search in: no capitals, no accents."""
    parts = unicodedata.normalize("NFD", text.casefold())
    return "".join(each for each in parts if not unicodedata.combining(each))
