"""Hours to harm and the score (domain.md §7): whoever can wait least comes first."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.care.harm import (
    HOUR_MS,
    IN_ORDER,
    STARTS,
    Circumstance,
    Dependent,
    Failure,
    Harm,
    HarmClass,
    Need,
    NeedKind,
    Term,
    WeightsSet,
    check_weights,
    everything,
    harm,
    since_ms,
)
from app.care.refusal import Refusal

NOW = 1_800_000_000_000
MAYBE = st.sampled_from([None, False, True])
HOURS = st.none() | st.integers(0, 120)
MOMENT = st.integers(NOW - 96 * HOUR_MS, NOW)
NEED = st.builds(
    Need, st.sampled_from(NeedKind), HOURS, st.just(0) | MOMENT, st.booleans()
)
KNOWN = st.builds(
    Need, st.sampled_from(NeedKind), st.integers(0, 120), st.just(0) | MOMENT
)
DEPENDENT = st.builds(
    Dependent,
    st.lists(NEED, max_size=4).map(tuple),
    *([MAYBE] * 7),
    contact_ms=st.just(0) | MOMENT,
    been_ms=st.just(0) | MOMENT,
)
FAILURES = st.dictionaries(st.sampled_from(Failure), MOMENT, min_size=1)
POINT = st.integers(0, 100)
WEIGHTS = st.builds(
    lambda hours, others: WeightsSet(*sorted(hours, reverse=True), *others),
    st.lists(POINT, min_size=4, max_size=4),
    st.lists(POINT, min_size=6, max_size=6),
)


def asked(dependent: Dependent, failures: Any = None) -> Harm:
    return harm(dependent, failures or everything(NOW), NOW)


def with_need(dependent: Dependent, need: Need) -> Dependent:
    return replace(dependent, needs=(*dependent.needs, need))


def has(kind: NeedKind, hours: int | None) -> Dependent:
    needs = (Need(kind, hours),)
    return Dependent(needs, *([False] * 7), contact_ms=NOW, been_ms=NOW)


@pytest.mark.parametrize(
    ("hours", "of_class", "points"),
    [
        (0, HarmClass.H4, 50),
        (4, HarmClass.H4, 50),
        (5, HarmClass.H12, 35),
        (12, HarmClass.H12, 35),
        (13, HarmClass.H24, 20),
        (24, HarmClass.H24, 20),
        (25, HarmClass.H72, 10),
        (72, HarmClass.H72, 10),
        (73, HarmClass.MORE, 0),
        (None, HarmClass.H4, 50),
    ],
)
def test_hours_give_their_class_and_points(
    hours: int | None, of_class: HarmClass, points: int
) -> None:
    found = asked(has(NeedKind.BATTERY, hours))

    assert (found.harm_class, found.score) == (of_class, points)
    assert found.is_unknown is (hours is None)


def test_every_term_of_the_score_is_listed() -> None:
    found = harm(
        Dependent((Need(NeedKind.BATTERY, 3),), True, True, True, True, True, True),
        {Failure.POWER: NOW},
        NOW,
    )

    assert found.terms == (
        Term(HarmClass.H4, 50),
        Term(Circumstance.ALONE, 10),
        Term(Circumstance.NO_CARER, 10),
        Term(Circumstance.NOT_MOBILE, 8),
        Term(Circumstance.COGNITIVE, 6),
        Term(Circumstance.COLD, 8),
        Term(Circumstance.NO_CONTACT, 8),
    )
    assert found.score == 100


@given(DEPENDENT, DEPENDENT, WEIGHTS)
def test_three_hours_on_a_ventilator_rank_above_twenty_on_insulin_whatever_else(
    one: Dependent, other: Dependent, weights: WeightsSet
) -> None:
    ventilator = replace(one, needs=(Need(NeedKind.BATTERY, 3),))
    insulin = replace(other, needs=(Need(NeedKind.MEDICINE, 20),))
    failures = everything(NOW)

    first = harm(ventilator, failures, NOW, weights)
    then = harm(insulin, failures, NOW, weights)

    assert first.place < then.place


@given(DEPENDENT, FAILURES, WEIGHTS, KNOWN, st.integers(0, 120))
def test_less_of_anything_never_lowers_priority(
    dependent: Dependent, failures: Any, weights: WeightsSet, need: Need, less: int
) -> None:
    fewer = replace(need, hours=max((need.hours or 0) - less, 0))

    before = harm(with_need(dependent, need), failures, NOW, weights)
    after = harm(with_need(dependent, fewer), failures, NOW, weights)

    since = since_ms(need.kind, failures, NOW)
    if since is not None:  # unless somebody was there after it ran out
        zero = max(since, need.from_ms) + (fewer.hours or 0) * HOUR_MS
        assume(not zero <= dependent.been_ms)
    assert after.place <= before.place


@given(DEPENDENT, FAILURES, WEIGHTS, KNOWN, st.booleans())
def test_hours_nobody_knows_never_rank_as_safe(
    dependent: Dependent, failures: Any, weights: WeightsSet, need: Need, is_asked: bool
) -> None:
    failures = {**failures, STARTS[need.kind][0]: NOW}
    unknown = Need(need.kind, None, is_asked=is_asked)
    safe = replace(need, hours=2_000, from_ms=NOW)

    found, then, nothing = (
        harm(each, failures, NOW, weights)
        for each in (
            with_need(dependent, unknown),
            with_need(dependent, safe),
            dependent,
        )
    )

    most = HarmClass.H4 if is_asked else HarmClass.UNKNOWN
    assert IN_ORDER.index(found.harm_class) <= IN_ORDER.index(most)
    assert found.is_unknown
    assert found.place <= then.place
    assert found.place <= nothing.place


@given(DEPENDENT, FAILURES, WEIGHTS, st.sampled_from(["alone", "cognitive"]))
def test_a_circumstance_nobody_knows_weighs_as_much_as_one_that_is_so(
    dependent: Dependent, failures: Any, weights: WeightsSet, name: str
) -> None:
    unknown, so, not_so = (
        harm(replace(dependent, **{name: value}), failures, NOW, weights)
        for value in (None, True, False)
    )

    assert unknown.place == so.place
    assert so.place <= not_so.place


@given(DEPENDENT, FAILURES, st.integers(1, 72))
def test_time_that_passes_never_lowers_a_class(
    dependent: Dependent, failures: Any, hours: int
) -> None:
    now = harm(dependent, failures, NOW)
    later = harm(dependent, failures, NOW + hours * HOUR_MS)

    assert IN_ORDER.index(later.harm_class) <= IN_ORDER.index(now.harm_class)
    assert later.waits or not now.waits


def test_a_battery_runs_from_the_failure_or_from_the_counting_since() -> None:
    failed = {Failure.POWER: NOW - 2 * HOUR_MS}
    long_ago = Need(NeedKind.BATTERY, 5, NOW - 400 * HOUR_MS)
    counted = Need(NeedKind.BATTERY, 5, NOW - HOUR_MS)

    zeros = [asked(Dependent((each,)), failed).zero_ms for each in (long_ago, counted)]

    assert zeros == [NOW + 3 * HOUR_MS, NOW + 4 * HOUR_MS]


def test_only_what_hangs_on_the_failure_runs() -> None:
    needs = tuple(Need(kind, 2) for kind in NeedKind)

    for failure in Failure:
        found = asked(Dependent(needs), {failure: NOW})
        runs = {each.kind for each in found.running}
        assert runs == {kind for kind, on in STARTS.items() if failure in on}


def test_who_is_at_zero_stays_on_top_until_somebody_has_been_there() -> None:
    failed = {Failure.POWER: NOW - 4 * HOUR_MS}
    empty = Dependent(
        (Need(NeedKind.BATTERY, 3),), *([False] * 7), been_ms=NOW - 2 * HOUR_MS
    )
    worse = Dependent((Need(NeedKind.BATTERY, 5),))  # nothing else known: more points

    top, next_one = asked(empty, failed), asked(worse, failed)
    called = asked(replace(empty, contact_ms=NOW), failed)
    visited = asked(replace(empty, been_ms=NOW), failed)

    assert top.waits
    assert called.waits
    assert top.score < next_one.score
    assert top.place < next_one.place < visited.place


def test_a_wrong_clock_never_gives_more_time() -> None:
    ahead, failed = NOW + 48 * HOUR_MS, {Failure.POWER: NOW - HOUR_MS}
    counted = Dependent((Need(NeedKind.BATTERY, 3, ahead),))
    a_bit = Dependent((Need(NeedKind.BATTERY, 3, NOW + 60_000),))
    known = Dependent((Need(NeedKind.BATTERY, 3),))

    assert asked(counted, failed).zero_ms == NOW + 2 * HOUR_MS
    assert asked(a_bit, failed).zero_ms == NOW + 60_000 + 3 * HOUR_MS
    assert asked(known, {Failure.POWER: ahead}).zero_ms == NOW + 3 * HOUR_MS


def test_who_has_no_heating_is_cold_whatever_failed() -> None:
    def cold(dependent: Dependent) -> list[Term]:
        terms = asked(dependent, {Failure.WATER: NOW}).terms
        return [each for each in terms if each.why is Circumstance.COLD]

    assert cold(Dependent(cold_already=True)) == [Term(Circumstance.COLD, 8)]
    assert cold(Dependent(cold_already=False)) == []


def test_not_spoken_to_counts_after_a_day_and_never_counts_as_spoken_to() -> None:
    def silent(contact_ms: int) -> bool:
        found = asked(Dependent(contact_ms=contact_ms))
        return Circumstance.NO_CONTACT in {each.why for each in found.terms}

    assert not silent(NOW - 24 * HOUR_MS)
    assert silent(NOW - 24 * HOUR_MS - 1)
    assert silent(0)


def test_fewer_hours_may_not_be_given_fewer_points() -> None:
    check_weights(WeightsSet(40, 40, 5, 0))

    with pytest.raises(Refusal, match="weights_out_of_order"):
        check_weights(WeightsSet(40, 41))


@pytest.mark.parametrize(("ahead_min", "counts"), [(0, True), (10, True), (11, False)])
def test_who_waits_at_zero_stays_on_top_whatever_a_wrong_clock_says(
    ahead_min: int, counts: bool
) -> None:
    at_ms = NOW + ahead_min * HOUR_MS // 60
    seen = replace(has(NeedKind.BATTERY, 0), been_ms=at_ms, contact_ms=at_ms)

    found = harm(seen, {Failure.POWER: NOW - HOUR_MS}, NOW)

    assert found.waits is not counts
    silent = any(each.why is Circumstance.NO_CONTACT for each in found.terms)
    assert silent is not counts
