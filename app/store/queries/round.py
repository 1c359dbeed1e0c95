"""Rounds: who could be on one, how far each is, who is next on one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from app.care.harm import AHEAD_MS, IN_ORDER, HarmClass
from app.care.resident import Resident, Visit
from app.care.round import (
    MOST_ON_ROUND,
    STILL_TO_GO,
    Home,
    Round,
    StopState,
    Visited,
    divided,
    stop_state,
)
from app.store.queries.harm import in_order
from app.store.queries.outage import Looking, lens_of, since_ms
from app.store.queries.resident import ResidentRow, judged
from app.store.queries.staff import person
from app.store.tables import held_all, read_state, state_of
from sync.database import Database, rows

AT_ONCE: Final = 500
"""Rows that are asked for by name in one query."""

_VISITED: Final = (
    "SELECT stream, been_ms, tried_ms, met_rounds, tried_rounds, at_home, ended "
    "FROM resident WHERE stream IN"
)
_OPEN: Final = (
    "SELECT stream, state FROM round WHERE is_open = 1 ORDER BY planned_ms, stream"
)
_DIGITS: Final = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Division:
    """Over how many teams who is divided; `unseen` is who was not visited yet."""

    looking: Looking
    teams: int = 1
    unseen: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """What one team would get: whom, in which streets, how many cannot wait."""

    residents: tuple[bytes, ...]
    streets: tuple[str, ...]
    waiting: int
    urgent: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """Who is looked at, divided over teams.

    `left` fit on no list; `on_rounds` are on a round already.
    """

    parts: tuple[Part, ...] = ()
    left: int = 0
    on_rounds: int = 0


@dataclass(frozen=True, slots=True)
class RoundRow:
    """A round that is walked, and how far it is; `doubles` are on another one too."""

    stream: bytes
    round: Round
    counts: Mapping[StopState, int] = field(default_factory=dict)
    doubles: int = 0

    @property
    def to_go(self) -> int:
        """How many are still to be gone to."""
        return sum(self.counts.get(each, 0) for each in STILL_TO_GO)


@dataclass(frozen=True, slots=True)
class Stop:
    """Somebody on a round; `place` is the number on paper. None: no longer kept.

    `last` is what came of going there last; `also` are the other rounds they are on.
    """

    place: int
    stream: bytes
    state: StopState
    row: ResidentRow | None = None
    resident: Resident | None = None
    last: Visit | None = None
    also: tuple[str, ...] = ()

    @property
    def is_to_go(self) -> bool:
        """Whether somebody has to go there, or once more."""
        return self.state in STILL_TO_GO


@dataclass(frozen=True, slots=True)
class RoundDetail:
    """A round with everybody on it, in walking order; names of who wrote, by id."""

    stream: bytes
    round: Round
    stops: tuple[Stop, ...]
    names: Mapping[bytes, str]

    @property
    def next(self) -> Stop | None:
        """Who is next: who waits at zero, then in order, then who was not found."""
        ahead = [each for each in self.stops if each.state is StopState.TO_DO]
        waiting = [each for each in ahead if each.row and each.row.harm.waits]
        again = [each for each in self.stops if each.state is StopState.TRIED]
        return next(iter((*waiting, *ahead, *again)), None)


def proposed(db: Database, wanted: Division, now_ms: int) -> Proposal:
    """Return who is looked at, divided over teams; who is on a round is on no other.

    Of more than fit, those who come to harm first.
    """
    lens = replace(lens_of(db, wanted.looking, now_ms), away=False)
    of_class = None if lens.shown is None else IN_ORDER.index(lens.shown)
    ordered = {
        n: (rank, bool(waits))
        for n, rank, waits in in_order(db, lens, now_ms)
        if of_class is None or rank == of_class
    }
    if wanted.unseen:
        for n in _visited_since(db, since_ms(db, wanted.looking, now_ms), now_ms):
            ordered.pop(n, None)
    taken = members(db)
    if taken:
        everybody = rows(db, "SELECT n, stream FROM resident")
        on_rounds = {n for n, stream in everybody if bytes(stream) in taken}
        free = [n for n in ordered if n not in on_rounds]
    else:
        free = list(ordered)
    chosen = {n: ordered[n] for n in free[: wanted.teams * MOST_ON_ROUND]}
    homes, named = _homes(db, chosen)
    parts = tuple(_part(each, named) for each in divided(homes, wanted.teams) if each)
    return Proposal(parts, len(free) - len(chosen), len(ordered) - len(free))


def _visited_since(db: Database, since: int, now_ms: int) -> list[int]:
    sql = (
        "SELECT n FROM resident WHERE ended = 0 AND at_home = 1 "
        "AND been_ms BETWEEN ? AND ?"
    )
    return [int(n) for (n,) in rows(db, sql, (since, now_ms + AHEAD_MS))]


def _places(db: Database, streams: Iterable[bytes]) -> set[int]:
    found = _of(db, "SELECT n FROM resident WHERE stream IN", list(streams))
    return {int(n) for (n,) in found}


def _homes(
    db: Database, chosen: Mapping[int, tuple[int, bool]]
) -> tuple[list[Home], dict[str, str]]:
    select = (
        "SELECT n, stream, postcode, street_key, house, house_number, street "
        "FROM resident WHERE n IN"
    )
    homes: list[Home] = []
    named: dict[str, str] = {}
    for n, stream, code, street, house, number, name in _of(db, select, list(chosen)):
        home = Home(bytes(stream), code, street, house, number, *chosen[n])
        homes.append(home)
        named[street] = name
    return homes, named


def _part(homes: Sequence[Home], named: Mapping[str, str]) -> Part:
    h4 = IN_ORDER.index(HarmClass.H4)
    streets = sorted({named[each.street] for each in homes if each.street})
    return Part(
        tuple(each.stream for each in homes),
        tuple(streets),
        sum(each.waits for each in homes),
        sum(each.rank == h4 for each in homes),
    )


def open_rounds(db: Database) -> list[tuple[bytes, Round]]:
    """Return the rounds that are walked, the oldest first, then by team."""
    found = [
        (bytes(stream), read_state("round", state)) for stream, state in rows(db, _OPEN)
    ]
    return sorted(found, key=lambda each: (each[1].planned_ms, _counted(each[1].team)))


def _counted(team: str) -> tuple[int, str]:
    """Return what teams are sorted by: *Team 2* before *Team 10*."""
    number = _DIGITS.search(team)
    return (int(number[0]) if number else 0, team)


def members(db: Database) -> dict[bytes, list[bytes]]:
    """Return who is on a round that is walked, and on which."""
    found: dict[bytes, list[bytes]] = {}
    for stream, round_ in open_rounds(db):
        for resident in round_.residents:
            found.setdefault(resident, []).append(stream)
    return found


def rounds_open(db: Database, now_ms: int) -> tuple[RoundRow, ...]:
    """Return the rounds that are walked, and how far each is."""
    found = open_rounds(db)
    on = Counter(each for _, round_ in found for each in round_.residents)
    seen = _seen(db, list(on))
    listed: list[RoundRow] = []
    for stream, round_ in found:
        counts = Counter(
            stop_state(seen.get(each), stream, round_.planned_ms, now_ms)
            for each in round_.residents
        )
        doubles = sum(on[each] > 1 for each in round_.residents)
        listed.append(RoundRow(stream, round_, counts, doubles))
    return tuple(listed)


def round_detail(db: Database, stream: bytes, now_ms: int) -> RoundDetail | None:
    """Return a round with everybody on it, or None."""
    round_: Round | None = state_of(db, "round", stream)
    if round_ is None or not round_.residents:
        return None
    seen = _seen(db, round_.residents)
    kept = held_all(db, "resident", list(round_.residents))
    judged_rows = _rows(db, round_, now_ms)
    others = _others(db, stream)
    stops = tuple(
        Stop(
            place,
            each,
            stop_state(seen.get(each), stream, round_.planned_ms, now_ms),
            judged_rows.get(each),
            kept[each].state if each in kept else None,
            _last(kept[each].state) if each in kept else None,
            others.get(each, ()),
        )
        for place, each in enumerate(round_.residents, start=1)
    )
    return RoundDetail(stream, round_, stops, _names(db, round_, stops))


def _rows(db: Database, round_: Round, now_ms: int) -> dict[bytes, ResidentRow]:
    lens = lens_of(db, Looking(round_.outage or None), now_ms)
    places = _places(db, round_.residents)
    return {each.stream: each for each in judged(db, sorted(places), lens, now_ms)}


def _last(resident: Resident) -> Visit | None:
    key = _when
    return max(resident.visits, key=key, default=None)


def _when(visit: Visit) -> tuple[int, Any]:
    return (visit.observed_ms, visit.id)


def _others(db: Database, stream: bytes) -> dict[bytes, tuple[str, ...]]:
    found: dict[bytes, tuple[str, ...]] = {}
    for other, round_ in open_rounds(db):
        if other != stream:
            name = " · ".join(each for each in (round_.team, round_.walkers) if each)
            for resident in round_.residents:
                found[resident] = (*found.get(resident, ()), name)
    return found


def _names(db: Database, round_: Round, stops: Iterable[Stop]) -> dict[bytes, str]:
    actors = {each.actor for each in round_.taken}
    actors |= {each.last.actor for each in stops if each.last}
    known = (person(db, each) for each in actors)
    return {bytes(each.actor): each.name for each in known if each is not None}


def _seen(db: Database, streams: Sequence[bytes]) -> dict[bytes, Visited]:
    return {
        bytes(stream): Visited(been, tried, met, missed, bool(home), not ended)
        for stream, been, tried, met, missed, home, ended in _of(db, _VISITED, streams)
    }


def _of(
    db: Database, select: str, names: Sequence[object]
) -> Iterator[tuple[Any, ...]]:
    """Yield what `select` finds of these names, some at a time; ours to write."""
    for first in range(0, len(names), AT_ONCE):
        some = names[first : first + AT_ONCE]
        yield from rows(db, f"{select} ({', '.join('?' * len(some))})", tuple(some))
