"""The 9-line: its letters, and the numbers that may not contradict each other."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.care.refusal import Refusal
from app.care.situation import (
    EQUIPMENT,
    PRECEDENCE,
    WITHIN_HOURS,
    Marking,
    MedevacRequested,
    Scheme,
    Security,
    Setting,
    Status,
    check_medevac,
)


def line9(**said: Any) -> MedevacRequested:
    values: dict[str, Any] = {
        "scheme": Scheme.US,
        "setting": Setting.PEACE,
        "pickup": "31U ET 1",
        "radio": "38.65 Zuid",
        "urgent": 1,
        "litter": 1,
    }
    return MedevacRequested(1, **(values | said))


def refused(fact: MedevacRequested) -> str:
    with pytest.raises(Refusal) as why:
        check_medevac(fact)
    return why.value.key


def test_the_letters_are_those_of_the_table() -> None:
    assert PRECEDENCE[Scheme.US] == {
        "urgent": "A",
        "surgical": "B",
        "priority": "C",
        "routine": "D",
        "convenience": "E",
    }
    assert PRECEDENCE[Scheme.NATO] == {"urgent": "A", "priority": "B", "routine": "C"}
    assert WITHIN_HOURS == {"urgent": 1, "surgical": 1, "priority": 4, "routine": 24}
    assert EQUIPMENT == {"hoist": "B", "extraction": "C", "ventilator": "D"}
    assert [each.value for each in Security] == ["N", "P", "E", "X"]
    assert [each.value for each in Marking] == list("ABCDE")
    assert [each.value for each in Status] == list("ABCDE")


counts = st.integers(0, 5)


@given(counts, counts, counts, counts, counts, counts, counts)
def test_line_3_and_line_5_count_the_same_or_it_is_refused(
    urgent: int,
    surgical: int,
    priority: int,
    routine: int,
    convenience: int,
    litter: int,
    ambulatory: int,
) -> None:
    fact = line9(
        urgent=urgent,
        surgical=surgical,
        priority=priority,
        routine=routine,
        convenience=convenience,
        litter=litter,
        ambulatory=ambulatory,
    )
    patients = urgent + surgical + priority + routine + convenience

    if patients == 0:
        assert refused(fact) == "medevac_nobody"
    elif patients != litter + ambulatory:
        assert refused(fact) == "medevac_sums"
    else:
        check_medevac(fact)


def test_an_escort_is_no_patient_and_stands_in_the_nato_scheme_only() -> None:
    check_medevac(line9(scheme=Scheme.NATO, escort=3))

    assert refused(line9(escort=1)) == "medevac_escort"


@pytest.mark.parametrize("name", ["surgical", "convenience"])
def test_the_nato_scheme_has_three_precedences(name: str) -> None:
    fact = line9(scheme=Scheme.NATO, litter=2, **{name: 1})

    assert refused(fact) == "medevac_not_nato"


@pytest.mark.parametrize("name", ["pickup", "radio"])
def test_without_place_or_radio_nobody_can_come(name: str) -> None:
    assert refused(line9(**{name: " "})) == "medevac_first_lines"


@pytest.mark.parametrize(
    ("setting", "said", "key"),
    [
        (Setting.PEACE, {"security": Security.ENEMY}, "medevac_peace"),
        (Setting.PEACE, {"nuclear": True}, "medevac_peace"),
        (Setting.WAR, {"injuries": "x"}, "medevac_war"),
        (Setting.WAR, {"terrain": "x"}, "medevac_war"),
    ],
)
def test_lines_6_and_9_say_what_belongs_to_war_or_to_peace(
    setting: Setting, said: dict[str, Any], key: str
) -> None:
    assert refused(line9(setting=setting, **said)) == key


def test_in_each_setting_its_own_lines_are_taken() -> None:
    check_medevac(line9(injuries="been", terrain="weiland"))
    check_medevac(line9(setting=Setting.WAR, security=Security.ESCORT, chemical=True))
