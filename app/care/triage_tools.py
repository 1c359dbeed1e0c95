"""The triage tools as data, each from the named block of domain.md §2.

Numbers are the source's; what is just inside a bound is said at each tool. The two
that add up codes are in `app.care.triage_counted`.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from app.care.findings import Known, flag, number
from app.care.triage_asks import (
    BREATHING,
    PULSE,
    VOICE,
    WALKS,
    above,
    all_of,
    any_of,
    at_least,
    below_or_from,
    breathes,
    has,
    is_under,
    is_up_to,
    negated,
    only_after_airway,
    outside,
    responds,
    step,
    tool,
    usually_not,
)
from app.care.triage_counted import PTT, TRIAGE_SORT
from app.care.triage_flow import NO, YES, Category, Steps, Tool

_T1, _T2, _T3 = Category.T1, Category.T2, Category.T3
_NOT_BREATHING = Category.NOT_BREATHING


def _may_revive(known: Known) -> bool | None:
    """Tell whether rescue breaths come first: under 12, and water or smoke (MITT)."""
    return all_of(is_under(12)(known), flag(known, "submersion_or_smoke"))


def _refill_instead(known: Known) -> str | None:
    """Take capillary refill for the pulse nobody counted (cold and dark, §2.5)."""
    refill = number(known, "cap_refill_s")
    if refill is None:
        return None
    return YES if refill > 2 else NO


def _has_no_perfusion(known: Known) -> bool | None:
    return any_of(negated(flag(known, "radial_pulse")), above("cap_refill_s", 2)(known))


def _by_the_one_looked_at(known: Known) -> str | None:
    """Go by pulse or refill, whichever was looked at; that is said to be assumed."""
    return NO if "radial_pulse" in known or "cap_refill_s" in known else None


def _reacts_well(known: Known) -> bool | None:
    """Tell whether AVPU is A, V, or P without posturing (§2.8)."""
    avpu = known.get("avpu")
    if avpu is None:
        return None
    return negated(flag(known, "posturing")) if avpu == "P" else avpu != "U"


def _obeys_or_purposeful(known: Known) -> bool | None:
    return any_of(flag(known, "obeys_commands"), flag(known, "purposeful_movement"))


def _bleeding_controlled(known: Known) -> bool | None:
    """Tell whether there is no major bleeding, or it is under control."""
    said = flag(known, "haemorrhage_controlled")
    return negated(flag(known, "cat_haemorrhage")) if said is None else said


_TST: Final = tool(  # §2.2; no counting, no vital signs
    Tool.TST,
    {
        "walking": step(has("walking"), WALKS, _T3, "severe_bleeding"),
        "severe_bleeding": step(
            has("severe_bleeding"), ("severe_bleeding",), _T1, "talking"
        ),
        "talking": step(has("talking"), ("talking",), "penetrating_torso", "breathes"),
        "penetrating_torso": step(
            has("penetrating_torso"), ("penetrating_torso",), _T1, _T2
        ),
        "breathes": step(breathes, BREATHING, _T1, _NOT_BREATHING),
    },
)


_MITT: Final = tool(  # §2.3; RR 12 and 23 are inside, HR 99 too
    Tool.MITT,
    {
        "cat_haemorrhage": step(
            has("cat_haemorrhage"), ("cat_haemorrhage",), _T1, "walking"
        ),
        "walking": step(has("walking"), WALKS, _T3, "breathes"),
        "breathes": step(breathes, BREATHING, "up_to_2_years", "child_in_water"),
        "child_in_water": step(
            _may_revive,
            ("age", "submersion_or_smoke"),
            "breathes_after_5_breaths",
            _NOT_BREATHING,
            usually_not,
        ),
        "breathes_after_5_breaths": step(
            has("breathes_after_5_breaths"),
            ("breathes_after_5_breaths",),
            _T1,
            _NOT_BREATHING,
        ),
        "up_to_2_years": step(
            is_up_to(2), ("age",), _T1, "responds_to_voice", usually_not
        ),
        "responds_to_voice": step(responds, VOICE, "rr_12_23", _T1),
        "rr_12_23": step(outside("rr", 12, 23), ("rr",), _T1, "hr_100"),
        "hr_100": step(at_least("hr", 100), ("hr",), _T1, _T2),
    },
)


_MPTT24: Final = tool(  # §2.4; RR 12 and 23 are inside, 11 and 24 outside
    Tool.MPTT24,
    {
        "cat_haemorrhage": step(
            has("cat_haemorrhage"), ("cat_haemorrhage",), _T1, "walking"
        ),
        "walking": step(has("walking"), WALKS, _T3, "breathes"),
        "breathes": step(breathes, BREATHING, "only_after_airway", _NOT_BREATHING),
        "only_after_airway": step(
            only_after_airway, BREATHING, _T1, "responds_to_voice"
        ),
        "responds_to_voice": step(responds, VOICE, "rr_12_24", _T1),
        "rr_12_24": step(below_or_from("rr", 12, 24), ("rr",), _T1, "hr_100"),
        "hr_100": step(at_least("hr", 100), ("hr",), _T1, _T2),
    },
)


_MIMMS_SIEVE: Final = tool(  # §2.5; RR 10 and 29 are inside, HR 120 too
    Tool.MIMMS_SIEVE,
    {
        "walking": step(has("walking"), WALKS, _T3, "breathes"),
        "breathes": step(breathes, BREATHING, "only_after_airway", _NOT_BREATHING),
        "only_after_airway": step(only_after_airway, BREATHING, _T1, "rr_10_30"),
        "rr_10_30": step(below_or_from("rr", 10, 30), ("rr",), _T1, "hr_120"),
        "hr_120": step(
            above("hr", 120), ("hr", "cap_refill_s"), _T1, _T2, _refill_instead
        ),
    },
)


_START: Final = tool(  # §2.7; RR 30 is inside, refill 2 s too
    Tool.START,
    {
        "walking": step(has("walking"), WALKS, _T3, "breathes"),
        "breathes": step(breathes, BREATHING, "only_after_airway", Category.BLACK),
        "only_after_airway": step(only_after_airway, BREATHING, _T1, "rr_30"),
        "rr_30": step(above("rr", 30), ("rr",), _T1, "no_perfusion"),
        "no_perfusion": step(
            _has_no_perfusion,
            ("radial_pulse", "cap_refill_s"),
            _T1,
            "obeys_commands",
            _by_the_one_looked_at,
        ),
        "obeys_commands": step(has("obeys_commands"), ("obeys_commands",), _T2, _T1),
    },
)


_JUMPSTART: Final = tool(  # §2.8; RR 15 and 45 are inside
    Tool.JUMPSTART,
    {
        "walking": step(has("walking"), WALKS, _T3, "breathes"),
        "breathes": step(breathes, BREATHING, "only_after_airway", "pulse_apnoeic"),
        "only_after_airway": step(only_after_airway, BREATHING, _T1, "rr_15_45"),
        "pulse_apnoeic": step(
            has("radial_pulse"), PULSE, "breathes_after_5_breaths", Category.BLACK
        ),
        "breathes_after_5_breaths": step(
            has("breathes_after_5_breaths"),
            ("breathes_after_5_breaths",),
            _T1,
            Category.BLACK,
        ),
        "rr_15_45": step(outside("rr", 15, 45), ("rr",), _T1, "pulse"),
        "pulse": step(has("radial_pulse"), PULSE, "reacts_well", _T1),
        "reacts_well": step(_reacts_well, ("avpu", "posturing"), _T2, _T1),
    },
)


_SALT: Final = tool(  # §2.9: after the life-saving interventions
    Tool.SALT,
    {
        "breathes": step(breathes, BREATHING, "obeys_or_purposeful", _NOT_BREATHING),
        "obeys_or_purposeful": step(
            _obeys_or_purposeful,
            ("obeys_commands", "purposeful_movement"),
            "pulse",
            "likely_to_survive",
        ),
        "pulse": step(
            has("radial_pulse"), PULSE, "respiratory_distress", "likely_to_survive"
        ),
        "respiratory_distress": step(
            has("respiratory_distress"),
            ("respiratory_distress",),
            "likely_to_survive",
            "bleeding_controlled",
        ),
        "bleeding_controlled": step(
            _bleeding_controlled,
            ("cat_haemorrhage", "haemorrhage_controlled"),
            "minor_injuries_only",
            "likely_to_survive",
        ),
        "minor_injuries_only": step(
            has("minor_injuries_only"), ("minor_injuries_only",), _T3, _T2
        ),
        "likely_to_survive": step(
            has("likely_to_survive"),
            ("likely_to_survive",),
            _T1,
            Category.EXPECTANT,
        ),
    },
)

_CAREFLIGHT: Final = tool(  # §2.10
    Tool.CAREFLIGHT,
    {
        "walking": step(has("walking"), WALKS, _T3, "obeys_commands"),
        "obeys_commands": step(
            has("obeys_commands"), ("obeys_commands",), "pulse", "breathes"
        ),
        "pulse": step(has("radial_pulse"), PULSE, _T2, _T1),
        "breathes": step(breathes, BREATHING, _T1, _NOT_BREATHING),
    },
)

TOOLS: Final[Mapping[Tool, Steps]] = MappingProxyType(
    {
        each.tool: each
        for each in (
            _TST,
            _MITT,
            _MPTT24,
            _MIMMS_SIEVE,
            TRIAGE_SORT,
            _START,
            _JUMPSTART,
            _SALT,
            _CAREFLIGHT,
            PTT,
        )
    }
)
"""Every tool, by name."""
