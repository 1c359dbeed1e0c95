"""What stays round every room: the top strip, the rail, the bar at the bottom."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final

import flet as ft

from app.settings import ThemeName
from app.ui.preferences import set_light
from app.ui.routes import REGISTER, ROOMS, SENDING, Room
from app.ui.state import RAIL_WIDTH, Layout
from app.ui.theme import (
    BODY,
    BOLD,
    GAP,
    PLAIN,
    RADIUS,
    SMALL,
    TOUCH,
    line_width,
)
from app.ui.widgets.buttons import icon_button
from app.ui.widgets.level_chip import LevelChip
from app.ui.widgets.order_banner import STRIP_HAS_ROOM_FROM, MessagesButton
from app.ui.widgets.send_chip import send_chip
from app.ui.words import hour, initials

if TYPE_CHECKING:
    from app.ui.state import KeepsSettings, Program, Sending, Session

IN_RAIL: Final = tuple(each for each in ROOMS if each.in_rail)
_NEXT_LIGHT: Final = {
    ThemeName.LIGHT: ThemeName.DARK,
    ThemeName.DARK: ThemeName.SUNLIGHT,
    ThemeName.SUNLIGHT: ThemeName.LIGHT,
}
_LIGHT_ICON: Final = {
    ThemeName.LIGHT: ft.Icons.LIGHT_MODE_OUTLINED,
    ThemeName.DARK: ft.Icons.DARK_MODE_OUTLINED,
    ThemeName.SUNLIGHT: ft.Icons.WB_SUNNY,
}
_WITHIN: Final = {
    **dict.fromkeys(("keys", "board"), "posts"),
    **dict.fromkeys(("keys", "downscaling", "equity", "levels"), "posts"),
    **{each.name: each.within for each in ROOMS if each.within is not None},
    **dict.fromkeys(("days", "requests", "recalls", "list"), "stock"),
}
"""The room of the rail that a page opens from."""
_STRIP_HEIGHT: Final = 60
_CLOCK_FITS_FROM: Final = 480
"""Pixels from which the strip has room for the time; a phone shows it above."""
_CROWDED_FROM: Final = 6
"""Rooms in the bar of a phone from which bold words no longer fit."""
_FULL_FROM: Final = 7
"""Rooms from which words are smaller, and a long one takes room of a short one."""
_SMALL_PHONE: Final = 390
_LEAST_LETTERS: Final = 9
"""A word in the bar takes the room of so many letters at least: 48 on a phone."""


def light_shown(session: Session) -> ThemeName:
    """Return the light that is on: the system's when none was chosen."""
    if session.theme is not ThemeName.SYSTEM:
        return session.theme
    dark = ft.context.page.platform_brightness is ft.Brightness.DARK
    return ThemeName.DARK if dark else ThemeName.LIGHT


def light_button(session: Session, program: KeepsSettings) -> ft.Control:
    """Return the one tap that lights the screen otherwise."""
    light = light_shown(session)
    return icon_button(
        _LIGHT_ICON[light],
        session.words(f"ui.light.{light.value}"),
        lambda: set_light(session, program, _NEXT_LIGHT[light]),
        key="light",
    )


def top_strip(
    session: Session, program: Program, sending: Sending, post_name: str, now_ms: int
) -> ft.Control:
    """Return what is always in sight: where, how far sent, what time, who."""
    narrow = session.width < STRIP_HAS_ROOM_FROM
    chip = send_chip(
        sending,
        now_ms,
        session.language,
        lambda: session.go(SENDING),
        short=narrow,
    )
    tools = [
        chip,
        *([_clock(now_ms)] if session.width >= _CLOCK_FITS_FROM else []),
        *([] if narrow else [MessagesButton(session, key="messages-button")]),
        help_button(session, session.page),
        light_button(session, program),
        _person(session, narrow=session.layout is Layout.NARROW),
        icon_button(
            ft.Icons.LOCK_OUTLINE, session.words("ui.lock.do"), session.lock, key="lock"
        ),
    ]
    return ft.Container(
        height=_STRIP_HEIGHT,
        padding=ft.Padding.only(left=12 if narrow else 20, right=0 if narrow else GAP),
        bgcolor=ft.Colors.SURFACE_CONTAINER_LOWEST,
        border=ft.Border.only(
            bottom=ft.BorderSide(line_width(), ft.Colors.OUTLINE_VARIANT)
        ),
        content=ft.Row(
            spacing=4 if narrow else GAP,
            controls=[
                _post(post_name, narrow=narrow),
                LevelChip(session, key="level"),
                *tools,
            ],
        ),
    )


