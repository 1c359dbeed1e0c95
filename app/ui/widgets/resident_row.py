"""A resident in a list: what runs out first, where they live, and the sum."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Final

import flet as ft

from app.care.harm import HarmClass
from app.i18n import text
from app.store.queries.resident import ResidentRow
from app.ui.hooks import memo
from app.ui.theme import (
    ALARM_DEEP,
    BODY,
    BOLD,
    GAP,
    RADIUS,
    SMALL,
    outline,
)
from app.ui.widgets.harm_words import first_words, path_words
from app.ui.words import ago

_BLOCK: Final = 76
_ICON: Final = {
    HarmClass.H4: ft.Icons.PRIORITY_HIGH,
    HarmClass.UNKNOWN: ft.Icons.CALL_OUTLINED,
}


@ft.component
def _Row(
    row: ResidentRow,
    now_ms: int,
    language: str,
    chosen: bool,
    on_open: Callable[[bytes], Any],
    key: str = "",
) -> ft.Control:
    harm = row.harm
    first = first_words(harm, now_ms, language)
    met = contact_words(row, now_ms, language)
    if row.conflicts:
        met = f"{met} · {text('ui.residents.contradiction', language)}"
    lines = [
        _who(row, language),
        *([first] if first else []),
        path_words(harm, language),
        f"{row.address} · {met}" if row.address else met,
    ]
    block = _block_words(row, language)
    return ft.MergeSemantics(
        content=ft.Semantics(
            label=". ".join((block, *lines)),
            button=True,
            selected=chosen,
            content=ft.Container(
                key=f"resident-{row.stream.hex()}",
                bgcolor=ft.Colors.PRIMARY_CONTAINER
                if chosen
                else ft.Colors.SURFACE_CONTAINER_LOWEST,
                border=outline(),
                border_radius=RADIUS,
                ink=True,
                on_click=partial(on_open, row.stream),
                # The row itself takes the focus of the keyboard; it is said as one.
                content=ft.Semantics(
                    exclude_semantics=True, content=_face(row, block, lines)
                ),
            ),
        ),
    )


def _face(row: ResidentRow, block: str, lines: Sequence[str]) -> ft.Control:
    who, *said = lines
    path = len(said) - 2
    return ft.Row(
        spacing=0,
        vertical_alignment=ft.CrossAxisAlignment.CENTER,
        controls=[
            _block(row, block),
            ft.Container(
                expand=True,
                padding=ft.Padding.symmetric(vertical=GAP, horizontal=12),
                content=ft.Column(
                    spacing=2,
                    tight=True,
                    controls=[
                        ft.Text(who, size=BODY, **BOLD),
                        *(ft.Text(each, size=BODY) for each in said[:path]),
                        *(_quiet(each) for each in said[path:]),
                    ],
                ),
            ),
        ],
    )


resident_row = memo(_Row)
"""A row, drawn again only when it or the time changed."""


def contact_words(row: ResidentRow, now_ms: int, language: str) -> str:
    """Return when somebody was last spoken to."""
    contact_ms = row.harm.contact_ms
    if not contact_ms:
        return text("ui.residents.never_met", language)
    return text("ui.residents.met", language, ago=ago(contact_ms, now_ms, language))


def _who(row: ResidentRow, language: str) -> str:
    return row.name or text("ui.residents.no_name", language)


def _quiet(words: str) -> ft.Control:
    return ft.Text(words, size=SMALL, color=ft.Colors.ON_SURFACE_VARIANT)


def _block_words(row: ResidentRow, language: str) -> str:
    name = "zero" if _is_alarm(row) else row.harm.harm_class.value
    if not row.is_at_home:
        name = "away"
    return text(f"ui.residents.block.{name}", language)


def _is_alarm(row: ResidentRow) -> bool:
    return row.harm.waits and row.is_at_home


def _block(row: ResidentRow, words: str) -> ft.Control:
    """Return the class; an alarm only where somebody waits at zero."""
    waits = _is_alarm(row)
    ink = ft.Colors.WHITE if waits else ft.Colors.ON_SURFACE
    alarm = ft.Icons.NOTIFICATION_IMPORTANT
    icon = alarm if waits else _ICON.get(row.harm.harm_class)
    if not row.is_at_home:
        icon = ft.Icons.NO_MEETING_ROOM_OUTLINED
    return ft.Container(
        width=_BLOCK,
        margin=GAP,
        padding=GAP,
        alignment=ft.Alignment.CENTER,
        bgcolor=ALARM_DEEP if waits else ft.Colors.SURFACE_CONTAINER_HIGH,
        border_radius=RADIUS,
        content=ft.Column(
            tight=True,
            spacing=2,
            horizontal_alignment=ft.CrossAxisAlignment.CENTER,
            controls=[
                *([ft.Icon(icon, color=ink, size=20)] if icon else []),
                ft.Text(
                    words,
                    size=SMALL,
                    color=ink,
                    text_align=ft.TextAlign.CENTER,
                    **BOLD,
                ),
            ],
        ),
    )
