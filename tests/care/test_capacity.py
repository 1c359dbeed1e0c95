"""Places that were counted: the last count stands, and an old one says that it is."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.care.capacity import (
    FOLD,
    STALE_AFTER_MS,
    CapacityReported,
    PlaceKind,
    Places,
    line,
)
from app.care.claim import Stamp

POST = b"post_1_8"
COUNTS = st.builds(
    CapacityReported,
    st.just(POST),
    st.just(PlaceKind.LYING),
    st.integers(0, 50),
    st.integers(0, 50),
    st.integers(1, 10**6),
)


def folded(*facts: CapacityReported) -> Places:
    places = Places()
    for seq, fact in enumerate(facts, start=1):
        stamp = Stamp((b"AAAAAAAA", seq), b"person_1", seq, b"AAAAAAAA")
        places = FOLD[CapacityReported](places, fact, stamp)
    return places


@given(
    st.lists(COUNTS, min_size=1, unique_by=lambda each: each.observed_ms).flatmap(
        lambda facts: st.tuples(st.just(facts), st.permutations(facts))
    )
)
def test_the_order_in_which_counts_are_heard_does_not_matter(
    both: tuple[list[CapacityReported], list[CapacityReported]],
) -> None:
    straight, turned = (folded(*facts) for facts in both)

    assert straight == turned
    assert turned.last == max(both[0], key=lambda each: each.observed_ms)


def test_more_people_than_places_is_said_and_not_hidden() -> None:
    full = CapacityReported(POST, PlaceKind.LYING, 10, 12, 5)

    assert full.free == -2


def test_a_count_is_old_after_an_hour() -> None:
    count = CapacityReported(POST, PlaceKind.LYING, 10, 2, 5)

    assert not count.is_stale(5 + STALE_AFTER_MS - 1)
    assert count.is_stale(5 + STALE_AFTER_MS)


def test_what_nobody_counted_has_no_figure() -> None:
    assert Places().last is None
    assert line(Places()).place_kind == ""
