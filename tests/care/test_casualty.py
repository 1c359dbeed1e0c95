"""What a casualty's facts fold into."""

from __future__ import annotations

from typing import Any

import pytest

from app.care.casualty import (
    FOLD,
    Casualty,
    Departed,
    Described,
    Identified,
    NoteRecorded,
    Registered,
    Triaged,
    VitalsRecorded,
)
from app.care.casualty_line import line, words_to_find
from app.care.claim import Stamp
from app.care.form import check
from app.care.refusal import Refusal
from app.care.terms import (
    RETRIAGE_AFTER_MS,
    URGENCY,
    AgeBand,
    Disposition,
    Sex,
    Triage,
    age_band,
    rank,
)

LOG = b"AAAAAAAA"
MINUTE = 60_000


def folded(*facts: Any) -> Casualty:
    casualty = Casualty()
    for seq, fact in enumerate(facts, start=1):
        stamp = Stamp((LOG, seq), b"person_1", seq * MINUTE, LOG)
        casualty = FOLD[type(fact)](casualty, fact, stamp)
    return casualty


def test_a_registration_fills_the_line_of_a_list() -> None:
    fact = Registered(
        "ZUID-A001-K", b"post_1_8", 5, AgeBand.CHILD, 7, Sex.FEMALE, "arm", "trap"
    )

    shown = line(folded(fact))

    assert (shown.number, shown.post, shown.registered_ms) == (
        "ZUID-A001-K",
        b"post_1_8",
        5,
    )
    assert (shown.age_band, shown.years, shown.sex) == ("child", 7, "female")
    assert (shown.complaint, shown.place, shown.gone) == ("arm", "trap", 0)
    assert shown.category is None


def test_unknown_is_not_a_claim_and_contradicts_nobody() -> None:
    casualty = folded(
        Registered("N", b"", 1), Described(2, sex=Sex.MALE, age_band=AgeBand.ADULT)
    )

    assert casualty.conflicts == 0
    assert line(casualty).sex == "male"


@pytest.mark.parametrize("other", [each for each in Triage if each is not Triage.T1])
def test_of_two_claims_the_most_urgent_counts(other: Triage) -> None:
    casualty = folded(Triaged(other, 1), Triaged(Triage.T1, 1))

    assert casualty.category is Triage.T1
    assert casualty.conflicts == 1


def test_a_black_finding_ranks_just_under_t1() -> None:
    assert URGENCY[:2] == (Triage.T1, Triage.BLACK)
    assert rank(Triage.T1) < rank(Triage.BLACK) < rank(None) < rank(Triage.T2)
    assert [rank(each) for each in URGENCY] == sorted({rank(each) for each in Triage})


@pytest.mark.parametrize(("category", "after_ms"), RETRIAGE_AFTER_MS.items())
def test_retriage_is_due_after_the_interval(category: Triage, after_ms: int) -> None:
    casualty = folded(Triaged(category, 10 * MINUTE))

    assert casualty.owed.first_ms == 10 * MINUTE + after_ms


def test_nobody_is_due_who_died_left_or_was_never_triaged() -> None:
    left = folded(Triaged(Triage.T3, 1), Departed(Disposition.DISCHARGED, 2))

    assert folded(Triaged(Triage.DEAD, 1)).owed.first_ms is None
    assert left.owed.first_ms is None
    assert folded(Registered("N", b"", 1)).owed.first_ms is None


def test_two_names_stand_side_by_side_and_both_are_found() -> None:
    casualty = folded(Identified(1, name="Jan"), Identified(2, name="Piet"))

    assert casualty.conflicts == 1
    assert words_to_find(casualty).split() == ["Jan", "Piet"]
    assert casualty.text("name") == "Piet"


def test_a_corrected_name_replaces_what_it_has_seen() -> None:
    casualty = folded(
        Identified(1, name="Jan"), Identified(2, name="Janna", sees=((LOG, 1),))
    )

    assert [claim.value for claim in casualty.said["name"]] == ["Janna"]


def test_vitals_measured_earlier_but_typed_later_do_not_become_the_latest() -> None:
    casualty = folded(
        VitalsRecorded(20, pulse_per_min=90), VitalsRecorded(10, pulse_per_min=140)
    )

    assert casualty.vitals == VitalsRecorded(20, pulse_per_min=90)
    assert casualty.vitals_count == 2


def test_notes_are_counted_and_a_departure_is_shown() -> None:
    casualty = folded(NoteRecorded("x", 1), Departed(Disposition.LEFT, 2))

    assert casualty.note_count == 1
    assert line(casualty).departed == "left"
    assert line(casualty).gone == 1


@pytest.mark.parametrize(
    "vitals",
    [
        VitalsRecorded(1, breaths_per_min=100),
        VitalsRecorded(1, breaths_per_min=-1),
        VitalsRecorded(1, spo2_percent=101),
        VitalsRecorded(1, pulse_per_min=351),
        VitalsRecorded(1, systolic_mmhg=351),
        VitalsRecorded(1, temperature_c=199),
        VitalsRecorded(1, temperature_c=451),
        VitalsRecorded(1, gcs=2),
        VitalsRecorded(1, gcs=16),
        VitalsRecorded(1, pain=11),
    ],
)
def test_an_impossible_measurement_is_refused(vitals: VitalsRecorded) -> None:
    with pytest.raises(Refusal) as refused:
        check(vitals)

    assert refused.value.key == "number_out_of_range"


def test_measurements_on_the_bounds_are_taken() -> None:
    check(VitalsRecorded(1, breaths_per_min=0, spo2_percent=0, pulse_per_min=0, gcs=3))
    check(VitalsRecorded(1, breaths_per_min=99, spo2_percent=100, temperature_c=450))


@pytest.mark.parametrize(
    ("years", "band"),
    [
        (0, AgeBand.BABY),
        (1, AgeBand.CHILD),
        (11, AgeBand.CHILD),
        (12, AgeBand.TEEN),
        (17, AgeBand.TEEN),
        (18, AgeBand.ADULT),
        (64, AgeBand.ADULT),
        (65, AgeBand.SENIOR),
        (-1, AgeBand.UNKNOWN),
    ],
)
def test_an_age_falls_in_a_band(years: int, band: AgeBand) -> None:
    assert age_band(years) is band
