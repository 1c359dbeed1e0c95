"""Every threshold of every triage tool, and its neighbours (domain.md §2)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from app.care.triage import Tool, assess
from tests.support.lying import (
    FLIGHT,
    JUMP,
    LARGE,
    MIDDLE,
    MITT,
    OPENED,
    SALT,
    SIEVE,
    SMALL,
    SORT,
    START,
    STILL,
    TST,
)


@pytest.mark.parametrize(
    ("tool", "base", "change", "category"),
    [
        (Tool.TST, TST, {"walking": True, "severe_bleeding": True}, "T3"),
        (Tool.TST, TST, {"severe_bleeding": True}, "T1"),
        (Tool.TST, TST, {"talking": True, "penetrating_torso": True}, "T1"),
        (Tool.TST, TST, {"talking": True, "penetrating_torso": False}, "T2"),
        (Tool.TST, TST, {"talking": False}, "T1"),
        (Tool.TST, TST, {"talking": False, **STILL}, "NOT_BREATHING"),
        (Tool.TST, TST, {"talking": False, **OPENED}, "T1"),
        (Tool.MITT, MITT, {}, "T2"),
        (Tool.MITT, MITT, {"cat_haemorrhage": True, "walking": True}, "T1"),
        (Tool.MITT, MITT, {"walking": True}, "T3"),
        (Tool.MITT, MITT, STILL, "NOT_BREATHING"),
        (Tool.MITT, MITT, {"responds_to_voice": False}, "T1"),
        (Tool.MITT, MITT, {"rr": 11}, "T1"),
        (Tool.MITT, MITT, {"rr": 12}, "T2"),
        (Tool.MITT, MITT, {"rr": 23}, "T2"),
        (Tool.MITT, MITT, {"rr": 24}, "T1"),
        (Tool.MITT, MITT, {"hr": 99}, "T2"),
        (Tool.MITT, MITT, {"hr": 100}, "T1"),
        (Tool.MITT, MITT, {"hr": 20}, "T2"),
        (Tool.MITT, MITT, {"age": 2}, "T1"),
        (Tool.MITT, MITT, {"age": 3}, "T2"),
        (Tool.MITT, MITT, {"age": 1, "walking": True}, "T3"),
        (
            Tool.MITT,
            MITT,
            {
                **STILL,
                "age": 11,
                "submersion_or_smoke": True,
                "breathes_after_5_breaths": True,
            },
            "T1",
        ),
        (
            Tool.MITT,
            MITT,
            {
                **STILL,
                "age": 11,
                "submersion_or_smoke": True,
                "breathes_after_5_breaths": False,
            },
            "NOT_BREATHING",
        ),
        (
            Tool.MITT,
            MITT,
            {**STILL, "age": 12, "submersion_or_smoke": True},
            "NOT_BREATHING",
        ),
        (Tool.MPTT24, MITT, {}, "T2"),
        (Tool.MPTT24, MITT, {"cat_haemorrhage": True, "walking": True}, "T1"),
        (Tool.MPTT24, MITT, {"walking": True}, "T3"),
        (Tool.MPTT24, MITT, STILL, "NOT_BREATHING"),
        (Tool.MPTT24, MITT, OPENED, "T1"),
        (Tool.MPTT24, MITT, {"responds_to_voice": False}, "T1"),
        (Tool.MPTT24, MITT, {"rr": 11}, "T1"),
        (Tool.MPTT24, MITT, {"rr": 12}, "T2"),
        (Tool.MPTT24, MITT, {"rr": 23}, "T2"),
        (Tool.MPTT24, MITT, {"rr": 24}, "T1"),
        (Tool.MPTT24, MITT, {"hr": 99}, "T2"),
        (Tool.MPTT24, MITT, {"hr": 100}, "T1"),
        (Tool.MIMMS_SIEVE, SIEVE, {}, "T2"),
        (Tool.MIMMS_SIEVE, SIEVE, {"walking": True}, "T3"),
        (Tool.MIMMS_SIEVE, SIEVE, STILL, "NOT_BREATHING"),
        (Tool.MIMMS_SIEVE, SIEVE, OPENED, "T1"),
        (Tool.MIMMS_SIEVE, SIEVE, {"rr": 9}, "T1"),
        (Tool.MIMMS_SIEVE, SIEVE, {"rr": 10}, "T2"),
        (Tool.MIMMS_SIEVE, SIEVE, {"rr": 29}, "T2"),
        (Tool.MIMMS_SIEVE, SIEVE, {"rr": 30}, "T1"),
        (Tool.MIMMS_SIEVE, SIEVE, {"hr": 120}, "T2"),
        (Tool.MIMMS_SIEVE, SIEVE, {"hr": 121}, "T1"),
        (Tool.TRIAGE_SORT, SORT, {}, "T3"),
        (Tool.TRIAGE_SORT, SORT, {"rr": 30}, "T2"),
        (Tool.TRIAGE_SORT, SORT, {"rr": 30, "sbp": 89}, "T1"),
        (Tool.TRIAGE_SORT, SORT, {"rr": 9}, "T1"),
        (Tool.TRIAGE_SORT, SORT, {"gcs": 12}, "T2"),
        (Tool.TRIAGE_SORT, SORT, {"gcs": 13}, "T3"),
        (Tool.TRIAGE_SORT, SORT, {"sbp": 75}, "T1"),
        (Tool.TRIAGE_SORT, SORT, {"rr": 0, "sbp": 0, "gcs": 4}, "T1"),
        (Tool.TRIAGE_SORT, SORT, {"rr": 0, "sbp": 0, "gcs": 3}, "NOT_BREATHING"),
        (Tool.START, START, {}, "T2"),
        (Tool.START, START, {"walking": True}, "T3"),
        (Tool.START, START, STILL, "BLACK"),
        (Tool.START, START, OPENED, "T1"),
        (Tool.START, START, {"rr": 30}, "T2"),
        (Tool.START, START, {"rr": 31}, "T1"),
        (Tool.START, START, {"radial_pulse": False}, "T1"),
        (Tool.START, START, {"cap_refill_s": 2}, "T2"),
        (Tool.START, START, {"cap_refill_s": 2.5}, "T1"),
        (Tool.START, START, {"obeys_commands": False}, "T1"),
        (Tool.JUMPSTART, JUMP, {}, "T2"),
        (Tool.JUMPSTART, JUMP, {"walking": True}, "T3"),
        (Tool.JUMPSTART, JUMP, OPENED, "T1"),
        (Tool.JUMPSTART, JUMP, {**STILL, "radial_pulse": False}, "BLACK"),
        (Tool.JUMPSTART, JUMP, {**STILL, "breathes_after_5_breaths": True}, "T1"),
        (Tool.JUMPSTART, JUMP, {**STILL, "breathes_after_5_breaths": False}, "BLACK"),
        (Tool.JUMPSTART, JUMP, {"rr": 14}, "T1"),
        (Tool.JUMPSTART, JUMP, {"rr": 15}, "T2"),
        (Tool.JUMPSTART, JUMP, {"rr": 45}, "T2"),
        (Tool.JUMPSTART, JUMP, {"rr": 46}, "T1"),
        (Tool.JUMPSTART, JUMP, {"radial_pulse": False}, "T1"),
        (Tool.JUMPSTART, JUMP, {"avpu": "V"}, "T2"),
        (Tool.JUMPSTART, JUMP, {"avpu": "P", "posturing": False}, "T2"),
        (Tool.JUMPSTART, JUMP, {"avpu": "P", "posturing": True}, "T1"),
        (Tool.JUMPSTART, JUMP, {"avpu": "U"}, "T1"),
        (Tool.SALT, SALT, {}, "T2"),
        (Tool.SALT, SALT, {"minor_injuries_only": True}, "T3"),
        (Tool.SALT, SALT, STILL, "NOT_BREATHING"),
        (Tool.SALT, SALT, {"obeys_commands": False, "purposeful_movement": True}, "T2"),
        (
            Tool.SALT,
            SALT,
            {"obeys_commands": False, "purposeful_movement": False},
            "T1",
        ),
        (Tool.SALT, SALT, {"radial_pulse": False}, "T1"),
        (Tool.SALT, SALT, {"respiratory_distress": True}, "T1"),
        (
            Tool.SALT,
            SALT,
            {"cat_haemorrhage": True, "haemorrhage_controlled": True},
            "T2",
        ),
        (
            Tool.SALT,
            SALT,
            {"cat_haemorrhage": True, "haemorrhage_controlled": False},
            "T1",
        ),
        (
            Tool.SALT,
            SALT,
            {"radial_pulse": False, "likely_to_survive": False},
            "EXPECTANT",
        ),
        (Tool.CAREFLIGHT, FLIGHT, {}, "T2"),
        (Tool.CAREFLIGHT, FLIGHT, {"walking": True}, "T3"),
        (Tool.CAREFLIGHT, FLIGHT, {"radial_pulse": False}, "T1"),
        (
            Tool.CAREFLIGHT,
            FLIGHT,
            {"obeys_commands": False, "breathing": True},
            "T1",
        ),
        (
            Tool.CAREFLIGHT,
            FLIGHT,
            {"obeys_commands": False, **STILL},
            "NOT_BREATHING",
        ),
        (Tool.PTT, SMALL, {}, "T2"),
        (Tool.PTT, SMALL, {"avpu": "A", "moving_all_limbs": True}, "T3"),
        (Tool.PTT, SMALL, {"walking": True}, "T2"),
        (Tool.PTT, MIDDLE, {"walking": True}, "T3"),
        (Tool.PTT, SMALL, STILL, "NOT_BREATHING"),
        *[(Tool.PTT, SMALL, {"rr": rr}, said) for rr, said in
          ((19, "T1"), (20, "T2"), (50, "T2"), (51, "T1"))],
        *[(Tool.PTT, MIDDLE, {"rr": rr}, said) for rr, said in
          ((14, "T1"), (15, "T2"), (45, "T2"), (46, "T1"))],
        *[(Tool.PTT, LARGE, {"rr": rr}, said) for rr, said in
          ((9, "T1"), (10, "T2"), (30, "T2"), (31, "T1"))],
        *[(Tool.PTT, SMALL, {"cap_refill_s": 2, "hr": hr}, said) for hr, said in
          ((89, "T1"), (90, "T2"), (180, "T2"), (181, "T1"))],
        *[(Tool.PTT, MIDDLE, {"cap_refill_s": 2, "hr": hr}, said) for hr, said in
          ((79, "T1"), (80, "T2"), (160, "T2"), (161, "T1"))],
        *[(Tool.PTT, LARGE, {"cap_refill_s": 2, "hr": hr}, said) for hr, said in
          ((69, "T1"), (70, "T2"), (140, "T2"), (141, "T1"))],
        (Tool.PTT, SMALL, {"cap_refill_s": 1.9, "hr": 300}, "T2"),
    ],
)  # fmt: skip
def test_a_threshold_and_its_neighbours(
    tool: Tool, base: Mapping[str, Any], change: Mapping[str, Any], category: str
) -> None:
    found = assess(tool, {**base, **change})

    assert found.category == category
    assert found.complete
    assert found.worst_possible == category
    assert found.path
    assert (found.next_question, found.asks) == ("", ())
