"""A number of pieces as a person types it: empty stays empty, the buttons step."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import flet as ft

from app.care.stock import MOST
from app.i18n import text
from app.ui.hooks import keyed
from app.ui.theme import GAP
from app.ui.widgets.buttons import icon_button
from app.ui.widgets.fields import Named, number_field

_DIGITS: Final = len(str(MOST))


def pieces_of(typed: str) -> int | None:
    """Return the number that was typed, or None when it is no number of pieces."""
    words = typed.strip()
    if not words.isdecimal() or len(words) > _DIGITS:
        return None
    return int(words)


def quantity_field(
    label: str,
    typed: str,
    on_change: Callable[[str], Any],
    language: str,
    *,
    key: str,
    **more: Any,
) -> ft.Control:
    """Return minus, a typed number that may be empty, plus: `key-less`, `key-more`.

    Two taps before the first is drawn are two steps.
    """
    named = Named(label, key, language)
    return keyed(_Quantity, named, typed, on_change, more, key=f"{key}-quantity")


@ft.component
def _Quantity(
    named: Named,
    typed: str,
    on_change: Callable[[str], Any],
    more: dict[str, Any],
    key: str = "",
) -> ft.Control:
    label, name, language = named
    now = pieces_of(typed)
    held: ft.MutableRef[str] = ft.use_ref(typed)
    held.current = typed

    def put(words: str) -> None:
        held.current = words
        on_change(words)

    def step(by: int) -> None:
        pieces = pieces_of(held.current or "") or 0
        put(str(min(MOST, max(0, pieces + by))))

    return ft.Row(
        spacing=GAP,
        vertical_alignment=ft.CrossAxisAlignment.START,
        controls=[
            _step(
                ft.Icons.REMOVE,
                text("ui.stock.one_less", language),
                lambda: step(-1),
                key=f"{name}-less",
                disabled=not now,
            ),
            number_field(
                label,
                typed,
                put,
                key=name,
                expand=True,
                text_align=ft.TextAlign.CENTER,
                max_length=_DIGITS,
                counter="",
                **more,
            ),
            _step(
                ft.Icons.ADD,
                text("ui.stock.one_more", language),
                lambda: step(1),
                key=f"{name}-more",
                disabled=now is not None and now >= MOST,
            ),
        ],
    )


def _step(
    icon: ft.IconData,
    name: str,
    on_click: Callable[[], Any],
    *,
    key: str,
    disabled: bool,
) -> ft.Control:
    return ft.Container(
        padding=ft.Padding.only(top=4),
        content=icon_button(icon, name, on_click, key=key, disabled=disabled),
    )


def signed(difference: int) -> str:
    """Return a difference with its sign, so that +2 and −2 cannot be confused."""
    return f"+{difference}" if difference > 0 else str(difference).replace("-", "−")


def signed_or_plain(quantity: int) -> str:
    """Return pieces that are there; what is negative shows its sign."""
    return signed(quantity) if quantity < 0 else str(quantity)
