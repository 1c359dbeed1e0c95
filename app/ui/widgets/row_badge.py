"""The block at the head of a row: a category, or that somebody is unhurt."""

from __future__ import annotations

import flet as ft

from app.i18n import text
from app.store.queries.casualty import CasualtyRow
from app.ui.theme import RADIUS
from app.ui.widgets.triage_picker import category_block, triage_words


def row_badge(row: CasualtyRow, language: str, *, size: float) -> ft.Control:
    """Return the block of a casualty, with what it is for who hears it."""
    return ft.Semantics(
        label=row_words(row, language),
        exclude_semantics=True,
        content=row_block(row, size=size),
    )


def row_block(row: CasualtyRow, *, size: float) -> ft.Control:
    """Return the block of a casualty's category; who is unhurt has none to show."""
    if not row.affected:
        return category_block(row.category, size=size)
    return ft.Container(
        width=size * 1.25,
        height=size,
        bgcolor=ft.Colors.SURFACE_CONTAINER_HIGH,
        border_radius=min(RADIUS, size / 5),
        alignment=ft.Alignment.CENTER,
        content=ft.Icon(
            ft.Icons.PERSON_OUTLINE, size=size * 0.55, color=ft.Colors.ON_SURFACE
        ),
    )


def row_words(row: CasualtyRow, language: str) -> str:
    """Return a category in words, or that somebody is unhurt."""
    if row.affected:
        return text("term.Involvement.affected", language)
    return triage_words(row.category, language)
