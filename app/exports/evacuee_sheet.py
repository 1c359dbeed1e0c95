"""Who lives in a home, from a spreadsheet or from text that was pasted.

A cell is taken for what its column is called; without names of columns, for what it
looks like. What is not understood stands in the remark: nothing is left out, and how
somebody moves is never guessed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any, Final

from app.care.evacuation import MOST_LISTED, Going, Means
from app.care.form import tidy
from app.care.refusal import Refusal
from app.exports.sheet import Row
from app.i18n import LANGUAGES, text

MOST_PASTED: Final = 64 * 1024
"""Characters: five hundred full lines take less."""

_COLUMNS: Final = (
    "name",
    "room",
    "means",
    "oxygen",
    "medicines",
    "papers",
    "device",
    "destination",
    "remark",
)
_TICKED: Final = frozenset({"oxygen", "medicines", "papers"})
_ROOM: Final = 6
"""A cell no longer than this with a figure in it is the number of a room."""


def read_pasted(pasted: str) -> tuple[Going, ...]:
    """Return who stands in pasted text, one on a line; `;` or a tab parts the cells.

    A comma parts nothing: it stands in names. Raises Refusal.
    """
    if len(pasted) > MOST_PASTED:
        raise Refusal("too_many_at_once", most=MOST_LISTED)
    lines = pasted.replace("\t", ";").splitlines()
    return read_evacuees([(n, line.split(";")) for n, line in enumerate(lines, 1)])


def read_evacuees(rows: Sequence[Row]) -> tuple[Going, ...]:
    """Return who stands on these lines. Raises Refusal for none, or for too many."""
    said = [[tidy(cell) for cell in cells] for _, cells in rows]
    said = [cells for cells in said if any(cells)]
    columns = _columns(said[0]) if said else {}
    found = [_person(cells, columns) for cells in (said[1:] if columns else said)]
    if not found:
        raise Refusal("nobody_on_list")
    if len(found) > MOST_LISTED:
        raise Refusal("too_many_at_once", most=MOST_LISTED)
    return tuple(found)


def _columns(cells: Sequence[str]) -> dict[int, str]:
    """Return what each column holds, where the first line says a name and another."""
    found = {
        place: name
        for place, cell in enumerate(cells)
        if (name := _heads().get(cell.casefold()))
    }
    return found if len(set(found.values())) > 1 or "name" in found.values() else {}


def _person(cells: Sequence[str], columns: Mapping[int, str]) -> Going:
    going, rest = Going(), list[str]()
    for place, cell in enumerate(cells):
        if not cell:
            continue
        name = columns.get(place, "") if columns else _looks_like(cell, going)
        taken = _taken(going, name, cell)
        if taken is None:
            rest.append(cell)
        else:
            going = taken
    remark = " · ".join(each for each in (going.remark, *rest) if each)
    return replace(going, remark=remark)


def _looks_like(cell: str, going: Going) -> str:
    """Return which column a cell belongs to by itself; empty for none."""
    folded = cell.casefold()
    if folded in _means():
        return "means"
    head = _heads().get(folded, "")
    if head in _TICKED:
        return head
    if not going.room and len(cell) <= _ROOM and any(each.isdigit() for each in cell):
        return "room"
    return "" if going.name else "name"


def _taken(going: Going, name: str, cell: str) -> Going | None:
    """Return somebody with this cell as well; None where it says nothing we know."""
    if name == "means":
        means = _means().get(cell.casefold())
        return None if means is None else replace(going, means=means)
    if name in _TICKED:
        is_said = cell.casefold() in _yes() or _heads().get(cell.casefold()) == name
        changed: dict[str, Any] = {name: True}
        return replace(going, **changed) if is_said else None
    if not name or getattr(going, name):
        return None
    words: dict[str, Any] = {name: cell}
    return replace(going, **words)


@lru_cache(maxsize=1)
def _heads() -> Mapping[str, str]:
    """Return the names of columns, in every language."""
    return {
        words: name
        for name in _COLUMNS
        for words in _words(f"ui.evacuation.column.{name}")
    }


@lru_cache(maxsize=1)
def _means() -> Mapping[str, Means]:
    """Return the words for how somebody moves, in every language."""
    return {
        words: each
        for each in Means
        for words in _words(f"ui.evacuation.moves.{each.value}")
    }


@lru_cache(maxsize=1)
def _yes() -> frozenset[str]:
    return frozenset(_words("ui.evacuation.yes"))


def _words(key: str) -> Iterable[str]:
    for language in LANGUAGES:
        for each in text(key, language).split(","):
            yield each.strip().casefold()
