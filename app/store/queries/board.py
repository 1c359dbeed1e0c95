"""The board: who is in which place, or how far on the way out, a few at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.care.post import Place
from app.care.terms import AFFECTED_RANK, Flow
from app.store.queries.casualty_rows import RANK, CasualtyRow, columns, with_signs
from app.store.queries.due import due
from app.store.queries.post import places
from sync.database import Database, rows


@dataclass(frozen=True, slots=True)
class Column:
    """One column: everybody in a place, or as far as this; or here and unhurt."""

    place: str = ""
    flow: Flow | None = None
    affected: bool = False


@dataclass(frozen=True, slots=True)
class Start:
    """Where the next few of a column start."""

    rank: int
    registered_ms: int
    stream: bytes


@dataclass(frozen=True, slots=True)
class Cards:
    """The next few of a column; `next` None when these are the last."""

    rows: tuple[CasualtyRow, ...]
    next: Start | None


def head_counts(db: Database) -> Mapping[str, int]:
    """Return how many are present in each place; those without one under ''."""
    found = rows(db, "SELECT spot, COUNT(*) FROM casualty WHERE gone = 0 GROUP BY spot")
    return {str(place): int(count) for place, count in found}


def flow_counts(db: Database) -> Mapping[Flow, int]:
    """Return how many there are of each, also of who left; the unhurt are not in it."""
    found = rows(
        db,
        "SELECT flow, COUNT(*) FROM casualty WHERE rank <> ? GROUP BY flow",
        (AFFECTED_RANK,),
    )
    return {Flow(flow): int(count) for flow, count in found}


def affected_count(db: Database) -> int:
    """Return how many are here who are not hurt: they wait for no treatment."""
    asked = "SELECT COUNT(*) FROM casualty WHERE gone = 0 AND rank = ?"
    return int(rows(db, asked, (AFFECTED_RANK,))[0][0])


def cards(
    db: Database, column: Column, limit: int, after: Start | None = None
) -> Cards:
    """Return the next few of a column: most urgent first, then who waits longest."""
    set_by = due(db)
    where, values = _where(column)
    if after is not None:
        where += " AND (rank, registered_ms, stream) > (?, ?, ?)"
        values += [after.rank, after.registered_ms, after.stream]
    found = rows(
        db,
        " ".join(
            (
                *columns(set_by),
                "FROM casualty WHERE",
                where,
                "ORDER BY rank, registered_ms, stream LIMIT ?",
            )
        ),
        (*values, limit + 1),
    )
    shown = with_signs(db, found[:limit])
    if len(found) <= limit:
        return Cards(shown, None)
    place, row = found[limit - 1][RANK], shown[-1]
    return Cards(shown, Start(place, row.registered_ms, row.stream))


def _where(column: Column) -> tuple[str, list[Any]]:
    if column.affected:
        return "gone = 0 AND rank = ?", [AFFECTED_RANK]
    if column.flow is not None:
        return "flow = ? AND rank <> ?", [column.flow.value, AFFECTED_RANK]
    return "gone = 0 AND spot = ?", [column.place]


@dataclass(frozen=True, slots=True)
class Sheaf:
    """A column as it stands: how many there are, and the few that are shown.

    `place` None is a column of a status; one without a name is an example, or nowhere.
    """

    column: Column
    name: str
    count: int
    cards: Cards
    place: Place | None = None


def by_place(
    db: Database, starts: Mapping[Column, Start | None], limit: int
) -> tuple[Sheaf, ...]:
    """Return a column for each place: nowhere yet, those in use, those still filled."""
    there = head_counts(db)
    known = {each.place: each for each in places(db)}
    rest = [each for each in sorted(there) if each and each not in known]
    found = []
    for each in ("", *known, *rest):
        column = Column(each)
        shown = cards(db, column, limit, starts.get(column))
        place = known.get(each)
        name = place.name if place else _name_of(shown)
        found.append(Sheaf(column, name, there.get(each, 0), shown, place))
    return tuple(found)


def by_flow(
    db: Database, starts: Mapping[Column, Start | None], limit: int
) -> tuple[Sheaf, ...]:
    """Return a column for how far people are, and one for who is not hurt."""
    there = flow_counts(db)
    found = []
    for each in Flow:
        column = Column(flow=each)
        shown = cards(db, column, limit, starts.get(column))
        found.append(Sheaf(column, "", there.get(each, 0), shown))
    unhurt = Column(affected=True)
    shown = cards(db, unhurt, limit, starts.get(unhurt))
    return (*found, Sheaf(unhurt, "", affected_count(db), shown))


def _name_of(shown: Cards) -> str:
    return shown.rows[0].spot_name if shown.rows else ""
