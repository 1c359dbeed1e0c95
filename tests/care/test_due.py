"""Why somebody is to be triaged again: domain.md §2.12, by what was seen and when."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.care.casualty import (
    FOLD,
    Casualty,
    Departed,
    Registered,
    Triaged,
    VitalsRecorded,
)
from app.care.casualty_line import line
from app.care.claim import Stamp
from app.care.due import Owed, Reason
from app.care.flow import Placed
from app.care.observation import ObservationRecorded, Pregnancy, Spo2Scale
from app.care.terms import Consciousness, Disposition, Flow, Sex, Triage
from app.care.treatment import LIFE_SAVING, Intervention, TreatmentGiven

MINUTE = 60_000
HOUR = 60 * MINUTE
LOG = b"AAAAAAAA"
MAN = Registered("N", b"", 1, years=40, sex=Sex.MALE)
T3 = Triaged(Triage.T3, 10)
WELL = VitalsRecorded(
    5,
    breaths_per_min=16,
    spo2_percent=98,
    on_oxygen=False,
    pulse_per_min=70,
    systolic_mmhg=120,
    temperature_c=370,
    consciousness=Consciousness.ALERT,
)


def folded(*facts: Any) -> Casualty:
    casualty = Casualty()
    for seq, fact in enumerate(facts, start=1):
        stamp = Stamp((LOG, seq), b"person_1", seq, LOG)
        casualty = FOLD[type(fact)](casualty, fact, stamp)
    return casualty


def saved(at_ms: int) -> TreatmentGiven:
    return TreatmentGiven(Intervention.TOURNIQUET, at_ms)


def ill(at_ms: int, **said: Any) -> VitalsRecorded:
    whole = {name: getattr(WELL, name) for name in VitalsRecorded.__slots__}
    return VitalsRecorded(**{**whole, "observed_ms": at_ms, **said})


def changed(*facts: Any) -> int | None:
    return folded(MAN, T3, *facts).owed.change_ms


@pytest.mark.parametrize("what", list(Intervention))
def test_what_saves_a_life_asks_to_triage_again_at_once(what: Intervention) -> None:
    owed = folded(T3, TreatmentGiven(what, 20)).owed

    assert owed.intervention_ms == (20 if what in LIFE_SAVING else None)
    assert owed.first_ms == (20 if what in LIFE_SAVING else 10 + HOUR)


def test_what_saves_lives_is_what_the_tools_name() -> None:
    assert {each.value for each in LIFE_SAVING} == {
        *("tourniquet", "pressure_dressing", "wound_packing", "airway_opened"),
        *("airway_device", "rescue_breaths", "needle_decompression", "auto_injector"),
    }


@pytest.mark.parametrize("at_ms", [3, 10])
def test_what_was_done_before_triage_or_with_it_asks_nothing(at_ms: int) -> None:
    owed = folded(T3, saved(at_ms), Placed("a", 1), Placed("b", at_ms)).owed

    assert (owed.intervention_ms, owed.move_ms) == (None, None)


def test_the_first_after_the_last_triage_counts() -> None:
    assert folded(saved(40), T3, saved(20), saved(30)).owed.intervention_ms == 20
    again = folded(saved(40), T3, saved(20), Triaged(Triage.T3, 30)).owed
    assert again.intervention_ms == 40


def test_a_triage_with_the_same_category_ends_every_reason() -> None:
    facts = (MAN, T3, Placed("a", 5), Placed("b", 20), saved(20))
    worse = ill(20, consciousness=Consciousness.PAIN)

    before = folded(WELL, *facts, worse)
    after = folded(WELL, *facts, worse, Triaged(Triage.T3, 21, sees=((LOG, 3),)))

    reasons = {why for why, _ in before.owed.reasons(20)}
    assert reasons == {Reason.CHANGE, Reason.INTERVENTION, Reason.MOVE}
    assert after.owed == Owed(time_ms=21 + HOUR)


def test_a_first_place_is_coming_in_and_the_next_is_a_move() -> None:
    assert folded(T3, Placed("a", 20)).owed.move_ms is None
    assert folded(T3, Placed("a", 20), Placed("b", 30)).owed.move_ms == 30
    assert folded(T3, Placed("a", 5), Placed("b", 30)).owed.move_ms == 30


@pytest.mark.parametrize("status", [Flow.TREATMENT, Flow.TRANSPORT])
def test_a_word_about_how_far_somebody_is_is_no_move(status: Flow) -> None:
    nowhere = folded(T3, Placed("", 20, status=status), Placed("a", 30))
    there = folded(T3, Placed("a", 5), Placed("a", 20, status=status))

    assert nowhere.owed.move_ms is None
    assert there.owed.move_ms is None


def test_a_place_typed_later_fills_in_where_somebody_already_was() -> None:
    history = (T3, Placed("a", 1), Placed("b", 30))

    assert folded(*history).owed.move_ms == 30
    assert folded(*history, Placed("b", 5, late=True)).owed.move_ms is None
    assert folded(*history, Placed("c", 20, late=True)).owed.move_ms == 20


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({}, None),
        ({"pulse_per_min": 110, "spo2_percent": 95}, None),  # 2: four to six hours
        ({"breaths_per_min": 24, "spo2_percent": 93}, None),  # 4, no single 3
        ({"breaths_per_min": 25}, 20),  # a single 3
        ({"breaths_per_min": 24, "spo2_percent": 93, "pulse_per_min": 91}, 20),  # 5
        ({"systolic_mmhg": 90, "pulse_per_min": 131, "on_oxygen": True}, 20),  # 8
        ({"consciousness": Consciousness.CONFUSED}, 20),
    ],
)
def test_a_change_is_an_answer_of_news2_that_is_urgent_and_was_not(
    said: dict[str, Any], expected: int | None
) -> None:
    assert changed(WELL, ill(20, **said)) == expected


def test_who_was_as_ill_when_triaged_has_not_changed_and_a_higher_band_has() -> None:
    single = {"breaths_per_min": 25}
    urgent = {**single, "spo2_percent": 93}
    emergency = {**urgent, "pulse_per_min": 120}

    assert changed(ill(5, **single), ill(20, **single)) is None
    assert changed(ill(5, **single), ill(20, **urgent), ill(25, **urgent)) == 20
    assert changed(ill(5, **emergency), ill(20, **urgent)) is None
    assert changed(ill(5, **emergency), ill(20), ill(30, **single)) == 30


def test_what_was_never_measured_before_triage_was_not_known_to_it() -> None:
    assert changed(ill(20, breaths_per_min=25)) == 20
    assert changed(ill(20)) is None


def test_a_part_of_a_set_says_more_than_the_set_before_it_but_never_less() -> None:
    ill_before = ill(5, breaths_per_min=25)
    pulse = VitalsRecorded(8, pulse_per_min=95)

    assert changed(ill_before, pulse, ill(20, breaths_per_min=25)) is None
    assert changed(WELL, VitalsRecorded(20, pulse_per_min=131)) == 20


@pytest.mark.parametrize("age", [None, 15])
def test_without_a_valid_news2_only_a_fall_from_alert_is_a_change(
    age: int | None,
) -> None:
    child = Registered("N", b"", 1, years=age, sex=Sex.MALE)
    worse = ill(20, breaths_per_min=40, pulse_per_min=140)
    drowsy = ill(30, consciousness=Consciousness.VOICE)

    assert folded(child, WELL, T3, worse).owed.change_ms is None
    assert folded(child, WELL, T3, worse, drowsy).owed.change_ms == 30
    assert folded(child, T3, drowsy).owed.change_ms is None


def test_an_age_told_later_makes_what_was_measured_count() -> None:
    unknown = Registered("N", b"", 1)
    worse = ill(20, breaths_per_min=30)
    told = ObservationRecorded(30, pregnancy=Pregnancy.NO)

    assert folded(unknown, T3, worse).owed.change_ms is None
    assert folded(unknown, T3, worse, MAN).owed.change_ms == 20
    woman = Registered("N", b"", 1, years=40, sex=Sex.FEMALE)
    assert folded(woman, T3, worse).owed.change_ms is None
    assert folded(woman, T3, worse, told).owed.change_ms == 20
    expecting = ObservationRecorded(31, pregnancy=Pregnancy.YES)
    assert folded(woman, T3, worse, told, expecting).owed.change_ms is None


def test_scale_2_counts_from_the_moment_it_was_chosen() -> None:
    chosen = ObservationRecorded(15, spo2_scale=Spo2Scale.TWO)

    assert changed(WELL, ill(20, spo2_percent=88)) == 20
    assert changed(WELL, chosen, ill(20, spo2_percent=88)) is None
    assert changed(WELL, chosen, ill(14, spo2_percent=88)) == 14


def test_nobody_who_left_died_or_was_never_triaged_owes_a_triage() -> None:
    facts = (MAN, WELL, Placed("a", 5), Placed("b", 20), saved(20))

    for last in (
        (T3, Departed(Disposition.HANDED_OVER, 30)),
        (Triaged(Triage.DEAD, 10),),
        (),
    ):
        assert folded(*facts, *last).owed == Owed()


def test_the_gravest_reason_is_named_first_whichever_came_first() -> None:
    owed = Owed(time_ms=40, intervention_ms=30, move_ms=20, change_ms=50)

    assert owed.first_ms == 20
    assert owed.reasons(19) == ()
    assert owed.reasons(45) == (
        (Reason.INTERVENTION, 30),
        (Reason.TIME, 40),
        (Reason.MOVE, 20),
    )
    assert owed.reasons(50)[0] == (Reason.CHANGE, 50)


HAPPENED = st.lists(
    st.one_of(
        st.builds(saved, st.integers(1, 40)),
        st.builds(Placed, st.sampled_from(["", "a", "b", "c"]), st.integers(1, 40)),
        st.builds(
            ill,
            st.integers(1, 40),
            breaths_per_min=st.sampled_from([None, 16, 23, 30]),
            consciousness=st.sampled_from([None, *Consciousness]),
        ),
        st.builds(
            ObservationRecorded,
            st.integers(1, 40),
            spo2_scale=st.sampled_from(Spo2Scale),
        ),
    ),
    max_size=8,
    unique_by=lambda fact: fact.observed_ms,
)


@given(HAPPENED, st.data())
def test_only_when_it_was_seen_matters_never_when_it_was_written_down(
    happened: list[Any], data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(happened))

    one, other = folded(MAN, T3, *happened), folded(MAN, T3, *shuffled)

    assert one.owed == other.owed
    assert line(one).due_ms == 10 + HOUR


@given(HAPPENED)
def test_every_reason_begins_after_the_last_triage(happened: list[Any]) -> None:
    owed = folded(MAN, T3, *happened).owed
    again = folded(MAN, T3, *happened, Triaged(Triage.T2, 40, sees=((LOG, 2),)))

    assert all(at_ms > 10 for _, at_ms in owed.reasons(10 + HOUR))
    assert again.owed == Owed(time_ms=40 + HOUR // 2)
