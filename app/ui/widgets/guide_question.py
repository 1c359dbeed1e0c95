"""One question of a triage tool, as big as the screen allows, and its answers."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Final

import flet as ft

from app.care.findings import FINDINGS, TAPE_SIZES, Value
from app.care.terms import AgeBand, Consciousness
from app.ui.state import Layout, Session
from app.ui.theme import BOLD, GAP, GIANT, HUGE, LARGE, RADIUS, SPACE, line_width
from app.ui.widgets.buttons import primary_button, quiet_button
from app.ui.widgets.counter import Counter
from app.ui.widgets.fields import number_field

Answer = Callable[[Value], Any]

_PHONE: Final = 600
_ANSWER: Final = 96
_CHOICE: Final = 64
_COUNTED: Final = frozenset({"rr", "hr"})


def question(session: Session, name: str, on_answer: Answer) -> ft.Control:
    """Return the question about a finding and its answers; keys `answer-…`."""
    return ft.Column(
        spacing=SPACE,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[
            ft.Semantics(
                heading_level=2,
                live_region=True,
                content=ft.Text(
                    session.words(f"ui.guide.ask.{name}"),
                    key="question",
                    size=_letters(session),
                    **BOLD,
                ),
            ),
            _answers(session, name, on_answer),
        ],
    )


def _answers(session: Session, name: str, on_answer: Answer) -> ft.Control:
    if name == "avpu":
        options = [
            (each.value, session.words(f"term.Consciousness.{each.value}"))
            for each in Consciousness
        ]
        return _choices(options, on_answer)
    if name == "tape_size":
        options = [
            (each, session.words(f"ui.guide.tape.{each}")) for each in TAPE_SIZES
        ]
        return _choices(options, on_answer)
    if FINDINGS[name].least is not None:
        return NumberAnswer(session, name, on_answer, key=f"number-{name}")
    return ft.Row(
        spacing=SPACE,
        controls=[
            _big(session, "yes", value=True, on_answer=on_answer),
            _big(session, "no", value=False, on_answer=on_answer),
        ],
    )


def _letters(session: Session) -> int:
    if _is_upright(session):
        return GIANT
    return HUGE if session.width >= _PHONE else HUGE - 4


def _is_upright(session: Session) -> bool:
    """Tell whether a tablet stands upright: the question has the screen to itself."""
    return session.layout is Layout.NARROW and session.width >= _PHONE


def _big(session: Session, name: str, *, value: bool, on_answer: Answer) -> ft.Control:
    words = session.words(f"ui.guide.{name}")
    return ft.OutlinedButton(
        key=f"answer-{name}",
        expand=True,
        height=_ANSWER * 2 if _is_upright(session) else _ANSWER,
        content=ft.Text(words, size=HUGE, **BOLD),
        style=ft.ButtonStyle(
            bgcolor=ft.Colors.SURFACE_CONTAINER_LOWEST,
            side=ft.BorderSide(2 * line_width(), ft.Colors.PRIMARY),
            shape=ft.RoundedRectangleBorder(radius=RADIUS),
        ),
        on_click=partial(on_answer, value),
    )


def _choices(options: list[tuple[str, str]], on_answer: Answer) -> ft.Control:
    return ft.Column(
        spacing=GAP,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[
            ft.OutlinedButton(
                key=f"answer-{value}",
                height=_CHOICE,
                content=ft.Text(words, size=LARGE, **BOLD),
                on_click=partial(on_answer, value),
            )
            for value, words in options
        ],
    )


@ft.component
def NumberAnswer(
    session: Session, name: str, on_answer: Answer, key: str = ""
) -> ft.Control:
    """Draw a number to type, and for breaths and beats a way to count them."""
    said, say = ft.use_state("")
    is_counting, count = ft.use_state(False)
    finding = FINDINGS[name]
    number = _number(said)
    fits = (
        number is not None
        and finding.least is not None
        and finding.most is not None
        and finding.least <= number <= finding.most
    )

    def take(_event: object = None) -> None:
        if number is not None and fits:
            on_answer(int(number) if number.is_integer() else number)

    if is_counting:
        title = session.words(f"ui.guide.finding.{name}")
        return Counter(session, title, on_answer, key=f"counter-{name}")
    typed = number_field(
        session.words(f"ui.guide.finding.{name}"),
        said,
        say,
        key="answer-number",
        decimal=name in ("cap_refill_s", "weight_kg"),
        suffix=session.words(f"ui.guide.unit.{name}"),
        error=_why(session, name, said, fits=fits),
        error_max_lines=3,
        autofocus=True,
        on_submit=take,
    )
    counting = quiet_button(
        session.words("ui.guide.count"),
        lambda: count(True),
        key="answer-count",
        icon=ft.Icons.TIMER_OUTLINED,
    )
    onward = primary_button(
        session.words("ui.guide.next"), take, key="answer-take", disabled=not fits
    )
    buttons = [*([counting] if name in _COUNTED else []), onward]
    return ft.Column(
        spacing=SPACE,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[
            *_typing(session, typed, buttons),
            *([_ages(session, on_answer)] if name == "age" else []),
        ],
    )


def _typing(
    session: Session, typed: ft.Control, buttons: list[ft.Control]
) -> list[ft.Control]:
    """Return the number and what ends it: beside each other where there is room."""
    if session.width < _PHONE:
        end = ft.MainAxisAlignment.END
        return [typed, ft.Row(spacing=SPACE, alignment=end, controls=buttons)]
    return [
        ft.Row(
            spacing=SPACE,
            vertical_alignment=ft.CrossAxisAlignment.START,
            controls=[ft.Container(expand=True, content=typed), *buttons],
        )
    ]


def _ages(session: Session, on_answer: Answer) -> ft.Control:
    bands = [each for each in AgeBand if each is not AgeBand.UNKNOWN]
    return _choices(
        [(each.value, session.words(f"term.AgeBand.{each.value}")) for each in bands],
        on_answer,
    )


def _number(said: str) -> float | None:
    try:
        return float(said.replace(",", "."))
    except ValueError:
        return None


def _why(session: Session, name: str, said: str, *, fits: bool) -> str | None:
    if not said or fits:
        return None
    return session.words(
        "refusal.finding_not_possible",
        field=session.words(f"ui.guide.finding.{name}"),
        given=said,
    )
