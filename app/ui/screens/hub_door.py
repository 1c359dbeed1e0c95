"""The way into a hub: first start, the files to take away, unlock."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

import flet as ft

from app.ui.door import door, door_title
from app.ui.hooks import Attempt, use_attempt
from app.ui.hub_state import HubProgram, HubSetup
from app.ui.state import Session
from app.ui.theme import BODY, RADIUS, outline
from app.ui.widgets.buttons import link_button, primary_button
from app.ui.widgets.fields import choices, text_field
from app.ui.widgets.panels import alarm_note, error_note, note
from app.ui.widgets.secret import secret_field, secret_wrong, strength_bar
from sync.errors import FileError, SyncError, WrongSecret
from sync.ids import Mode

_EMPTY: Final = {"region": "", "operator": "", "secret": "", "again": "", "mode": ""}
_REAL: Final = Mode.REAL.value


@ft.component
def HubStart(
    session: Session, program: HubProgram, on_made: Callable[[], Any], key: str = ""
) -> ft.Control:
    """Ask what a new hub needs: region, operator, real or exercise, passphrase."""
    typed, set_typed = ft.use_state(dict(_EMPTY))
    attempt = use_attempt(session)

    def write(name: str) -> Callable[[str], None]:
        return lambda words: set_typed(lambda before: {**before, name: words})

    async def make() -> None:
        wrong = _wrong(session, typed)
        if wrong:
            attempt.say(wrong)
            return
        setup = HubSetup(
            region=typed["region"].strip(),
            operator=typed["operator"].strip(),
            mode=Mode(typed["mode"] or _REAL),
            passphrase=typed["secret"],
            language=session.language,
        )
        await attempt.run(lambda: program.create(setup), lambda _made: on_made())

    word = "making" if attempt.busy else "create"
    return door(
        session,
        program,
        [
            door_title(
                session.words("ui.hub.first.title"), session.words("ui.hub.first.note")
            ),
            *_about(session, typed, write),
            *_secrets(session, typed, write, make),
            error_note(attempt.problem, key="hub-problem"),
            _last(
                session.words(f"ui.hub.first.{word}"),
                make,
                key="hub-create",
                icon=ft.Icons.HUB_OUTLINED,
                disabled=attempt.busy,
            ),
        ],
    )


Typed = dict[str, str]
Write = Callable[[str], Callable[[str], None]]


def _wrong(session: Session, typed: Typed) -> str | None:
    if not typed["region"].strip():
        return session.words("ui.hub.first.region_empty")
    if not typed["operator"].strip():
        return session.words("ui.hub.first.operator_empty")
    return secret_wrong(session, typed["secret"], typed["again"])


def _about(session: Session, typed: Typed, write: Write) -> Sequence[ft.Control]:
    modes = [
        (each.value, session.words(f"ui.hub.first.mode_{each.value}")) for each in Mode
    ]
    return [
        text_field(
            session.words("ui.hub.first.region"),
            typed["region"],
            write("region"),
            key="hub-region",
            autofocus=True,
        ),
        text_field(
            session.words("ui.hub.first.operator"),
            typed["operator"],
            write("operator"),
            key="hub-operator",
            helper=session.words("ui.hub.first.operator_hint"),
            helper_max_lines=2,
        ),
        choices(
            modes,
            typed["mode"] or _REAL,
            write("mode"),
            key="hub-mode",
            label=session.words("ui.hub.first.mode"),
        ),
    ]


def _secrets(
    session: Session, typed: Typed, write: Write, make: Callable[[], Any]
) -> Sequence[ft.Control]:
    return [
        secret_field(
            session.words("ui.hub.passphrase"),
            typed["secret"],
            write("secret"),
            key="hub-secret",
        ),
        note(session.words("ui.hub.first.passphrase_hint")),
        strength_bar(session, typed["secret"]),
        secret_field(
            session.words("ui.start.again"),
            typed["again"],
            write("again"),
            key="hub-again",
            on_submit=make,
        ),
    ]


def _last(
    words: str,
    on_click: Callable[[], Any],
    *,
    key: str,
    icon: ft.IconData,
    disabled: bool = False,
) -> ft.Control:
    button = primary_button(words, on_click, key=key, icon=icon, disabled=disabled)
    return ft.Row(alignment=ft.MainAxisAlignment.END, controls=[button])


@ft.component
def HubKeep(
    session: Session, program: HubProgram, on_done: Callable[[], Any], key: str = ""
) -> ft.Control:
    """Name the files that belong in a safe and not on this machine."""
    return door(
        session,
        program,
        [
            door_title(
                session.words("ui.hub.keep.title"), session.words("ui.hub.keep.note")
            ),
            *(_file(each) for each in program.keep_apart()),
            _last(
                session.words("ui.hub.keep.done"),
                on_done,
                key="hub-kept",
                icon=ft.Icons.CHECK,
            ),
        ],
    )


def _file(name: str) -> ft.Control:
    return ft.Container(
        padding=12,
        border=outline(ft.Colors.OUTLINE),
        border_radius=RADIUS,
        content=ft.Row(
            spacing=12,
            controls=[
                ft.Icon(ft.Icons.KEY),
                ft.Text(name, size=BODY, selectable=True, expand=True),
            ],
        ),
    )


@ft.component
def HubUnlock(session: Session, program: HubProgram, key: str = "") -> ft.Control:
    """Ask the operator's passphrase; meanwhile receiving goes on."""
    secret, set_secret = ft.use_state("")
    attempt = use_attempt(session, lambda why: _unlock_wrong(session, why))

    async def unlock() -> None:
        if secret:
            await attempt.run(lambda: program.unlock(secret))

    count = program.waiting_sealed()
    sealed = session.words("ui.hub.sealed", count=count) if count else None
    return door(
        session,
        program,
        [
            door_title(
                session.words("ui.hub.unlock.title"),
                f"{program.region()} · {session.words('ui.hub.unlock.note')}",
            ),
            alarm_note(sealed, key="hub-sealed"),
            *_passphrase(session, attempt, secret, set_secret, unlock),
            note(session.words("ui.hub.receiving", address=program.address())),
        ],
    )


