"""Burned skin as a sum a person can check: method, row of age, and every line of it."""

from __future__ import annotations

from collections.abc import Sequence

import flet as ft

from app.care.burned_skin import BurnLine, BurnSum, Row, burn_sums
from app.care.burns import BurnMethod
from app.i18n import text
from app.store.queries.casualty import CasualtyDetail
from app.store.queries.injury import marks
from app.store.queries.observation import age_of
from app.ui.theme import BODY, BOLD, GAP, LARGE, RADIUS
from app.ui.widgets.panels import note, section_title


def burn_card(detail: CasualtyDetail, language: str) -> list[ft.Control]:
    """Return the sums; nothing while nothing but redness was marked."""
    standing = [each.fact for each in marks(detail) if each.number]
    sums = burn_sums(standing, age_of(detail))
    if not sums:
        return []
    by_age = [each for each in sums if each.row]
    notes = ["ui.burn.redness"]
    if len(by_age) > 1:
        notes.insert(0, "ui.burn.age_unknown")
    if any(each.method is BurnMethod.NINES for each in sums):
        notes.append("ui.burn.nines_note")
    return [
        ft.Container(
            key="burns",
            padding=12,
            border_radius=RADIUS,
            bgcolor=ft.Colors.SURFACE_CONTAINER_HIGH,
            content=ft.Column(
                spacing=GAP,
                horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
                controls=[
                    section_title(text("ui.burn.title", language)),
                    *_sums(sums, language, has_lines=len(by_age) == 1),
                    *(note(text(each, language)) for each in notes),
                ],
            ),
        )
    ]


def _sums(
    sums: Sequence[BurnSum], language: str, *, has_lines: bool
) -> list[ft.Control]:
    """Return every sum, with its lines unless there are several rows of age."""
    return [
        ft.Column(
            spacing=2,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
            controls=[
                _total(each, language),
                *(
                    _line(each.method, line, language)
                    for line in each.lines
                    if has_lines or each.row is None
                ),
            ],
        )
        for each in sums
    ]


def _total(one: BurnSum, language: str) -> ft.Control:
    method = text(f"ui.burn.method.{one.method.value}", language)
    row = "" if one.row is None else f", {_row(one.row, language)}"
    return ft.Row(
        controls=[
            ft.Text(f"{method}{row}", size=BODY, expand=True, **BOLD),
            ft.Text(
                _percent(one.total, language),
                key=f"burn-{one.method.value}-{one.row[0] if one.row else 0}",
                size=LARGE,
                **BOLD,
            ),
        ]
    )


def _line(method: BurnMethod, line: BurnLine, language: str) -> ft.Control:
    words = text(
        "ui.burn.line",
        language,
        part=text(f"ui.burn.{method.value}.{line.part}", language),
        share=_number(line.share, language),
        of_body=_number(line.of_body, language),
        percent=_number(line.percent, language),
    )
    return ft.Text(words, size=BODY)


def _row(row: Row, language: str) -> str:
    first, last = row
    if last is None:
        return text("ui.burn.row_adult", language)
    if last == first:
        return text("ui.burn.row_baby", language)
    return text("ui.burn.row", language, first=first, last=last)


def _percent(value: float, language: str) -> str:
    return f"{_number(value, language)} %"


def _number(value: float, language: str) -> str:
    """Return a number with at most two decimals, and none that are zero."""
    plain = f"{value:.2f}".rstrip("0").rstrip(".")
    return plain.replace(".", ",") if language == "nl" else plain
