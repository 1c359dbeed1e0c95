"""Scores set by set: valid only where they are, and late entries in their place."""

from __future__ import annotations

from typing import Any

from app.care.casualty import Described, VitalsRecorded
from app.care.observation import ObservationRecorded, Pregnancy, Spo2Scale
from app.care.terms import AgeBand, Consciousness, Sex, Triage
from app.commands import describe, observe, retract
from app.store.file import CareFile
from app.store.queries.casualty import CasualtyDetail, casualty
from app.store.queries.observation import (
    age_of,
    is_pregnant,
    latest_beside,
    scale_at,
    scored_sets,
    series,
)
from tests.support.post import actor, memory_post, registered

MINUTE_MS = 60_000
NOTHING: dict[str, Any] = {}
WELL = {
    "breaths_per_min": 16,
    "spo2_percent": 97,
    "on_oxygen": False,
    "pulse_per_min": 80,
    "systolic_mmhg": 120,
    "temperature_c": 370,
    "consciousness": Consciousness.ALERT,
    "gcs": 15,
}
MAN = {"age_band": AgeBand.ADULT, "sex": Sex.MALE}
WOMAN = {"age_band": AgeBand.ADULT, "sex": Sex.FEMALE}


class Bedside:
    """One casualty, and what is measured of it."""

    def __init__(self, **said: Any) -> None:
        self.file: CareFile = memory_post()
        self.now = self.file.clock.now_ms()
        self.stream = registered(self.file, Triage.T2, **said)
        self.by = actor(self.file)

    def measure(
        self, ago_min: int, vitals: dict[str, Any], beside: dict[str, Any] = NOTHING
    ) -> tuple[bytes, int]:
        at = self.now - ago_min * MINUTE_MS
        first = self.file.write_now(
            lambda desk: observe(
                desk,
                self.by,
                self.stream,
                VitalsRecorded(at, **vitals),
                ObservationRecorded(at, **beside),
            )
        )[0]
        return (first.log, first.seq)

    @property
    def detail(self) -> CasualtyDetail:
        found = self.file.read_now(lambda db: casualty(db, self.stream))
        assert found is not None
        return found


def test_a_whole_set_of_a_man_has_a_number() -> None:
    bed = Bedside(**MAN)
    bed.measure(5, WELL)
    bed.measure(1, WELL | {"pulse_per_min": 131, "on_oxygen": True})

    first, last = scored_sets(bed.detail)

    assert (first.news.total, first.trts) == (0, 12)
    assert (last.news.total, last.news.single_three) == (5, True)


def test_a_set_of_a_woman_has_one_once_it_is_known_that_she_is_not_pregnant() -> None:
    bed = Bedside(**WOMAN)
    bed.measure(5, WELL)
    assert scored_sets(bed.detail)[0].news.not_valid == "pregnancy_unknown"

    bed.measure(3, NOTHING, {"pregnancy": Pregnancy.NO})
    assert scored_sets(bed.detail)[0].news.total == 0

    bed.measure(2, NOTHING, {"pregnancy": Pregnancy.UNKNOWN})
    assert scored_sets(bed.detail)[0].news.not_valid == "pregnancy_unknown"

    bed.measure(1, NOTHING, {"pregnancy": Pregnancy.YES})
    assert scored_sets(bed.detail)[0].news.not_valid == "pregnant"


def test_no_number_under_sixteen_or_while_that_may_be() -> None:
    for said, why in (
        ({"years": 15}, "under_16"),
        ({"age_band": AgeBand.TEEN}, "age_unknown"),
        ({}, "age_unknown"),
    ):
        bed = Bedside(sex=Sex.MALE, **said)
        bed.measure(1, WELL)

        (one,) = scored_sets(bed.detail)
        assert (one.news.not_valid, one.news.total) == (why, None)
        assert one.trts == 12


