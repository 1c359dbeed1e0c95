"""What a list changes of somebody who is kept already: only what it says, and knows.

What was asked here after the day of the list stays, and what people differ about stays
for them to settle. An empty cell takes nothing away.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields, replace
from enum import StrEnum
from typing import Any, Final

from app.care.claim import Claim
from app.care.need import Stated
from app.care.resident import FIELD_OF, Resident
from app.care.resident_cells import COLUMNS, Column
from app.care.resident_table import Listed

FORM_OF: Final[Mapping[str, type]] = {line: form for form, line in FIELD_OF.items()}
_ASKED: Final[Mapping[str, frozenset[str]]] = {
    "medicine": frozenset({"kinds"}),
    "act": frozenset({"acts"}),
}
"""What a list must say of somebody new: there, no answer would read as *none*."""


class Kept(StrEnum):
    """Why what a list says does not change what is kept."""

    NEWER = "newer"
    DIFFER = "differ"
    NO_CHOICE = "no_choice"


@dataclass(frozen=True, slots=True)
class Change:
    """One column: what it was, and what it becomes."""

    column: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Update:
    """What a list changes of one person, and what it leaves as it is."""

    said: Mapping[str, str]
    lines: tuple[Stated, ...]
    changes: tuple[Change, ...]
    kept: tuple[tuple[str, Kept], ...]


def updated(resident: Resident, listed: Listed, as_of_ms: int) -> Update:
    """Return what a list of that moment changes; of somebody new that is all of it."""
    changes: list[Change] = []
    kept: list[tuple[str, Kept]] = []
    said: dict[str, str] = {}
    for name, after in listed.said.items():
        claims = resident.said.get(name, ())
        before = resident.text(name)
        if before == after and _agree(claims):
            continue
        if why := _keeps(claims, as_of_ms):
            kept.append((name, why))
            continue
        said[name] = after
        changes.append(Change(name, before, after))
    lines: list[Stated] = []
    for line, given in listed.needs.items():
        fact, found, why = _line(getattr(resident, line), line, given, as_of_ms)
        if why is not None:
            kept.append((_first(line, given), why))
        if fact is not None:
            lines.append(fact)
            changes += found
    return Update(said, tuple(lines), tuple(changes), tuple(kept))


def _line(
    claims: tuple[Claim[Any], ...], line: str, given: Mapping[str, Any], as_of_ms: int
) -> tuple[Stated | None, list[Change], Kept | None]:
    before = claims[-1].value if claims else None
    found = [
        Change(column.name, getattr(before, column.field, None), value)
        for column in _columns(line)
        if column.field in given
        for value in (given[column.field],)
        if before is None or getattr(before, column.field) != value
    ]
    if not found and _agree(claims):
        return None, [], None
    if why := _keeps(claims, as_of_ms):
        return None, [], why
    if before is not None:
        at_ms = as_of_ms if _counts_all(before, given) else before.observed_ms
        return replace(before, **given, observed_ms=at_ms, sees=()), found, None
    form = FORM_OF[line]
    needed = {each.name for each in fields(form) if each.default is MISSING}
    needed |= _ASKED.get(line, frozenset())
    if needed - {"observed_ms", *given}:
        return None, [], Kept.NO_CHOICE
    return form(observed_ms=as_of_ms, **given), found, None


def _counts_all(before: Any, given: Mapping[str, Any]) -> bool:
    """Tell whether a list counts anew all hours of a line, so that they run from it.

    Else those that stand run on from when they were counted.
    """
    return all(
        each.name in given
        for each in fields(before)
        if each.name.endswith("_hours") and getattr(before, each.name) is not None
    )


def _agree(claims: tuple[Claim[Any], ...]) -> bool:
    return len({_plain(each.value) for each in claims}) <= 1


def _plain(value: Any) -> Any:
    return replace(value, observed_ms=0, sees=()) if type(value) in FIELD_OF else value


def _keeps(claims: tuple[Claim[Any], ...], as_of_ms: int) -> Kept | None:
    if not _agree(claims):
        return Kept.DIFFER
    if any(each.observed_ms > as_of_ms for each in claims):
        return Kept.NEWER
    return None


def _columns(line: str) -> tuple[Column, ...]:
    return tuple(each for each in COLUMNS.values() if each.line == line)


def _first(line: str, given: Mapping[str, Any]) -> str:
    return next(each.name for each in _columns(line) if each.field in given)
