"""Who can help whom: nothing is sent that is not there, the neediest come first."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.solve import Stand, Target, redistribute

NORTH, SOUTH, EAST = b"north", b"south", b"east"
TARGET = Target(days=3, keeps=7)


def test_who_has_much_gives_who_has_little_and_both_are_said() -> None:
    (move,) = redistribute(
        [Stand(NORTH, 100, Fraction(5)), Stand(SOUTH, 2, Fraction(4))], TARGET
    )

    assert (move.giver, move.receiver, move.pieces) == (NORTH, SOUTH, 10)
    assert move.giver_days == (Fraction(20), Fraction(18))
    assert move.receiver_days == (Fraction(1, 2), Fraction(3))


def test_the_neediest_gets_what_there_is() -> None:
    moves = redistribute(
        [
            Stand(NORTH, 40, Fraction(5)),
            Stand(SOUTH, 0, Fraction(5)),
            Stand(EAST, 10, Fraction(5)),
        ],
        TARGET,
    )

    assert [(each.receiver, each.pieces) for each in moves] == [(SOUTH, 5)]


def test_the_nearest_gives_where_two_can() -> None:
    far = {(NORTH, SOUTH): 50.0, (EAST, SOUTH): 2.0}

    moves = redistribute(
        [
            Stand(NORTH, 100, Fraction(1)),
            Stand(EAST, 100, Fraction(1)),
            Stand(SOUTH, 0, Fraction(1)),
        ],
        TARGET,
        lambda giver, taker: far[giver, taker],
    )

    assert [(each.giver, each.pieces) for each in moves] == [(EAST, 3)]


def test_a_post_that_does_not_know_its_use_gives_and_gets_nothing() -> None:
    assert redistribute([Stand(NORTH, 100, None), Stand(SOUTH, 0, Fraction(1))]) == ()
    assert redistribute([Stand(NORTH, 100, Fraction(1)), Stand(SOUTH, 0, None)]) == ()


def test_a_target_by_which_a_giver_would_lack_is_refused() -> None:
    with pytest.raises(ValueError, match="giver keeps"):
        Target(days=8, keeps=7)


STANDS = st.lists(
    st.builds(
        Stand,
        st.binary(min_size=4, max_size=4),
        st.integers(-20, 400),
        st.one_of(st.none(), st.fractions(0, 30, max_denominator=7)),
    ),
    max_size=7,
    unique_by=lambda stand: stand.post,
)


@settings(max_examples=60, deadline=None)
@given(STANDS, st.integers(1, 5), st.integers(0, 5))
def test_nothing_is_sent_that_is_not_there(
    stands: list[Stand], days: int, more: int
) -> None:
    target = Target(days, days + more)
    by_post = {stand.post: stand for stand in stands}
    given_away: dict[bytes, int] = {}
    got: dict[bytes, int] = {}

    for move in redistribute(stands, target):
        assert move.pieces > 0
        assert move.giver != move.receiver
        given_away[move.giver] = given_away.get(move.giver, 0) + move.pieces
        got[move.receiver] = got.get(move.receiver, 0) + move.pieces

    for post, pieces in given_away.items():
        stand = by_post[post]
        assert stand.per_day is not None
        assert stand.usable - pieces >= stand.per_day * target.keeps
        assert post not in got
    for post, pieces in got.items():
        stand = by_post[post]
        assert stand.per_day is not None
        assert stand.usable < stand.per_day * target.days
        assert max(stand.usable, 0) + pieces < stand.per_day * target.days + 1


@settings(max_examples=30, deadline=None)
@given(STANDS)
def test_whoever_is_listed_first_the_same_needs_are_met(stands: list[Stand]) -> None:
    def met(listed: list[Stand]) -> int:
        return sum(move.pieces for move in redistribute(listed, TARGET))

    assert met(stands) == met(stands[::-1])
