"""The list of casualties: counts, pages, search, who is overdue, who came when."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from app.care.identity import number_fits
from app.care.terms import (
    AFFECTED_RANK,
    URGENCY,
    Triage,
    rank,
)
from app.store.queries.casualty_rows import (
    GONE,
    RANK,
    CasualtyRow,
    columns,
    finished,
)
from app.store.queries.due import Due, due
from app.store.queries.link import counted_twice
from sync.database import Database, rows

_HOUR_MS: Final = 3_600_000
_OF_RANK: Final = {rank(each): each for each in URGENCY}


@dataclass(frozen=True, slots=True)
class Counts:
    """How many casualties are at the post, by category; and who left, who waits.

    Who is `affected` is unhurt, and in no other count.
    """

    category: Mapping[Triage, int]
    untriaged: int
    present: int
    departed: int
    overdue: int
    affected: int = 0


@dataclass(frozen=True, slots=True)
class Filter:
    """Which casualties a list shows. `departed` None shows both who is and who left.

    `moved_to` are those in that place who are in `moved`; `apart` are places of which
    those are left out.
    """

    category: Triage | None = None
    untriaged: bool = False
    affected: bool = False
    departed: bool | None = False
    overdue: bool = False
    now_ms: int = 0
    search: str = ""
    post_id: bytes | None = None
    moved_to: str | None = None
    apart: tuple[str, ...] = ()

    @property
    def is_due(self) -> bool:
        """Whether only those are shown who are to be triaged again."""
        return self.overdue or self.moved_to is not None


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where the next page starts; `at_ms` is what sorts within a category."""

    gone: int
    rank: int
    at_ms: int
    stream: bytes


