"""A dependency record: what people say of somebody, and what the order makes of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from app.care.claim import Stamp
from app.care.dependent import dependent, house_of, line, with_left
from app.care.harm import Failure, Need, NeedKind
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
    hours_shown,
    hours_typed,
)
from app.care.outage import Failed, Outage, failing_at, holds
from app.care.refusal import Refusal
from app.care.resident import (
    FOLD,
    Resident,
    ResidentDescribed,
    ResidentVisited,
    VisitOutcome,
    VisitWay,
    tidy_postcode,
)

LOG = b"AAAAAAAA"


def folded(*facts: Any) -> Resident:
    resident = Resident()
    for place, fact in enumerate(facts, start=1):
        stamp = Stamp((LOG, place), b"person_1", place, LOG)
        resident = FOLD[type(fact)](resident, fact, stamp)
    return resident


def needs(*facts: Any) -> dict[NeedKind, Need]:
    return {each.kind: each for each in dependent(folded(*facts)).needs}


def test_nobody_asked_is_not_the_same_as_no_need() -> None:
    nothing = needs()
    denied = needs(
        PowerStated(PowerUse.NONE, 1),
        OxygenStated(OxygenSource.NONE, 1),
        MedicineStated(1),
        FoodStated(Eating.SELF, 1),
        ActStated(1),
        CareStated(1, visits_per_day=0),
    )

    assert set(nothing) == set(NeedKind)
    assert not any(each.is_asked for each in nothing.values())
    assert denied == {}


def test_a_need_without_hours_is_a_need() -> None:
    found = needs(
        PowerStated(PowerUse.DEVICE, 1, spare_hours=20),
        OxygenStated(OxygenSource.CONCENTRATOR, 1),
        MedicineStated(1, (CriticalMedicine.INSULIN,)),
        FoodStated(Eating.TUBE, 1),
        ActStated(1, (NursingAct.CATHETER,)),
        CareStated(1, visits_per_day=3),
    )

    assert set(found) == set(NeedKind) - {NeedKind.CYLINDER}
    assert {(each.hours, each.is_asked) for each in found.values()} == {(None, True)}


def test_battery_and_spare_add_up_and_comfort_is_no_need() -> None:
    device = needs(PowerStated(PowerUse.DEVICE, 7, (), 3, 2))
    comfort = needs(PowerStated(PowerUse.COMFORT, 7, (), 3))

    assert device[NeedKind.BATTERY] == Need(NeedKind.BATTERY, 5, 7)
    assert NeedKind.BATTERY not in comfort


def test_of_two_who_differ_the_fewest_hours_count_said_the_longest_ago() -> None:
    known = PowerStated(PowerUse.DEVICE, 20, battery_hours=8)
    less = PowerStated(PowerUse.DEVICE, 30, battery_hours=3)
    denied = PowerStated(PowerUse.NONE, 40)
    resident = folded(known, less, denied)
    (found,) = (
        each for each in dependent(resident).needs if each.kind is NeedKind.BATTERY
    )

    assert (found.hours, found.from_ms) == (3, 20)
    assert resident.conflicts == 1
    assert len(resident.power) == 3


def test_who_saw_what_was_said_replaces_it() -> None:
    first = PowerStated(PowerUse.DEVICE, 20, battery_hours=3)
    anew = PowerStated(PowerUse.DEVICE, 30, battery_hours=8, sees=((LOG, 1),))

    found = needs(first, anew)

    assert found[NeedKind.BATTERY] == Need(NeedKind.BATTERY, 8, 30)


def test_the_hours_somebody_can_be_alone_run_from_the_last_time_they_were_met() -> None:
    care = CareStated(1, alone_hours=6)
    met = ResidentVisited(VisitOutcome.WELL, 50)
    not_met = ResidentVisited(VisitOutcome.NOT_FOUND, 90)

    found = needs(care, met, not_met)

    assert found[NeedKind.ALONE] == Need(NeedKind.ALONE, 6, 50)


@pytest.mark.parametrize(
    ("fact", "without_power", "without_heating"),
    [
        (HeatingStated(HeatSource.BOILER, 1), None, None),
        (HeatingStated(HeatSource.BOILER, 1, cold_vulnerable=True), True, True),
        (HeatingStated(HeatSource.BOILER, 1, True, True), False, True),
        (HeatingStated(HeatSource.STOVE, 1, True, True), False, False),
        (HeatingStated(HeatSource.NONE, 1, True, True), True, True),
        (HeatingStated(HeatSource.BOILER, 1, False, False), False, False),
    ],
)
def test_who_gets_cold_without_what(
    fact: HeatingStated, without_power: bool | None, without_heating: bool | None
) -> None:
    found = dependent(folded(fact))

    assert found.cold_without_power is without_power
    assert found.cold_without_heating is without_heating


def test_circumstances_follow_from_the_lines() -> None:
    unknown = dependent(folded())
    known = dependent(
        folded(
            CareStated(1, lives_alone=True, carer_reachable=False),
            MobilityStated(Mobility.HELPED, 1),
            CognitionStated(Cognition.DEMENTIA, 1),
        )
    )

    said = (unknown.alone, unknown.no_carer, unknown.not_mobile, unknown.cognitive)
    assert said == (None, None, None, None)
    assert (known.alone, known.no_carer) == (True, True)
    assert (known.not_mobile, known.cognitive) == (True, True)


def test_whereabouts_follow_the_last_that_was_seen_not_the_last_typed() -> None:
    hospital = ResidentVisited(VisitOutcome.HOSPITAL, 50)
    earlier = ResidentVisited(VisitOutcome.WELL, 40)
    back = ResidentVisited(VisitOutcome.WELL, 60)

    assert folded(hospital, earlier).whereabouts is VisitOutcome.HOSPITAL
    assert folded(hospital, back).whereabouts is None
    assert folded(hospital, earlier).contact_ms == 40


def test_a_call_is_not_being_there() -> None:
    called = ResidentVisited(VisitOutcome.WELL, 60, VisitWay.PHONE)
    visited = ResidentVisited(VisitOutcome.NEEDS, 50)
    missed = ResidentVisited(VisitOutcome.NOT_FOUND, 70)

    found = folded(called, visited, missed)

    assert (found.contact_ms, found.been_ms) == (60, 50)


def test_a_line_begins_anew_with_no_more_than_is_left() -> None:
    power = PowerStated(PowerUse.DEVICE, 1, battery_hours=3, spare_hours=4)

    assert with_left(power, 9) == power
    assert with_left(power, 5) == replace(power, battery_hours=1)
    assert with_left(power, 2) == replace(power, battery_hours=0, spare_hours=2)
    assert with_left(replace(power, spare_hours=None), 1) == replace(
        power, battery_hours=1, spare_hours=None
    )
    unknown = replace(power, battery_hours=None)
    assert with_left(unknown, 1) == unknown
    oxygen = OxygenStated(OxygenSource.CYLINDER, 1, 8)
    assert with_left(oxygen, 2) == replace(oxygen, cylinder_hours=2)
    assert with_left(FoodStated(Eating.TUBE, 1), 2) == FoodStated(Eating.TUBE, 1)
    assert with_left(MedicineStated(1, stock_hours=8), 0).stock_hours == 0


def test_who_is_cold_without_any_heating_is_so_already() -> None:
    none = HeatingStated(HeatSource.NONE, 1, None, True)
    boiler = HeatingStated(HeatSource.BOILER, 1, False, True)

    said = [dependent(folded(*each)).cold_already for each in ([none], [boiler], [])]

    assert said == [True, False, None]


def test_of_several_outages_what_failed_first_counts_where_they_live() -> None:
    here = Outage(postcodes=("9711",), failed=(Failed(Failure.POWER, 5),))
    again = Outage(streets=("Korreweg",), failed=(Failed(Failure.POWER, 3),))
    water = Outage(failed=(Failed(Failure.WATER, 4),))

    def at(postcode: str, street: str) -> dict[Failure, int]:
        return failing_at([here, again, water], postcode, street)

    assert at("9711AB", "Damsterdiep") == {Failure.POWER: 5, Failure.WATER: 4}
    assert at("9711AB", "korreweg") == {Failure.POWER: 3, Failure.WATER: 4}
    assert at("9722AB", "Damsterdiep") == {Failure.WATER: 4}


@pytest.mark.parametrize(
    ("postcode", "street", "may"),
    [
        ("", "Damsterdiep", True),
        ("9711", "Damsterdiep", True),
        ("9722AB", "", True),
        ("9722AB", "Damsterdiep", False),
    ],
)
def test_who_may_live_in_an_outage_is_in_it(
    postcode: str, street: str, may: bool
) -> None:
    outage = Outage(postcodes=("9711AB",), streets=("Korreweg",))

    assert holds(outage, postcode, street) is may


def test_a_row_says_where_somebody_lives() -> None:
    said = ResidentDescribed(
        1, name="Ans Bos", street="Damster Diep", house_number="12b", postcode="9711AB"
    )

    found = line(folded(said))

    assert (found.street_key, found.house, found.postcode) == (
        "damster diep",
        12,
        "9711AB",
    )
    assert "ans bos damster diep 12b" in found.words
    assert house_of("b") == 0


@pytest.mark.parametrize(
    ("typed", "unit", "hours"),
    [("", 1, None), ("3", 1, 3), ("3", 24, 72), ("20 u", 24, 20), ("3 dagen", 1, 72)],
)
def test_hours_as_people_type_them(typed: str, unit: int, hours: int | None) -> None:
    assert hours_typed(typed, unit) == hours
    assert hours_typed(hours_shown(hours, unit), unit) == hours


@pytest.mark.parametrize("typed", ["x", "3 weken", "-1", "9999 d"])
def test_what_is_no_duration_is_refused(typed: str) -> None:
    with pytest.raises(Refusal):
        hours_typed(typed)


def test_a_postcode_is_four_digits_and_perhaps_two_letters() -> None:
    assert tidy_postcode(" 9711 ab") == "9711AB"
    assert tidy_postcode("9711") == "9711"
    assert tidy_postcode("") == ""
    for wrong in ("0711AB", "971", "9711A", "Groningen"):
        with pytest.raises(Refusal, match="not_a_postcode"):
            tidy_postcode(wrong)
