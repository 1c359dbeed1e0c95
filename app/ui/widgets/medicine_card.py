"""Allergies and medicines of a casualty: what is known, and what needs eyes."""

from __future__ import annotations

import flet as ft

from app.care.medicine import Allergy, Dose
from app.exports.doses import amount_words, substance_name
from app.i18n import text
from app.store.queries.medicine import Medicines, Warned
from app.ui.theme import BODY, BOLD, GAP, SMALL
from app.ui.widgets.medicine_lines import allergy_lines, clash_words
from app.ui.widgets.panels import note, section_card
from app.ui.widgets.warnings import repeat_words, warning_box
from app.ui.words import moment

_MOST = 8


def medicine_card(found: Medicines, now_ms: int, language: str) -> ft.Control:
    """Return the card: what clashes on top, then allergies, then what was given."""
    warned = [
        words for each in found.warned for words in _warned(each, now_ms, language)
    ]
    return section_card(
        text("ui.medicine.card", language),
        [
            *([warning_box(warned, key="medicine-warnings")] if warned else []),
            allergy_note(found, now_ms, language),
            *_doses(found, now_ms, language),
        ],
        key="medicine-card",
    )


def allergy_note(found: Medicines, now_ms: int, language: str) -> ft.Control:
    """Return what somebody cannot stand; that none are known; or that nobody asked."""
    if not found.allergies:
        icon, words = _without(found, now_ms, language)
        return ft.Row(
            spacing=12,
            controls=[
                ft.Icon(icon, size=20, color=ft.Colors.ON_SURFACE_VARIANT),
                ft.Text(words, key="allergies", size=BODY, expand=True),
            ],
        )
    return ft.Column(
        key="allergies",
        spacing=GAP,
        controls=[
            *(_allergy(each, language) for each in found.allergies),
            *(
                [note(_denied(found.denied_ms, now_ms, language), key="denied-too")]
                if found.denied_ms is not None
                else []
            ),
        ],
    )


def _without(found: Medicines, now_ms: int, language: str) -> tuple[ft.IconData, str]:
    if found.denied_ms is None:
        return ft.Icons.HELP_OUTLINE, text("ui.medicine.not_asked", language)
    at = moment(found.denied_ms, now_ms, language)
    words = text("ui.medicine.none_known", language, at=at)
    return ft.Icons.VERIFIED_OUTLINED, words


def _denied(denied_ms: int, now_ms: int, language: str) -> str:
    at = moment(denied_ms, now_ms, language)
    return text("ui.medicine.denied_too", language, at=at)


def _allergy(each: Allergy, language: str) -> ft.Control:
    name, *rest = [words for _, words in allergy_lines(each, language)]
    return ft.Row(
        spacing=12,
        vertical_alignment=ft.CrossAxisAlignment.START,
        controls=[
            ft.Icon(ft.Icons.WARNING_AMBER, size=20, color=ft.Colors.ERROR),
            ft.Column(
                expand=True,
                spacing=0,
                controls=[
                    ft.Text(
                        text("ui.medicine.allergy_to", language, name=name),
                        size=BODY,
                        **BOLD,
                    ),
                    note(" · ".join(rest)),
                ],
            ),
        ],
    )


def _warned(each: Warned, now_ms: int, language: str) -> list[str]:
    dose = each.dose
    name = substance_name(dose.code, dose.substance, language)
    at = moment(dose.observed_ms, now_ms, language)
    given = text("ui.medicine.was_given", language, name=name, at=at)
    return [
        *(f"{given} {clash_words(clash, language)}" for clash in each.clashes),
        *(f"{given} {repeat_words(one, now_ms, language)}" for one in each.repeats),
    ]


def _who(dose: Dose, name: str, device: str, language: str) -> str:
    """Return who gave it, or else who wrote it down, and on which device."""
    by = dose.given_by or name or text("ui.casualty.somebody", language)
    return text("ui.medicine.by", language, name=by, device=device)


def _doses(found: Medicines, now_ms: int, language: str) -> list[ft.Control]:
    if not found.who:
        return [note(text("ui.medicine.none_given", language))]
    return [
        ft.Row(
            spacing=12,
            vertical_alignment=ft.CrossAxisAlignment.START,
            controls=[
                ft.Container(
                    width=60,
                    content=ft.Text(
                        moment(dose.observed_ms, now_ms, language), size=BODY
                    ),
                ),
                ft.Column(
                    expand=True,
                    spacing=0,
                    controls=[
                        ft.Text(
                            " ".join(
                                part
                                for part in (
                                    substance_name(dose.code, dose.substance, language),
                                    amount_words(dose, language),
                                )
                                if part
                            ),
                            size=BODY,
                            **BOLD,
                        ),
                        ft.Text(
                            _who(dose, name, device, language),
                            size=SMALL,
                            color=ft.Colors.ON_SURFACE_VARIANT,
                        ),
                    ],
                ),
            ],
        )
        for dose, name, device in reversed(found.who[-_MOST:])
    ]