@ft.component
def HubScreenLock(session: Session, program: HubProgram, key: str = "") -> ft.Control:
    """Show nothing until the passphrase is given; receiving and reading go on."""
    secret, set_secret = ft.use_state("")
    attempt = use_attempt(session, lambda why: _unlock_wrong(session, why))

    def back(_checked: None) -> None:
        session.touch()
        session.locked = False

    async def check() -> None:
        if secret:
            await attempt.run(lambda: program.check(secret), back)

    async def close() -> None:
        await program.lock()

    return door(
        session,
        program,
        [
            door_title(
                session.words("ui.lock.title"),
                f"{program.region()} · {session.words('ui.hub.screen.note')}",
            ),
            *_passphrase(session, attempt, secret, set_secret, check),
            link_button(
                session.words("ui.hub.lock"),
                close,
                key="close-hub",
                icon=ft.Icons.LOGOUT,
            ),
        ],
    )


def _passphrase(
    session: Session,
    attempt: Attempt,
    secret: str,
    set_secret: Callable[[str], Any],
    on_give: Callable[[], Any],
) -> Sequence[ft.Control]:
    word = "busy" if attempt.busy else "button"
    return [
        secret_field(
            session.words("ui.hub.passphrase"),
            secret,
            set_secret,
            key="hub-secret",
            autofocus=True,
            on_submit=on_give,
        ),
        error_note(attempt.problem, key="hub-problem"),
        _last(
            session.words(f"ui.hub.unlock.{word}"),
            on_give,
            key="hub-unlock",
            icon=ft.Icons.LOCK_OPEN,
            disabled=attempt.busy,
        ),
    ]


def _unlock_wrong(session: Session, why: SyncError) -> str | None:
    if isinstance(why, WrongSecret):
        return session.words("ui.hub.unlock.wrong")
    if type(why) is FileError:
        return session.words("ui.hub.unlock.file")
    return None
