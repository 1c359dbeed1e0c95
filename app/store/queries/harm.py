"""The order of residents, said in SQL: tens of thousands are ordered within a glance.

It is that of `app.care.harm`, and a test holds the two together. Numbers in it are made
here; what people typed is a parameter.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from app.care.dependent import NOT_ASKED, ORDERED_BY, UNKNOWN_HOURS, street_key
from app.care.harm import (
    AHEAD_MS,
    CLASS_HOURS,
    CONTACT_HOURS,
    HOUR_MS,
    IN_ORDER,
    USUAL,
    Failure,
    Failures,
    HarmClass,
    NeedKind,
    WeightsSet,
    class_points,
    since_ms,
)
from app.care.outage import Outage, failing_at
from sync.database import Database, rows

_NEVER: Final = 1 << 62


@dataclass(frozen=True, slots=True)
class Lens:
    """Whom to order, by what failed: everybody, or who lives in a named area.

    `outages` are what fails besides, each where it does. `words` are what is looked
    for; `shown` is one class. `away`: who is not at home as well, below the others.
    `post`: only who that post keeps.
    """

    failures: Failures
    postcodes: tuple[str, ...] = ()
    streets: tuple[str, ...] = ()
    words: str = ""
    shown: HarmClass | None = None
    weights: WeightsSet = USUAL
    outages: tuple[Outage, ...] = ()
    away: bool = False
    post: bytes | None = None

    def failing(self, postcode: str, street: str) -> Failures:
        """Return what fails for who lives there, and since when."""
        if not self.outages:
            return self.failures
        here = failing_at(self.outages, postcode, street)
        for failure, at_ms in self.failures.items():
            here[failure] = min(at_ms, here.get(failure, at_ms))
        return here


class _Values(list[object]):
    """What people typed: each is a numbered parameter, so that it may stand twice."""

    def put(self, value: object) -> str:
        self.append(value)
        return f"?{len(self)}"


@dataclass(frozen=True, slots=True)
class _Since:
    """From when a need runs, and for whom it does, both in SQL."""

    ms: str
    runs: str


Runs = Mapping[NeedKind, _Since]


@dataclass(frozen=True, slots=True)
class Ordered:
    """The places of some of who is looked at, in order, and how many there are of all.

    `waiting` wait at zero.
    """

    places: tuple[int, ...] = ()
    counts: Mapping[HarmClass, int] = field(default_factory=dict)
    waiting: int = 0


_IN_ORDER: Final = "at_home DESC, waits DESC, rank, points DESC, contact_ms, n"


def in_order(db: Database, lens: Lens, now_ms: int) -> list[tuple[int, int, int]]:
    """Return the place, rank of class and whether they wait at zero, of everybody."""
    values = _Values()
    sql = _sql(
        f"WITH {_ranked(lens, now_ms, values)}",
        "SELECT n, rank, waits FROM ranked",
        f"ORDER BY {_IN_ORDER}",
    )
    return [(int(n), int(rank), int(w)) for n, rank, w in rows(db, sql, tuple(values))]


def first_in_order(
    db: Database, lens: Lens, now_ms: int, most: int, first: int = 0
) -> Ordered:
    """Return who comes first, at most so many, and how many are in each class.

    Only those few leave the database: of the others it says how many they are.
    """
    values = _Values()
    ranked = _ranked(lens, now_ms, values)
    shown = "1" if lens.shown is None else f"rank = {IN_ORDER.index(lens.shown)}"
    sql = _sql(
        f"WITH {ranked}",
        "SELECT 0 AS is_count, n, rank, waits, at_home, points, contact_ms FROM (",
        "SELECT n, rank, waits, at_home, points, contact_ms FROM ranked",
        f"WHERE {shown}",
        f"ORDER BY {_IN_ORDER}",
        f"LIMIT {most} OFFSET {first})",
        "UNION ALL SELECT 1, COUNT(*), rank, SUM(waits), 0, 0, 0 FROM ranked",
        f"GROUP BY rank ORDER BY is_count, {_IN_ORDER}",
    )
    found = rows(db, sql, tuple(values))
    counted = [each for each in found if each[0]]
    return Ordered(
        tuple(int(n) for is_count, n, *_ in found if not is_count),
        {IN_ORDER[rank]: int(count) for _, count, rank, *_ in counted},
        sum(int(waits) for _, _, _, waits, *_ in counted),
    )


def counts_by_post(
    db: Database, lens: Lens, now_ms: int
) -> dict[bytes, dict[HarmClass, int]]:
    """Return how many are in each class, of each post that keeps them."""
    values = _Values()
    sql = _sql(
        f"WITH {_ranked(lens, now_ms, values)}",
        "SELECT post, rank, COUNT(*) FROM ranked GROUP BY post, rank",
    )
    found: dict[bytes, dict[HarmClass, int]] = {}
    for post, rank, count in rows(db, sql, tuple(values)):
        found.setdefault(bytes(post), {})[IN_ORDER[rank]] = int(count)
    return found


def _ranked(lens: Lens, now_ms: int, values: _Values) -> str:
    """Return the table of who is looked at, each with their class and their points."""
    always = replace(
        lens, outages=tuple(each for each in lens.outages if each.is_everywhere)
    ).failing("", "")
    areas = [each for each in lens.outages if _adds(each, always)]
    besides = [(f"in_{place}", each.failures) for place, each in enumerate(areas)]
    runs = {
        kind: since
        for kind in NeedKind
        if (since := _since(kind, (always, besides), now_ms)) is not None
    }
    columns = {
        "zero_ms": _soonest(runs, now_ms),
        "unknown": _said(runs, UNKNOWN_HOURS),
        "unasked": _said(runs, NOT_ASKED),
        "waits": _waits(runs, now_ms),
        "beside": _beside(lens.weights, [("1", always), *besides], now_ms),
    }
    return _sql(
        f"here AS {_here(lens, areas, values)}, asked AS MATERIALIZED",
        "(SELECT n, post, at_home, contact_ms,",
        ", ".join(f"{each} AS {name}" for name, each in columns.items()),
        "FROM here),",
        "classed AS (SELECT n, post, at_home, waits, beside, contact_ms,",
        f"{_rank(now_ms)} AS rank FROM asked),",
        "ranked AS MATERIALIZED (SELECT n, post, at_home, waits, contact_ms, rank,",
        f"{_points(lens.weights)} + beside AS points FROM classed)",
    )


def within(lens: Lens) -> tuple[str, tuple[object, ...]]:
    """Return who is looked at as a condition in SQL, and what people typed for it."""
    values = _Values()
    return _where(lens, values), tuple(values)


def _sql(*parts: str) -> str:
    return " ".join(parts)


def _adds(outage: Outage, always: Failures) -> bool:
    """Tell whether something failed there that did not fail everywhere before."""
    return not outage.is_everywhere and any(
        since < always.get(failure, _NEVER)
        for failure, since in outage.failures.items()
    )


def _here(lens: Lens, areas: Sequence[Outage], values: _Values) -> str:
    """Return who is looked at, and in which other outages each of them lives.

    Where there are none the index holds all of it, and nothing is set aside.
    """
    where = _where(lens, values)
    names = ("n", *ORDERED_BY)
    lives = [
        f"{_lives_in(each.postcodes, each.streets, values)} AS in_{place}"
        for place, each in enumerate(areas)
    ]
    how = "MATERIALIZED " if areas else ""
    select = ", ".join((*names, *lives))
    return _sql(f"{how}(SELECT {select}", f"FROM resident WHERE {where})")


def _where(lens: Lens, values: _Values) -> str:
    parts = ["ended = 0", *([] if lens.away else ["at_home = 1"])]
    if lens.post is not None:
        parts.append(f"post = {values.put(lens.post)}")
    if lens.postcodes or lens.streets:
        parts.append(_lives_in(lens.postcodes, lens.streets, values))
    parts += [
        _sql(
            "n IN (SELECT n FROM resident WHERE ended = 0 AND",
            f"instr(words, {values.put(word)}))",
        )
        for word in lens.words.casefold().split()
    ]
    return " AND ".join(parts)


def _lives_in(codes: Sequence[str], streets: Sequence[str], values: _Values) -> str:
    """Return who lives in what is named, or may: `app.care.outage.holds` in SQL."""
    area: list[str] = []
    for code in codes:
        one, end = values.put(code), values.put(code + "~")
        area.append(f"(postcode >= {one} AND postcode < {end})")
        area.append(f"substr({one}, 1, length(postcode)) = postcode")
    area += [f"street_key IN ('', {values.put(street_key(each))})" for each in streets]
    return f"({' OR '.join(area)})" if area else "1"


Besides = Sequence[tuple[str, Failures]]
"""Other outages: who is in one, in SQL, and what fails there."""


def _since(
    kind: NeedKind, failing: tuple[Failures, Besides], now_ms: int
) -> _Since | None:
    failures, besides = failing
    always = since_ms(kind, failures, now_ms)
    there = [
        (who, since)
        for who, here in besides
        if (since := since_ms(kind, here, now_ms)) is not None
    ]
    if not there:
        return None if always is None else _Since(str(always), "1")
    first = _NEVER if always is None else always
    cases = (f"CASE WHEN {who} THEN {since} ELSE {_NEVER} END" for who, since in there)
    runs = " OR ".join(who for who, _ in there) if always is None else "1"
    return _Since(f"MIN({first}, {', '.join(cases)})", f"({runs})")


def _zero(kind: NeedKind, since: _Since, now_ms: int) -> str:
    name, latest = kind.value, now_ms + AHEAD_MS
    counted = f"CASE WHEN {name}_ms > {latest} THEN 0 ELSE {name}_ms END"
    return (
        f"CASE WHEN {name}_h >= 0 "
        f"THEN MAX({since.ms}, {counted}) + {name}_h * {HOUR_MS} ELSE {_NEVER} END"
    )


def _soonest(runs: Runs, now_ms: int) -> str:
    zeros = [_zero(kind, since, now_ms) for kind, since in runs.items()]
    return f"MIN({', '.join((*zeros, str(_NEVER)))})" if zeros else str(_NEVER)


def _said(runs: Runs, what: int) -> str:
    said = (f"({k.value}_h IS {what} AND {each.runs})" for k, each in runs.items())
    return " OR ".join((*said, "0"))


def _waits(runs: Runs, now_ms: int) -> str:
    """Return whether something is at zero and nobody was there since.

    What cannot be at zero yet, seen from the failure alone, is not looked at further.
    """
    parts = (
        f"({kind.value}_h BETWEEN 0 AND ({now_ms} - {since.ms}) / {HOUR_MS} "
        f"AND {zero} <= {now_ms} "
        f"AND (been_ms < {zero} OR been_ms > {now_ms + AHEAD_MS}))"
        for kind, since in runs.items()
        if (zero := f"({_zero(kind, since, now_ms)})")
    )
    return " OR ".join((*parts, "0"))


def _beside(weights: WeightsSet, failing: Besides, now_ms: int) -> str:
    cold = (
        f"({column} > 0 AND {who})"
        for failure, column in (
            (Failure.POWER, "cold_without_power"),
            (Failure.HEATING, "cold_without_heating"),
        )
        for who, failed in failing
        if failure in failed
    )
    terms = (
        (weights.alone, "alone > 0"),
        (weights.no_carer, "no_carer > 0"),
        (weights.not_mobile, "not_mobile > 0"),
        (weights.cognitive, "cognitive > 0"),
        (weights.cold, " OR ".join(("cold_already > 0", *cold))),
        (
            weights.no_contact,
            f"contact_ms NOT BETWEEN {now_ms - CONTACT_HOURS * HOUR_MS} "
            f"AND {now_ms + AHEAD_MS}",
        ),
    )
    return " + ".join(f"{points} * ({so})" for points, so in terms)


def _rank(now_ms: int) -> str:
    def up_to(each: HarmClass) -> str:
        return f"zero_ms <= {now_ms + CLASS_HOURS[each] * HOUR_MS}"

    conditions = {
        HarmClass.H4: f"unknown OR {up_to(HarmClass.H4)}",
        HarmClass.UNKNOWN: "unasked",
    }
    whens = " ".join(
        f"WHEN {conditions.get(each) or up_to(each)} THEN {rank}"
        for rank, each in enumerate(IN_ORDER)
        if each is not HarmClass.MORE
    )
    return f"CASE {whens} ELSE {IN_ORDER.index(HarmClass.MORE)} END"


def _points(weights: WeightsSet) -> str:
    whens = " ".join(
        f"WHEN {rank} THEN {class_points(weights, each)}"
        for rank, each in enumerate(IN_ORDER)
    )
    return f"CASE rank {whens} END"
