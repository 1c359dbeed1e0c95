"""Hours that a person said are left run down from the moment they were seen."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from app.care.utility import Utility, UtilityReported, report_of, with_report

HOUR_MS = 3_600_000
REPORTS = st.builds(
    UtilityReported,
    st.sampled_from(Utility),
    st.integers(1, 10**6),
    st.one_of(st.none(), st.integers(0, 100)),
)


def test_hours_count_down_and_stop_at_nothing() -> None:
    said = UtilityReported(Utility.POWER, 1_000, 12)

    assert said.days_left(1_000) == Fraction(1, 2)
    assert said.days_left(1_000 + 9 * HOUR_MS) == Fraction(1, 8)
    assert said.days_left(1_000 + 50 * HOUR_MS) == 0
    assert said.days_left(0) == Fraction(1, 2)


def test_what_keeps_coming_has_no_known_end() -> None:
    assert UtilityReported(Utility.WATER, 5).days_left(10**12) is None


def test_what_was_seen_before_and_heard_later_changes_nothing() -> None:
    newer = UtilityReported(Utility.POWER, 20, 3)
    older = UtilityReported(Utility.POWER, 10, 48)

    held = with_report(with_report((), newer), older)

    assert report_of(held, Utility.POWER) == newer
    assert report_of(held, Utility.WATER) is None


@given(
    st.lists(REPORTS, unique_by=lambda each: each.observed_ms).flatmap(
        lambda facts: st.tuples(st.just(facts), st.permutations(facts))
    )
)
def test_the_order_in_which_reports_are_heard_does_not_matter(
    both: tuple[list[UtilityReported], list[UtilityReported]],
) -> None:
    straight: tuple[UtilityReported, ...] = ()
    turned: tuple[UtilityReported, ...] = ()
    for one, other in zip(*both, strict=True):
        straight, turned = with_report(straight, one), with_report(turned, other)

    assert straight == turned
