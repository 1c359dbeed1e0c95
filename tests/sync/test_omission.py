"""What a hub holds no more is noticed, and only that is sent again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.cursors import BatchRow
from sync.ids import EnvelopeId, LogId
from sync.limits import MAX_PIECES_TOLD
from sync.omission import missing, missing_pieces

LOG = LogId(b"log_of_8")


def row(number: int, *, first: int | None = None) -> BatchRow:
    """Return an acknowledged batch of ten events."""
    start = 10 * number if first is None else first
    envelope = EnvelopeId(number.to_bytes(16, "big"))
    last = start + 9
    return BatchRow(LOG, number, start, last, envelope, 1, 1, 2, None, 500)


def test_a_hub_that_holds_all_of_it_lost_nothing() -> None:
    rows = [row(1), row(2), row(3)]

    assert missing(rows, [(1, 3)]) == []


def test_what_is_beyond_a_restored_hub_is_missing() -> None:
    rows = [row(1), row(2), row(3)]

    assert missing(rows, [(1, 1)]) == [rows[1], rows[2]]


def test_a_hole_in_the_middle_is_missing() -> None:
    rows = [row(1), row(2), row(3)]

    assert missing(rows, [(1, 1), (3, 9)]) == [rows[1]]


@pytest.mark.parametrize("held", [[(1, 1)], [(4, 4)]])
def test_events_that_were_sealed_twice_are_lost_only_when_both_are(
    held: list[tuple[int, int]],
) -> None:
    rows = [row(1, first=1), row(4, first=1)]

    assert missing(rows, held) == []
    assert missing(rows, []) == [rows[1]]


@given(st.sets(st.integers(1, 40)), st.sets(st.integers(1, 40)))
def test_exactly_what_is_not_held_is_missing(sent: set[int], held: set[int]) -> None:
    rows = [row(number) for number in sorted(sent)]

    lost = missing(rows, [(number, number) for number in held])

    assert {one.batch_no for one in lost} == sent - held


def piece(number: int) -> EnvelopeId:
    return EnvelopeId(number.to_bytes(16, "big"))


def test_every_piece_that_a_hub_does_not_name_is_missing_where_it_names_all() -> None:
    known = [piece(1), piece(2), piece(3)]

    assert missing_pieces(known, {piece(1), piece(9)}) == [piece(2), piece(3)]
    assert missing_pieces(known, set(known)) == []


def test_of_pieces_older_than_those_a_hub_names_nothing_follows() -> None:
    known = [piece(number) for number in range(1, MAX_PIECES_TOLD + 9)]
    newest = known[5:-3]
    assert len(newest) == MAX_PIECES_TOLD

    assert missing_pieces(known, newest) == known[-3:]
    assert missing_pieces(known[:5], newest) == []
