"""Where a casualty is, how far on the way out, and what clings to them."""

from __future__ import annotations

from typing import Any

import pytest

from app.care.casualty import FOLD, Casualty, Departed, Registered, Triaged
from app.care.casualty_line import line
from app.care.claim import Stamp
from app.care.flow import (
    HERE,
    OF_PURPOSE,
    ContaminationNoted,
    Placed,
    Received,
    Spot,
    spot_of,
)
from app.care.post import (
    EXAMPLES,
    PlaceClosed,
    PlaceNamed,
    Post,
    RetriageSet,
    later_ms,
    open_places,
    suggested,
)
from app.care.post import FOLD as POST_FOLD
from app.care.refusal import Refusal
from app.care.terms import Contamination, Disposition, Flow, Purpose, Triage

LOG, MINUTE = b"AAAAAAAA", 60_000


def folded(*facts: Any, start: Any = None, table: Any = FOLD) -> Any:
    state = Casualty() if start is None else start
    for seq, fact in enumerate(facts, start=1):
        stamp = Stamp((LOG, seq), b"person_1", seq * MINUTE, LOG)
        state = table[type(fact)](state, fact, stamp)
    return state


def post(*facts: Any) -> Post:
    found: Post = folded(*facts, start=Post(), table=POST_FOLD)
    return found


def test_who_was_brought_nowhere_waits() -> None:
    assert folded(Registered("N", b"", 1)).flow is Flow.WAITING
    assert line(folded(Registered("N", b"", 1))).spot == ""


@pytest.mark.parametrize(("purpose", "happening"), OF_PURPOSE.items())
def test_a_place_says_what_happens_there(purpose: Purpose, happening: Flow) -> None:
    casualty = folded(Placed("hall", 1, "Hal", purpose))

    assert casualty.flow is happening
    assert (line(casualty).spot, line(casualty).spot_name) == ("hall", "Hal")


def test_a_person_says_otherwise_than_the_place() -> None:
    casualty = folded(Placed("bed", 1, "", Purpose.TREATMENT, Flow.TRANSPORT))

    assert casualty.flow is Flow.TRANSPORT


@pytest.mark.parametrize("status", [each for each in Flow if each not in HERE])
def test_nobody_is_said_to_have_left_by_being_placed(status: Flow) -> None:
    with pytest.raises(Refusal):
        folded(Placed("bed", 1, status=status))


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ((Departed(Disposition.DISCHARGED, 3),), Flow.DISCHARGED),
        ((Departed(Disposition.LEFT, 3),), Flow.LEFT),
        ((Departed(Disposition.HANDED_OVER, 3),), Flow.DEPARTED),
        ((Departed(Disposition.HANDED_OVER, 3), Received(4)), Flow.RECEIVED),
        ((Received(4), Departed(Disposition.HANDED_OVER, 3)), Flow.RECEIVED),
        ((Departed(Disposition.DISCHARGED, 3), Received(4)), Flow.DISCHARGED),
        ((Received(4),), Flow.TREATMENT),
        ((Triaged(Triage.DEAD, 3),), Flow.DECEASED),
        (
            (Triaged(Triage.DEAD, 3), Departed(Disposition.HANDED_OVER, 4)),
            Flow.DECEASED,
        ),
        ((Triaged(Triage.DEAD, 3), Triaged(Triage.T1, 3)), Flow.TREATMENT),
        ((Triaged(Triage.BLACK, 3),), Flow.TREATMENT),
        ((Triaged(Triage.T4, 3),), Flow.TREATMENT),
    ],
)
def test_how_far_somebody_is_follows_from_facts(
    facts: tuple[Any, ...], expected: Flow
) -> None:
    casualty = folded(Placed("bed", 1, "", Purpose.TREATMENT), *facts)

    assert casualty.flow is expected
    assert line(casualty).flow == expected.value


