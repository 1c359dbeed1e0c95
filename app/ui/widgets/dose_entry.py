"""A dose as a person types it: a number with decimals, its unit, and the way in."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Any, Final

import flet as ft

from app.care.medicine import MOST_DOSE, DoseUnit, Route
from app.care.refusal import Refusal
from app.exports.doses import dose_words
from app.ui.state import Session
from app.ui.theme import GAP
from app.ui.typed import Typed
from app.ui.widgets.fields import choices, number_field

_THOUSAND: Final = 1000
_NUMBER: Final = re.compile(r"\d{1,7}([.,]\d{1,3})?")


def read_dose(typed: str, language: str) -> int | None:
    """Return a dose in thousandths, None for nothing typed. Raises Refusal."""
    bare = typed.strip()
    if not bare:
        return None
    if not _NUMBER.fullmatch(bare):
        raise Refusal("not_a_number", field="dose")
    dose = int(Decimal(bare.replace(",", ".")) * _THOUSAND)
    if not 1 <= dose <= MOST_DOSE:
        least, most = dose_words(1, language), dose_words(MOST_DOSE, language)
        raise Refusal("number_out_of_range", field="dose", least=least, most=most)
    return dose


def dose_fields(
    session: Session, typed: Typed, on_submit: Callable[..., Any]
) -> list[ft.Control]:
    """Return how much, in what, and which way; nothing is filled in beforehand."""

    def choose(name: str, terms: type[DoseUnit] | type[Route]) -> ft.Control:
        held = typed.text(name)
        return choices(
            [
                (each.value, session.words(f"term.{terms.__name__}.{each.value}"))
                for each in terms
            ],
            held or None,
            lambda value: typed.pick(name, "" if value == held else value),
            key=name,
            label=session.words(f"field.MedicineGiven.{name}"),
            error=typed.errors.get(name),
        )

    dose = number_field(
        session.words("field.MedicineGiven.dose"),
        typed.text("dose"),
        partial(typed.write, "dose"),
        key="dose",
        decimal=True,
        error=typed.errors.get("dose"),
        error_max_lines=3,
        on_submit=on_submit,
    )
    return [
        ft.Column(
            spacing=GAP,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
            controls=[dose, choose("unit", DoseUnit)],
        ),
        choose("route", Route),
    ]
