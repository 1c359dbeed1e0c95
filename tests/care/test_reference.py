"""The bands a value is seen against: of NEWS2, of a child, or none."""

from __future__ import annotations

import pytest

from app.care.reference import Band, BandSource, band_of
from app.care.scores import news2

POINTS = {
    "breaths_per_min": ("rr", 1),
    "spo2_percent": ("spo2", 1),
    "pulse_per_min": ("hr", 1),
    "systolic_mmhg": ("sbp", 1),
    "temperature_c": ("temp_c", 10),
}


@pytest.mark.parametrize("name", POINTS)
def test_the_band_of_a_grown_up_is_what_news2_gives_no_points(name: str) -> None:
    parameter, scale = POINTS[name]
    band = band_of(name, 40)
    assert band is not None

    def points(value: int) -> int:
        return news2(**{parameter: value / scale}).points[parameter]  # type: ignore[arg-type]

    assert points(band.least) == points(band.most) == 0
    assert points(band.least - 1) > 0
    assert name == "spo2_percent" or points(band.most + 1) > 0


def test_scale_2_has_its_own_band() -> None:
    assert band_of("spo2_percent", 40, scale_2=True) == Band(88, 92, BandSource.NEWS2)
    assert band_of("pulse_per_min", 40, scale_2=True) == Band(51, 90, BandSource.NEWS2)


@pytest.mark.parametrize(
    ("age", "breaths", "pulse"),
    [
        (0, (30, 40), (110, 160)),
        (1, (25, 35), (100, 150)),
        (2, (25, 30), (95, 140)),
        (4, (25, 30), (95, 140)),
        (5, (20, 25), (80, 120)),
        (12, (20, 25), (80, 120)),
        (13, (15, 20), (60, 100)),
        (15, (15, 20), (60, 100)),
        (16, (12, 20), (51, 90)),
        ("baby", (30, 40), (110, 160)),
        ("adult", (12, 20), (51, 90)),
    ],
)
def test_a_child_is_seen_against_children_of_its_age(
    age: int | str, breaths: tuple[int, int], pulse: tuple[int, int]
) -> None:
    for name, usual in (("breaths_per_min", breaths), ("pulse_per_min", pulse)):
        band = band_of(name, age)
        assert band is not None
        assert (band.least, band.most) == usual


@pytest.mark.parametrize("age", [None, "unknown", "child", "teen"])
def test_an_age_that_is_known_too_little_has_no_band(age: str | None) -> None:
    assert band_of("pulse_per_min", age) is None


def test_what_has_no_band_in_the_tables_has_none() -> None:
    assert band_of("glucose_mmol_l", 40) is None
    assert band_of("temperature_c", 7) is None
    assert band_of("pain", 40) is None
