"""Buttons: one primary per screen, quiet ones beside it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import flet as ft

from app.ui.theme import BODY, BOLD, LARGE, PRIMARY, TOUCH

OnClick = Callable[..., Any]
"""A plain or async function that takes the event, or nothing."""


def primary_button(
    label: str,
    on_click: OnClick,
    *,
    key: str,
    icon: ft.IconData | None = None,
    disabled: bool = False,
    expand: bool = False,
) -> ft.Control:
    """Return the one next action of a screen: big, filled."""
    return ft.FilledButton(
        key=key,
        content=ft.Text(label, size=LARGE - 2, **BOLD),
        icon=icon,
        height=PRIMARY,
        disabled=disabled,
        expand=expand or None,
        on_click=on_click,
    )


def quiet_button(
    label: str,
    on_click: OnClick,
    *,
    key: str,
    icon: ft.IconData | None = None,
    disabled: bool = False,
    expand: bool = False,
) -> ft.Control:
    """Return an outlined action beside the primary one."""
    return ft.OutlinedButton(
        key=key,
        content=ft.Text(label, size=BODY, **BOLD),
        icon=icon,
        height=TOUCH,
        disabled=disabled,
        expand=expand or None,
        on_click=on_click,
    )


def link_button(
    label: str, on_click: OnClick, *, key: str, icon: ft.IconData | None = None
) -> ft.Control:
    """Return an action in words only."""
    return ft.TextButton(
        key=key,
        content=ft.Text(label, size=BODY, **BOLD),
        icon=icon,
        height=TOUCH,
        on_click=on_click,
    )


def icon_button(
    icon: ft.IconData,
    name: str,
    on_click: OnClick,
    *,
    key: str,
    colour: str | None = None,
    disabled: bool = False,
) -> ft.Control:
    """Return an action in one picture, with its name for those who cannot see it."""
    return ft.IconButton(
        key=key,
        icon=ft.Icon(icon, semantics_label=name, color=colour),
        tooltip=name,
        width=TOUCH,
        height=TOUCH,
        disabled=disabled,
        on_click=on_click,
    )


HOLD_S = 1.0
_LONG_PRESS_S = 0.5
"""What Flutter waits before it calls a press long."""
_SECOND_PRESS_S = (1.0, 6.0)


@ft.component
def HoldButton(
    content: ft.Control,
    on_held: Callable[[], Any],
    hint: str,
    *,
    name: str,
    style: ft.ButtonStyle | None = None,
    height: float = PRIMARY,
) -> ft.Control:
    """Do something grave after a press of one second.

    Without a pointer: press, read the hint, and press again after a second.
    """
    hinted, set_hinted = ft.use_state(False)
    pressed_at: ft.MutableRef[float] = ft.use_ref(None)
    task: ft.MutableRef[asyncio.Task[None]] = ft.use_ref(None)
    loop = asyncio.get_running_loop()

    async def finish() -> None:
        await asyncio.sleep(HOLD_S - _LONG_PRESS_S)
        on_held()

    def start(_event: object) -> None:
        task.current = loop.create_task(finish())

    def stop(_event: object = None) -> None:
        if task.current is not None:
            task.current.cancel()

    def press(_event: object) -> None:
        now, before = loop.time(), pressed_at.current
        least, most = _SECOND_PRESS_S
        if before is not None and least <= now - before <= most:
            pressed_at.current = None
            set_hinted(False)
            on_held()
        else:
            pressed_at.current = now
            set_hinted(True)

    button = ft.OutlinedButton(
        key=name, content=content, style=style, height=height, on_click=press
    )
    return ft.Column(
        spacing=4,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[
            ft.GestureDetector(
                on_tap=press,
                on_long_press_start=start,
                on_long_press_end=stop,
                mouse_cursor=ft.MouseCursor.CLICK,
                # A Flet button swallows every long press, so fingers go round it;
                # the keyboard still reaches it.
                content=ft.Container(
                    bgcolor=ft.Colors.TRANSPARENT,
                    content=ft.Container(ignore_interactions=True, content=button),
                ),
            ),
            *([ft.Text(hint, size=BODY - 2)] if hinted else []),
        ],
    )