def test_avpu_is_never_taken_for_a_gcs_nor_the_other_way_round() -> None:
    bed = Bedside(**MAN)
    without_gcs = {name: value for name, value in WELL.items() if name != "gcs"}
    without_avpu = {n: value for n, value in WELL.items() if n != "consciousness"}
    bed.measure(2, without_gcs)
    bed.measure(1, without_avpu)

    alert, awake = scored_sets(bed.detail)

    assert (alert.news.total, alert.trts) == (0, None)
    assert (awake.news.total, awake.trts) == (None, 12)
    assert awake.news.missing == ("avpu",)


def test_a_scale_counts_from_the_moment_it_was_chosen() -> None:
    bed = Bedside(**MAN)
    low = WELL | {"spo2_percent": 89}
    bed.measure(9, low)
    bed.measure(5, low, {"spo2_scale": Spo2Scale.TWO})
    bed.measure(1, low)

    before, at, after = scored_sets(bed.detail)

    assert (before.news.total, at.news.total, after.news.total) == (3, 0, 0)
    assert scale_at(bed.detail, bed.now - 6 * MINUTE_MS) is Spo2Scale.ONE


def test_what_was_entered_late_stands_where_it_was_seen() -> None:
    bed = Bedside(**MAN)
    bed.measure(2, {"pulse_per_min": 88})
    bed.measure(40, {"pulse_per_min": 124})
    bed.measure(20, {"pulse_per_min": 101})

    assert [each.value for each in series(bed.detail, "pulse_per_min")] == [
        124,
        101,
        88,
    ]


def test_what_was_taken_back_is_in_no_trend() -> None:
    bed = Bedside(**MAN)
    wrong = bed.measure(3, {"systolic_mmhg": 210}, {"glucose_mmol_l": 320})
    bed.measure(1, {"systolic_mmhg": 121, "diastolic_mmhg": 72}, {"glucose_mmol_l": 54})
    bed.file.write_now(lambda desk: retract(desk, bed.by, wrong))

    (pressure,) = series(bed.detail, "pressure")
    assert (pressure.value, pressure.lower) == (121, 72)
    assert [each.value for each in series(bed.detail, "glucose_mmol_l")] == [54]
    assert len(scored_sets(bed.detail)) == 1


def test_an_age_is_told_or_by_birth_date_or_a_band() -> None:
    assert age_of(Bedside(years=7, birth_date="1980-01-01").detail) == 7
    assert age_of(Bedside(birth_date="2010-11-23").detail) == 15
    assert age_of(Bedside(age_band=AgeBand.TEEN).detail) == "teen"
    assert age_of(Bedside().detail) == "unknown"


def test_where_persons_contradict_each_other_age_and_sex_are_unknown() -> None:
    bed = Bedside(**MAN)
    bed.measure(1, WELL)
    for said in ({"age_band": AgeBand.CHILD}, {"sex": Sex.FEMALE}):
        other = Described(bed.now, **said)
        bed.file.write_now(
            lambda desk, fact=other: describe(desk, bed.by, bed.stream, fact, [])
        )

    (one,) = scored_sets(bed.detail)
    assert (age_of(bed.detail), is_pregnant(bed.detail)) == ("unknown", None)
    assert one.news.not_valid == "age_unknown"


def test_of_each_thing_beside_a_set_the_last_counts() -> None:
    bed = Bedside(**MAN)
    assert latest_beside(bed.detail) is None
    bed.measure(9, NOTHING, {"glucose_mmol_l": 41, "pupil_left_mm": 3})
    bed.measure(1, NOTHING, {"glucose_mmol_l": 54})
    bed.measure(5, NOTHING, {"glucose_mmol_l": 48, "pupil_right_mm": 4})

    latest = latest_beside(bed.detail)

    assert latest is not None
    assert (latest.glucose_mmol_l, latest.pupil_left_mm, latest.pupil_right_mm) == (
        54,
        3,
        4,
    )