def test_a_move_that_saw_the_last_place_replaces_it() -> None:
    casualty = folded(Placed("a", 1), Placed("b", 2, sees=((LOG, 1),)))

    assert [claim.value.place for claim in casualty.placed] == ["b"]
    assert casualty.conflicts == 0


def test_two_places_at_once_stand_side_by_side_and_the_last_seen_shows() -> None:
    casualty = folded(Placed("a", 5), Placed("b", 2))

    assert casualty.conflicts == 1
    assert line(casualty).spot == "a"


def test_an_earlier_place_typed_later_is_history() -> None:
    casualty = folded(Placed("now", 9), Placed("before", 2, late=True))

    assert [claim.value.place for claim in casualty.placed] == ["now"]


@pytest.mark.parametrize(
    ("first", "second", "counts"),
    [
        (Contamination.NONE, Contamination.SUSPECTED, Contamination.SUSPECTED),
        (Contamination.SUSPECTED, Contamination.NONE, Contamination.SUSPECTED),
        (
            Contamination.DECONTAMINATED,
            Contamination.SUSPECTED,
            Contamination.SUSPECTED,
        ),
        (
            Contamination.NONE,
            Contamination.DECONTAMINATED,
            Contamination.DECONTAMINATED,
        ),
    ],
)
def test_of_two_claims_about_contamination_the_worst_counts(
    first: Contamination, second: Contamination, counts: Contamination
) -> None:
    casualty = folded(ContaminationNoted(first, 1), ContaminationNoted(second, 1))

    assert line(casualty).contamination == counts
    assert casualty.conflicts == 1


def test_washing_off_what_was_seen_ends_the_suspicion() -> None:
    casualty = folded(
        ContaminationNoted(Contamination.SUSPECTED, 1, "chloor"),
        ContaminationNoted(Contamination.DECONTAMINATED, 2, sees=((LOG, 1),)),
    )

    assert line(casualty).contamination == Contamination.DECONTAMINATED
    assert casualty.conflicts == 0


def test_two_who_say_the_same_of_another_substance_do_not_contradict() -> None:
    one = ContaminationNoted(Contamination.SUSPECTED, 1, "chloor")
    other = ContaminationNoted(Contamination.SUSPECTED, 1, "ammoniak")

    assert folded(one, other).conflicts == 0


def test_a_spot_comes_back_from_its_code() -> None:
    spot = Spot("bed", "Zaal B, links", Flow.TREATMENT)

    assert spot_of(spot.code) == spot


def test_a_post_without_places_of_its_own_has_examples() -> None:
    assert open_places(post()) == EXAMPLES
    assert {each.purpose for each in EXAMPLES} >= {
        Purpose.WAITING,
        Purpose.TREATMENT,
        Purpose.TRANSPORT,
    }


def test_places_keep_their_order_and_a_closed_one_is_left_out() -> None:
    held = post(
        PlaceNamed("a", "Hal", Purpose.WAITING),
        PlaceNamed("b", "Zaal", Purpose.TREATMENT),
        PlaceNamed("a", "Grote hal", Purpose.WAITING),
        PlaceClosed("b"),
    )

    assert [each.name for each in open_places(held)] == ["Grote hal"]
    assert [each.place for each in held.places] == ["a", "b"]


def test_a_closed_place_that_is_named_again_is_in_use() -> None:
    held = post(
        PlaceNamed("a", "Hal", Purpose.WAITING),
        PlaceClosed("a"),
        PlaceNamed("a", "Hal", Purpose.WAITING),
    )

    assert [each.place for each in open_places(held)] == ["a"]


def test_what_a_post_sets_is_told_as_the_difference_with_what_is_suggested() -> None:
    assert suggested() == RetriageSet(15, 30, 60, 30)
    assert later_ms(post().retriage) == {}
    assert later_ms(post(suggested()).retriage) == {}
    assert later_ms(post(RetriageSet(10, 30, 90, 30)).retriage) == {
        Triage.T1: -5 * MINUTE,
        Triage.BLACK: -5 * MINUTE,
        Triage.T3: 30 * MINUTE,
    }
