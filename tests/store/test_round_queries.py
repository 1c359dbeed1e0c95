"""Two tablets plan and walk apart: nobody is forgotten, nobody twice without a word."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.care.harm import HOUR_MS, Failure
from app.care.refusal import Refusal
from app.care.resident import MET, ResidentVisited, VisitOutcome
from app.care.round import STILL_TO_GO, StopState
from app.commands import (
    Team,
    end_round,
    plan_rounds,
    report_outage,
    visit_on_round,
    visit_resident,
)
from app.store.file import CareFile
from app.store.queries.coverage import coverage
from app.store.queries.outage import Looking
from app.store.queries.round import (
    Division,
    open_rounds,
    proposed,
    round_detail,
    rounds_open,
)
from app.store.tables import state_of, table_rows
from sync.journal import Link
from tests.support.fakes import NOON_MS, FakeClock
from tests.support.post import actor, memory_post
from tests.support.residents import enlisted

MINUTE_MS = 60_000
STREETS = ("Aweg", "Bweg", "Cweg")
PEOPLE = 9


@dataclass
class Told:
    """What was done, as whoever did it knows."""

    visits: Counter[bytes] = field(default_factory=Counter)
    planned: dict[bytes, tuple[bytes, ...]] = field(default_factory=dict)
    ended: set[bytes] = field(default_factory=set)


def links(*files: CareFile) -> list[Link]:
    found: dict[bytes, Link] = {}
    for file in files:
        rows = file.read_now(
            lambda db: db.execute(
                "SELECT canon, chain FROM event WHERE substr(stream, 1, 6) "
                "IN (?, ?) ORDER BY n",
                (b"reside", b"round:"),
            ).fetchall()
        )
        for canon, chain in rows:
            found[bytes(canon)] = Link(bytes(canon), bytes(chain))
    return list(found.values())


def meet(one: CareFile, other: CareFile) -> None:
    both = links(one, other)
    for file in (one, other):
        file.write_now(lambda desk: desk.journal.append(both))


def plan(file: CareFile, told: Told, streets: Iterable[str], teams: int) -> None:
    by, looking = actor(file), Looking(streets=tuple(streets))
    named = [Team(f"Team {at}") for at in range(teams)]
    try:
        made = file.write_now(lambda d: plan_rounds(d, by, looking, named))
    except Refusal:
        return
    for each in made:
        found = file.read_now(lambda db, s=each.stream: state_of(db, "round", s))
        told.planned[each.stream] = found.residents


def walk(file: CareFile, told: Told, at: int, outcome: VisitOutcome) -> None:
    by, now = actor(file), file.clock.now_ms()
    found = file.read_now(open_rounds)
    if not found:
        return
    stream, round_ = found[at % len(found)]
    resident = round_.residents[at // 7 % len(round_.residents)]
    fact = ResidentVisited(outcome, now)
    file.write_now(lambda d: visit_on_round(d, by, stream, resident, fact))
    told.visits[resident] += 1


def stop(file: CareFile, told: Told, at: int) -> None:
    by, found = actor(file), file.read_now(open_rounds)
    if found:
        stream = found[at % len(found)][0]
        file.write_now(lambda d: end_round(d, by, stream))
        told.ended.add(stream)


STEPS = st.lists(
    st.one_of(
        st.tuples(
            st.just("plan"),
            st.booleans(),
            st.sets(st.sampled_from(STREETS), min_size=1),
            st.integers(1, 2),
        ),
        st.tuples(
            st.just("walk"),
            st.booleans(),
            st.integers(0, 200),
            st.sampled_from(list(VisitOutcome)),
        ),
        st.tuples(st.just("stop"), st.booleans(), st.integers(0, 9)),
        st.tuples(st.just("meet")),
    ),
    max_size=14,
)


SLOW: Final = [
    ("plan", False, {"Aweg"}, 1),
    ("meet",),
    ("walk", True, 0, VisitOutcome.WELL),
    ("walk", True, 7, VisitOutcome.NOT_FOUND),
]
"""A tablet whose clock is five minutes slow walks what was planned just now."""


@settings(max_examples=40, deadline=None)
@example(SLOW, -5, 0)
@given(STEPS, st.integers(-5, 5), st.integers(0, 1 << 16))
def test_two_tablets_apart_give_one_exact_coverage(
    steps: list[tuple[object, ...]], skew: int, seed: int
) -> None:
    clocks = (FakeClock(), FakeClock(NOON_MS + skew * MINUTE_MS))
    tablets = [memory_post(clock=clock, seed=1 + at) for at, clock in enumerate(clocks)]
    people = [
        enlisted(tablets[0], f"B{at}", street=STREETS[at % 3], house_number=str(at))
        for at in range(PEOPLE)
    ]
    meet(*tablets)
    told = Told()
    for what, *rest in steps:
        for clock in clocks:
            clock.advance(MINUTE_MS)
        if what == "meet":
            meet(*tablets)
            continue
        do = {"plan": plan, "walk": walk, "stop": stop}[str(what)]
        do(tablets[bool(rest[0])], told, *rest[1:])  # type: ignore[operator]

    whole = links(*tablets)
    random.Random(seed).shuffle(whole)
    shuffled, straight = memory_post(seed=7), memory_post(seed=7)
    shuffled.write_now(lambda desk: desk.journal.append(whole))
    for link in links(*tablets):
        straight.write_now(lambda desk, one=link: desk.journal.append([one]))

    for table in ("resident", "round"):
        rows = [
            each.read_now(lambda db, name=table: table_rows(db, name))
            for each in (shuffled, straight)
        ]
        assert rows[0] == rows[1]
    _exact(straight, people, told, max(each.now_ms() for each in clocks))
    for file in (*tablets, shuffled, straight):
        file.close()


def _exact(file: CareFile, people: list[bytes], told: Told, now: int) -> None:
    """Hold what is said of rounds and coverage against what was done."""
    held = {
        each: file.read_now(lambda db, s=each: state_of(db, "resident", s))
        for each in people
    }
    assert {each: len(held[each].visits) for each in people} == {
        each: told.visits[each] for each in people
    }
    on = {key: who for key, who in told.planned.items() if key not in told.ended}
    times = Counter(each for who in on.values() for each in who)
    rows = {
        each.stream: each for each in file.read_now(lambda db: rounds_open(db, now))
    }
    assert set(rows) == set(on)
    for stream, row in rows.items():
        assert row.round.residents == on[stream]
        assert row.doubles == sum(times[each] > 1 for each in on[stream])
        detail = file.read_now(lambda db, s=stream: round_detail(db, s, now))
        assert detail is not None
        for stop_ in detail.stops:
            resident = held[stop_.stream]
            met = any(
                each.outcome in MET
                and (each.round == stream or each.observed_ms >= row.round.planned_ms)
                for each in resident.visits
            )
            assert (stop_.state is StopState.DONE) == met
            assert len(stop_.also) == times[stop_.stream] - 1
        assert Counter(each.state for each in detail.stops) == row.counts
        assert (detail.next is not None) == any(
            each.state in STILL_TO_GO for each in detail.stops
        )
    home = [each for each in people if held[each].whereabouts is None]
    seen = {
        each for each in home if any(one.outcome in MET for one in held[each].visits)
    }
    found = file.read_now(lambda db: coverage(db, Looking(), now))
    assert (found.people, found.seen) == (len(home), len(seen))
    assert found.on_round == sum(each not in seen and times[each] > 0 for each in home)
    assert found.left == sum(each not in seen and not times[each] for each in home)


def test_coverage_is_by_street_since_the_outage_with_ages() -> None:
    file = memory_post()
    by, now = actor(file), NOON_MS
    seen, old, _ = (
        enlisted(file, name, street=street, postcode="9711AB")
        for name, street in (("Ans", "Aweg"), ("Bob", "Aweg"), ("Cor", "Bweg"))
    )
    enlisted(file, "Dien", street="Elders", postcode="9722AB")
    for stream, ago in ((seen, HOUR_MS), (old, 5 * HOUR_MS)):
        fact = ResidentVisited(VisitOutcome.WELL, now - ago)
        file.write_now(lambda d, s=stream, f=fact: visit_resident(d, by, s, f))
    power = {Failure.POWER: now - 2 * HOUR_MS}
    outage = file.write_now(lambda d: report_outage(d, by, power, ["9711"])).stream

    found = file.read_now(lambda db: coverage(db, Looking(outage), now))

    a, b = sorted(found.streets, key=lambda each: each.street)
    assert found.since_ms == now - 2 * HOUR_MS
    assert (a.street, a.people, a.seen, a.left) == ("Aweg", 2, 1, 1)
    assert (a.oldest_ms, a.never) == (now - 5 * HOUR_MS, 0)
    assert (b.street, b.left, b.oldest_ms, b.never) == ("Bweg", 1, None, 1)
    file.close()


def test_who_does_not_fit_is_told_and_who_cannot_wait_comes_first() -> None:
    file = memory_post()
    now = NOON_MS
    for at in range(205):
        enlisted(file, f"B{at}", 50, street="Aweg", house_number=str(at + 1))
    urgent = enlisted(file, "Ans", 1, street="Aweg", house_number="300")

    found = file.read_now(lambda db: proposed(db, Division(Looking()), now))

    assert (found.left, len(found.parts)) == (6, 1)
    assert found.parts[0].residents[0] == urgent
    assert found.parts[0].urgent == 1
    file.close()


def test_who_is_in_hospital_is_on_no_round_and_in_no_street() -> None:
    file = memory_post()
    by, now = actor(file), NOON_MS
    stream = enlisted(file, "Ans", street="Aweg")
    fact = ResidentVisited(VisitOutcome.HOSPITAL, now)
    file.write_now(lambda d: visit_resident(d, by, stream, fact))

    assert file.read_now(lambda db: proposed(db, Division(Looking()), now)).parts == ()
    assert file.read_now(lambda db: coverage(db, Looking(), now)).people == 0
    file.close()


def test_who_reaches_zero_on_the_way_is_next_and_keeps_the_number_on_paper() -> None:
    file = memory_post()
    by = actor(file)
    for name, number, hours in (("Ans", "1", 3), ("Bob", "3", 1)):
        enlisted(file, name, hours, street="Aweg", house_number=number)
    power = {Failure.POWER: NOON_MS}
    outage = file.write_now(lambda d: report_outage(d, by, power)).stream
    looking, teams = Looking(outage), [Team("1")]
    [made] = file.write_now(lambda d: plan_rounds(d, by, looking, teams))

    def next_at(now: int) -> str:
        detail = file.read_now(lambda db: round_detail(db, made.stream, now))
        assert detail is not None and detail.next is not None
        assert detail.next.row is not None
        return f"{detail.next.place} {detail.next.row.name}"

    assert next_at(NOON_MS) == "1 Ans"
    assert next_at(NOON_MS + 2 * HOUR_MS) == "2 Bob"
    file.close()


def test_teams_are_listed_by_their_number() -> None:
    file = memory_post()
    by = actor(file)
    for at in range(12):
        enlisted(file, f"B{at}", street=f"S{at:02}")
    teams = [Team(f"Team {at}") for at in range(1, 13)]
    file.write_now(lambda d: plan_rounds(d, by, Looking(), teams))

    listed = file.read_now(lambda db: rounds_open(db, NOON_MS))

    assert [each.round.team for each in listed] == [each.name for each in teams]
    file.close()
