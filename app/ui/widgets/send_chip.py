"""The send chip: in words how far what was recorded has come."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import flet as ft

from app.i18n import text
from app.ui.theme import ALARM_DEEP, BODY, PLAIN, RED, TOUCH, line_width
from app.ui.words import moment, span

if TYPE_CHECKING:
    from app.ui.state import Sending

AMBER_FROM_MS: Final = 4 * 3_600_000
RED_FROM_MS: Final = 24 * 3_600_000


@dataclass(frozen=True, slots=True)
class ChipLook:
    """What the chip says, with which picture, on which colour (None: quiet)."""

    words: str
    icon: ft.IconData
    fill: str | None = None


def chip_look(sending: Sending, now_ms: int, language: str) -> ChipLook:
    """Return what the chip shows: trouble first, then what waits, then all is well."""
    if not sending.enrolled:
        return ChipLook(text("ui.send.only_here", language), ft.Icons.SMARTPHONE)
    if sending.revoked or sending.set_aside:
        return _in_trouble(sending, language)
    if sending.unsent_events:
        return _waiting(sending, now_ms, language)
    if sending.unsent_photos:
        words = text("ui.send.photos", language, count=sending.unsent_photos)
        return ChipLook(words, ft.Icons.IMAGE_OUTLINED)
    return _at_the_hub(sending, now_ms, language)


def _in_trouble(sending: Sending, language: str) -> ChipLook:
    if sending.revoked:
        return ChipLook(text("ui.send.revoked", language), ft.Icons.BLOCK, ALARM_DEEP)
    words = text("ui.send.unreadable", language, count=sending.set_aside)
    return ChipLook(words, ft.Icons.REPORT_PROBLEM, ALARM_DEEP)


def _at_the_hub(sending: Sending, now_ms: int, language: str) -> ChipLook:
    if sending.stored_unread:
        return ChipLook(text("ui.send.stored", language), ft.Icons.INVENTORY_2)
    if sending.last_received_ms is None:
        return ChipLook(text("ui.send.nothing_yet", language), ft.Icons.CHECK)
    at = moment(sending.last_received_ms, now_ms, language)
    return ChipLook(text("ui.send.received", language, time=at), ft.Icons.CHECK)


def _waiting(sending: Sending, now_ms: int, language: str) -> ChipLook:
    count = sending.unsent_events
    oldest = sending.oldest_unsent_ms
    if oldest is None:
        words = text("ui.send.unsent", language, count=count)
        return ChipLook(words, ft.Icons.SCHEDULE)
    age = now_ms - oldest
    words = text(
        "ui.send.unsent_since", language, count=count, span=span(age, language)
    )
    if age >= RED_FROM_MS:
        return ChipLook(words, ft.Icons.SCHEDULE, RED)
    fill = ALARM_DEEP if age >= AMBER_FROM_MS else None
    return ChipLook(words, ft.Icons.SCHEDULE, fill)


def send_chip(
    sending: Sending,
    now_ms: int,
    language: str,
    on_click: Callable[..., Any],
    *,
    short: bool = False,
) -> ft.Control:
    """Return the chip; `short` leaves only the picture and the count, words aloud."""
    look = chip_look(sending, now_ms, language)
    ink = "#FFFFFF" if look.fill else ft.Colors.ON_SURFACE
    waiting = sending.unsent_events if sending.enrolled else 0
    shown = (str(waiting) if waiting else "") if short else look.words
    return ft.Semantics(
        live_region=True,
        content=ft.OutlinedButton(
            key="send-chip",
            height=TOUCH,
            width=TOUCH if short and not shown else None,
            on_click=on_click,
            tooltip=look.words if short else None,
            style=ft.ButtonStyle(
                bgcolor=look.fill or ft.Colors.SURFACE_CONTAINER_HIGH,
                padding=ft.Padding.symmetric(horizontal=8 if short else 12),
                side=ft.BorderSide(
                    line_width(), look.fill or ft.Colors.OUTLINE_VARIANT
                ),
                shape=ft.StadiumBorder(),
            ),
            content=ft.Row(
                tight=True,
                spacing=8,
                controls=[
                    ft.Icon(
                        look.icon,
                        size=20,
                        color=ink,
                        semantics_label=look.words if short else None,
                    ),
                    *(
                        [
                            ft.Text(
                                shown, size=BODY - 1, color=ink, no_wrap=True, **PLAIN
                            )
                        ]
                        if shown
                        else []
                    ),
                ],
            ),
        ),
    )


def _words(words: str, ink: str) -> ft.Control:
    return ft.Text(words, size=BODY - 1, color=ink, no_wrap=True, **PLAIN)
