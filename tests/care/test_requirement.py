"""What is said of the seven requirements: the last seen counts, hours run down."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.care.claim import Stamp
from app.care.requirement import (
    FOLD,
    HoursLeft,
    Known,
    Requirement,
    RequirementReported,
    Standing,
    hours_left,
    line,
    shortest,
)
from app.care.utility import Utility, UtilityReported

HOUR_MS = 3_600_000
POST = b"post_1_8"
REPORTS = st.builds(
    RequirementReported,
    st.just(POST),
    st.just(Requirement.ENERGY),
    st.sampled_from(Standing),
    st.integers(1, 10**6),
    st.one_of(st.none(), st.integers(0, 100)),
    st.booleans(),
)


def said(
    at_ms: int,
    standing: Standing = Standing.WORKS,
    hours: int | None = None,
    *,
    requirement: Requirement = Requirement.ENERGY,
    no_end: bool = False,
) -> RequirementReported:
    return RequirementReported(POST, requirement, standing, at_ms, hours, no_end)


def folded(*facts: RequirementReported) -> Known:
    known = Known()
    for seq, fact in enumerate(facts, start=1):
        stamp = Stamp((b"AAAAAAAA", seq), b"person_1", seq, b"AAAAAAAA")
        known = FOLD[RequirementReported](known, fact, stamp)
    return known


def last(known: Known) -> RequirementReported:
    assert known.last is not None
    return known.last.fact


@given(
    st.lists(REPORTS, min_size=1, unique_by=lambda each: each.observed_ms).flatmap(
        lambda facts: st.tuples(st.just(facts), st.permutations(facts))
    )
)
def test_the_order_in_which_reports_are_heard_does_not_matter(
    both: tuple[list[RequirementReported], list[RequirementReported]],
) -> None:
    straight, turned = (folded(*facts) for facts in both)
    seen = sorted(both[0], key=lambda each: each.observed_ms)

    assert straight == turned
    assert last(turned) == seen[-1]
    assert (turned.before is not None) == (len(seen) > 1)
    timed = [each for each in seen if each.says_how_long]
    assert (turned.timed.fact if turned.timed else None) == (
        timed[-1] if timed else None
    )


@given(
    st.integers(0, 2_160),
    st.integers(-(10**7), 10**11),
)
def test_hours_count_down_and_are_never_below_nothing(hours: int, later: int) -> None:
    left = HoursLeft(1_000, hours)

    now = 1_000 + later
    assert 0 <= (left.left_ms(now) or 0) <= hours * HOUR_MS
    assert left.gone_ms(now) >= 0
    assert (left.left_ms(now) == 0) or (left.gone_ms(now) == 0)


def test_hours_that_were_said_run_on_under_a_report_without_hours() -> None:
    known = folded(said(0, hours=6), said(HOUR_MS, Standing.STRAINED))

    (found,) = hours_left(Requirement.ENERGY, known, ())

    assert last(known).standing is Standing.STRAINED
    assert found.left_ms(2 * HOUR_MS) == 4 * HOUR_MS


def test_unknown_ends_the_hours_and_hours_heard_late_do_not_bring_them_back() -> None:
    known = folded(said(0, hours=6), said(9, Standing.UNKNOWN), said(5, hours=70))

    assert hours_left(Requirement.ENERGY, known, ()) == ()
    assert last(known).standing is Standing.UNKNOWN


def test_what_nobody_said_has_no_hours() -> None:
    found = hours_left(Requirement.TRANSPORT, Known(), ())

    assert shortest(found, 5) is None
    assert line(Known()).requirement == ""


def test_what_ends_first_counts_and_keeps_saying_so_once_it_is_out() -> None:
    water = UtilityReported(Utility.WATER, 0, 10)
    power = UtilityReported(Utility.POWER, 0, 1)
    known = folded(said(0, hours=48, requirement=Requirement.FOOD_WATER))

    found = hours_left(Requirement.FOOD_WATER, known, (water, power))

    first = shortest(found, HOUR_MS)
    assert first is not None
    assert (first.of, first.left_ms(HOUR_MS)) == (Utility.WATER, 9 * HOUR_MS)
    long_after = shortest(found, 100 * HOUR_MS)
    assert long_after is not None
    assert (long_after.of, long_after.left_ms(100 * HOUR_MS)) == (Utility.WATER, 0)
    assert long_after.gone_ms(100 * HOUR_MS) == 90 * HOUR_MS


def test_what_keeps_coming_counts_only_where_nothing_ends() -> None:
    mains = UtilityReported(Utility.POWER, 0)
    keeps = hours_left(Requirement.ENERGY, Known(), (mains,))
    ends = hours_left(Requirement.ENERGY, folded(said(0, hours=3)), (mains,))

    assert shortest(keeps, 5) == HoursLeft(0, None, Utility.POWER)
    assert shortest(ends, 0) == HoursLeft(0, 3)
