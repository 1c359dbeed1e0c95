"""The hub console: the same frame and components as a post, over the hub program."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Final

import flet as ft

from app.ui.frame import bottom_bar, light_button, rail
from app.ui.hooks import use_loop, use_now, use_subscription
from app.ui.hub_state import HubProgram
from app.ui.routes import Room
from app.ui.screens.help import help_dialog
from app.ui.screens.hub_acts import HubActsRoom
from app.ui.screens.hub_aside import AsideRoom
from app.ui.screens.hub_board import HubBoardRoom
from app.ui.screens.hub_border import HubBorderRoom
from app.ui.screens.hub_casualties import HubCasualtiesRoom
from app.ui.screens.hub_days import HubDaysRoom
from app.ui.screens.hub_door import HubKeep, HubScreenLock, HubStart, HubUnlock
from app.ui.screens.hub_downscaling import HubDownscalingRoom
from app.ui.screens.hub_equity import HubEquityRoom
from app.ui.screens.hub_invitations import InvitationsRoom
from app.ui.screens.hub_keys import KeysRoom
from app.ui.screens.hub_levels import HubLevelsRoom
from app.ui.screens.hub_list import HubListRoom
from app.ui.screens.hub_messages import HubMessagesRoom
from app.ui.screens.hub_moving import HubMovingRoom
from app.ui.screens.hub_posts import PostsRoom
from app.ui.screens.hub_powers import HubPowersRoom
from app.ui.screens.hub_recalls import HubRecallsRoom
from app.ui.screens.hub_requests import HubRequestsRoom
from app.ui.screens.hub_residents import HubResidentsRoom
from app.ui.screens.hub_signals import HubSignalsRoom
from app.ui.screens.hub_stock import HubStockRoom
from app.ui.shell import IDLE_LOCK_S, prepare
from app.ui.state import Layout, Session, Stage
from app.ui.theme import BODY, BOLD, GAP, SMALL, dress, line_width
from app.ui.widgets.buttons import icon_button
from app.ui.widgets.exercise_banner import exercise_banner
from app.ui.words import hour

POSTS: Final = "posts"
ROOMS: Final = (
    Room(POSTS, ft.Icons.HOME_WORK_OUTLINED, ft.Icons.HOME_WORK, ""),
    Room(
        "casualties",
        ft.Icons.PERSONAL_INJURY_OUTLINED,
        ft.Icons.PERSONAL_INJURY,
        "",
    ),
    Room("stock", ft.Icons.INVENTORY_2_OUTLINED, ft.Icons.INVENTORY_2, ""),
    Room("messages", ft.Icons.CAMPAIGN_OUTLINED, ft.Icons.CAMPAIGN, ""),
    Room("aside", ft.Icons.REPORT_PROBLEM_OUTLINED, ft.Icons.REPORT_PROBLEM, ""),
    Room("invitations", ft.Icons.MAIL_OUTLINE, ft.Icons.MAIL, ""),
)
DRAWN: Final[dict[str, Callable[[Session, HubProgram], ft.Control]]] = {
    POSTS: PostsRoom,
    "casualties": HubCasualtiesRoom,
    "stock": HubStockRoom,
    "days": HubDaysRoom,
    "signals": HubSignalsRoom,
    "downscaling": HubDownscalingRoom,
    "equity": HubEquityRoom,
    "levels": HubLevelsRoom,
    "moving": HubMovingRoom,
    "residents": HubResidentsRoom,
    "requests": HubRequestsRoom,
    "messages": HubMessagesRoom,
    "keys": KeysRoom,
    "border": HubBorderRoom,
    "board": HubBoardRoom,
    "list": HubListRoom,
    "recalls": HubRecallsRoom,
    "powers": HubPowersRoom,
    "acts": HubActsRoom,
    "aside": AsideRoom,
    "invitations": InvitationsRoom,
}
_STRIP_HEIGHT: Final = 60
_IDLE_LOOK_S: Final = 5


def screens(program: HubProgram) -> Callable[[ft.Page], Any]:
    """Return what Flet calls for each new window of this console."""

    def main(page: ft.Page) -> None:
        session = Session(
            lambda _mode: program.file(),
            program.clock,
            program.mode(),
            program.settings(),
        )
        session.room = POSTS
        # Whoever opens another window on an open hub shows first who they are.
        session.locked = program.file() is not None
        prepare(page, session)
        page.render(Console, session, program)

    return main


@ft.component
def Console(session: Session, program: HubProgram) -> ft.Control:
    """Draw first start, unlock, or the rooms."""
    page = ft.context.page
    use_subscription(program.on_change, [id(program)])
    keep, set_keep = ft.use_state(False)

    def light() -> None:
        dress(page, session.theme)
        page.update()

    def arrive() -> None:
        session.mode = program.mode()
        session.person = program.operator()
        is_open = session.person is not None
        session.stage = Stage.ROOMS if is_open else Stage.UNLOCK
        if not is_open:
            session.casualty = session.item = session.help = None
            session.locked = False

    ft.use_effect(light, [session.theme])
    use_loop(_watch(session))
    ft.use_effect(arrive, [id(program.file())])
    content = _content(session, program, keep, set_keep)
    return ft.SafeArea(expand=True, content=ft.Container(expand=True, content=content))


def _watch(session: Session) -> Callable[[], Awaitable[None]]:
    """Return what locks a screen nobody touches."""

    async def watch() -> None:
        while True:
            await asyncio.sleep(_IDLE_LOOK_S)
            if session.idle_s >= IDLE_LOCK_S:
                session.lock()

    return watch


def _content(
    session: Session,
    program: HubProgram,
    keep: bool,
    set_keep: Callable[[bool], Any],
) -> ft.Control:
    if program.is_new():
        return HubStart(session, program, lambda: set_keep(True), key="start")
    if program.file() is None or session.locked:
        shown = HubUnlock if program.file() is None else HubScreenLock
        return shown(session, program, key=shown.__name__)
    if keep:
        return HubKeep(session, program, lambda: set_keep(False), key="keep")
    if session.person is None:
        return ft.Container()
    return ConsoleFrame(session, program, key="frame")


@ft.component
def ConsoleFrame(session: Session, program: HubProgram, key: str = "") -> ft.Control:
    """Draw the frame and, in it, the room that is shown."""
    now = use_now(session)
    ft.use_dialog(help_dialog(session))
    narrow = session.layout is Layout.NARROW
    inside = ft.Container(
        key=f"room-{session.room}",
        expand=True,
        bgcolor=ft.Colors.SURFACE,
        content=DRAWN[session.room](session, program),
    )
    if not session.rail_width:
        body: list[ft.Control] = [inside, bottom_bar(session, ROOMS)]
    else:
        rooms = rail(session, ROOMS, register=False)
        body = [
            ft.Row(
                expand=True,
                spacing=0,
                vertical_alignment=ft.CrossAxisAlignment.STRETCH,
                controls=[rooms, inside],
            )
        ]
    banner = (
        [exercise_banner(session.language, None, short=narrow)]
        if session.exercise
        else []
    )
    return ft.Column(
        expand=True,
        spacing=0,
        controls=[_strip(session, program, now), *banner, *body],
    )


def _strip(session: Session, program: HubProgram, now: int) -> ft.Control:
    narrow = session.layout is Layout.NARROW

    def show_help() -> None:
        session.help = "hub"

    tools = [
        _unread(session, program, narrow=narrow),
        ft.Text(hour(now), key="clock", size=BODY, **BOLD),
        icon_button(
            ft.Icons.HELP_OUTLINE, session.words("ui.help.do"), show_help, key="help"
        ),
        light_button(session, program),
        icon_button(
            ft.Icons.LOCK_OUTLINE, session.words("ui.lock.do"), session.lock, key="lock"
        ),
    ]
    return ft.Container(
        height=_STRIP_HEIGHT,
        padding=ft.Padding.only(left=12 if narrow else 20, right=GAP),
        bgcolor=ft.Colors.SURFACE_CONTAINER_LOWEST,
        border=ft.Border.only(
            bottom=ft.BorderSide(line_width(), ft.Colors.OUTLINE_VARIANT)
        ),
        content=ft.Row(
            spacing=2 if narrow else GAP,
            controls=[_region(session, program, narrow=narrow), *tools],
        ),
    )


def _region(session: Session, program: HubProgram, *, narrow: bool) -> ft.Control:
    """Return whose hub this is, where it receives and who is at the console."""
    name = session.person.name if session.person else ""
    at = session.words("ui.hub.receiving", address=program.address())
    return ft.Column(
        expand=True,
        spacing=0,
        alignment=ft.MainAxisAlignment.CENTER,
        controls=[
            ft.Text(
                program.region(),
                key="region",
                size=BODY + 1,
                max_lines=1,
                overflow=ft.TextOverflow.ELLIPSIS,
                **BOLD,
            ),
            ft.Text(
                name if narrow else f"{name} · {at}",
                key="operator",
                size=SMALL - 1,
                color=ft.Colors.ON_SURFACE_VARIANT,
                max_lines=1,
                overflow=ft.TextOverflow.ELLIPSIS,
            ),
        ],
    )


def _unread(session: Session, program: HubProgram, *, narrow: bool) -> ft.Control:
    count = program.waiting_sealed()
    words = (
        session.words("ui.hub.sealed", count=count)
        if count
        else session.words("ui.hub.all_read")
    )
    icon = ft.Icons.INVENTORY_2_OUTLINED if count else ft.Icons.CHECK
    shown = str(count or "") if narrow else words
    return ft.Semantics(
        live_region=True,
        content=ft.Row(
            tight=True,
            spacing=6,
            controls=[
                ft.Icon(icon, size=20, semantics_label=words if narrow else None),
                ft.Text(shown, key="unread", size=BODY - 1, no_wrap=True),
            ],
        ),
    )
