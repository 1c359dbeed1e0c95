"""Ten big keys for a six-digit PIN; the keyboard's digits work as well."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Final

import flet as ft

from app.ui.theme import GAP, HUGE, PLAIN, PRIMARY, TOUCH, TRIAGE_TOUCH, line_width

if TYPE_CHECKING:
    from app.ui.state import Session

PIN_DIGITS: Final = 6
_ROWS: Final = ("123", "456", "789")
_BACK: Final = "Backspace"


@ft.component
def PinPad(
    session: Session,
    on_pin: Callable[[str], Awaitable[object]],
    *,
    disabled: bool = False,
) -> ft.Control:
    """Ask for a PIN and await `on_pin` with it at the sixth digit."""
    typed: ft.MutableRef[str] = ft.use_ref("")
    length, set_length = ft.use_state(0)
    stop: ft.MutableRef[Callable[[], None]] = ft.use_ref(None)
    latest: ft.MutableRef[Callable[[str], bool]] = ft.use_ref(None)

    def press(key: str) -> bool:
        if disabled:
            return False
        if key == _BACK:
            typed.current = (typed.current or "")[:-1]
        elif len(key) == 1 and key.isdecimal():
            typed.current = (typed.current or "") + key
        else:
            return False
        whole = typed.current
        if len(whole) == PIN_DIGITS:
            typed.current = ""
            ft.context.page.run_task(on_pin, whole)
        set_length(len(typed.current))
        return True

    latest.current = press

    def begin() -> None:
        stop.current = session.on_key(lambda key: _pressed(latest, key))

    ft.use_effect(begin, [], lambda: stop.current and stop.current())
    size = _LOW_KEY if session.is_short else _KEY
    return ft.Column(
        tight=True,
        spacing=GAP,
        horizontal_alignment=ft.CrossAxisAlignment.CENTER,
        controls=[
            _dots(session, length),
            *(_row(each, press, disabled, size) for each in _ROWS),
            ft.Row(
                tight=True,
                spacing=GAP,
                controls=[
                    ft.Container(width=size[0]),
                    _key("0", press, disabled, size),
                    _erase(session, press, disabled, size),
                ],
            ),
        ],
    )


_Size = tuple[int, int]

_KEY: Final[_Size] = (88, TRIAGE_TOUCH)
_LOW_KEY: Final[_Size] = (64, TOUCH)
"""Pixels: how wide and how high; in a low window all ten are in view."""


def _pressed(latest: ft.MutableRef[Callable[[str], bool]], key: str) -> bool:
    return latest.current is not None and latest.current(key.removeprefix("Numpad "))


def _row(
    digits: str, press: Callable[[str], bool], disabled: bool, size: _Size
) -> ft.Control:
    keys = [_key(each, press, disabled, size) for each in digits]
    return ft.Row(tight=True, spacing=GAP, controls=keys)


def _key(
    digit: str, press: Callable[[str], bool], disabled: bool, size: _Size
) -> ft.Control:
    return ft.OutlinedButton(
        key=f"pin-{digit}",
        content=ft.Text(digit, size=HUGE, **PLAIN),
        width=size[0],
        height=size[1],
        disabled=disabled,
        style=ft.ButtonStyle(
            padding=0,
            color=ft.Colors.ON_SURFACE,
            bgcolor=ft.Colors.SURFACE_CONTAINER_LOWEST,
            side=ft.BorderSide(line_width(), ft.Colors.OUTLINE_VARIANT),
            shape=ft.RoundedRectangleBorder(radius=16),
        ),
        on_click=lambda: press(digit),
    )


def _erase(
    session: Session, press: Callable[[str], bool], disabled: bool, size: _Size
) -> ft.Control:
    name = session.words("ui.pin.back")
    return ft.IconButton(
        key="pin-back",
        icon=ft.Icon(ft.Icons.BACKSPACE_OUTLINED, semantics_label=name),
        tooltip=name,
        width=size[0],
        height=size[1],
        disabled=disabled,
        on_click=lambda: press(_BACK),
    )


def _dots(session: Session, length: int) -> ft.Control:
    return ft.Semantics(
        label=session.words("ui.pin.typed", count=length),
        live_region=True,
        content=ft.Row(
            tight=True,
            height=PRIMARY - GAP if not session.is_short else 32,
            spacing=16,
            controls=[
                ft.Container(
                    width=18,
                    height=18,
                    border_radius=9,
                    bgcolor=ft.Colors.PRIMARY if place < length else None,
                    border=ft.Border.all(2, ft.Colors.PRIMARY),
                )
                for place in range(PIN_DIGITS)
            ],
        ),
    )
