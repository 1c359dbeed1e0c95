"""A list of items as a table: rows of text in, items and errors out, and back.

The same reader takes the list that ships along and whatever a person brings. It never
repairs: what it does not understand is an error with its line and its column, and then
nothing of the list counts.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, Final

from app.care.form import tidy
from app.care.item import Item, codes_by_gtin
from app.care.item_cells import COLUMNS, MOST_SYNONYM, NEEDED, READ, WORDED, Bad

REMARK: Final = "#"
"""A line whose first cell begins so is a remark."""

MOST_ROWS: Final = 5_000
MOST_ERRORS: Final = 200

Row = tuple[int, Sequence[str]]
"""The number of a line in its file, and its cells."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong with a list: in which line and column, and why.

    `why` is a code; its words are `item.wrong.<why>`. A `line` of 0 is the whole file.
    """

    line: int
    column: str
    why: str
    given: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """What was read of a list; with any error nothing of it may be used.

    `columns` are those the list had: of another it says nothing.
    """

    items: tuple[Item, ...] = ()
    wrong: tuple[Wrong, ...] = ()
    unknown_columns: tuple[str, ...] = ()
    columns: tuple[str, ...] = COLUMNS


def read_table(
    rows: Iterable[Row],
    heads: Mapping[str, str] | None = None,
    words: Mapping[str, str] | None = None,
    known: Collection[str] = (),
) -> Listed:
    """Read a list: a line of heads, then a line for each item; `#` starts a remark.

    `heads` are other names of the columns and `words` other words for yes, no, a unit
    or a list, both in small letters. Kits and substitutes may name the codes that are
    `known` besides those of the list itself.
    """
    said = [row for row in rows if not is_remark(row[1])]
    if not said:
        return Listed(wrong=(Wrong(0, "", "empty"),))
    places, unknown, wrong = places_of(said[0], heads or {}, COLUMNS, NEEDED)
    if wrong:
        return Listed(wrong=wrong, unknown_columns=unknown)
    if len(said) - 1 > MOST_ROWS:
        return Listed(wrong=(Wrong(0, "", "too_many_rows", str(len(said) - 1)),))
    found: list[tuple[int, Item]] = []
    bad: list[Wrong] = []
    for line, cells in said[1:]:
        given = {
            name: tidy_cell(cells[place]) if place < len(cells) else ""
            for name, place in places.items()
        }
        item, errors = _read_item(line, given, words or {})
        bad += errors
        if item is not None:
            found.append((line, item))
    bad += _across(found, known)
    if not found and not bad:
        bad.append(Wrong(0, "", "empty"))
    ordered = sorted(bad, key=lambda each: each.line)
    return Listed(
        tuple(item for _, item in found),
        tuple(ordered[:MOST_ERRORS]),
        unknown,
        tuple(name for name in COLUMNS if name in places),
    )


def is_remark(cells: Sequence[str]) -> bool:
    """Tell whether a line says nothing about an item."""
    filled = [cell for cell in cells if cell.strip()]
    return not filled or cells[0].lstrip("\ufeff ").startswith(REMARK)


def tidy_cell(cell: str) -> str:
    """Return what a cell says, on one line."""
    return tidy(cell.replace("\n", " ").replace("\u00a0", " "))


def places_of(
    head: Row,
    heads: Mapping[str, str],
    columns: Sequence[str],
    needed: Sequence[str],
) -> tuple[dict[str, int], tuple[str, ...], tuple[Wrong, ...]]:
    """Return where each column stands, heads nobody knows, and what lacks."""
    line, cells = head
    places: dict[str, int] = {}
    unknown: list[str] = []
    wrong: list[Wrong] = []
    for place, cell in enumerate(cells):
        said = tidy_cell(cell.lstrip("\ufeff")).casefold()
        name = heads.get(said, said)
        if name in places:
            wrong.append(Wrong(line, name, "column_twice"))
        elif name in columns:
            places[name] = place
        elif said:
            unknown.append(tidy_cell(cell)[:MOST_SYNONYM])
    lacking = [name for name in needed if name not in places]
    wrong += [Wrong(line, name, "column_missing") for name in lacking]
    return places, tuple(unknown), tuple(wrong)


def _read_item(
    line: int, given: Mapping[str, str], words: Mapping[str, str]
) -> tuple[Item | None, list[Wrong]]:
    values: dict[str, Any] = {}
    wrong: list[Wrong] = []
    for name, cell in given.items():
        if not cell and name not in NEEDED:
            continue
        try:
            meant = words.get(cell.casefold(), cell) if name in WORDED else cell
            values[name] = READ[name](meant)
        except Bad as why:
            wrong.append(Wrong(line, name, why.why, cell[:MOST_SYNONYM]))
    if wrong:
        return None, wrong
    item = Item(**values)
    wrong += [replace(each, line=line) for each in problems(item)]
    return item, wrong


def problems(item: Item) -> list[Wrong]:
    """Return what is wrong inside one item: levels in order, no kit in itself."""
    wrong: list[Wrong] = []
    levels = [("minimum", item.minimum), ("par", item.par), ("maximum", item.maximum)]
    known = [(name, level) for name, level in levels if level is not None]
    for (_, low), (name, high) in pairwise(known):
        if high < low:
            wrong.append(Wrong(0, name, "levels", str(high)))
    if item.code in (part.code for part in item.kit):
        wrong.append(Wrong(0, "kit", "itself", item.code))
    if item.code in item.substitutes:
        wrong.append(Wrong(0, "substitutes", "itself", item.code))
    return wrong


def _across(
    found: Sequence[tuple[int, Item]], known_before: Collection[str]
) -> list[Wrong]:
    """Return what is wrong between lines: codes and bar codes stand once."""
    wrong: list[Wrong] = []
    codes: set[str] = set()
    taken = codes_by_gtin(item for _, item in found)
    known = {*known_before, *(item.code for _, item in found)}
    for line, item in found:
        if item.code in codes:
            wrong.append(Wrong(line, "code", "twice", item.code))
        codes.add(item.code)
        wrong += [
            Wrong(line, "gtins", "twice", gtin)
            for gtin in item.gtins
            if len(taken[gtin]) > 1
        ]
        wrong += [
            Wrong(line, column, "not_listed", code)
            for column, named in (
                ("substitutes", item.substitutes),
                ("kit", tuple(part.code for part in item.kit)),
            )
            for code in named
            if code not in known
        ]
    return wrong


def read_items(text: str) -> tuple[Item, ...]:
    """Return the items of the list that ships along, from the text of its file.

    Raises ValueError when it is wrong, for then the program is.
    """
    lines = csv.reader(io.StringIO(text))
    found = read_table([(lines.line_num, cells) for cells in lines])
    if found.wrong:
        raise ValueError(f"the list that ships along: {found.wrong[0]}")
    return found.items
