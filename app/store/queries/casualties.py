"""The list of casualties: counts, pages, search, who is overdue, who came when."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from app.care.casualty import Casualty
from app.care.identity import number_fits
from app.care.terms import (
    AFFECTED_RANK,
    AgeBand,
    Contamination,
    Disposition,
    Flow,
    Sex,
    Triage,
    rank,
)
from app.store.queries.clock import clocks
from app.store.queries.due import Due, due
from app.store.queries.link import allergic_elsewhere, counted_twice, same_numbers
from app.store.queries.treatment import oldest_tourniquet
from app.store.tables import read_state
from sync.database import Database, rows

_HOUR_MS: Final = 3_600_000
_BEFORE_DUE: Final = (
    "stream, number, name, category, age_band, years, sex, complaint, place, "
    "registered_ms, triaged_ms,"
)
_AFTER_DUE: Final = (
    "departed, conflicts, post, CASE WHEN conflicts THEN state END, gone, rank, "
    "tourniquet_ms, flow, spot, spot_name, contamination, allergic"
)


@dataclass(frozen=True, slots=True)
class CasualtyRow:
    """A casualty in a list. `post_id` is the post that registered it.

    `allergic` is that an allergy is known, in any record of the person.

    `place` is where somebody was found, `spot` the place in the post they are in now.
    """

    stream: bytes
    number: str
    name: str
    category: Triage | None
    claims: tuple[Triage, ...]
    age_band: AgeBand
    years: int | None
    sex: Sex
    complaint: str
    place: str
    registered_ms: int
    triaged_ms: int | None
    due_ms: int | None
    departed: Disposition | None
    conflicts: int
    post_id: bytes
    tourniquet_ms: int | None = None
    flow: Flow = Flow.WAITING
    spot: str = ""
    spot_name: str = ""
    contamination: Contamination | None = None
    allergic: bool = False
    affected: bool = False
    same_as: tuple[str, ...] = ()
    hidden: bool = False


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
    """Which casualties a list shows. `departed` None shows both who is and who left."""

    category: Triage | None = None
    untriaged: bool = False
    affected: bool = False
    departed: bool | None = False
    overdue: bool = False
    now_ms: int = 0
    search: str = ""
    post_id: bytes | None = None


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where the next page starts."""

    gone: int
    rank: int
    registered_ms: int
    stream: bytes


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
        (*set_by.values, now_ms, *values),
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
    """Return one page: the most urgent first, then who waits longest."""
    set_by = due(db)
    where, values = _where(wanted, set_by)
    if after is not None:
        where += " AND (gone, rank, registered_ms, stream) > (?, ?, ?, ?)"
        values += [after.gone, after.rank, after.registered_ms, after.stream]
    found = rows(
        db,
        _sql(
            *columns(set_by),
            "FROM casualty WHERE",
            where,
            "ORDER BY gone, rank, registered_ms, stream LIMIT ?",
        ),
        (*set_by.values, *values, limit + 1),
    )
    shown = _finished(db, found[:limit])
    if len(found) <= limit:
        return Page(shown, None)
    last = found[limit - 1]
    return Page(shown, Cursor(last[16], last[17], last[9], bytes(last[0])))


def _finished(
    db: Database, found: Sequence[tuple[Any, ...]]
) -> tuple[CasualtyRow, ...]:
    return _with_links(db, with_signs(db, found))


def with_signs(
    db: Database, found: Sequence[tuple[Any, ...]]
) -> tuple[CasualtyRow, ...]:
    """Return rows with what needs eyes: by the hub's clock, of every record."""
    read = with_clocks(db, [row_of(each) for each in found])
    known = allergic_elsewhere(db, [row.stream for row in read if not row.allergic])
    return tuple(
        replace(row, allergic=True) if row.stream in known else row for row in read
    )


def with_clocks(db: Database, found: Sequence[CasualtyRow]) -> tuple[CasualtyRow, ...]:
    """Return rows whose tourniquets run by the hub's clock, where one was wrong."""
    on = [row for row in found if row.tourniquet_ms is not None]
    known = clocks(db) if on else None
    if known is None or not known.known:
        return tuple(found)
    since = {row.stream: oldest_tourniquet(db, row.stream, known) for row in on}
    return tuple(
        replace(row, tourniquet_ms=since[row.stream]) if row.stream in since else row
        for row in found
    )


def _with_links(db: Database, found: Sequence[CasualtyRow]) -> tuple[CasualtyRow, ...]:
    same = same_numbers(db, [row.stream for row in found])
    return tuple(
        replace(row, same_as=same[row.stream]) if row.stream in same else row
        for row in found
    )


def casualty_row(db: Database, stream: bytes) -> CasualtyRow | None:
    """Return one casualty as a list shows it, or None."""
    set_by = due(db)
    found = rows(
        db,
        _sql(*columns(set_by), "FROM casualty WHERE stream = ?"),
        (*set_by.values, stream),
    )
    return _finished(db, found)[0] if found else None


def overdue(
    db: Database, now_ms: int, limit: int = 20, post_id: bytes | None = None
) -> tuple[CasualtyRow, ...]:
    """Return who should have been triaged again: by urgency, then longest overdue."""
    where, values = _at(post_id)
    set_by = due(db)
    found = rows(
        db,
        _sql(
            *columns(set_by),
            "FROM casualty WHERE n IN (SELECT n FROM casualty WHERE",
            where,
            f"AND gone = 0 AND {set_by.sql} <= ?",
            f"ORDER BY rank, {set_by.sql}, stream LIMIT ?)",
            f"ORDER BY rank, {set_by.sql}, stream",
        ),
        (
            *(*set_by.values, *values, *set_by.values, now_ms),
            *(*set_by.values, limit, *set_by.values),
        ),
    )
    return with_clocks(db, [row_of(each) for each in found])


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


def columns(set_by: Due) -> tuple[str, ...]:
    """Return the start of a statement whose rows `row_of` reads."""
    return "SELECT", _BEFORE_DUE, set_by.sql, "AS due,", _AFTER_DUE


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
        values += [*set_by.values, wanted.now_ms]
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


def row_of(found: tuple[Any, ...]) -> CasualtyRow:
    """Return the row that stands in what `columns` asked for."""
    category = None if found[3] is None else Triage(found[3])
    return CasualtyRow(
        stream=bytes(found[0]),
        number=found[1],
        name=found[2],
        category=category,
        claims=_claims(category, found[15]),
        age_band=AgeBand(found[4]),
        years=found[5],
        sex=Sex(found[6]),
        complaint=found[7],
        place=found[8],
        registered_ms=found[9],
        triaged_ms=found[10],
        due_ms=found[11],
        departed=None if found[12] is None else Disposition(found[12]),
        conflicts=found[13],
        post_id=bytes(found[14]),
        tourniquet_ms=found[18],
        flow=Flow(found[19]),
        spot=found[20],
        spot_name=found[21],
        contamination=None if found[22] is None else Contamination(found[22]),
        allergic=bool(found[23]),
        affected=found[17] == AFFECTED_RANK,
    )


def _claims(category: Triage | None, state: bytes | None) -> tuple[Triage, ...]:
    """Return the categories that stand side by side, most urgent first."""
    if category is None or state is None:
        return () if category is None else (category,)
    casualty: Casualty = read_state("casualty", state)
    return tuple(sorted({claim.value for claim in casualty.triage}, key=rank))
