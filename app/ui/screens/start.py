"""First start, in three steps: language, which post, passphrase and recovery sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import flet as ft

from app.ui.arrive import arrive
from app.ui.door import door
from app.ui.hooks import use_attempt
from app.ui.screens.recovery import RecoverySheet
from app.ui.screens.setup import (
    Answers,
    language_page,
    post_page,
    secret_page,
    setup_of,
)
from app.ui.theme import GAP
from app.ui.widgets.buttons import link_button
from app.ui.widgets.fields import field_label
from app.ui.widgets.panels import error_note
from app.ui.widgets.secret import secret_wrong
from app.ui.widgets.wiped_card import wiped_cards

if TYPE_CHECKING:
    from app.ui.state import Program, Session

_STEPS = 3


@ft.component
def StartScreen(session: Session, program: Program) -> ft.Control:
    """Set this device up."""
    step, set_step = ft.use_state(1)
    answers, set_answers = ft.use_state(Answers(session.mode))
    code, set_code = ft.use_state("")
    attempt = use_attempt(session)

    def turn(to: int) -> None:
        attempt.say(None)
        set_step(to)

    def made(recovery: str) -> None:
        session.mode = answers.mode
        set_code(recovery)

    async def make() -> None:
        wrong = secret_wrong(session, answers.secret, answers.again)
        if wrong:
            attempt.say(wrong)
            return
        setup = setup_of(session.language, answers)
        await attempt.run(lambda: program.create(setup), made)

    def change(new: Answers) -> None:
        attempt.say(None)
        set_answers(new)

    if code:
        sheet = RecoverySheet(session, program, code, answers.name.strip())
        return door(session, program, [_progress(session, _STEPS), sheet], page="start")
    page = {
        1: lambda: language_page(session, program, turn),
        2: lambda: post_page(session, answers, change, turn),
        _STEPS: lambda: secret_page(
            session, answers, change, turn, (make, attempt.busy)
        ),
    }[step]()
    below = [
        error_note(attempt.problem),
        *_instead(session, program),
        *(wiped_cards(session, program) if step == 1 else []),
    ]
    controls = [_progress(session, step), *page, *below]
    return door(session, program, controls, page="start")


def _progress(session: Session, step: int) -> ft.Control:
    bars: list[ft.Control] = [
        ft.Container(
            expand=True,
            height=6,
            border_radius=3,
            bgcolor=ft.Colors.PRIMARY
            if place <= step
            else ft.Colors.SURFACE_CONTAINER_HIGHEST,
        )
        for place in (1, 2, 3)
    ]
    words = session.words("ui.start.step", step=step)
    return ft.Column(
        tight=True,
        spacing=GAP,
        controls=[field_label(words), ft.Row(spacing=6, controls=bars)],
    )


def _instead(session: Session, program: Program) -> list[ft.Control]:
    """Offer the way back where another post already lives on this device."""
    others = [each for each in program.homes() if each.mode is not session.mode]
    if not others:
        return []

    async def back() -> None:
        session.mode = others[0].mode
        await arrive(session, program)

    return [link_button(session.words("ui.start.instead"), back, key="instead")]
