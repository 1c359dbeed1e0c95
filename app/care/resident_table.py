"""A care organisation's list of residents as a table: rows of text in, people out.

A line that does not fit is left out with a reason, line and column; the others count:
one wrong date keeps nobody else from being looked after.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from app.care.dependent import street_key
from app.care.item_cells import Bad
from app.care.item_list import Row, Wrong, is_remark, places_of, tidy_cell
from app.care.need import OxygenSource, PowerUse
from app.care.resident_cells import COLUMNS, MOST_SHOWN, read_cell

MOST_ROWS: Final = 5_000
_NOBODY: Final = ("name", "street")


@dataclass(frozen=True, slots=True)
class Listed:
    """One person on a list: what its columns say; an empty cell says nothing.

    `said` is who and where, `needs` the lines of the record, each by its fields.
    """

    line: int
    reference: str = ""
    said: Mapping[str, str] = field(default_factory=dict)
    needs: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """Return what is said of who or where, or an empty text."""
        return self.said.get(name, "")


@dataclass(frozen=True, slots=True)
class ResidentTable:
    """What was read: people, and what did not fit; `lines` counts both."""

    people: tuple[Listed, ...] = ()
    wrong: tuple[Wrong, ...] = ()
    unknown_columns: tuple[str, ...] = ()
    lines: int = 0

    @property
    def is_unreadable(self) -> bool:
        """Whether the file as a whole is no such list."""
        return not self.lines


def read_residents(
    rows: Iterable[Row],
    today: str,
    heads: Mapping[str, str] | None = None,
    words: Mapping[str, Mapping[str, str]] | None = None,
    leave: Collection[str] = (),
) -> ResidentTable:
    """Read a list: a line of heads, then a line for each person; `#` starts a remark.

    `heads` are other names of the columns, `words` other words for the values of each,
    all in small letters. Columns to `leave` are as if unknown.
    """
    said = [row for row in rows if not is_remark(row[1])]
    if not said:
        return ResidentTable(wrong=(Wrong(0, "", "empty"),))
    wanted = [name for name in COLUMNS if name not in leave]
    places, unknown, wrong = places_of(said[0], heads or {}, wanted, ())
    if not wrong and not any(name in places for name in _NOBODY):
        wrong = (Wrong(said[0][0], "name", "column_missing"),)
    if not wrong and len(said) == 1:
        wrong = (Wrong(0, "", "empty"),)
    if not wrong and len(said) - 1 > MOST_ROWS:
        wrong = (Wrong(0, "", "too_many_rows", str(len(said) - 1)),)
    if wrong:
        return ResidentTable(wrong=wrong, unknown_columns=unknown)
    people: list[Listed] = []
    bad: list[Wrong] = []
    seen: set[object] = set()
    for line, cells in said[1:]:
        person, why = _read_line(line, cells, places, words or {}, today)
        why = why or _twice(person, seen)
        bad += why
        if not why:
            people.append(person)
    return ResidentTable(tuple(people), tuple(bad), unknown, len(said) - 1)


def _read_line(
    line: int,
    cells: Sequence[str],
    places: Mapping[str, int],
    words: Mapping[str, Mapping[str, str]],
    today: str,
) -> tuple[Listed, list[Wrong]]:
    said: dict[str, str] = {}
    needs: dict[str, dict[str, Any]] = {}
    wrong: list[Wrong] = []
    for name, place in places.items():
        cell = tidy_cell(cells[place]) if place < len(cells) else ""
        if not cell:
            continue
        column = COLUMNS[name]
        try:
            value = read_cell(column, cell, words.get(name, {}), today)
        except Bad as why:
            wrong.append(Wrong(line, name, why.why, cell[:MOST_SHOWN]))
            continue
        if column.line:
            needs.setdefault(column.line, {})[column.field] = value
        else:
            said[name] = value
    _implied(needs)
    reference = said.pop("reference", "")
    if not wrong and not any(said.get(name) for name in _NOBODY):
        wrong.append(Wrong(line, "name", "missing"))
    return Listed(line, reference, said, needs), wrong


def _implied(needs: Mapping[str, dict[str, Any]]) -> None:
    """Fill in what follows from a line: who has a device or its battery needs power."""
    power, oxygen = needs.get("power", {}), needs.get("oxygen", {})
    has_device = power.get("devices") or power.get("battery_hours")
    if has_device and power.get("use", PowerUse.NONE) is PowerUse.NONE:
        power["use"] = PowerUse.DEVICE
    is_without = oxygen.get("source", OxygenSource.NONE) is OxygenSource.NONE
    if oxygen.get("cylinder_hours") and is_without:
        oxygen["source"] = OxygenSource.CYLINDER


def _twice(person: Listed, seen: set[object]) -> list[Wrong]:
    """Say that somebody stands on the list twice; the first line counts."""
    marks = [("reference", person.reference)] if person.reference else []
    found = next((each for each in marks if each in seen), None)
    is_same = not person.reference and same_person(person) in seen
    seen.update([*marks, same_person(person)])
    if found is not None:
        return [Wrong(person.line, "reference", "twice", person.reference)]
    shown = person.text("name") or person.text("street")
    return [Wrong(person.line, "name", "twice", shown)] if is_same else []


def same_person(person: Listed) -> tuple[str, ...]:
    """Return by what a person on a list is told from others, without a reference."""
    return (
        person.text("name").casefold(),
        person.text("birth_date"),
        person.text("postcode"),
        street_key(person.text("street")),
        person.text("house_number").casefold(),
    )