def _clock(now_ms: int) -> ft.Control:
    return ft.Text(hour(now_ms), key="clock", size=BODY, **BOLD)


def _post(name: str, *, narrow: bool) -> ft.Control:
    return ft.Text(
        name,
        key="post-name",
        size=BODY - 1 if narrow else BODY + 1,
        **BOLD,
        expand=True,
        max_lines=1,
        overflow=ft.TextOverflow.ELLIPSIS,
    )


def help_button(session: Session, page: str) -> ft.Control:
    """Return the one tap that opens a page of help."""

    def show() -> None:
        session.help = page

    return icon_button(
        ft.Icons.HELP_OUTLINE, session.words("ui.help.do"), show, key="help"
    )


def _person(session: Session, *, narrow: bool) -> ft.Control:
    name = session.person.name if session.person else ""

    def switch() -> None:
        session.switching = True

    label = session.words("ui.people.switch_from", name=name)
    first = ft.Container(
        width=32,
        height=32,
        border_radius=16,
        bgcolor=ft.Colors.PRIMARY_CONTAINER,
        alignment=ft.Alignment.CENTER,
        content=ft.Text(
            initials(name),
            size=SMALL - 1,
            **BOLD,
            color=ft.Colors.ON_PRIMARY_CONTAINER,
            semantics_label=label,
        ),
    )
    words = ft.Text(
        name,
        size=BODY,
        color=ft.Colors.ON_SURFACE,
        max_lines=1,
        overflow=ft.TextOverflow.ELLIPSIS,
    )
    return ft.TextButton(
        key="person",
        height=TOUCH,
        tooltip=label,
        width=TOUCH if narrow else None,
        style=ft.ButtonStyle(padding=4 if narrow else GAP),
        on_click=switch,
        content=first
        if narrow
        else ft.Row(tight=True, spacing=GAP, controls=[first, words]),
    )


def within(room: str) -> str:
    """Return the room of the rail a page belongs to: itself, or where it opens from."""
    return _WITHIN.get(room, room)


def rail(
    session: Session, rooms: Sequence[Room] = IN_RAIL, *, register: bool = True
) -> ft.Control:
    """Return the rooms beside the screen, with *Registreren* on top."""
    top = [_register_tile(session), ft.Container(height=GAP)] if register else []
    return ft.Container(
        width=RAIL_WIDTH,
        bgcolor=ft.Colors.SURFACE_CONTAINER_LOWEST,
        padding=ft.Padding.symmetric(vertical=12, horizontal=GAP),
        border=ft.Border.only(
            right=ft.BorderSide(line_width(), ft.Colors.OUTLINE_VARIANT)
        ),
        content=ft.Column(
            spacing=4,
            scroll=ft.ScrollMode.HIDDEN if session.is_short else None,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
            controls=[
                *top,
                *(
                    _rail_tile(session, each, chosen=each.name == within(session.room))
                    for each in rooms
                ),
            ],
        ),
    )


def _register_tile(session: Session) -> ft.Control:
    return ft.FilledButton(
        key="go-register",
        height=84,
        tooltip="F2",
        style=ft.ButtonStyle(
            padding=4, shape=ft.RoundedRectangleBorder(radius=RADIUS + 4)
        ),
        on_click=lambda: session.go(REGISTER),
        content=_tile_face(
            ft.Icons.PERSON_ADD_ALT_1,
            session.words(f"ui.room.{REGISTER}"),
            ft.Colors.ON_PRIMARY,
            strong=True,
        ),
    )


