"""Counting a rate: tap by tap, or a number over a time, with the sum on screen."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import flet as ft
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.care.observation import Counted
from app.ui.state import Session
from app.ui.widgets.counter import Counter
from tests.support.program import MemoryProgram
from tests.support.screen import Screen
from tests.support.window import Post


def counting(
    story: Callable[[Screen, Post, list[int]], Awaitable[None]], width: float = 1280
) -> None:
    post, rates = Post(), []

    def room(session: Session, _program: MemoryProgram) -> ft.Control:
        return Counter(session, "Ademhaling", rates.append)

    async def whole(screen: Screen) -> None:
        await story(screen, post, rates)

    post.tell(room, whole, width)


def test_the_first_tap_starts_the_time_and_counts_as_none() -> None:
    async def tell(screen: Screen, post: Post, rates: list[int]) -> None:
        for _ in range(6):
            await screen.click("count-tap")
            post.clock.advance(1950)
        await screen.click("count-take")

        assert screen["count-face"].value == "5"
        assert rates == [31]  # 5 × 60 ÷ 9,75 = 30,8
        assert "30,8, afgerond 31" in screen["count-sum"].value

    counting(tell)


def test_too_few_taps_cannot_be_taken_over() -> None:
    async def tell(screen: Screen, post: Post, rates: list[int]) -> None:
        for _ in range(5):
            await screen.click("count-tap")
            post.clock.advance(1000)

        assert screen["count-take"].disabled
        assert "count-sum" not in screen
        await screen.click("count-again")
        assert "count-15" in screen

    counting(tell)


@pytest.mark.parametrize(
    ("seconds", "count", "rate"), [(15, 7, 28), (30, 0, 0), (60, 18, 18)]
)
def test_a_number_over_a_time_becomes_a_rate(
    seconds: int, count: int, rate: int
) -> None:
    async def tell(screen: Screen, post: Post, rates: list[int]) -> None:
        await screen.click(f"count-{seconds}")
        assert "count-typed" not in screen
        post.clock.advance(seconds * 1000)
        await screen.until(lambda: "count-typed" in screen)
        await screen.type("count-typed", str(count))
        await screen.click("count-take")

        assert rates == [rate]
        assert "afgerond" not in screen["count-sum"].value

    counting(tell, width=390)


def test_taps_while_the_clock_runs_are_the_first_guess() -> None:
    async def tell(screen: Screen, post: Post, rates: list[int]) -> None:
        await screen.click("count-15")
        for _ in range(4):
            await screen.click("count-tap")
        post.clock.advance(15_000)
        await screen.until(lambda: "count-typed" in screen)

        assert screen["count-typed"].value == "4"
        assert screen["count-tap"].disabled
        await screen.click("count-typed-more")
        await screen.click("count-take")
        assert rates == [20]

    counting(tell)


@given(st.integers(0, 400), st.integers(1, 120_000))
def test_a_rate_is_rounded_once_and_by_at_most_a_half(count: int, ms: int) -> None:
    counted = Counted(count, ms)

    exact = count * 60_000 / ms

    assert abs(counted.per_min - exact) <= 0.5 + 1e-6
    assert abs(counted.tenths_per_min / 10 - exact) <= 0.05 + 1e-6
