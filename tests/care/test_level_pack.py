"""What a care level changes travels as a document; a broken one changes nothing."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.care.level_pack import (
    ASKABLE,
    UNCHANGED,
    Rules,
    level_document,
    read_levels,
)
from app.care.pack import folded_up, unfolded
from app.care.post import RetriageSet
from app.care.refusal import Refusal
from app.care.scarcity import OPEN_CLASSES
from app.care.terms import CareLevel
from app.care.triage import Tool

_MINUTES = st.integers(1, 480)
_RULES = st.builds(
    Rules,
    st.lists(st.sampled_from(ASKABLE), unique=True).map(tuple),
    st.none() | st.builds(RetriageSet, _MINUTES, _MINUTES, _MINUTES, _MINUTES),
    st.lists(st.sampled_from(Tool), unique=True, max_size=3).map(tuple),
    st.lists(st.sampled_from(OPEN_CLASSES), unique=True).map(tuple),
    st.sampled_from(["", "Alleen wie niet kan wachten."]),
    st.sampled_from(["", "Only who cannot wait."]),
)


@given(st.fixed_dictionaries(dict.fromkeys(CareLevel, _RULES)))
def test_what_is_set_comes_back_as_it_was(rules: dict[CareLevel, Rules]) -> None:
    assert read_levels(unfolded(folded_up(level_document(rules)))) == rules


def test_a_region_that_sets_nothing_changes_nothing() -> None:
    bare = {"pack": "care", "format": 1, "levels": {}}

    assert read_levels(bare) == UNCHANGED
    assert UNCHANGED[CareLevel.CRISIS] == Rules()
    assert Rules().classes == OPEN_CLASSES


def test_what_a_later_program_asks_is_left_out() -> None:
    said = {"required": ["age_band", "shoe_size"], "tools": ["later", Tool.TST.value]}
    document = {"pack": "care", "format": 1, "levels": {"crisis": said}}

    rules = read_levels(document)[CareLevel.CRISIS]

    assert (rules.required, rules.tools) == (("age_band",), (Tool.TST,))


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner)
    ),
    max_leaves=12,
)


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "required": _JSON,
            "retriage": _JSON,
            "tools": _JSON,
            "classes": _JSON,
            "words": _JSON,
        },
    )
    | _JSON,
    _JSON,
)
def test_any_document_is_read_or_refused(said: Any, other: Any) -> None:
    for document in (
        {"pack": "care", "format": 1, "levels": {"basis": said, "crisis": other}},
        {"pack": "care", "format": other, "levels": said},
        {"pack": other},
    ):
        try:
            rules = read_levels(document)
        except Refusal as why:
            assert why.key in ("pack_unreadable", "pack_newer")
        else:
            assert set(rules) == set(CareLevel)


def test_no_bsn_is_ever_demanded() -> None:
    assert "bsn" not in ASKABLE


@pytest.mark.parametrize("minutes", [{"t1_min": 1}, {"t1_min": 0}, 4, "15"])
def test_minutes_that_are_none_are_refused(minutes: object) -> None:
    levels = {"crisis": {"retriage": minutes}}

    with pytest.raises(Refusal, match="pack_unreadable"):
        read_levels({"pack": "care", "format": 1, "levels": levels})
