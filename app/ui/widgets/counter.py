"""A rate that is counted: a tap for each beat, or a number over 15, 30 or 60 seconds.

`Counter(session, title, on_done, key=…)` hands the rate per minute to `on_done`; the
sum and its rounding stand on screen first. Its owner gives it a way out.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final

import flet as ft

from app.care.observation import Counted
from app.ui.hooks import use_loop
from app.ui.state import Session
from app.ui.theme import BODY, BOLD, GAP, GIANT, RADIUS, SPACE, line_width
from app.ui.widgets.buttons import primary_button, quiet_button
from app.ui.widgets.fields import field_label, stepper
from app.ui.widgets.panels import note, section_card
from app.ui.widgets.vitals_entries import written

WINDOWS_S: Final = (15, 30, 60)
_LEAST_BEATS: Final = 5
"""Fewer say too little: the first and the last tap are both a bit off."""
_MOST_COUNTED: Final = 350
_PAD: Final = 128
_LOOK_S: Final = 0.2


@dataclass(frozen=True, slots=True)
class Tally:
    """How far a count is: when was tapped and, with a clock, for how long to go on."""

    taps: tuple[float, ...] = ()
    window_s: int = 0
    started_s: float = 0
    left_s: int = 0
    is_over: bool = False
    count: int = 0

    @property
    def beats(self) -> int:
        """Beats so far; without a clock the first tap starts the time and is none."""
        return len(self.taps) if self.window_s else max(0, len(self.taps) - 1)

    @property
    def counted(self) -> Counted | None:
        """What there is to hand over, once it says enough."""
        if self.window_s:
            whole = Counted(self.count, self.window_s * 1000)
            return whole if self.is_over else None
        if self.beats < _LEAST_BEATS:
            return None
        duration_ms = round((self.taps[-1] - self.taps[0]) * 1000)
        return Counted(self.beats, duration_ms) if duration_ms > 0 else None


@ft.component
def Counter(
    session: Session, title: str, on_done: Callable[[int], Any], key: str = ""
) -> ft.Control:
    """Draw the pad and the clocks; hands the rate over when a person says so."""
    tally, set_tally = ft.use_state(Tally())
    clock = session.clock

    def tap() -> None:
        at = clock.monotonic_s()
        set_tally(lambda old: _tapped(old, at))

    def start(window_s: int) -> None:
        at = clock.monotonic_s()
        set_tally(Tally(window_s=window_s, started_s=at, left_s=window_s))

    async def watch() -> None:
        while True:
            await asyncio.sleep(_LOOK_S)
            set_tally(partial(_watched, clock.monotonic_s()))

    use_loop(watch)
    counted = tally.counted
    return section_card(
        title,
        [
            note(session.words("ui.count.how")),
            _pad(session, tally, tap),
            *_windows(session, tally, start),
            *_asked(session, tally, set_tally),
            *_sum(session, tally, counted),
            _foot(session, counted, partial(set_tally, Tally()), on_done),
        ],
        key="counter",
    )


def _tapped(tally: Tally, at_s: float) -> Tally:
    return tally if tally.is_over else replace(tally, taps=(*tally.taps, at_s))


def _watched(at_s: float, tally: Tally) -> Tally:
    """Return the tally at a moment; when its time is over, taps are the first guess."""
    if not tally.window_s or tally.is_over:
        return tally
    left_s = tally.window_s - int(at_s - tally.started_s)
    if left_s <= 0:
        return replace(tally, left_s=0, is_over=True, count=tally.beats)
    return tally if left_s == tally.left_s else replace(tally, left_s=left_s)


def _pad(session: Session, tally: Tally, tap: Callable[[], None]) -> ft.Control:
    big, small = _face(session, tally)
    return ft.OutlinedButton(
        key="count-tap",
        height=_PAD,
        disabled=tally.is_over,
        on_click=tap,
        style=ft.ButtonStyle(
            bgcolor=ft.Colors.SURFACE_CONTAINER_HIGH,
            side=ft.BorderSide(2 * line_width(), ft.Colors.OUTLINE),
            shape=ft.RoundedRectangleBorder(radius=RADIUS),
        ),
        content=ft.Column(
            tight=True,
            spacing=0,
            alignment=ft.MainAxisAlignment.CENTER,
            horizontal_alignment=ft.CrossAxisAlignment.CENTER,
            controls=[
                ft.Text(big, key="count-face", size=GIANT, **BOLD),
                ft.Text(small, size=BODY, text_align=ft.TextAlign.CENTER),
            ],
        ),
    )


def _face(session: Session, tally: Tally) -> tuple[str, str]:
    if tally.is_over:
        return session.words("ui.count.over"), session.words("ui.count.over_note")
    if tally.window_s:
        seconds = session.words("ui.count.left", seconds=tally.left_s)
        return seconds, session.words("ui.count.tapped", count=tally.beats)
    if not tally.taps:
        return session.words("ui.count.tap"), session.words("ui.count.tap_note")
    return str(tally.beats), session.words("ui.count.first_is_none")


def _windows(
    session: Session, tally: Tally, start: Callable[[int], None]
) -> list[ft.Control]:
    if tally.taps or tally.window_s:
        return []
    return [
        field_label(session.words("ui.count.with_clock")),
        ft.Row(
            spacing=GAP,
            controls=[
                quiet_button(
                    session.words("ui.count.seconds", seconds=each),
                    partial(start, each),
                    key=f"count-{each}",
                    icon=ft.Icons.TIMER_OUTLINED if session.width >= 600 else None,
                    expand=True,
                )
                for each in WINDOWS_S
            ],
        ),
    ]


def _asked(
    session: Session, tally: Tally, set_tally: Callable[..., None]
) -> list[ft.Control]:
    if not tally.is_over:
        return []
    return [
        stepper(
            session.words("ui.count.counted"),
            tally.count,
            lambda count: set_tally(lambda old: replace(old, count=count)),
            key="count-typed",
            language=session.language,
            limits=(0, _MOST_COUNTED),
        )
    ]


def _sum(session: Session, tally: Tally, counted: Counted | None) -> list[ft.Control]:
    """Return the sum as a person could check it, with what was rounded."""
    if counted is None:
        return []
    is_whole = counted.tenths_per_min == counted.per_min * 10
    tenths = (counted.duration_ms + 50) // 100
    seconds = (
        str(tally.window_s) if tally.window_s else written(tenths, 1, session.language)
    )
    words = session.words(
        "ui.count.sum" if is_whole else "ui.count.sum_rounded",
        count=counted.count,
        seconds=seconds,
        exact=written(counted.tenths_per_min, 1, session.language),
        rate=counted.per_min,
    )
    return [ft.Text(words, key="count-sum", size=BODY)]


def _foot(
    session: Session,
    counted: Counted | None,
    again: Callable[[], None],
    on_done: Callable[[int], Any],
) -> ft.Control:
    take = (
        session.words("ui.count.take_none")
        if counted is None
        else session.words("ui.count.take", rate=counted.per_min)
    )
    return ft.Row(
        spacing=SPACE,
        alignment=ft.MainAxisAlignment.END,
        controls=[
            quiet_button(session.words("ui.count.again"), again, key="count-again"),
            primary_button(
                take,
                lambda: on_done(counted.per_min) if counted else None,
                key="count-take",
                icon=ft.Icons.CHECK,
                disabled=counted is None,
            ),
        ],
    )
