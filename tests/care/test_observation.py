"""What is observed beside vitals: what is asked about, and who chooses a scale."""

from __future__ import annotations

from typing import Any

import pytest

from app.care.casualty import VitalsRecorded
from app.care.form import check
from app.care.observation import (
    LIKELY,
    EyeOpening,
    MotorResponse,
    ObservationRecorded,
    Pregnancy,
    Spo2Scale,
    VerbalResponse,
    points_of,
    unlikely,
)
from app.care.refusal import Refusal
from app.care.terms import Role, Triage
from app.commands import observe, retract
from app.store.queries.casualty import CasualtyDetail, casualty
from tests.support.post import actor, memory_post, registered

NOW = 1_795_348_800_000


@pytest.mark.parametrize(("name", "bounds"), LIKELY.items())
def test_on_the_bounds_nothing_is_asked_and_beyond_them_it_is(
    name: str, bounds: tuple[int, int]
) -> None:
    least, most = bounds

    assert unlikely({name: least}) == unlikely({name: most}) == ()
    assert unlikely({name: least - 1}) == unlikely({name: most + 1}) == (name,)


@pytest.mark.parametrize(("name", "bounds"), LIKELY.items())
def test_what_is_asked_about_can_still_be_recorded(
    name: str, bounds: tuple[int, int]
) -> None:
    form: Any = (
        ObservationRecorded if name in ObservationRecorded.__slots__ else VitalsRecorded
    )

    check(form(1, **{name: bounds[0] - 1}))


def test_a_lower_pressure_that_is_not_lower_is_asked_about() -> None:
    assert unlikely({"systolic_mmhg": 90, "diastolic_mmhg": 90}) == ("diastolic_mmhg",)
    assert unlikely({"systolic_mmhg": 90, "diastolic_mmhg": 89}) == ()
    assert unlikely({"systolic_mmhg": None, "diastolic_mmhg": 89}) == ()


@pytest.mark.parametrize("term", [EyeOpening, VerbalResponse, MotorResponse])
def test_the_parts_of_gcs_count_down_to_one_or_are_not_testable(term: Any) -> None:
    points = [points_of(each) for each in term]

    assert points[-1] is None
    assert points[:-1] == list(range(len(points) - 1, 0, -1))


def observed(
    vitals: VitalsRecorded, beside: ObservationRecorded, role: Role = Role.NURSE
) -> CasualtyDetail:
    file = memory_post()
    stream, by = registered(file, Triage.T2), actor(file, role)
    file.write_now(lambda desk: observe(desk, by, stream, vitals, beside))
    found = file.read_now(lambda db: casualty(db, stream))
    assert found is not None
    return found


def test_a_whole_gcs_goes_with_the_vitals_as_its_sum() -> None:
    beside = ObservationRecorded(
        NOW,
        eye=EyeOpening.TO_SOUND,
        verbal=VerbalResponse.CONFUSED,
        motor=MotorResponse.OBEYS,
    )

    found = observed(VitalsRecorded(NOW), beside)

    assert found.vitals == VitalsRecorded(NOW, gcs=13)


def test_a_part_that_is_not_testable_leaves_no_sum() -> None:
    beside = ObservationRecorded(
        NOW,
        eye=EyeOpening.TO_SOUND,
        verbal=VerbalResponse.UNTESTABLE,
        motor=MotorResponse.OBEYS,
    )

    found = observed(VitalsRecorded(NOW, pulse_per_min=80), beside)

    assert found.vitals is not None
    assert found.vitals.gcs is None
    with pytest.raises(Refusal, match="gcs_differs"):
        observed(VitalsRecorded(NOW, gcs=13), beside)


def test_nothing_at_all_is_refused_and_one_part_is_enough() -> None:
    with pytest.raises(Refusal, match="nothing_filled_in"):
        observed(VitalsRecorded(NOW), ObservationRecorded(NOW))

    found = observed(
        VitalsRecorded(NOW), ObservationRecorded(NOW, pregnancy=Pregnancy.NO)
    )
    kinds = [each.kind for each in found.timeline]
    assert "observation.recorded" in kinds
    assert "vitals.recorded" not in kinds


@pytest.mark.parametrize(
    ("role", "may"),
    [
        (Role.FIRST_AIDER, False),
        (Role.POST_LEAD, False),
        (Role.NURSE, True),
        (Role.DOCTOR, True),
    ],
)
def test_scale_2_is_chosen_by_a_nurse_or_a_doctor(role: Role, may: bool) -> None:
    beside = ObservationRecorded(NOW, spo2_scale=Spo2Scale.TWO)
    if may:
        observed(VitalsRecorded(NOW), beside, role)
    else:
        with pytest.raises(Refusal, match="may_not_choose_scale"):
            observed(VitalsRecorded(NOW), beside, role)
    observed(VitalsRecorded(NOW), ObservationRecorded(NOW, spo2_scale=Spo2Scale.ONE))


def test_both_facts_of_one_measurement_are_taken_back_together() -> None:
    file = memory_post()
    stream, by = registered(file, Triage.T2), actor(file)
    events = file.write_now(
        lambda desk: observe(
            desk,
            by,
            stream,
            VitalsRecorded(NOW, pulse_per_min=80),
            ObservationRecorded(NOW, glucose_mmol_l=54),
        )
    )

    file.write_now(lambda desk: retract(desk, by, (events[0].log, events[0].seq)))

    found = file.read_now(lambda db: casualty(db, stream))
    assert found is not None
    struck = {each.kind for each in found.timeline if each.retracted}
    assert struck == {"vitals.recorded", "observation.recorded"}


def test_a_total_beside_one_part_is_taken_as_it_was_given() -> None:
    beside = ObservationRecorded(NOW, eye=EyeOpening.TO_SOUND)

    found = observed(VitalsRecorded(NOW, gcs=13), beside)

    assert found.vitals is not None
    assert found.vitals.gcs == 13
