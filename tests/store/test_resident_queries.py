"""The order of residents in the file is that of the model, whatever failed where."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.care.dependent import dependent
from app.care.harm import (
    HOUR_MS,
    Dependent,
    Failure,
    HarmClass,
    WeightsSet,
    everything,
    harm,
)
from app.care.need import (
    ActStated,
    CareStated,
    Cognition,
    CognitionStated,
    CriticalMedicine,
    Eating,
    FoodStated,
    HeatingStated,
    HeatSource,
    MedicineStated,
    Mobility,
    MobilityStated,
    NursingAct,
    OxygenSource,
    OxygenStated,
    PowerStated,
    PowerUse,
)
from app.care.outage import Failed, Outage, failing_at
from app.care.resident import (
    EndReason,
    LegalBasis,
    ResidentDescribed,
    ResidentVisited,
    VisitOutcome,
    VisitWay,
)
from app.care.terms import Role
from app.commands import (
    end_resident,
    register_resident,
    report_outage,
    visit_resident,
)
from app.store.file import CareFile
from app.store.queries.harm import Lens
from app.store.queries.outage import Looking, lens_of, outages
from app.store.queries.resident import areas, resident_detail, residents_at_risk
from app.store.tables import state_of
from tests.support.fakes import NOON_MS
from tests.support.post import actor, memory_post

_MANY = 48
_STREETS = ("Damsterdiep", "Korreweg")
_DICE = random.Random(7)


def _lines(now: int) -> list[Any]:
    pick, when = _DICE.choice, now - _DICE.randrange(60) * HOUR_MS
    hours = [None, 0, 2, 3, 8, 20, 50, 200]
    maybe = [None, False, True]
    facts = [
        PowerStated(pick(list(PowerUse)), when, (), pick(hours), pick(hours)),
        OxygenStated(pick(list(OxygenSource)), when, pick(hours)),
        MedicineStated(when, pick([(), (CriticalMedicine.INSULIN,)]), pick(hours)),
        FoodStated(pick(list(Eating)), when, pick(hours)),
        HeatingStated(pick(list(HeatSource)), when, pick(maybe), pick(maybe)),
        CareStated(when, pick([None, 0, 2]), pick(hours), pick(maybe)),
        ActStated(when, pick([(), (NursingAct.WOUND,)]), pick(hours), pick([0, when])),
        MobilityStated(pick(list(Mobility)), when),
        CognitionStated(pick(list(Cognition)), when),
    ]
    return [each for each in facts if _DICE.random() < 0.7]


def enlist(post: CareFile, place: int, lines: list[Any]) -> bytes:
    by = actor(post)
    who = ResidentDescribed(
        NOON_MS,
        name=f"Bewoner {place}",
        street=_STREETS[place % 2],
        house_number=str(place),
        postcode=("9711AB", "9712XY", "9711CD")[place % 3],
        basis=LegalBasis.CARE,
    )
    return post.write_now(lambda d: register_resident(d, by, who, lines)).stream


def visit(
    post: CareFile,
    stream: bytes,
    outcome: VisitOutcome,
    at_ms: int,
    way: VisitWay = VisitWay.VISIT,
) -> None:
    by = actor(post)
    fact = ResidentVisited(outcome, at_ms, way)
    post.write_now(lambda d: visit_resident(d, by, stream, fact))


@pytest.fixture(scope="module")
def peopled() -> Iterator[tuple[CareFile, Mapping[bytes, Dependent]]]:
    post = memory_post()
    streams = [enlist(post, n, _lines(NOON_MS)) for n in range(_MANY)]
    for stream in streams[::3]:
        at_ms = NOON_MS - _DICE.randrange(50) * HOUR_MS
        visit(post, stream, VisitOutcome.WELL, at_ms, _DICE.choice(list(VisitWay)))
    yield (
        post,
        {
            each: dependent(
                post.read_now(lambda db, s=each: state_of(db, "resident", s))
            )
            for each in streams
        },
    )
    post.close()


MOMENT = st.integers(-60, 0).map(lambda hours: NOON_MS + hours * HOUR_MS)
POINT = st.integers(0, 60)


@given(
    st.dictionaries(st.sampled_from(Failure), MOMENT),
    st.integers(-40, 80).map(lambda hours: NOON_MS + hours * HOUR_MS),
    st.lists(POINT, min_size=10, max_size=10),
)
def test_the_file_orders_as_the_model_does(
    peopled: tuple[CareFile, Mapping[bytes, Dependent]],
    failures: dict[Failure, int],
    now_ms: int,
    points: list[int],
) -> None:
    post, dependents = peopled
    weights = WeightsSet(*sorted(points[:4], reverse=True), *points[4:])
    lens = Lens(failures, weights=weights)

    found = post.read_now(lambda db: residents_at_risk(db, lens, now_ms))

    model = {
        stream: harm(each, failures, now_ms, weights)
        for stream, each in dependents.items()
    }
    assert {each.stream: each.harm for each in found.rows} == model
    assert [each.harm.place for each in found.rows] == sorted(
        each.place for each in model.values()
    )
    assert found.waiting == sum(each.waits for each in model.values())
    assert sum(found.counts.values()) == found.total == _MANY


AREA = st.sampled_from(
    [((), ()), (("9711",), ()), (("9712XY",), ()), ((), ("Korreweg",))]
)
FAILED = st.dictionaries(st.sampled_from(Failure), MOMENT, min_size=1)


@given(
    st.dictionaries(st.sampled_from(Failure), MOMENT),
    st.lists(st.tuples(AREA, FAILED), min_size=1, max_size=3),
    st.integers(-12, 80).map(lambda hours: NOON_MS + hours * HOUR_MS),
)
def test_the_file_orders_as_the_model_does_whatever_fails_besides(
    peopled: tuple[CareFile, Mapping[bytes, Dependent]],
    failures: dict[Failure, int],
    besides: list[tuple[tuple[tuple[str, ...], tuple[str, ...]], dict[Failure, int]]],
    now_ms: int,
) -> None:
    post, dependents = peopled
    others = tuple(
        Outage(
            postcodes=codes,
            streets=streets,
            failed=tuple(Failed(*each) for each in failed.items()),
        )
        for (codes, streets), failed in besides
    )
    lens = Lens(failures, outages=others)

    found = post.read_now(lambda db: residents_at_risk(db, lens, now_ms))

    model = {}
    for row in found.rows:
        here = failing_at(others, row.postcode, row.street)
        for failure, since in failures.items():
            here[failure] = min(since, here.get(failure, since))
        model[row.stream] = harm(dependents[row.stream], here, now_ms)
    assert {each.stream: each.harm for each in found.rows} == model
    assert [each.harm.place for each in found.rows] == sorted(
        each.place for each in model.values()
    )
    assert found.waiting == sum(each.waits for each in model.values())
    assert found.counts == Counter(each.harm_class for each in model.values())


def test_what_failed_where_somebody_lives_counts_in_every_list() -> None:
    post = memory_post()
    by, now = actor(post), NOON_MS
    battery = PowerStated(PowerUse.DEVICE, now - 99 * HOUR_MS, battery_hours=3)
    streams = [enlist(post, place, [battery]) for place in range(2)]
    power, water = {Failure.POWER: now - 5 * HOUR_MS}, {Failure.WATER: now}
    post.write_now(lambda d: report_outage(d, by, power, ["9711"]))
    later = post.write_now(lambda d: report_outage(d, by, water)).stream

    lists = [
        post.read_now(
            lambda db, one=looking: residents_at_risk(db, lens_of(db, one, now), now)
        )
        for looking in (Looking(), Looking(later))
    ]

    for found in lists:
        assert [each.stream for each in found.rows] == streams
        assert [each.harm.waits for each in found.rows] == [True, False]
    post.close()


def test_what_a_wrong_clock_counted_runs_from_the_failure_in_the_file_too() -> None:
    post = memory_post()
    enlist(post, 1, [PowerStated(PowerUse.DEVICE, NOON_MS, battery_hours=2)])
    now = NOON_MS - 5 * HOUR_MS
    lens = Lens({Failure.POWER: now - 3 * HOUR_MS})

    found = post.read_now(lambda db: residents_at_risk(db, lens, now))

    assert (found.waiting, found.rows[0].harm.waits) == (1, True)
    post.close()


def test_who_may_live_in_an_outage_is_in_its_list() -> None:
    post = memory_post()
    by = actor(post)
    nowhere = ResidentDescribed(NOON_MS, name="Ans", basis=LegalBasis.CARE)
    stream = post.write_now(lambda d: register_resident(d, by, nowhere)).stream
    enlist(post, 1, [])
    lens = Lens(everything(NOON_MS), ("9711",), ("Damsterdiep",))

    found = post.read_now(lambda db: residents_at_risk(db, lens, NOON_MS))

    assert [each.stream for each in found.rows] == [stream]
    post.close()


def test_who_is_not_at_home_is_found_by_words_below_who_is() -> None:
    post = memory_post()
    away, here = enlist(post, 0, []), enlist(post, 2, [])
    visit(post, away, VisitOutcome.HOSPITAL, NOON_MS)

    def listed(words: str) -> list[tuple[bytes, bool]]:
        looking = Looking(words=words)
        found = post.read_now(
            lambda db: residents_at_risk(db, lens_of(db, looking, NOON_MS), NOON_MS)
        )
        return [(each.stream, each.is_at_home) for each in found.rows]

    assert listed("") == [(here, True)]
    assert listed("damster") == [(here, True), (away, False)]
    post.close()


def test_the_lens_shows_who_lives_in_what_is_named(
    peopled: tuple[CareFile, Mapping[bytes, Dependent]],
) -> None:
    post, _ = peopled
    failures = everything(NOON_MS)

    def asked(**said: Any) -> list[Any]:
        lens = Lens(failures, **said)
        return list(post.read_now(lambda db: residents_at_risk(db, lens, NOON_MS)).rows)

    by_code = asked(postcodes=("9711",))
    by_whole = asked(postcodes=("9711AB",))
    by_street = asked(streets=(" damsterDIEP",))
    either = asked(postcodes=("9712",), streets=("Damsterdiep",))
    by_words = asked(words="korreweg 9711")
    unknown = asked(shown=HarmClass.UNKNOWN)

    assert {each.postcode for each in by_code} == {"9711AB", "9711CD"}
    assert {each.postcode for each in by_whole} == {"9711AB"}
    assert {each.street for each in by_street} == {"Damsterdiep"}
    assert len(either) == len(by_street) + 8
    assert {(each.street, each.postcode[:4]) for each in by_words} == {
        ("Korreweg", "9711")
    }
    assert {each.harm.harm_class for each in unknown} == {HarmClass.UNKNOWN}


def test_a_page_holds_fifty_and_the_last_one_is_the_last() -> None:
    post = memory_post()
    for place in range(51):
        enlist(post, place, [])
    lens = Lens(everything(NOON_MS))

    pages = [
        post.read_now(lambda db, n=n: residents_at_risk(db, lens, NOON_MS, n))
        for n in (0, 1, 9)
    ]

    assert [(len(each.rows), each.page, each.pages) for each in pages] == [
        (50, 0, 2),
        (1, 1, 2),
        (1, 1, 2),
    ]
    post.close()


def test_who_is_away_or_struck_off_is_not_at_risk_at_home() -> None:
    post = memory_post()
    gone, ended, back = (enlist(post, n, []) for n in range(3))
    by = actor(post)
    visit(post, gone, VisitOutcome.HOSPITAL, NOON_MS)
    visit(post, back, VisitOutcome.HOSPITAL, NOON_MS - 2)
    visit(post, back, VisitOutcome.WELL, NOON_MS - 1)
    post.write_now(lambda d: end_resident(d, by, ended, EndReason.NO_NEED))

    found = post.read_now(
        lambda db: residents_at_risk(db, Lens(everything(NOON_MS)), NOON_MS)
    )

    assert [each.stream for each in found.rows] == [back]
    assert post.read_now(areas) == ((("9711", 2),), (("Damsterdiep", 2),))
    post.close()


def test_a_detail_names_who_visited() -> None:
    post = memory_post()
    stream = enlist(post, 1, [])
    visit(post, stream, VisitOutcome.WELL, NOON_MS)

    detail = post.read_now(lambda db: resident_detail(db, stream))

    assert detail is not None
    assert detail.names == {bytes(actor(post, Role.NURSE)): "Nurse"}
    assert post.read_now(lambda db: resident_detail(db, b"resident:none")) is None
    post.close()


def test_outages_are_listed_while_something_fails() -> None:
    post = memory_post()
    by = actor(post)
    failures = {Failure.POWER: NOON_MS - HOUR_MS, Failure.WATER: NOON_MS}
    post.write_now(lambda d: report_outage(d, by, failures, ["9711"], ["Korreweg"]))

    (row,) = post.read_now(outages)

    assert row.outage.failures == failures
    assert (row.outage.postcodes, row.outage.streets) == (("9711",), ("Korreweg",))
    post.close()
