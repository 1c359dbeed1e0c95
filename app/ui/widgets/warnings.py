"""What stands against a medicine, in words, where it is about to be given."""

from __future__ import annotations

from collections.abc import Sequence

import flet as ft

from app.care.medicine import Check, Dose
from app.exports.doses import amount_words, substance_name
from app.i18n import text
from app.ui.theme import BODY, BOLD, GAP, RADIUS, SPACE
from app.ui.widgets.medicine_lines import clash_words
from app.ui.words import moment


def warning_words(check: Check, now_ms: int, language: str) -> list[str]:
    """Return each reason to look again, an allergy first."""
    return [
        *(clash_words(each, language) for each in check.clashes),
        *(repeat_words(each, now_ms, language) for each in check.repeats),
    ]


def repeat_words(dose: Dose, now_ms: int, language: str) -> str:
    """Return that the same drug was given minutes ago, when and how much."""
    name = substance_name(dose.code, dose.substance, language)
    amount = amount_words(dose, language)
    return text(
        "ui.medicine.repeat",
        language,
        name=f"{name} {amount}".strip(),
        at=moment(dose.observed_ms, now_ms, language),
    )


def warning_box(words: Sequence[str], *, key: str) -> ft.Control:
    """Return the reasons in a box with a red edge, read aloud; nothing without one."""
    return ft.Semantics(
        live_region=True,
        visible=bool(words),
        content=ft.Container(
            key=key,
            padding=ft.Padding.symmetric(vertical=12, horizontal=SPACE),
            border=ft.Border.all(2, ft.Colors.ERROR),
            border_radius=RADIUS,
            bgcolor=ft.Colors.SURFACE_CONTAINER_LOWEST,
            content=ft.Column(
                spacing=GAP,
                controls=[
                    ft.Row(
                        spacing=12,
                        vertical_alignment=ft.CrossAxisAlignment.START,
                        controls=[
                            ft.Icon(ft.Icons.WARNING_AMBER, color=ft.Colors.ERROR),
                            ft.Text(each, size=BODY, expand=True, **BOLD),
                        ],
                    )
                    for each in words
                ],
            ),
        ),
    )
