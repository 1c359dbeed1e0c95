"""Counting: two tablets add up, zero is not silence, and one case asks for a call."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.care.claim import Stamp
from app.care.refusal import Refusal
from app.care.signal import (
    FOLD,
    AlarmRaised,
    DayReported,
    GgdCalled,
    Reached,
    SignalDay,
    SyndromeCounted,
    cases,
    check_minus,
    is_counted,
    line,
    ringing,
)
from app.care.syndrome import (
    ALARM_BASIS,
    AT_ONE_CASE,
    BASIS,
    JUDGED,
    Alarm,
    Band,
    CountedSex,
    Syndrome,
)

POST, DAY, LOG = b"post_1_8", "2026-12-01", b"AAAAAAAA"
FACTS = st.one_of(
    st.builds(
        SyndromeCounted,
        st.just(POST),
        st.just(DAY),
        st.sampled_from(Syndrome),
        st.sampled_from(Band),
        st.sampled_from(CountedSex),
        st.integers(-3, 3),
        st.integers(1, 99),
    ),
    st.builds(DayReported, st.just(POST), st.just(DAY), st.integers(1, 99)),
    st.builds(
        AlarmRaised,
        st.just(POST),
        st.just(DAY),
        st.sampled_from(JUDGED),
        st.integers(1, 99),
    ),
    st.builds(
        GgdCalled,
        st.just(POST),
        st.just(DAY),
        st.sampled_from(Alarm),
        st.sampled_from(Reached),
        st.integers(1, 99),
        st.integers(0, 9),
    ),
)


def folded(*facts: Any) -> SignalDay:
    day = SignalDay()
    for place, fact in enumerate(facts, start=1):
        stamp = Stamp((LOG, place), b"person_1", place, LOG)
        day = FOLD[type(fact)](day, fact, stamp)
    return day


def counted(syndrome: Syndrome, number: int = 1, band: Band = Band.FROM_5) -> Any:
    return SyndromeCounted(
        POST, DAY, syndrome, band, CountedSex.FEMALE, number, observed_ms=5
    )


def called(
    alarm: Alarm, number: int, reached: Reached = Reached.SPOKEN, *places: int
) -> Any:
    sees = tuple((LOG, place) for place in places)
    return GgdCalled(POST, DAY, alarm, reached, 9, number, sees=sees)


def waiting(day: SignalDay, *, area: bool = False) -> list[Alarm]:
    return [each.alarm for each in ringing(day, cholera_area=area) if each.waits]


@given(
    st.lists(FACTS, unique_by=str).flatmap(
        lambda facts: st.tuples(st.just(facts), st.permutations(facts))
    )
)
def test_two_tablets_that_count_at_once_add_up_in_any_order(
    both: tuple[list[Any], list[Any]],
) -> None:
    one, other = (folded(*facts) for facts in both)

    def said(day: SignalDay) -> set[tuple[int, str]]:
        return {(each.call.observed_ms, str(each.call)) for each in day.calls}

    assert (one.cells, one.reported_ms, one.raised) == (
        other.cells,
        other.reported_ms,
        other.raised,
    )
    assert said(one) == said(other)
    assert [(each.alarm, each.cases) for each in ringing(one)] == [
        (each.alarm, each.cases) for each in ringing(other)
    ]
    assert sum(each.cases for each in one.cells) == sum(
        fact.cases for fact in both[0] if isinstance(fact, SyndromeCounted)
    )


def test_no_report_is_not_zero_and_zero_is_a_report() -> None:
    silent, reported = folded(), folded(DayReported(POST, DAY, 7))

    assert not is_counted(silent, Syndrome.AWD)
    assert silent.reported_ms is None
    assert reported.reported_ms == 7
    assert cases(reported, Syndrome.AWD) == 0
    assert line(reported).reported == 1


def test_what_was_taken_off_again_was_counted() -> None:
    day = folded(counted(Syndrome.BD), counted(Syndrome.BD, -1))

    assert cases(day, Syndrome.BD) == 0
    assert is_counted(day, Syndrome.BD)


def test_no_more_is_taken_off_than_stands_there() -> None:
    day = folded(counted(Syndrome.BD))

    check_minus(day, counted(Syndrome.BD, -1))
    with pytest.raises(Refusal, match="below_nothing"):
        check_minus(day, counted(Syndrome.BD, -1, Band.UNDER_5))
    with pytest.raises(Refusal, match="nothing_counted"):
        check_minus(day, counted(Syndrome.BD, 0))


@pytest.mark.parametrize("syndrome", Syndrome)
def test_one_case_rings_only_for_what_is_called_in_at_once(syndrome: Syndrome) -> None:
    expected = [AT_ONE_CASE[syndrome]] if syndrome in AT_ONE_CASE else []

    assert waiting(folded(counted(syndrome))) == expected


def test_an_alarm_stands_until_somebody_was_spoken_to_and_rings_again_for_more() -> (
    None
):
    case = counted(Syndrome.MEAS)

    unanswered = folded(case, called(Alarm.MEAS, 1, Reached.NO_ANSWER))
    told = folded(case, called(Alarm.MEAS, 1, Reached.SPOKEN, 1))
    more = folded(case, called(Alarm.MEAS, 1, Reached.SPOKEN, 1), case)

    assert waiting(unanswered) == [Alarm.MEAS]
    assert waiting(told) == []
    assert waiting(more) == [Alarm.MEAS]
    assert (line(unanswered).rings, line(told).rings, line(more).rings) == (1, 0, 1)


def test_another_case_rings_also_where_the_first_was_taken_off_after_the_call() -> None:
    case, gone = counted(Syndrome.MEAS), counted(Syndrome.MEAS, -1)
    told = called(Alarm.MEAS, 1, Reached.SPOKEN, 1)

    assert waiting(folded(case, told, gone)) == []
    assert waiting(folded(case, told, gone, case)) == [Alarm.MEAS]


def test_in_a_declared_area_any_watery_diarrhoea_rings() -> None:
    day = folded(counted(Syndrome.AWD))

    assert waiting(day) == []
    assert waiting(day, area=True) == [Alarm.CHOL]
    assert (line(day).rings, line(day).watery) == (0, 1)


def test_a_person_says_what_no_count_can_tell() -> None:
    day = folded(counted(Syndrome.MEN, 5), AlarmRaised(POST, DAY, Alarm.MEN_CLUSTER, 1))

    assert waiting(folded(counted(Syndrome.MEN, 5))) == []
    assert waiting(day) == [Alarm.MEN_CLUSTER]
    assert {*JUDGED, *AT_ONE_CASE.values()} == set(Alarm)
    assert set(BASIS) == set(Syndrome)
    assert set(ALARM_BASIS) == set(Alarm)
