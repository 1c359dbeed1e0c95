"""Burned skin from the marks: all of it is a hundred percent, redness nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.care.burned_skin import ROWS, burn_sums
from app.care.burns import BurnMethod, burn_percent
from app.care.injury import (
    BodyRegion,
    BodyView,
    BurnDepth,
    InjuryKind,
    InjuryMarked,
    regions_of,
)

FRONT, BACK = BodyView.FRONT, BodyView.BACK
EVERYWHERE = [(region, view) for view in BodyView for region in regions_of(view)]


def burn(
    region: BodyRegion,
    share: int,
    view: BodyView = FRONT,
    depth: BurnDepth = BurnDepth.PARTIAL,
) -> InjuryMarked:
    return InjuryMarked(
        InjuryKind.BURN, region, view, 1, depth=depth, share_percent=share
    )


WHOLE = [burn(region, 100, view) for region, view in EVERYWHERE]
BURNS = st.lists(
    st.builds(
        lambda place, share: burn(place[0], share, place[1]),
        st.sampled_from(EVERYWHERE),
        st.integers(1, 100),
    ),
    min_size=1,
    max_size=12,
)


@pytest.mark.parametrize("row", ROWS)
def test_who_burned_everywhere_burned_for_a_hundred_percent(
    row: tuple[int, int | None],
) -> None:
    for years in (row[0], row[1] if row[1] is not None else 90):
        sums = burn_sums(WHOLE, years)

        assert sums[0].row == row
        assert {each.total for each in sums} == {100}


@pytest.mark.parametrize(
    ("age", "rows", "nines"),
    [
        (0, [(0, 0)], False),
        (17, [(15, 17)], False),
        (18, [(18, None)], True),
        ("baby", [(0, 0)], False),
        ("child", [(1, 4), (5, 9), (10, 14)], False),
        ("teen", [(10, 14), (15, 17)], False),
        ("senior", [(18, None)], True),
        ("unknown", list(ROWS), True),
        (None, list(ROWS), True),
    ],
)
def test_an_age_that_is_not_known_well_gives_every_row_it_may_be(
    age: int | str | None, rows: list[tuple[int, int | None]], nines: bool
) -> None:
    sums = burn_sums([burn(BodyRegion.HEAD, 100)], age)

    assert [each.row for each in sums if each.row] == rows
    assert any(each.method is BurnMethod.NINES for each in sums) is nines


def test_the_front_of_an_arm_is_half_of_it_and_of_the_trunk_all_its_front() -> None:
    adult, nines = burn_sums(
        [burn(BodyRegion.LEFT_FOREARM, 50), burn(BodyRegion.CHEST, 40)], 40
    )

    assert [(each.part, each.share, each.percent) for each in adult.lines] == [
        ("trunk_front", 40, 5.2),
        ("forearm_left", 25, 0.75),
    ]
    assert adult.total == 5.95
    # 3 of the 9.5 of an arm is forearm: 25 % of that is 7.9 % of the arm's 9.
    assert {each.part: each.percent for each in nines.lines} == {
        "trunk_front": 7.2,
        "arm_left": 0.71,
    }


def test_both_arms_and_the_back_by_nines_are_what_the_rule_says() -> None:
    arms = [
        burn(BodyRegion(f"{side}_{part}"), 100, view)
        for side in ("left", "right")
        for part in ("upper_arm", "forearm", "hand")
        for view in BodyView
    ]
    back = [
        burn(region, 100, BACK)
        for region in (
            BodyRegion.UPPER_BACK,
            BodyRegion.LEFT_BUTTOCK,
            BodyRegion.RIGHT_BUTTOCK,
        )
    ]

    assert burn_sums([*arms, *back], 40)[-1].total == 36


def test_redness_alone_is_no_burned_skin() -> None:
    red = burn(BodyRegion.CHEST, 100, depth=BurnDepth.ERYTHEMA)

    assert burn_sums([red], 40) == ()
    assert burn_sums([red, burn(BodyRegion.BELLY, 10)], 40)[0].total == 1.3


@given(BURNS, st.sampled_from([0, 3, 7, 12, 16, 40]))
def test_the_lines_add_up_to_the_total(marks: list[InjuryMarked], age: int) -> None:
    for each in burn_sums(marks, age):
        assert 0 < each.total <= 100
        lines = sum(line.percent for line in each.lines)
        assert lines == pytest.approx(each.total, abs=0.01 * len(each.lines))
        shares = {line.part: line.share for line in each.lines}
        assert burn_percent(shares, each.method, age) == each.total
