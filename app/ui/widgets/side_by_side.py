"""Two records beside each other, field by field; where they differ, it shows."""

from __future__ import annotations

from typing import Final

import flet as ft

from app.i18n import field_words, text
from app.store.queries.casualty import CasualtyDetail
from app.ui.theme import BODY, BOLD, GAP, PLAIN, line_width
from app.ui.widgets.casualty_row import age_sex
from app.ui.widgets.conflict_card import claim_words
from app.ui.widgets.panels import note
from app.ui.words import moment

_FIELDS: Final = (
    "name",
    "birth_date",
    "bsn",
    "tag",
    "complaint",
    "place",
    "hair",
    "build",
    "clothing",
    "marks",
    "company",
    "contact",
    "language",
    "nationality",
)
_BETWEEN: Final = " / "


def side_by_side(
    one: CasualtyDetail, other: CasualtyDetail, now_ms: int, language: str
) -> ft.Control:
    """Return the two records; a field neither has is left out."""
    rows = [
        _row("", one.row.number, other.row.number, head=True),
        _row(
            text("ui.same.came", language),
            moment(one.row.registered_ms, now_ms, language),
            moment(other.row.registered_ms, now_ms, language),
        ),
        _row(
            text("ui.same.age_sex", language),
            age_sex(one.row, language),
            age_sex(other.row, language),
        ),
    ]
    for name in _FIELDS:
        first, second = _said(one, name, language), _said(other, name, language)
        if first or second:
            rows.append(_row(field_words(name, language), first, second))
    return ft.Column(
        spacing=0,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=rows,
    )


def _said(detail: CasualtyDetail, name: str, language: str) -> str:
    values = dict.fromkeys(
        claim_words(name, each.value, language) for each in detail.said.get(name, ())
    )
    return _BETWEEN.join(values)


def _row(label: str, one: str, other: str, *, head: bool = False) -> ft.Control:
    def value(words: str) -> ft.Control:
        return ft.Text(
            words or "–", size=BODY, expand=True, **(BOLD if head else PLAIN)
        )

    same = bool(one) and one == other
    mark = ft.Icon(
        ft.Icons.DRAG_HANDLE,
        size=18,
        color=ft.Colors.ON_SURFACE if same else ft.Colors.TRANSPARENT,
    )
    return ft.Container(
        padding=ft.Padding.symmetric(vertical=6),
        border=ft.Border.only(
            bottom=ft.BorderSide(line_width(), ft.Colors.OUTLINE_VARIANT)
        ),
        content=ft.Column(
            spacing=2,
            controls=[
                *([note(label)] if label else []),
                ft.Row(
                    spacing=GAP,
                    vertical_alignment=ft.CrossAxisAlignment.START,
                    controls=[value(one), mark, value(other)],
                ),
            ],
        ),
    )
