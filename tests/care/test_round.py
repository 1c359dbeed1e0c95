"""Rounds: the order in which one walks, who goes where, when somebody was visited."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.care.harm import AHEAD_MS
from app.care.round import (
    MOST_ON_ROUND,
    Home,
    StopState,
    Visited,
    by_risk,
    by_street,
    divided,
    round_mark,
    round_stream,
    stop_state,
)

ROUND = round_stream(bytes(range(16)))
PLANNED, NOW = 1_000_000, 5_000_000


def home(number: int, street: str = "korreweg", code: str = "9711AA") -> Home:
    name = f"{street}{number}{code}".encode()
    return Home(name, code, street, number, str(number) if number else "")


def test_one_walks_up_the_odd_side_and_down_the_even_side() -> None:
    homes = [home(number) for number in (2, 1, 0, 4, 3)]

    assert [each.house for each in by_street(homes)] == [0, 1, 3, 4, 2]


def test_streets_go_by_postcode_and_an_unknown_street_comes_last() -> None:
    homes = [home(1, "b", "9712AA"), home(1, "", ""), home(1, "c", "9711ZZ")]

    assert [each.street for each in by_street(homes)] == ["c", "b", ""]


def test_streets_of_one_name_in_two_villages_are_two_streets() -> None:
    homes = [home(at, "kerkstraat", code) for at in (1, 3) for code in ("9711", "9989")]

    assert [each.postcode for each in by_street(homes)] == ["9711"] * 2 + ["9989"] * 2


def test_who_has_no_postcode_lives_in_the_only_street_of_that_name() -> None:
    homes = [home(1, "a", "9711AA"), home(5, "a", "9711AB"), home(3, "a", "")]

    assert [each.house for each in by_street(homes)] == [1, 3, 5]


def test_who_waits_comes_first_then_class_by_class_each_along_the_street() -> None:
    homes = [
        Home(b"a", "9711", "a", 1, "1", rank=2),
        Home(b"b", "9711", "a", 3, "3", rank=0),
        Home(b"c", "9711", "a", 5, "5", rank=5, waits=True),
        Home(b"d", "9711", "a", 7, "7", rank=0),
    ]

    assert [each.stream for each in by_risk(homes)] == [b"c", b"b", b"d", b"a"]


def test_a_street_stays_whole_where_that_is_nearly_so() -> None:
    homes = [home(at, "a") for at in range(1, 7)]
    homes += [home(at, "b", "9711AB") for at in range(1, 5)]

    parts = divided(homes, 2)

    assert [{each.street for each in part} for part in parts] == [{"a"}, {"b"}]


def test_a_street_too_long_for_one_team_is_cut() -> None:
    homes = [home(at) for at in range(1, 13)]

    assert [len(part) for part in divided(homes, 3)] == [4, 4, 4]


HOMES = st.lists(
    st.builds(
        home,
        st.integers(0, 40),
        st.sampled_from(["", "a", "b", "c"]),
        st.sampled_from(["", "9711AA", "9711BB", "9722AA"]),
    ),
    unique_by=lambda each: each.stream,
    max_size=60,
)


@given(HOMES, st.integers(1, 8), st.randoms())
def test_everybody_is_with_one_team_whatever_the_order_they_come_in(
    homes: list[Home], teams: int, dice: object
) -> None:
    shuffled = list(homes)
    dice.shuffle(shuffled)  # type: ignore[attr-defined]

    parts = divided(homes, teams)

    assert Counter(each for part in parts for each in part) == Counter(homes)
    assert all(parts) and len(parts) <= teams
    assert divided(shuffled, teams) == parts


@given(st.integers(1, 6), st.integers(1, 5))
def test_no_part_is_longer_than_a_list_where_all_fit(teams: int, streets: int) -> None:
    count = teams * MOST_ON_ROUND
    homes = [home(at, f"s{at * streets // count}") for at in range(count)]

    assert all(len(part) <= MOST_ON_ROUND for part in divided(homes, teams))


@pytest.mark.parametrize(
    ("seen", "state"),
    [
        (Visited(), StopState.TO_DO),
        (Visited(been_ms=PLANNED - 1), StopState.TO_DO),
        (Visited(been_ms=PLANNED), StopState.DONE),
        (Visited(been_ms=PLANNED - 1, met_rounds=round_mark(ROUND)), StopState.DONE),
        (Visited(been_ms=NOW + AHEAD_MS + 1), StopState.TO_DO),
        (Visited(tried_ms=PLANNED), StopState.TRIED),
        (Visited(tried_rounds=round_mark(ROUND)), StopState.TRIED),
        (Visited(been_ms=PLANNED, tried_ms=NOW), StopState.DONE),
        (Visited(is_at_home=False), StopState.AWAY),
        (Visited(is_kept=False), StopState.GONE),
        (None, StopState.GONE),
    ],
)
def test_when_somebody_was_visited_for_a_round(
    seen: Visited | None, state: StopState
) -> None:
    assert stop_state(seen, ROUND, PLANNED, NOW) is state
