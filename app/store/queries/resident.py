"""Residents in the order in which they are helped, and one with all that is known.

Rows that are shown are judged by `app.care.harm` itself, with the whole way there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from app.care.dependent import (
    CIRCUMSTANCES,
    HOURS_COLUMNS,
    NOT_ASKED,
)
from app.care.harm import (
    Dependent,
    Harm,
    HarmClass,
    Need,
    NeedKind,
    harm,
)
from app.care.resident import Resident
from app.store.queries.harm import Lens, first_in_order
from app.store.queries.staff import person
from app.store.tables import state_of
from sync.database import Database, rows

PAGE: Final = 50
_DIGITS: Final = 4
Counted = tuple[tuple[str, int], ...]
"""Names, and how many residents live there."""

_MAYBE: Final[dict[int, bool | None]] = {0: False, 1: True}
_ROW: Final = (
    "stream",
    "name",
    "street",
    "house_number",
    "postcode",
    "town",
    "checked_ms",
    "conflicts",
    "contact_ms",
    "been_ms",
    "at_home",
    *CIRCUMSTANCES,
    *HOURS_COLUMNS,
)


@dataclass(frozen=True, slots=True)
class ResidentRow:
    """A resident in a list: where they live, and how soon they come to harm."""

    stream: bytes
    name: str
    street: str
    house_number: str
    postcode: str
    town: str
    checked_ms: int
    conflicts: int
    harm: Harm
    is_at_home: bool = True

    @property
    def address(self) -> str:
        """Street and number."""
        return f"{self.street} {self.house_number}".strip()


@dataclass(frozen=True, slots=True)
class AtRisk:
    """Who is in an area, in order: one page of them, and how many in each class."""

    rows: tuple[ResidentRow, ...] = ()
    total: int = 0
    counts: Mapping[HarmClass, int] = field(default_factory=dict)
    waiting: int = 0
    page: int = 0

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-self.total // PAGE))


@dataclass(frozen=True, slots=True)
class ResidentDetail:
    """All that is known of a resident; names of who visited, by id."""

    stream: bytes
    resident: Resident
    names: Mapping[bytes, str]


def residents_at_risk(db: Database, lens: Lens, now_ms: int, page: int = 0) -> AtRisk:
    """Return who comes to harm first while these things fail."""
    ordered = first_in_order(db, lens, now_ms, PAGE, page * PAGE)
    total = sum(
        count for each, count in ordered.counts.items() if lens.shown in (None, each)
    )
    last = max(0, -(-total // PAGE) - 1)
    if page > last:
        return residents_at_risk(db, lens, now_ms, last)
    found = judged(db, ordered.places, lens, now_ms)
    return AtRisk(found, total, ordered.counts, ordered.waiting, page)


def judged(
    db: Database, places: Sequence[int], lens: Lens, now_ms: int
) -> tuple[ResidentRow, ...]:
    """Return the rows at these places, in order, each with the way to its place."""
    if not places:
        return ()
    select = ("SELECT n,", ", ".join(_ROW), "FROM resident WHERE n IN (")
    sql = " ".join((*select, ", ".join("?" * len(places)), ")"))
    found = {
        int(n): _read(dict(zip(_ROW, rest, strict=True)), lens, now_ms)
        for n, *rest in rows(db, sql, tuple(places))
    }
    return tuple(found[n] for n in places if n in found)


def resident_detail(db: Database, stream: bytes) -> ResidentDetail | None:
    """Return all that is known of a resident, or None."""
    held: Resident | None = state_of(db, "resident", stream)
    if held is None:
        return None
    actors = {each.actor for each in held.visits} | {held.checked_by}
    known = (person(db, each) for each in actors if each)
    names = {bytes(each.actor): each.name for each in known if each is not None}
    return ResidentDetail(stream, held, names)


def areas(
    db: Database,
) -> tuple[tuple[tuple[str, int], ...], tuple[tuple[str, int], ...]]:
    """Return the postcodes (digits) and the streets where residents live, how many."""
    digits: Counter[str] = Counter()
    for code, count in rows(
        db,
        "SELECT postcode, COUNT(*) FROM resident "
        "WHERE ended = 0 AND postcode > '' GROUP BY postcode ORDER BY postcode",
    ):
        digits[str(code)[:_DIGITS]] += int(count)
    streets = rows(
        db,
        "SELECT MIN(street), COUNT(*) FROM resident WHERE ended = 0 "
        "AND street_key > '' GROUP BY street_key ORDER BY street_key",
    )
    named = tuple((str(name), int(count)) for name, count in streets)
    return tuple(digits.items()), named


def _read(row: Mapping[str, Any], lens: Lens, now_ms: int) -> ResidentRow:
    return ResidentRow(
        stream=bytes(row["stream"]),
        name=row["name"],
        street=row["street"],
        house_number=row["house_number"],
        postcode=row["postcode"],
        town=row["town"],
        checked_ms=row["checked_ms"],
        conflicts=row["conflicts"],
        harm=harm(
            _dependent(row),
            lens.failing(row["postcode"], row["street"]),
            now_ms,
            lens.weights,
        ),
        is_at_home=bool(row["at_home"]),
    )


def _dependent(row: Mapping[str, Any]) -> Dependent:
    needs = (
        Need(
            kind,
            hours if hours >= 0 else None,
            row[f"{kind.value}_ms"],
            hours != NOT_ASKED,
        )
        for kind in NeedKind
        if (hours := row[f"{kind.value}_h"]) is not None
    )
    return Dependent(
        needs=tuple(needs),
        alone=_MAYBE.get(row["alone"]),
        no_carer=_MAYBE.get(row["no_carer"]),
        not_mobile=_MAYBE.get(row["not_mobile"]),
        cognitive=_MAYBE.get(row["cognitive"]),
        cold_without_power=_MAYBE.get(row["cold_without_power"]),
        cold_without_heating=_MAYBE.get(row["cold_without_heating"]),
        cold_already=_MAYBE.get(row["cold_already"]),
        contact_ms=row["contact_ms"],
        been_ms=row["been_ms"],
    )
