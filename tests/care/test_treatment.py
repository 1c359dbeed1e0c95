"""What was done, and how long a tourniquet is on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.care.casualty import FOLD, Casualty, Departed
from app.care.casualty_line import line
from app.care.claim import Stamp
from app.care.terms import Disposition
from app.care.treatment import (
    LASTING,
    Intervention,
    Site,
    TreatmentEnded,
    TreatmentGiven,
)

LOG = b"AAAAAAAA"
MINUTE = 60_000

Placed = tuple[int, Any]
FACTS: st.SearchStrategy[Any] = st.one_of(
    st.builds(TreatmentGiven, st.sampled_from(Intervention), st.integers(1, 9)),
    st.builds(
        TreatmentEnded,
        st.tuples(st.just(LOG), st.integers(1, 8)),
        st.integers(1, 9),
    ),
)


def folded(placed: Sequence[Placed]) -> Casualty:
    casualty = Casualty()
    for seq, fact in placed:
        stamp = Stamp((LOG, seq), b"person_1", seq * MINUTE, LOG)
        casualty = FOLD[type(fact)](casualty, fact, stamp)
    return casualty


def tourniquet(at_ms: int, site: Site = Site.LEFT_THIGH) -> TreatmentGiven:
    return TreatmentGiven(Intervention.TOURNIQUET, at_ms, site)


def test_the_clock_runs_from_the_oldest_tourniquet_that_is_on() -> None:
    casualty = folded([(1, tourniquet(20)), (2, tourniquet(10, Site.RIGHT_THIGH))])

    assert line(casualty).tourniquet_ms == 10
    assert [each.site for each in casualty.treated.tourniquets] == [
        Site.RIGHT_THIGH,
        Site.LEFT_THIGH,
    ]


def test_a_released_tourniquet_leaves_the_clock_to_the_next_one() -> None:
    both = [(1, tourniquet(10)), (2, tourniquet(20))]

    one_off = folded([*both, (3, TreatmentEnded((LOG, 1), 30))])
    both_off = folded(
        [
            *both,
            (3, TreatmentEnded((LOG, 1), 30)),
            (4, TreatmentEnded((LOG, 2), 31)),
        ]
    )

    assert line(one_off).tourniquet_ms == 20
    assert line(both_off).tourniquet_ms is None


def test_who_left_has_no_clock_any_more_but_the_tourniquet_stays_on() -> None:
    gone = folded([(1, tourniquet(10)), (2, Departed(Disposition.HANDED_OVER, 30))])

    assert line(gone).tourniquet_ms is None
    assert len(gone.treated.tourniquets) == 1


def test_a_dressing_has_no_clock_and_does_not_go_on() -> None:
    casualty = folded([(1, TreatmentGiven(Intervention.PRESSURE_DRESSING, 5))])

    assert line(casualty).tourniquet_ms is None
    assert casualty.treated.going_on == ()
    assert Intervention.PRESSURE_DRESSING not in LASTING


def test_oxygen_goes_on_until_it_is_ended_and_is_no_tourniquet() -> None:
    oxygen = (1, TreatmentGiven(Intervention.OXYGEN, 5))

    on, off = folded([oxygen]), folded([oxygen, (2, TreatmentEnded((LOG, 1), 9))])

    assert [each.intervention for each in on.treated.going_on] == ["oxygen"]
    assert on.treated.tourniquets == ()
    assert off.treated.going_on == ()
    assert off.treated.ended_ms((LOG, 1)) == 9


def test_of_two_ends_the_first_moment_counts() -> None:
    ends = [(2, TreatmentEnded((LOG, 1), 40)), (3, TreatmentEnded((LOG, 1), 30))]

    assert folded([(1, tourniquet(10)), *ends]).treated.ended_ms((LOG, 1)) == 30


@given(st.lists(FACTS, max_size=8), st.randoms(use_true_random=False))
def test_what_goes_on_does_not_hang_on_the_order_of_arrival(
    facts: list[Any], random: Any
) -> None:
    placed = list(enumerate(facts, start=1))
    shuffled = list(placed)
    random.shuffle(shuffled)

    one, other = folded(placed), folded(shuffled)

    assert one.treated.going_on == other.treated.going_on
    assert line(one).tourniquet_ms == line(other).tourniquet_ms
    ids = {each.id for each in one.treated.given}
    assert ids == {each.id for each in other.treated.given}
    assert all(
        one.treated.ended_ms(each) == other.treated.ended_ms(each) for each in ids
    )