@dataclass(frozen=True, slots=True)
class Moved:
    """How many were moved to a place and not triaged since, and the most urgent.

    `moments` is when: who was moved with one tap has one moment.
    """

    spot: str
    spot_name: str
    count: int
    category: Triage
    moments: tuple[int, ...]

    @property
    def is_group(self) -> bool:
        """Whether there are several, to be said as one."""
        return self.count > 1


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list; `next` is None on the last."""

    rows: tuple[CasualtyRow, ...]
    next: Cursor | None


@dataclass(frozen=True, slots=True)
class Hour:
    """How many came in the hour that starts at `from_ms`, by category (None: none)."""

    from_ms: int
    arrived: Mapping[Triage | None, int]


def counts(db: Database, now_ms: int, post_id: bytes | None = None) -> Counts:
    """Return how many are present by category, how many left, how many are overdue.

    A person with several records counts once: as present while one of them is, in the
    most urgent category among those.
    """
    where, values = _at(post_id)
    set_by = due(db)
    found = rows(
        db,
        _sql(
            "SELECT gone, rank, COUNT(*), COALESCE(SUM(",
            set_by.sql,
            "<= ?), 0) FROM casualty WHERE",
            where,
            "GROUP BY gone, rank",
        ),
        (now_ms, *values),
    )
    found += counted_twice(db, set_by, now_ms, post_id)
    present: dict[int, int] = {}
    for gone, place, count, _ in found:
        if not gone:
            present[place] = present.get(place, 0) + int(count)
    affected = present.pop(AFFECTED_RANK, 0)
    return Counts(
        category={each: present.get(rank(each), 0) for each in Triage},
        untriaged=present.get(rank(None), 0),
        present=sum(present.values()),
        departed=sum(
            int(count) for gone, place, count, _ in found if gone and _is_hurt(place)
        ),
        overdue=sum(int(late) for gone, _, _, late in found if not gone),
        affected=affected,
    )


def _is_hurt(place: int) -> bool:
    return place != AFFECTED_RANK


def casualties(
    db: Database, wanted: Filter, after: Cursor | None = None, limit: int = 50
) -> Page:
    """Return one page: the most urgent first, then who waits longest.

    Of who is to be triaged again, who waits longest for that.
    """
    set_by = due(db)
    where, values = _where(wanted, set_by)
    by = set_by.sql if wanted.is_due else "registered_ms"
    if after is not None:
        where += f" AND (gone, rank, {by}, stream) > (?, ?, ?, ?)"
        values += [after.gone, after.rank, after.at_ms, after.stream]
    order = f"ORDER BY gone, rank, {by}, stream"
    if wanted.is_due:
        # What sorts is in the index; only the rows of one page are looked up.
        where = _sql("n IN (SELECT n FROM casualty WHERE", where, order, "LIMIT ?)")
        values.append(limit + 1)
    found = rows(
        db,
        _sql(*columns(set_by), "FROM casualty WHERE", where, order, "LIMIT ?"),
        (*values, limit + 1),
    )
    shown = finished(db, found[:limit])
    if len(found) <= limit:
        return Page(shown, None)
    last, row = found[limit - 1], shown[-1]
    at_ms = row.owed.first_ms or 0 if wanted.is_due else row.registered_ms
    return Page(shown, Cursor(last[GONE], last[RANK], at_ms, row.stream))


def casualty_row(db: Database, stream: bytes) -> CasualtyRow | None:
    """Return one casualty as a list shows it, or None."""
    set_by = due(db)
    found = rows(
        db,
        _sql(*columns(set_by), "FROM casualty WHERE stream = ?"),
        (stream,),
    )
    return finished(db, found)[0] if found else None


def overdue(
    db: Database,
    now_ms: int,
    limit: int = 20,
    post_id: bytes | None = None,
    apart: Sequence[Moved] = (),
) -> tuple[CasualtyRow, ...]:
    """Return who is to be triaged again: by urgency, then who waits longest for it.

    Those who are `apart` are left out.
    """
    spots = tuple(each.spot for each in apart)
    wanted = Filter(overdue=True, now_ms=now_ms, post_id=post_id, apart=spots)
    return casualties(db, wanted, limit=limit).rows


def moved(db: Database, now_ms: int, post_id: bytes | None = None) -> tuple[Moved, ...]:
    """Return who was moved and not triaged since, by place; the most urgent first.

    Whoever is to be triaged again for a graver reason is not among them.
    """
    where, values = _at(post_id)
    found = rows(
        db,
        _sql(
            "SELECT spot, spot_name, move_ms, COUNT(*), MIN(rank)",
            # The plus keeps SQLite on the index by move.
            f"FROM casualty WHERE +gone = 0 AND +{where} AND",
            due(db).is_only_moved,
            "GROUP BY spot, move_ms ORDER BY MIN(rank), move_ms, spot",
        ),
        (*values, now_ms, now_ms),
    )
    there: dict[str, Moved] = {}
    for spot, name, at_ms, count, place in found:
        held = there.get(spot) or Moved(spot, name, 0, _OF_RANK[place], ())
        there[spot] = replace(
            held, count=held.count + count, moments=(*held.moments, at_ms)
        )
    return tuple(there.values())


def arrivals(
    db: Database, since_ms: int, post_id: bytes | None = None
) -> tuple[Hour, ...]:
    """Return arrivals per hour by present category, oldest hour first."""
    where, values = _at(post_id)
    where = f"+{where}"  # the plus keeps SQLite on the index by time
    found = rows(
        db,
        _sql(
            "SELECT registered_ms / ? AS hour, category, COUNT(*) FROM casualty WHERE",
            where,
            "AND registered_ms >= ? GROUP BY hour, category ORDER BY hour",
        ),
        (_HOUR_MS, *values, since_ms),
    )
    hours: dict[int, dict[Triage | None, int]] = {}
    for hour, category, count in found:
        arrived = hours.setdefault(int(hour), {})
        arrived[None if category is None else Triage(category)] = int(count)
    return tuple(Hour(hour * _HOUR_MS, each) for hour, each in hours.items())


def _sql(*parts: str) -> str:
    """Join the parts of a statement; what a person typed is always a parameter."""
    return " ".join(parts)


def _at(post_id: bytes | None) -> tuple[str, list[Any]]:
    return ("TRUE", []) if post_id is None else ("post = ?", [post_id])


def _where(wanted: Filter, set_by: Due) -> tuple[str, list[Any]]:
    where, values = _at(wanted.post_id)
    parts = [where]
    if wanted.departed is not None:
        parts.append("gone = ?")
        values.append(int(wanted.departed))
    if wanted.category is not None or wanted.untriaged:
        parts.append("rank = ?")
        values.append(rank(None if wanted.untriaged else wanted.category))
    if wanted.affected:
        parts.append("rank = ?")
        values.append(AFFECTED_RANK)
    if wanted.overdue:
        parts.append(f"{set_by.sql} <= ?")
        values.append(wanted.now_ms)
    if wanted.apart:
        names = ", ".join("?" * len(wanted.apart))
        parts.append(f"NOT (spot IN ({names}) AND COALESCE({set_by.is_only_moved}, 0))")
        values += [*wanted.apart, wanted.now_ms, wanted.now_ms]
    if wanted.moved_to is not None:
        parts.append(f"spot = ? AND {set_by.is_only_moved}")
        values += [wanted.moved_to, wanted.now_ms, wanted.now_ms]
    if wanted.search.strip():
        found, value = _search(wanted.search)
        parts.append(found)
        values.append(value)
    return " AND ".join(parts), values


def _search(typed: str) -> tuple[str, str]:
    """Return the condition for what somebody typed: a number, or starts of words."""
    if number_fits(typed):
        return "number = ?", typed.strip().upper()
    words = re.findall(r"[^\W_]+", typed)[:8]
    if not words:
        return "number = ?", typed
    starts = " ".join(f'"{word}"*' for word in words)
    found = "n IN (SELECT rowid FROM casualty_words WHERE casualty_words MATCH ?)"
    return found, starts
