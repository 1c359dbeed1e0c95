"""The window: what is shown at each stage, the frame round the rooms, the keyboard."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

import flet as ft

from app.scan.keys import Key
from app.ui.arrive import arrive, change_mode, first_mode
from app.ui.enlarged import enlarge
from app.ui.frame import bottom_bar, floating_register, rail, top_strip
from app.ui.hooks import keyed, use_loop, use_now, use_sending
from app.ui.in_turn import hear_in_turn
from app.ui.overdue import OverdueWatch
from app.ui.routes import CASUALTIES, REGISTER, room
from app.ui.scanned import on_run
from app.ui.screens.emergency import EmergencyBar
from app.ui.screens.help import help_dialog
from app.ui.screens.lent import LentScreen
from app.ui.screens.lock import LockScreen
from app.ui.screens.person import FirstPersonScreen
from app.ui.screens.signon import SignOnScreen
from app.ui.screens.start import StartScreen
from app.ui.screens.tablet import AT_BASE_ONLY, EndedScreen, at_base_only
from app.ui.screens.unlock import UnlockScreen
from app.ui.state import Layout, Session, Stage
from app.ui.theme import dress
from app.ui.widgets.clock_note import clock_note
from app.ui.widgets.exercise_banner import exercise_banner
from app.ui.widgets.order_banner import OrderBanner
from app.ui.widgets.panels import error_note
from app.ui.widgets.power_notes import PowerBanner
from sync.ids import Mode

if TYPE_CHECKING:
    from app.ui.state import Program

IDLE_LOCK_S: Final = 180
_IDLE_LOOK_S: Final = 5
_FLOATS_IN: Final = frozenset({"overview", CASUALTIES})
"""Rooms where *Registreren* floats on a phone; elsewhere it would hide an action."""


def screens(program: Program) -> Callable[[ft.Page], Any]:
    """Return what Flet calls for each new window of this post."""

    async def main(page: ft.Page) -> None:
        session = Session(
            program.file, program.clock, first_mode(program), program.settings()
        )
        await open_window(page, session, program)

    return main


async def open_window(page: ft.Page, session: Session, program: Program) -> None:
    """Show a session in a new window."""
    prepare(page, session)
    await arrive(session, program)
    page.render(Shell, session, program)
    await enlarge(page, session.size_percent)


def prepare(page: ft.Page, session: Session) -> None:
    """Tie a page to a session: letters, light, size, keyboard, signs of life."""
    page.title = "Noodpost"
    page.padding = 0
    page.spacing = 0
    locales = [ft.Locale("nl", "NL"), ft.Locale("en", "GB")]
    page.locale_configuration = ft.LocaleConfiguration(locales, locales[0])
    dress(page, session.theme)
    _measure(page, session)

    def resized(event: ft.PageResizeEvent) -> None:
        session.width, session.height = event.width, event.height

    async def pressed(event: ft.KeyboardEvent) -> None:
        if session.stage is not Stage.ROOMS or session.locked or session.switching:
            await on_key(session, event.key)
            return
        key = Key(event.key, event.shift, event.ctrl, event.alt)
        run = session.scans.press(key, session.clock.monotonic_s())
        if run is not None:
            await on_run(session, run)
        if not (session.scans.is_scanning if run is None else run.fast):
            await on_key(session, event.key)

    def heard(event_name: str) -> None:
        session.touch()
        if event_name == "connect":  # loaded anew, perhaps larger
            _measure(page, session)

    page.on_resize = resized
    page.on_keyboard_event = pressed
    hear_in_turn(page, heard)


def _measure(page: ft.Page, session: Session) -> None:
    session.width, session.height = page.width or 1280, page.height or 800


async def on_key(session: Session, key: str) -> None:
    """Do what a key means everywhere, unless something on screen took it."""
    if session.press(key) or session.stage is not Stage.ROOMS or session.locked:
        return
    match key:
        case "F1":
            session.help = session.page
        case "F2":
            session.go(REGISTER)
        case "F4":
            session.go(CASUALTIES)
            session.find += 1
        case "F8" if session.primary is not None:
            answer = session.primary()
            if asyncio.iscoroutine(answer):
                await answer
        case "Escape":
            session.switching = False
            session.back()


@ft.component
def Shell(session: Session, program: Program) -> ft.Control:
    """Draw the window."""
    page = ft.context.page

    def light() -> None:
        dress(page, session.theme)
        page.update()

    async def watch() -> None:
        while True:
            await asyncio.sleep(_IDLE_LOOK_S)
            # Who walks a round with a lent tablet sees no more than that round.
            if session.lent is None and session.idle_s >= IDLE_LOCK_S:
                session.lock()

    ft.use_effect(light, [session.theme])
    use_loop(watch)
    ft.use_dialog(help_dialog(session))
    use_sending(session, program)  # another window may have closed the file
    return ft.SafeArea(
        expand=True,
        content=ft.Container(expand=True, content=_stage(session, program)),
    )


def _stage(session: Session, program: Program) -> ft.Control:
    shown = _shown(session)
    # The first start chooses the mode on its way, and goes on where it was.
    mode = "" if shown is StartScreen else f"-{session.mode}"
    return keyed(shown, session, program, key=f"{shown.__name__}{mode}")


def _shown(session: Session) -> Callable[..., ft.Control]:
    stage = session.stage
    if session.is_tablet and session.file is None:
        return EndedScreen
    if stage is not Stage.START and session.file is None:
        stage = Stage.UNLOCK
    if stage is not Stage.ROOMS:
        return _BEFORE[stage]
    if session.locked:
        return LockScreen
    if session.lent is not None:
        return LentScreen
    return SignOnScreen if session.switching else Frame


_BEFORE: Final[dict[Stage, Callable[..., ft.Control]]] = {
    Stage.START: StartScreen,
    Stage.UNLOCK: UnlockScreen,
    Stage.FIRST_PERSON: FirstPersonScreen,
    Stage.SIGN_ON: SignOnScreen,
}


@ft.component
def Frame(session: Session, program: Program) -> ft.Control:
    """Draw the frame and, in it, the room that is shown."""
    now = use_now(session)
    sending = use_sending(session, program)
    name = next(
        (each.post_name for each in program.homes() if each.mode is session.mode), ""
    )
    inside = _inside(session, program)
    return ft.Column(
        expand=True,
        spacing=0,
        controls=[
            top_strip(session, program, sending, name, now),
            *banner(session, program),
            EmergencyBar(session, key="emergency"),
            OrderBanner(session, key="orders"),
            OverdueWatch(session, key="overdue"),
            clock_note(session, sending),
            PowerBanner(session, key="power"),
            error_note(session.trouble, key="trouble"),
            ft.Row(
                expand=True,
                spacing=0,
                vertical_alignment=ft.CrossAxisAlignment.STRETCH,
                controls=[rail(session), inside],
            )
            if session.rail_width
            else inside,
            *([] if session.rail_width else [bottom_bar(session)]),
        ],
    )


def _inside(session: Session, program: Program) -> ft.Control:
    refused = session.is_tablet and session.room in AT_BASE_ONLY
    content = (
        at_base_only(session)
        if refused
        else room(session.room).load()(session, program)
    )
    held = ft.Container(
        key=f"room-{session.room}",
        expand=True,
        bgcolor=ft.Colors.SURFACE,
        content=content,
    )
    floats = session.room in _FLOATS_IN and session.casualty is None
    if session.rail_width or not floats:
        return held
    button = floating_register(session, lambda: session.go(REGISTER))
    return ft.Stack(
        expand=True,
        controls=[held, ft.Container(content=button, right=16, bottom=16)],
    )


def banner(session: Session, program: Program) -> list[ft.Control]:
    """Return the exercise banner, in an exercise."""
    if not session.exercise:
        return []

    async def real() -> None:
        await change_mode(session, program, Mode.REAL, REGISTER)

    return [
        exercise_banner(
            session.language,
            # A tablet looks at one post; the real one is opened at its own device.
            None if session.is_tablet else real,
            width=session.width,
            short=session.layout is Layout.NARROW,
        )
    ]