def _rail_tile(session: Session, room: Room, *, chosen: bool) -> ft.Control:
    ink = ft.Colors.ON_PRIMARY_CONTAINER if chosen else ft.Colors.ON_SURFACE_VARIANT
    return ft.Semantics(
        selected=chosen,
        content=ft.TextButton(
            key=f"go-{room.name}",
            height=68,
            style=ft.ButtonStyle(
                padding=4,
                bgcolor=ft.Colors.PRIMARY_CONTAINER if chosen else None,
                shape=ft.RoundedRectangleBorder(radius=RADIUS + 4),
            ),
            on_click=lambda: session.go(room.name),
            content=_tile_face(
                room.chosen_icon if chosen else room.icon,
                session.words(f"ui.room.{room.name}"),
                ink,
                strong=chosen,
            ),
        ),
    )


def _tile_face(icon: ft.IconData, words: str, ink: str, *, strong: bool) -> ft.Control:
    return ft.Column(
        tight=True,
        spacing=4,
        alignment=ft.MainAxisAlignment.CENTER,
        horizontal_alignment=ft.CrossAxisAlignment.CENTER,
        controls=[
            ft.Icon(icon, size=26, color=ink),
            ft.Text(
                words,
                size=13,
                color=ink,
                max_lines=1,
                no_wrap=True,
                **(BOLD if strong else PLAIN),
            ),
        ],
    )


def bottom_bar(session: Session, rooms: Sequence[Room] = IN_RAIL) -> ft.Control:
    """Return the rooms under the screen of a phone."""
    return ft.Container(
        bgcolor=ft.Colors.SURFACE_CONTAINER_LOWEST,
        border=ft.Border.only(
            top=ft.BorderSide(line_width(), ft.Colors.OUTLINE_VARIANT)
        ),
        padding=4,
        content=ft.Row(
            spacing=0,
            controls=[
                ft.Container(
                    expand=_share(session, each) if len(rooms) >= _FULL_FROM else 1,
                    content=_bar_tile(
                        session,
                        each,
                        chosen=each.name == within(session.room),
                        many=len(rooms),
                    ),
                )
                for each in rooms
            ],
        ),
    )


def _share(session: Session, room: Room) -> int:
    """Return the share of the bar that the words of a room take."""
    return max(len(session.words(f"ui.room.{room.name}")), _LEAST_LETTERS)


def _letters(session: Session, many: int) -> float:
    """Return how large the words in the bar of a phone are."""
    if many < _FULL_FROM:
        return 11.5
    return 10.5 * min(1, session.width / _SMALL_PHONE)


def _bar_tile(session: Session, room: Room, *, chosen: bool, many: int) -> ft.Control:
    ink = ft.Colors.PRIMARY if chosen else ft.Colors.ON_SURFACE_VARIANT
    words = session.words(f"ui.room.{room.name}")
    return ft.Semantics(
        selected=chosen,
        content=ft.TextButton(
            key=f"go-{room.name}",
            height=60,
            style=ft.ButtonStyle(
                padding=0, shape=ft.RoundedRectangleBorder(radius=RADIUS)
            ),
            on_click=lambda: session.go(room.name),
            content=ft.Column(
                tight=True,
                spacing=2,
                horizontal_alignment=ft.CrossAxisAlignment.CENTER,
                controls=[
                    ft.Icon(
                        room.chosen_icon if chosen else room.icon, size=24, color=ink
                    ),
                    ft.Text(
                        words,
                        size=_letters(session, many),
                        color=ink,
                        max_lines=1,
                        no_wrap=True,
                        **(BOLD if chosen and many < _CROWDED_FROM else PLAIN),
                    ),
                ],
            ),
        ),
    )


def floating_register(session: Session, on_click: Callable[..., Any]) -> ft.Control:
    """Return *Registreren*, floating over a room on a phone."""
    return ft.FloatingActionButton(
        key="go-register",
        content=ft.Row(
            alignment=ft.MainAxisAlignment.CENTER,
            spacing=GAP,
            controls=[
                ft.Icon(ft.Icons.PERSON_ADD_ALT_1, color=ft.Colors.ON_PRIMARY),
                ft.Text(
                    session.words(f"ui.room.{REGISTER}"),
                    color=ft.Colors.ON_PRIMARY,
                    **BOLD,
                ),
            ],
        ),
        bgcolor=ft.Colors.PRIMARY,
        height=56,
        width=164,
        on_click=on_click,
    )
