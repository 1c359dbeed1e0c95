"""Triage tools: every threshold and its neighbours, and what unknown does."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.care.findings import FINDINGS, Finding
from app.care.refusal import Refusal
from app.care.terms import AgeBand
from app.care.triage import Category, Tool, assess, steps_of, tool_named, worst
from app.care.triage_flow import AS_TRIAGE, URGENCY
from tests.support.lying import ILL, LYING, MITT, START

PATIENTS = Path(__file__).parents[2] / "assets" / "patients" / "training.json"
LABEL = {"RED": "T1", "YELLOW": "T2", "GREEN": "T3", "BLACK": "BLACK"}
ASIDE = {"id", "tool", "published_label", "strict_algorithm_label", "assumed"}
CASES = json.loads(PATIENTS.read_text("utf-8"))["cases"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_published_patients_get_the_category_their_source_prints(case: Any) -> None:
    findings = {name: case[name] for name in case if name not in ASIDE}
    label = LABEL[case["published_label"]]

    found = assess(case["tool"], findings)

    if case["id"] == "TRIAGE-25":  # its breathing rate is not stated
        assert found.category is None
        assert found.worst_possible == "T1"
        assert found.asks == ("rr",)
    else:
        assert found.category == label
    assert URGENCY.index(found.worst_possible) <= URGENCY.index(Category(label))


@pytest.mark.parametrize("avpu", ["P", "U"])
def test_who_reacts_to_pain_alone_does_not_react_to_voice(avpu: str) -> None:
    findings = {**MITT, "responds_to_voice": None, "avpu": avpu}

    assert assess("MITT", findings).category == "T1"
    assert assess("MPTT-24", findings).category == "T1"


def test_what_cannot_change_the_result_need_not_be_known() -> None:
    found = assess("START", {**LYING, "cap_refill_s": 4})

    assert found.complete
    assert found.category == "T1"
    assert [(each.question, each.answer) for each in found.path] == [
        ("walking", "no"),
        ("breathes", "yes"),
        ("only_after_airway", "no"),
        ("rr_30", "unknown"),
        ("no_perfusion", "yes"),
    ]


def test_the_tool_stops_at_the_first_question_that_can_change_it() -> None:
    found = assess("MITT", {"cat_haemorrhage": False, "walking": False})

    assert found.category is None
    assert not found.complete
    assert found.worst_possible == "T1"
    assert found.next_question == "breathes"
    assert found.asks == ("breathing", "breathes_after_airway")


def test_an_age_nobody_asked_is_assumed_and_said() -> None:
    found = assess("MITT", {**MITT, "age": None})

    assert found.category == "T2"
    assert not found.complete
    assert found.worst_possible == "T1"
    assert [each.question for each in found.path if each.assumed] == ["up_to_2_years"]


@pytest.mark.parametrize("looked", [{"radial_pulse": True}, {"cap_refill_s": 2}])
def test_start_goes_by_pulse_or_refill_and_says_the_other_is_open(
    looked: dict[str, Any],
) -> None:
    findings = {**LYING, "rr": 18, "obeys_commands": True, **looked}

    found = assess("START", findings)

    assert found.category == "T2"
    assert not found.complete
    assert found.worst_possible == "T1"


def test_the_sieve_takes_refill_where_no_pulse_was_counted() -> None:
    slow, quick = (
        assess("MIMMS sieve", {**LYING, "rr": 18, "cap_refill_s": each})
        for each in (2.1, 2)
    )

    assert (slow.category, slow.complete) == ("T1", False)
    assert (quick.category, quick.complete) == ("T2", False)


def test_in_a_gap_of_the_tape_its_length_decides() -> None:
    child = {**ILL, "weight_kg": 10, "tape_size": "small", "rr": 18, "hr": 120}

    assert assess("PTT", child).category == "T1"
    assert assess("PTT", {**child, "tape_size": "middle"}).category == "T2"
    assert assess("PTT", {**child, "tape_size": "large"}).category is None


@pytest.mark.parametrize("weight", [10, 10.9, 18.5])
def test_a_weight_in_a_gap_of_the_tape_is_open_unless_both_agree(weight: float) -> None:
    agreed = {**ILL, "weight_kg": weight, "rr": 25, "hr": 120}

    assert assess("PTT", agreed).category == "T2"
    assert assess("PTT", {**agreed, "rr": 18 if weight < 11 else 14}).category is None


def test_what_would_change_the_result_is_named() -> None:
    found = assess("START", START)

    changes = {(each.question, each.answer): each.category for each in found.changes}
    assert changes[("walking", "yes")] == "T3"
    assert changes[("obeys_commands", "no")] == "T1"
    assert ("walking", "no") not in changes


@pytest.mark.parametrize(
    "name", ["JumpSTART", "jumpstart", "MPTT-24", "triage sort", "CareFlight"]
)
def test_a_tool_is_known_as_it_is_printed(name: str) -> None:
    assert tool_named(name) in list(Tool)


@pytest.mark.parametrize("name", ["", "START2", "manchester"])
def test_an_unknown_tool_is_refused(name: str) -> None:
    with pytest.raises(Refusal, match="unknown_tool"):
        assess(name, {})


@pytest.mark.parametrize(
    ("findings", "why"),
    [
        ({"wlaking": True}, "unknown_finding"),
        ({"walking": 1}, "finding_not_possible"),
        ({"walking": "yes"}, "finding_not_possible"),
        ({"rr": True}, "finding_not_possible"),
        ({"rr": -1}, "finding_not_possible"),
        ({"rr": float("nan")}, "finding_not_possible"),
        ({"rr": "fast"}, "finding_not_possible"),
        ({"gcs": 2}, "finding_not_possible"),
        ({"avpu": "X"}, "finding_not_possible"),
        ({"avpu": True}, "finding_not_possible"),
        ({"age": "old"}, "finding_not_possible"),
    ],
)
def test_what_is_no_finding_is_refused(findings: dict[str, Any], why: str) -> None:
    with pytest.raises(Refusal, match=why):
        assess("START", findings)


def test_every_question_leads_on_and_asks_for_something_known() -> None:
    for tool in Tool:
        steps = steps_of(tool).steps
        for step in steps.values():
            assert step.asks
            assert set(step.asks) <= set(FINDINGS)
            assert step.answers({}) <= set(step.then)
            assert all(
                isinstance(way, Category) or way in steps for way in step.then.values()
            )


def test_no_tool_says_dead_or_t4() -> None:
    assert {AS_TRIAGE[each] for each in Category} == {"T1", "T2", "T3", "black"}


def test_undecided_findings_rank_just_under_t1() -> None:
    assert worst(frozenset(Category)) is Category.T1
    assert worst(frozenset({Category.T2, Category.BLACK})) is Category.BLACK


def _values(finding: Finding) -> st.SearchStrategy[Any]:
    if finding.name == "age":
        ages = st.integers(0, 100)
        return ages | st.sampled_from([each.value for each in AgeBand])
    if finding.choices:
        return st.sampled_from(finding.choices)
    if finding.least is None or finding.most is None:
        return st.booleans()
    return st.integers(int(finding.least), min(int(finding.most), 200))


SAME_QUESTION = ({"responds_to_voice", "avpu"}, {"weight_kg", "tape_size"})
"""Two that answer one question; where they contradict, somebody was wrong."""
FINDING_SETS = st.fixed_dictionaries(
    {}, optional={name: _values(each) for name, each in FINDINGS.items()}
).filter(lambda found: not any(pair <= found.keys() for pair in SAME_QUESTION))


@given(tool=st.sampled_from(Tool), findings=FINDING_SETS, data=st.data())
def test_answering_an_open_question_never_makes_a_complete_result_wrong(
    tool: Tool, findings: dict[str, Any], data: st.DataObject
) -> None:
    kept = data.draw(st.sets(st.sampled_from([*findings, ""])))
    earlier = assess(tool, {name: findings[name] for name in findings if name in kept})

    later = assess(tool, findings)

    if earlier.complete:
        assert later.complete
        assert later.category == earlier.category
    assert URGENCY.index(later.worst_possible) >= URGENCY.index(earlier.worst_possible)


@given(tool=st.sampled_from(Tool), findings=FINDING_SETS)
def test_asking_on_always_ends_in_a_result(
    tool: Tool, findings: dict[str, Any]
) -> None:
    found = assess(tool, findings)

    assert (found.category is None) == bool(found.next_question)
    if found.complete:
        assert found.category == found.worst_possible
    else:
        assert found.asks or any(each.assumed for each in found.path)
        unknown = [name for name in found.asks if name not in findings]
        assert unknown or found.category is not None
