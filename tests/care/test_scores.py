"""Scores: every band's edge and its neighbour, what is missing, what is not valid."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.care.burns import burn_parts
from app.care.refusal import Refusal
from app.care.scores import (
    Response,
    burn_percent,
    gcs_sum,
    news2,
    rts_code,
    trts,
    weighted_rts,
)

WELL: dict[str, Any] = {
    "rr": 16,
    "spo2": 97,
    "on_oxygen": False,
    "sbp": 120,
    "hr": 70,
    "avpu": "A",
    "temp_c": 37.0,
    "age": 40,
    "pregnant": False,
}


@pytest.mark.parametrize(
    ("name", "value", "points"),
    [
        *[("rr", value, points) for value, points in
          ((8, 3), (9, 1), (11, 1), (12, 0), (20, 0), (21, 2), (24, 2), (25, 3))],
        *[("spo2", value, points) for value, points in
          ((91, 3), (92, 2), (93, 2), (94, 1), (95, 1), (96, 0), (100, 0))],
        *[("sbp", value, points) for value, points in
          ((90, 3), (91, 2), (100, 2), (101, 1), (110, 1), (111, 0), (219, 0),
           (220, 3))],
        *[("hr", value, points) for value, points in
          ((40, 3), (41, 1), (50, 1), (51, 0), (90, 0), (91, 1), (110, 1), (111, 2),
           (130, 2), (131, 3))],
        *[("temp_c", value, points) for value, points in
          ((35.0, 3), (35.04, 3), (35.05, 1), (35.1, 1), (36.0, 1), (36.1, 0),
           (38.0, 0), (38.05, 1), (38.1, 1), (39.0, 1), (39.1, 2))],
        *[("avpu", value, points) for value, points in
          (("A", 0), ("C", 3), ("V", 3), ("P", 3), ("U", 3))],
        ("on_oxygen", True, 2),
        ("on_oxygen", False, 0),
    ],
)  # fmt: skip
def test_news2_gives_the_points_of_the_chart(
    name: str, value: Any, points: int
) -> None:
    found = news2(**{**WELL, name: value})

    assert found.points[name] == points
    assert found.total == points
    assert found.single_three == (points == 3)


@pytest.mark.parametrize(
    ("spo2", "on_oxygen", "points"),
    [
        (83, False, 3), (84, False, 2), (85, True, 2), (86, False, 1), (87, True, 1),
        (88, False, 0), (92, True, 0), (93, False, 0), (100, False, 0),
        (93, True, 1), (94, True, 1), (95, True, 2), (96, True, 2), (97, True, 3),
    ],
)  # fmt: skip
def test_news2_scale_2_depends_on_oxygen_from_93(
    spo2: int, on_oxygen: bool, points: int
) -> None:
    found = news2(**{**WELL, "spo2": spo2, "on_oxygen": on_oxygen}, scale=2)

    assert found.points["spo2"] == points


def test_news2_scale_2_with_oxygen_unknown_has_no_points_from_93() -> None:
    found = news2(**{**WELL, "spo2": 95, "on_oxygen": None}, scale=2)
    lower = news2(**{**WELL, "spo2": 90, "on_oxygen": None}, scale=2)

    assert set(found.missing) == {"spo2", "on_oxygen"}
    assert lower.missing == ("on_oxygen",)


@pytest.mark.parametrize(
    ("change", "response"),
    [
        ({}, Response.TWELVE_HOURLY),
        ({"hr": 100}, Response.FOUR_TO_SIX_HOURLY),
        ({"rr": 22, "hr": 120}, Response.FOUR_TO_SIX_HOURLY),
        ({"avpu": "C"}, Response.URGENT_SINGLE),
        ({"rr": 22, "hr": 120, "sbp": 110}, Response.URGENT),
        ({"rr": 25, "hr": 120, "sbp": 110}, Response.URGENT),
        ({"rr": 25, "hr": 120, "on_oxygen": True}, Response.EMERGENCY),
    ],
)
def test_news2_asks_for_the_response_of_the_table(
    change: dict[str, Any], response: Response
) -> None:
    assert news2(**{**WELL, **change}).response is response


def test_news2_runs_from_0_to_20() -> None:
    worst = {
        "rr": 30, "spo2": 80, "on_oxygen": True, "sbp": 80, "hr": 150, "avpu": "U",
        "temp_c": 34,
    }  # fmt: skip

    assert news2(**WELL).total == 0
    assert news2(**{**WELL, **worst}).total == 20


def test_news2_with_something_missing_says_at_least() -> None:
    found = news2(**{**WELL, "rr": 25, "spo2": None})

    assert found.total is None
    assert not found.complete
    assert found.at_least == 3
    assert found.missing == ("spo2",)
    assert found.response is Response.URGENT_SINGLE


def test_news2_that_knows_nothing_bad_yet_asks_for_nothing() -> None:
    assert news2(**{**WELL, "spo2": None}).response is None


@pytest.mark.parametrize(
    ("age", "pregnant", "why"),
    [
        (15, False, "under_16"),
        (16, False, ""),
        ("child", False, "under_16"),
        ("teen", False, "age_unknown"),
        ("senior", False, ""),
        ("unknown", False, "age_unknown"),
        (None, False, "age_unknown"),
        (40, True, "pregnant"),
        (40, None, "pregnancy_unknown"),
    ],
)
def test_news2_has_no_number_where_it_is_not_valid(
    age: Any, pregnant: bool | None, why: str
) -> None:
    found = news2(**{**WELL, "age": age, "pregnant": pregnant})

    assert found.not_valid == why
    assert (found.total is None) == bool(why)
    assert (found.at_least is None) == bool(why)
    assert (found.response is None) == bool(why)


@pytest.mark.parametrize(
    "change",
    [{"rr": -1}, {"spo2": 101}, {"temp_c": float("nan")}, {"avpu": "X"}, {"scale": 3}],
)
def test_news2_refuses_what_cannot_be(change: dict[str, Any]) -> None:
    with pytest.raises(Refusal, match="finding_not_possible"):
        news2(**{**WELL, **change})


@given(st.lists(st.sampled_from(["rr", "spo2", "on_oxygen", "sbp", "hr", "avpu"])))
def test_news2_at_least_never_exceeds_the_total(unknown: list[str]) -> None:
    ill = {**WELL, "rr": 25, "spo2": 92, "sbp": 95, "hr": 115, "avpu": "V"}

    least = news2(**{**ill, **dict.fromkeys(unknown)}).at_least

    assert least is not None
    assert least <= (news2(**ill).total or 0)


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        *[("rr", value, code) for value, code in
          ((0, 0), (1, 1), (5, 1), (6, 2), (9, 2), (10, 4), (29, 4), (29.5, 3),
           (30, 3))],
        *[("sbp", value, code) for value, code in
          ((0, 0), (1, 1), (49, 1), (50, 2), (75, 2), (76, 3), (89, 3), (90, 4))],
        *[("gcs", value, code) for value, code in
          ((3, 0), (4, 1), (5, 1), (6, 2), (8, 2), (9, 3), (12, 3), (13, 4),
           (15, 4))],
    ],
)  # fmt: skip
def test_rts_codes_follow_the_table(name: str, value: float, code: int) -> None:
    assert rts_code(name, value) == code


def test_trts_adds_the_codes_and_has_no_number_without_one() -> None:
    assert trts(18, 120, 15) == 12
    assert trts(30, 80, 10) == 9
    assert trts(0, 0, 3) == 0
    assert trts(18, None, 15) is None
    assert weighted_rts(18, 120, 15) == 7.8408
    assert weighted_rts(0, 0, 3) == 0
    assert weighted_rts(18, 120, None) is None


@pytest.mark.parametrize("wrong", [(-1, 120, 15), (18, -1, 15), (18, 120, 16)])
def test_trts_refuses_what_cannot_be(wrong: tuple[int, int, int]) -> None:
    with pytest.raises(Refusal, match="finding_not_possible"):
        trts(*wrong)


def test_gcs_has_no_sum_when_a_part_cannot_be_tested() -> None:
    assert gcs_sum(4, 5, 6) == 15
    assert gcs_sum(1, 1, 1) == 3
    assert gcs_sum(4, None, 6) is None
    for wrong in ((0, 5, 6), (5, 5, 6), (4, 6, 6), (4, 5, 7)):
        with pytest.raises(Refusal):
            gcs_sum(*wrong)


@pytest.mark.parametrize("age", [0, 0.9, 1, 4, 5, 9, 10, 14, 15, 17, 18, 80])
def test_a_whole_body_is_100_percent_by_lund_and_browder(age: float) -> None:
    parts = burn_parts("lund_browder", age)

    assert sum(parts.values()) == 100
    assert burn_percent(dict.fromkeys(parts, 100), "lund_browder", age) == 100


def test_a_whole_body_is_100_percent_by_nines() -> None:
    assert sum(burn_parts().values()) == 100
    assert burn_percent({"trunk_front": 100, "arm_left": 50}) == 22.5


@pytest.mark.parametrize(
    ("age", "head", "thigh", "leg"),
    [
        (0, 19, 5.5, 5), (1, 17, 6.5, 5), (4, 17, 6.5, 5), (5, 13, 8, 5.5),
        (9, 13, 8, 5.5), (10, 11, 8.5, 6), (14, 11, 8.5, 6), (15, 9, 9, 6.5),
        (17, 9, 9, 6.5), (18, 7, 9.5, 7),
    ],
)  # fmt: skip
def test_head_and_legs_change_with_age(
    age: int, head: float, thigh: float, leg: float
) -> None:
    parts = burn_parts("lund_browder", age)

    assert (parts["head"], parts["thigh_left"], parts["leg_right"]) == (
        head,
        thigh,
        leg,
    )


@pytest.mark.parametrize(
    ("shares", "method", "age", "why"),
    [
        ({"tail": 10}, "nines", None, "unknown_part"),
        ({"head_neck": 101}, "nines", None, "finding_not_possible"),
        ({"head_neck": -1}, "nines", None, "finding_not_possible"),
        ({"head": 10}, "lund_browder", None, "age_missing"),
        ({"head": 10}, "lund_browder", -1, "finding_not_possible"),
        ({}, "palms", None, "unknown_method"),
    ],
)
def test_burns_refuse_what_cannot_be(
    shares: dict[str, float], method: str, age: float | None, why: str
) -> None:
    with pytest.raises(Refusal, match=why):
        burn_percent(shares, method, age)
