"""Downscaling: which decisions the model refuses, in words, and what stands of them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.care.level import Authority
from app.care.refusal import Refusal
from app.care.scarcity import (
    ALTERNATIVES,
    PERSONAL,
    SOUND,
    Alternative,
    CareAct,
    DownscalingClass,
    DownscalingDecided,
    Ground,
    check_decision,
)
from app.i18n import LANGUAGES, text

DECIDED = DownscalingDecided(
    post=b"post_1_8",
    subject=b"resident:1",
    act=CareAct.WOUND,
    downscaling=DownscalingClass.B,
    grounds=(Ground.NO_STAFF,),
    alternative=Alternative.LATER,
    review_day="2026-12-05",
    authority=Authority.OWN,
    observed_ms=5,
    stretch_days=3,
)


def test_a_sound_decision_is_let_through() -> None:
    check_decision(DECIDED)


@given(st.sets(st.sampled_from(PERSONAL), min_size=1))
def test_age_disability_and_score_never_carry_a_decision(grounds: set[Ground]) -> None:
    with pytest.raises(Refusal, match="grounds_of_person_alone"):
        check_decision(replace(DECIDED, grounds=tuple(sorted(grounds))))


@given(st.sets(st.sampled_from(Ground)).filter(lambda one: one & set(SOUND)))
def test_one_ground_of_the_act_the_alternative_or_what_there_is_is_enough(
    grounds: set[Ground],
) -> None:
    check_decision(replace(DECIDED, grounds=tuple(sorted(grounds))))


def test_words_alone_are_no_ground() -> None:
    with pytest.raises(Refusal, match="ground_missing"):
        check_decision(replace(DECIDED, grounds=(), because="86 jaar"))


@given(
    st.sampled_from(Alternative),
    st.sets(st.sampled_from(Ground)),
)
def test_class_a_is_never_downscaled(
    alternative: Alternative, grounds: set[Ground]
) -> None:
    fact = replace(
        DECIDED,
        downscaling=DownscalingClass.A,
        alternative=alternative,
        grounds=tuple(sorted(grounds)),
    )

    with pytest.raises(Refusal, match="class_a_stays"):
        check_decision(fact)


@given(st.sampled_from(sorted(ALTERNATIVES)), st.sampled_from(Alternative))
def test_what_comes_instead_fits_the_class(
    letter: DownscalingClass, instead: Alternative
) -> None:
    fact = replace(
        DECIDED, downscaling=letter, alternative=instead, instruction="zo en zo"
    )

    if instead in ALTERNATIVES[letter]:
        check_decision(fact)
    else:
        with pytest.raises(Refusal, match="alternative_of_other_class"):
            check_decision(fact)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"stretch_days": None}, "stretch_missing"),
        ({"act": CareAct.OTHER, "act_name": " "}, "act_name_missing"),
        ({"review_day": "morgen"}, "not_a_date"),
        ({"authority": Authority.MAYOR}, "authority_name_missing"),
        (
            {
                "downscaling": DownscalingClass.C,
                "alternative": Alternative.PHONE,
            },
            "instruction_missing",
        ),
    ],
)
def test_what_a_decision_lacks_is_said(change: dict[str, object], why: str) -> None:
    with pytest.raises(Refusal) as refused:
        check_decision(replace(DECIDED, **change))  # type: ignore[arg-type]

    assert refused.value.key == why
    for language in LANGUAGES:
        assert text(f"refusal.{why}", language)


@pytest.mark.parametrize("written", ["20261205", "2026-W49-6"])
def test_a_day_of_review_is_written_one_way_so_that_it_comes_in_its_order(
    written: str,
) -> None:
    with pytest.raises(Refusal, match="not_a_date"):
        check_decision(replace(DECIDED, review_day=written))
