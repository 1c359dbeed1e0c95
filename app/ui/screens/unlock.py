"""Unlock: what this device is, its passphrase, and the way in by recovery code."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

import flet as ft

from app.care.refusal import Refusal
from app.ui.arrive import arrive
from app.ui.door import door, door_title
from app.ui.hooks import keyed, use_attempt, use_loop, use_sending
from app.ui.state import Home, Stage
from app.ui.theme import BODY, BOLD, GAP, SMALL, STRIPE
from app.ui.widgets.buttons import link_button, primary_button
from app.ui.widgets.fields import choice_button, text_field
from app.ui.widgets.panels import error_note, note
from app.ui.widgets.secret import secret_field, secret_wrong, strength_bar
from app.ui.words import ago
from sync.errors import SyncError, WrongSecret
from sync.ids import Mode

if TYPE_CHECKING:
    from app.ui.state import Program, Session

_CAPITALS_TO_ASK: Final = 3


@ft.component
def UnlockScreen(session: Session, program: Program) -> ft.Control:
    """Open the file of this post."""
    recovering, set_recovering = ft.use_state(False)
    homes = program.homes()
    home = next((each for each in homes if each.mode is session.mode), None)
    use_sending(session, program)  # another window may have wiped the post

    async def look() -> None:
        if home is None:
            await arrive(session, program)

    ft.use_effect(look, [home is None])
    way = RecoveryWay if recovering else PassphraseWay
    other = "ui.back" if recovering else "ui.unlock.forgot"
    return door(
        session,
        program,
        [
            *_which(session, program, homes),
            *(_about(session, home) if home else []),
            keyed(way, session, program, key=f"{recovering}-{session.mode}"),
            *_still_sending(session, program),
            ft.Row(
                wrap=True,
                alignment=ft.MainAxisAlignment.SPACE_BETWEEN,
                controls=[
                    link_button(
                        session.words(other),
                        lambda: set_recovering(not recovering),
                        key="forgot",
                    ),
                    *_set_up_other(session, homes),
                ],
            ),
        ],
        page="unlock",
    )


def _which(
    session: Session, program: Program, homes: tuple[Home, ...]
) -> list[ft.Control]:
    if len(homes) < 2:
        return []

    async def turn(mode: Mode) -> None:
        session.mode = mode
        await arrive(session, program)

    def turning(mode: Mode) -> Callable[[], Any]:
        async def go() -> None:
            await turn(mode)

        return go

    ordered = sorted(homes, key=lambda each: each.mode is Mode.EXERCISE)
    return [
        ft.Row(
            wrap=True,
            spacing=GAP,
            controls=[
                choice_button(
                    session.words(f"ui.start.{each.mode.value}"),
                    chosen=each.mode is session.mode,
                    on_click=turning(each.mode),
                    key=f"home-{each.mode.value}",
                )
                for each in ordered
            ],
        )
    ]


def _about(session: Session, home: Home) -> list[ft.Control]:
    if home.last_used_ms is None:
        used = session.words("ui.unlock.never_used")
    else:
        when = ago(home.last_used_ms, session.clock.now_ms(), session.language)
        used = session.words("ui.unlock.last_used", when=when)
    mark = ft.Container(
        bgcolor=STRIPE,
        border_radius=6,
        padding=ft.Padding.symmetric(horizontal=8, vertical=2),
        visible=home.mode is Mode.EXERCISE,
        content=ft.Text(
            session.words("ui.exercise.word"),
            size=SMALL,
            **BOLD,
            color="#000000",
        ),
    )
    return [
        ft.Row(
            vertical_alignment=ft.CrossAxisAlignment.START,
            controls=[
                ft.Container(door_title(home.post_name, used), expand=True),
                mark,
            ],
        )
    ]


def _still_sending(session: Session, program: Program) -> list[ft.Control]:
    """Say what closing did not stop."""
    if not session.closed:
        return []
    sending = program.sending(session.mode)
    if not sending.enrolled:
        words = session.words("ui.unlock.only_here")
    elif sending.unsent_events:
        words = session.words("ui.unlock.still_sending", count=sending.unsent_events)
    elif sending.unsent_photos:
        words = session.words("ui.send.photos", count=sending.unsent_photos)
    else:
        words = session.words("ui.unlock.sent")
    return [note(session.words("ui.unlock.closed")), note(words, key="still-sending")]


def _set_up_other(session: Session, homes: tuple[Home, ...]) -> list[ft.Control]:
    modes = {each.mode for each in homes}
    missing = next((each for each in Mode if each not in modes), None)
    if missing is None or not homes:
        return []

    def set_up() -> None:
        session.mode = missing
        session.stage = Stage.START

    words = session.words(f"ui.unlock.start_{missing.value}")
    return [link_button(words, set_up, key="set-up-other")]


@ft.component
def PassphraseWay(session: Session, program: Program) -> ft.Control:
    """Ask the passphrase; a wrong one makes the next try wait."""
    secret, set_secret = ft.use_state("")
    wait_until, set_wait_until = ft.use_state(0.0)
    now, set_now = ft.use_state(0.0)
    attempt = use_attempt(session, lambda why: _wrong(session, why, "ui.unlock.wrong"))
    use_sending(session, program)

    async def count_down() -> None:
        while True:
            set_now(session.clock.monotonic_s())
            await asyncio.sleep(0.5)

    async def work() -> None:
        try:
            await program.unlock(session.mode, secret)
        except Refusal as why:
            if why.key != "wait":
                raise
            seconds = int(why.values.get("seconds", 1))
            set_wait_until(session.clock.monotonic_s() + seconds)

    async def open_it() -> None:
        if secret and await attempt.run(work):
            await _inside(session, program)

    use_loop(count_down)
    left = max(0, round(wait_until - (now or session.clock.monotonic_s())))
    words = "ui.unlock.opening" if attempt.busy else "ui.unlock.open"
    wait = session.words("ui.unlock.wait", count=left) if left else None
    return ft.Column(
        tight=True,
        spacing=12,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[
            secret_field(
                session.words("ui.unlock.passphrase"),
                secret,
                set_secret,
                key="passphrase",
                autofocus=True,
                helper=session.words("ui.unlock.caps") if shouted(secret) else None,
                on_submit=open_it,
            ),
            error_note(wait or attempt.problem),
            ft.Row(
                alignment=ft.MainAxisAlignment.END,
                controls=[
                    primary_button(
                        session.words(words),
                        open_it,
                        key="open",
                        icon=ft.Icons.LOCK_OPEN,
                        disabled=attempt.busy or left > 0,
                    )
                ],
            ),
        ],
    )


async def _inside(session: Session, program: Program) -> None:
    if session.file is not None:
        session.closed = False
        session.trouble = None
        await arrive(session, program)


def _wrong(session: Session, why: SyncError, key: str) -> str | None:
    return session.words(key) if isinstance(why, WrongSecret) else None


def shouted(secret: str) -> bool:
    """Tell whether this looks typed with Caps Lock on; browsers do not say."""
    letters = [each for each in secret if each.isalpha()]
    return len(letters) >= _CAPITALS_TO_ASK and all(map(str.isupper, letters))


@ft.component
def RecoveryWay(session: Session, program: Program) -> ft.Control:
    """Ask the code of the sheet, and a new passphrase."""
    code, set_code = ft.use_state("")
    secret, set_secret = ft.use_state("")
    again, set_again = ft.use_state("")
    attempt = use_attempt(
        session, lambda why: _wrong(session, why, "ui.unlock.code_wrong")
    )

    async def open_it() -> None:
        wrong = secret_wrong(session, secret, again)
        if wrong:
            attempt.say(wrong)
            return
        mode = session.mode
        if await attempt.run(lambda: program.unlock_with_recovery(mode, code, secret)):
            await _inside(session, program)

    words = "ui.unlock.opening" if attempt.busy else "ui.unlock.open"
    return ft.Column(
        tight=True,
        spacing=12,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[
            ft.Text(
                session.words("ui.unlock.recovery"),
                size=BODY + 1,
                **BOLD,
            ),
            text_field(
                session.words("ui.unlock.code"),
                code,
                set_code,
                key="recovery-typed",
                autofocus=True,
                autocorrect=False,
                enable_suggestions=False,
                capitalization=ft.TextCapitalization.CHARACTERS,
            ),
            secret_field(
                session.words("ui.unlock.new"), secret, set_secret, key="secret"
            ),
            strength_bar(session, secret),
            secret_field(
                session.words("ui.start.again"),
                again,
                set_again,
                key="secret-again",
                on_submit=open_it,
            ),
            error_note(attempt.problem),
            ft.Row(
                alignment=ft.MainAxisAlignment.END,
                controls=[
                    primary_button(
                        session.words(words),
                        open_it,
                        key="open",
                        disabled=attempt.busy,
                    )
                ],
            ),
        ],
    )
