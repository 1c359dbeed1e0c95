"""Consults: who can wait comes back on the day, in whatever order it was heard."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.care.claim import Stamp
from app.care.consult import (
    FOLD,
    Agreed,
    Consult,
    ConsultFollowed,
    ConsultMade,
    ConsultWay,
    Followed,
    Helper,
    HelpFound,
    line,
)

LOG, POST = b"AAAAAAAA", b"post_1_8"
MADE = ConsultMade(
    POST,
    ConsultWay.PHONE,
    Agreed.WAIT,
    1,
    asker="Ans",
    until_day="2026-12-02",
    helper=Helper.NEIGHBOUR,
)
LATER = st.one_of(
    st.builds(
        ConsultFollowed,
        st.sampled_from(Followed),
        st.integers(2, 99),
        st.sampled_from(["2026-12-03", "2026-12-04"]),
    ),
    st.builds(HelpFound, st.sampled_from(["Bep", "Co"]), st.integers(2, 99)),
)


def folded(*facts: Any) -> Consult:
    held = Consult()
    for place, fact in enumerate(facts, start=1):
        stamp = Stamp((LOG, place), b"person_1", place, LOG)
        held = FOLD[type(fact)](held, fact, stamp)
    return held


def followed(what: Followed, at_ms: int, day: str = "") -> ConsultFollowed:
    return ConsultFollowed(what, at_ms, day)


@given(
    st.lists(LATER, unique_by=lambda each: each.observed_ms).flatmap(
        lambda facts: st.tuples(st.just(facts), st.permutations(facts))
    )
)
def test_two_tablets_that_follow_one_consult_agree(
    both: tuple[list[Any], list[Any]],
) -> None:
    one, other = (folded(MADE, *facts) for facts in both)

    assert one == other
    assert line(one) == line(other)


def test_who_was_not_reached_stays_and_who_was_helped_goes() -> None:
    missed = folded(MADE, followed(Followed.NOT_REACHED, 5))
    longer = folded(MADE, followed(Followed.WAIT, 5, "2026-12-09"))
    better = folded(MADE, followed(Followed.BETTER, 5))

    assert (missed.due_day, missed.tries) == ("2026-12-02", 1)
    assert (longer.due_day, longer.tries) == ("2026-12-09", 0)
    assert better.due_day == ""


def test_help_is_wanted_until_it_is_found() -> None:
    assert folded(MADE).wants_help
    assert not folded(MADE, HelpFound("Bep", 3)).wants_help
    assert not Consult().wants_help
