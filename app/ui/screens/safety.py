"""Wachtzin en herstelcode: who leads the post changes what opens it."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import flet as ft

from app.care.staff import may
from app.ui.hooks import keyed, use_attempt
from app.ui.screens.recovery import RecoverySheet
from app.ui.theme import SPACE
from app.ui.widgets.buttons import icon_button, primary_button, quiet_button
from app.ui.widgets.notice import notify
from app.ui.widgets.panels import alarm_note, error_note, note, page_title, section_card
from app.ui.widgets.secret import secret_field, secret_wrong, strength_bar
from sync.errors import SyncError, WrongSecret

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.ui.state import Program, Session

_WIDTH = 640


@ft.component
def SafetyRoom(session: Session, program: Program) -> ft.Control:
    """Draw the two forms, or the new code on its way to paper."""
    code, set_code = ft.use_state(cast("str | None", None))

    def done() -> None:
        set_code(None)
        notify(session, session.words("ui.safety.code_done"))

    if not _leads(session):
        body: list[ft.Control] = [note(session.words("ui.safety.only_lead"))]
    elif code is not None:
        sheet = RecoverySheet(session, program, code, _name(session, program), done)
        body = [section_card(session.words("ui.safety.code"), [sheet])]
    else:
        body = [
            keyed(NewPassphrase, session, program, key="new-passphrase"),
            keyed(NewCode, session, program, set_code, key="new-code"),
        ]
    return ft.Column(
        expand=True,
        scroll=ft.ScrollMode.AUTO,
        controls=[
            ft.Container(
                padding=SPACE + 4,
                width=_WIDTH + 2 * SPACE,
                content=ft.Column(
                    spacing=SPACE,
                    horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
                    controls=[_head(session, may_leave=not code), *body],
                ),
            )
        ],
    )


def _head(session: Session, *, may_leave: bool) -> ft.Control:
    """Return the title, and the way back unless a code is on screen only once."""
    back = icon_button(
        ft.Icons.ARROW_BACK, session.words("ui.back"), session.back, key="back"
    )
    title = page_title(session.words("ui.safety.title"))
    return ft.Row(
        controls=[
            *([back] if may_leave else []),
            ft.Container(expand=True, content=title),
        ]
    )


def _leads(session: Session) -> bool:
    return session.person is not None and may(session.person.role, "staff.added")


def _name(session: Session, program: Program) -> str:
    homes = (home for home in program.homes() if home.mode is session.mode)
    return next((home.post_name for home in homes), "")


@ft.component
def NewPassphrase(session: Session, program: Program) -> ft.Control:
    """Ask the present passphrase and twice the new one."""
    before, set_before = ft.use_state("")
    secret, set_secret = ft.use_state("")
    again, set_again = ft.use_state("")
    attempt = use_attempt(session, lambda why: _wrong(session, why))

    def done(_done: None) -> None:
        for clear in (set_before, set_secret, set_again):
            clear("")
        notify(session, session.words("ui.safety.changed"))

    async def change() -> None:
        wrong = secret_wrong(session, secret, again)
        if wrong:
            attempt.say(wrong)
            return
        mode = session.mode
        await attempt.run(lambda: program.change_passphrase(mode, before, secret), done)

    words = session.words
    return section_card(
        words("ui.safety.passphrase"),
        [
            note(words("ui.safety.passphrase_note")),
            secret_field(words("ui.safety.now"), before, set_before, key="now"),
            secret_field(words("ui.unlock.new"), secret, set_secret, key="secret"),
            strength_bar(session, secret),
            secret_field(
                words("ui.start.again"),
                again,
                set_again,
                key="secret-again",
                on_submit=change,
            ),
            error_note(attempt.problem, key="passphrase-problem"),
            ft.Row(
                alignment=ft.MainAxisAlignment.END,
                controls=[
                    primary_button(
                        words("ui.safety.set"),
                        change,
                        key="set-passphrase",
                        disabled=attempt.busy,
                    )
                ],
            ),
        ],
    )


@ft.component
def NewCode(
    session: Session, program: Program, on_made: Callable[[str], None]
) -> ft.Control:
    """Ask the passphrase, and say when nobody ever proved to have the code."""
    secret, set_secret = ft.use_state("")
    known, set_known = ft.use_state(True)
    attempt = use_attempt(session, lambda why: _wrong(session, why))

    async def ask() -> None:
        found = await program.has_recovery(session.mode)
        set_known(lambda _old: found)

    async def make() -> None:
        mode = session.mode
        await attempt.run(lambda: program.new_recovery(mode, secret), on_made)

    ft.use_effect(ask, [session.mode])
    unknown = None if known else session.words("ui.safety.code_unknown")
    return section_card(
        session.words("ui.safety.code"),
        [
            alarm_note(unknown, key="code-unknown"),
            note(session.words("ui.safety.code_note")),
            secret_field(
                session.words("ui.safety.code_secret"),
                secret,
                set_secret,
                key="code-secret",
                on_submit=make,
            ),
            error_note(attempt.problem, key="code-problem"),
            ft.Row(
                alignment=ft.MainAxisAlignment.END,
                controls=[
                    quiet_button(
                        session.words("ui.safety.make"),
                        make,
                        key="make-code",
                        icon=ft.Icons.DESCRIPTION_OUTLINED,
                        disabled=attempt.busy,
                    )
                ],
            ),
        ],
    )


def _wrong(session: Session, why: SyncError) -> str | None:
    is_wrong = isinstance(why, WrongSecret)
    return session.words("ui.safety.wrong") if is_wrong else None
