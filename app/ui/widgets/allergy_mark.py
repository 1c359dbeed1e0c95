"""The sign that somebody is allergic, for rows and cards: what to is in the record."""

from __future__ import annotations

import flet as ft

from app.i18n import text
from app.store.queries.casualty import CasualtyRow
from app.ui.theme import BOLD, SMALL


def allergy_mark(row: CasualtyRow, language: str, ink: str) -> list[ft.Control]:
    """Return a sign and the word, with a red edge as in the header; or nothing."""
    words = allergy_words(row, language)
    if not words:
        return []
    return [
        ft.Container(
            border=ft.Border.all(1.5, ft.Colors.ERROR),
            border_radius=6,
            padding=ft.Padding.symmetric(horizontal=5),
            content=ft.Row(
                tight=True,
                spacing=4,
                controls=[
                    ft.Icon(ft.Icons.WARNING_AMBER, size=14, color=ink),
                    ft.Text(words, size=SMALL, color=ink, no_wrap=True, **BOLD),
                ],
            ),
        )
    ]


def allergy_words(row: CasualtyRow, language: str) -> str:
    """Return that an allergy is known; nothing where none is, or nobody asked."""
    return text("ui.medicine.allergy_mark", language) if row.allergic else ""
