"""One casualty in a list: 64 px, the category first, what is due last."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import flet as ft

from app.care.terms import AgeBand, Sex
from app.i18n import text
from app.store.queries.casualty import CasualtyRow
from app.ui.hooks import memo
from app.ui.theme import (
    ALARM_DEEP,
    BODY,
    GAP,
    LARGE,
    RADIUS,
    SMALL,
    line_width,
)
from app.ui.widgets.triage_picker import category_badge, triage_words
from app.ui.words import moment, span

ROW_HEIGHT: Final = 64
_BETWEEN: Final = " · "


@ft.component
def CasualtyLine(
    row: CasualtyRow,
    now_ms: int,
    language: str,
    chosen: bool,
    on_open: Callable[[bytes], Any],
    key: str = "",
) -> ft.Control:
    """Draw one row; tapping it opens the casualty."""
    return ft.Semantics(
        label=spoken(row, now_ms, language),
        button=True,
        selected=chosen,
        exclude_semantics=True,
        on_tap=lambda: on_open(row.stream),
        content=ft.Container(
            key=f"row-{row.number}",
            height=ROW_HEIGHT,
            padding=ft.Padding.symmetric(horizontal=12),
            bgcolor=ft.Colors.PRIMARY_CONTAINER
            if chosen
            else ft.Colors.SURFACE_CONTAINER_LOWEST,
            border_radius=RADIUS,
            border=ft.Border.all(
                line_width() * (2 if chosen else 1),
                ft.Colors.PRIMARY if chosen else ft.Colors.OUTLINE_VARIANT,
            ),
            ink=True,
            on_click=lambda: on_open(row.stream),
            content=ft.Row(
                spacing=12,
                controls=[
                    _badges(row, language),
                    _who(row, language, chosen),
                    _times(row, now_ms, language, chosen),
                ],
            ),
        ),
    )


casualty_line = memo(CasualtyLine)
"""A row that is drawn again only when something in it changed."""


def age_sex(row: CasualtyRow, language: str) -> str:
    """Return age and sex in a few words: 34 jr · vrouw."""
    parts = []
    if row.years is not None:
        parts.append(text("ui.casualties.years", language, count=row.years))
    elif row.age_band is not AgeBand.UNKNOWN:
        band = text(f"term.AgeBand.{row.age_band.value}", language)
        parts.append(band.partition(" (")[0])
    if row.sex is not Sex.UNKNOWN:
        parts.append(text(f"term.Sex.{row.sex.value}", language).lower())
    return _BETWEEN.join(parts) or text("ui.casualties.age_sex_unknown", language)


def name_of(row: CasualtyRow, language: str) -> str:
    """Return the name, or that it is unknown."""
    return row.name or text("ui.casualties.unknown", language)


def spoken(row: CasualtyRow, now_ms: int, language: str) -> str:
    """Return a whole row in words, for those who hear the screen."""
    said = [
        triage_words(row.category, language),
        row.number,
        name_of(row, language),
        age_sex(row, language),
        row.complaint,
        row.place,
        _waited(row, now_ms, language),
        due_words(row, now_ms, language),
    ]
    return ", ".join(part for part in said if part)


def is_overdue(row: CasualtyRow, now_ms: int) -> bool:
    """Return whether triage should have been repeated by now."""
    return row.due_ms is not None and row.departed is None and row.due_ms <= now_ms


def due_words(row: CasualtyRow, now_ms: int, language: str) -> str:
    """Return when triage is due again, or how the casualty left."""
    if row.departed is not None:
        return text(f"term.Disposition.{row.departed.value}", language)
    if row.due_ms is None:
        return ""
    late_ms = now_ms - row.due_ms
    key = "ui.casualties.overdue_by" if late_ms >= 0 else "ui.casualties.due_in"
    return text(key, language, span=span(abs(late_ms), language))


def _badges(row: CasualtyRow, language: str) -> ft.Control:
    claims = tuple(dict.fromkeys(row.claims))
    if len(claims) < 2:
        return category_badge(row.category, language, size=44)
    return ft.Column(
        spacing=2,
        tight=True,
        width=55,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[category_badge(each, language, size=25) for each in claims[:2]],
    )


def _who(row: CasualtyRow, language: str, chosen: bool) -> ft.Control:
    ink = ft.Colors.ON_PRIMARY_CONTAINER if chosen else ft.Colors.ON_SURFACE
    quiet = ft.Colors.ON_PRIMARY_CONTAINER if chosen else ft.Colors.ON_SURFACE_VARIANT
    below = (age_sex(row, language), row.complaint, row.place)
    return ft.Column(
        expand=True,
        spacing=2,
        alignment=ft.MainAxisAlignment.CENTER,
        controls=[
            ft.Row(
                spacing=GAP,
                controls=[
                    _text(row.number, BODY, ink, weight=ft.FontWeight.W_700),
                    _text(
                        name_of(row, language),
                        BODY,
                        ink if row.name else quiet,
                        expand=True,
                    ),
                ],
            ),
            _text(_BETWEEN.join(part for part in below if part), SMALL, quiet),
        ],
    )


def _times(row: CasualtyRow, now_ms: int, language: str, chosen: bool) -> ft.Control:
    late = is_overdue(row, now_ms)
    quiet = ft.Colors.ON_PRIMARY_CONTAINER if chosen else ft.Colors.ON_SURFACE_VARIANT
    due = due_words(row, now_ms, language)
    return ft.Column(
        spacing=2,
        alignment=ft.MainAxisAlignment.CENTER,
        horizontal_alignment=ft.CrossAxisAlignment.END,
        controls=[
            ft.Row(
                tight=True,
                spacing=4,
                controls=[
                    ft.Icon(ft.Icons.HOURGLASS_EMPTY, size=16, color=quiet),
                    _text(_waited(row, now_ms, language), SMALL, quiet),
                ],
            ),
            *([_late(due)] if late else [_text(due, SMALL, quiet)] if due else []),
        ],
    )


def _late(words: str) -> ft.Control:
    return ft.Container(
        bgcolor=ALARM_DEEP,
        border_radius=6,
        padding=ft.Padding.symmetric(vertical=1, horizontal=6),
        content=ft.Row(
            tight=True,
            spacing=4,
            controls=[
                ft.Icon(ft.Icons.ALARM, size=14, color=ft.Colors.WHITE),
                _text(words, SMALL, ft.Colors.WHITE, weight=ft.FontWeight.W_700),
            ],
        ),
    )


def _waited(row: CasualtyRow, now_ms: int, language: str) -> str:
    if row.departed is not None:
        return moment(row.registered_ms, now_ms, language)
    return span(now_ms - row.registered_ms, language)


def _text(
    words: str,
    size: int,
    ink: str,
    *,
    weight: ft.FontWeight | None = None,
    expand: bool | None = None,
) -> ft.Text:
    return ft.Text(
        words,
        size=min(size, LARGE),
        color=ink,
        weight=weight,
        expand=expand,
        max_lines=1,
        no_wrap=True,
        overflow=ft.TextOverflow.ELLIPSIS,
    )
