"""Marks on the body: they only add up, and burns are counted once."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.care.casualty import FOLD, Casualty
from app.care.claim import Stamp
from app.care.injury import (
    BodyRegion,
    BodyView,
    BurnDepth,
    BurnPart,
    InjuryKind,
    InjuryMarked,
    burned,
    part_of,
    regions_of,
)
from app.care.refusal import Refusal
from app.care.terms import Role, Triage
from app.commands import mark_injury
from app.store.queries.casualty import casualty
from tests.support.post import actor, memory_post, registered

LOG = b"AAAAAAAA"
FRONT, BACK = BodyView.FRONT, BodyView.BACK
MARKS = st.builds(
    InjuryMarked,
    st.sampled_from(InjuryKind),
    st.sampled_from(BodyRegion),
    st.sampled_from(BodyView),
    st.integers(1, 5),
    depth=st.sampled_from([None, *BurnDepth]),
    share_percent=st.none() | st.integers(1, 100),
)


def burn(
    region: BodyRegion,
    share: int | None = 50,
    view: BodyView = FRONT,
    depth: BurnDepth = BurnDepth.PARTIAL,
) -> InjuryMarked:
    return InjuryMarked(
        InjuryKind.BURN, region, view, 1, depth=depth, share_percent=share
    )


def folded(placed: Sequence[tuple[int, InjuryMarked]]) -> Casualty:
    held = Casualty()
    for seq, fact in placed:
        held = FOLD[InjuryMarked](held, fact, Stamp((LOG, seq), b"p", seq, LOG))
    return held


@given(st.lists(MARKS, max_size=8), st.randoms())
def test_the_order_in_which_marks_arrive_does_not_matter(
    marks: list[InjuryMarked], random: object
) -> None:
    placed = list(enumerate(marks))
    shuffled = list(placed)
    random.shuffle(shuffled)  # type: ignore[attr-defined]

    assert folded(placed).injuries == folded(shuffled).injuries
    assert len(folded(placed).injuries) == len(marks)


@given(st.lists(MARKS, max_size=30))
def test_no_side_of_a_part_burns_for_more_than_a_hundred_percent(
    marks: list[InjuryMarked],
) -> None:
    assert all(0 <= share <= 100 for share in burned(marks).values())


@given(st.lists(MARKS, max_size=8), MARKS)
def test_a_mark_more_never_makes_less_burned(
    marks: list[InjuryMarked], one: InjuryMarked
) -> None:
    before, after = burned(marks), burned([*marks, one])

    assert all(after[side] >= share for side, share in before.items())


def test_the_regions_of_the_trunk_are_one_part() -> None:
    marks = [burn(BodyRegion.CHEST, 40), burn(BodyRegion.BELLY, 25)]

    assert burned(marks) == {(BurnPart.FRONT_TRUNK, FRONT): 65}
    assert part_of(BodyRegion.LOWER_BACK) is BurnPart.BACK_TRUNK
    assert {part_of(each) for each in BodyRegion} == set(BurnPart)


def test_erythema_and_what_is_no_burn_are_not_counted() -> None:
    red = burn(BodyRegion.CHEST, 100, depth=BurnDepth.ERYTHEMA)
    wound = InjuryMarked(InjuryKind.WOUND, BodyRegion.CHEST, FRONT, 1)

    assert burned([red, wound]) == {}


def test_front_and_back_of_one_arm_are_two_sides() -> None:
    marks = [burn(BodyRegion.LEFT_HAND, 30), burn(BodyRegion.LEFT_HAND, 20, BACK)]

    assert burned(marks) == {
        (BurnPart.LEFT_HAND, FRONT): 30,
        (BurnPart.LEFT_HAND, BACK): 20,
    }


def test_every_region_is_on_a_side() -> None:
    assert {*regions_of(FRONT), *regions_of(BACK)} == set(BodyRegion)


@pytest.mark.parametrize(
    ("fact", "why"),
    [
        (burn(BodyRegion.LEFT_BUTTOCK), "region_not_in_view"),
        (burn(BodyRegion.CHEST, view=BACK), "region_not_in_view"),
        (burn(BodyRegion.CHEST, share=None), "share_missing"),
        (burn(BodyRegion.CHEST, share=101), "number_out_of_range"),
        (
            InjuryMarked(InjuryKind.PAIN, BodyRegion.NECK, FRONT, 1, share_percent=5),
            "only_of_a_burn",
        ),
        (
            InjuryMarked(InjuryKind.PAIN, BodyRegion.NECK, FRONT, 1, x=1001),
            "number_out_of_range",
        ),
    ],
)
def test_a_mark_that_cannot_be_is_refused(fact: InjuryMarked, why: str) -> None:
    file = memory_post()
    stream, by = registered(file, Triage.T2), actor(file)

    with pytest.raises(Refusal) as refused:
        file.write_now(lambda desk: mark_injury(desk, by, stream, fact))

    assert refused.value.key == why


def test_erythema_needs_no_share_and_a_registrar_marks_nothing() -> None:
    file = memory_post()
    stream, door = registered(file, Triage.T2), actor(file, Role.REGISTRAR)
    red = burn(BodyRegion.CHEST, None, depth=BurnDepth.ERYTHEMA)

    file.write_now(lambda desk: mark_injury(desk, actor(file), stream, red))
    with pytest.raises(Refusal):
        file.write_now(lambda desk: mark_injury(desk, door, stream, red))

    found = file.read_now(lambda db: casualty(db, stream))
    assert found is not None
    assert [each.kind for each in found.timeline].count("injury.marked") == 1
