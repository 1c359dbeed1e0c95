"""A table of equity: each group, how many are known, and what stands for them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import flet as ft

from app.care.equity import AgeGroup, Dimension, EquityLine
from app.i18n import text
from app.store.queries.equity import AT_POST
from app.ui.theme import BODY, BOLD, GAP, PLAIN, line_width
from app.ui.widgets.panels import note, section_card

_COLUMNS: Final = ("known", "b", "c", "d", "every")
_WIDTHS: Final = (60, 32, 32, 32, 60)
_HIDDEN: Final = "•"
"""Stands for a number that may not be shown."""


def group_words(dimension: Dimension, group: str, language: str) -> str:
    """Return what a group is called; nobody said is a group of its own."""
    if dimension is Dimension.AGE and group in list(AgeGroup):
        return text(f"term.AgeGroup.{group}", language)
    if dimension is Dimension.SEX and group:
        return text(f"term.Sex.{group}", language)
    if group == AT_POST:
        return text("ui.equity.at_post", language)
    return group or text("ui.equity.unknown", language)


def heads(dimension: Dimension, language: str) -> list[str]:
    """Return the heads of the columns."""
    first = text(f"term.Dimension.{dimension.value}", language)
    return [first, *(text(f"ui.equity.{each}", language) for each in _COLUMNS)]


def table_rows(
    dimension: Dimension, lines: Sequence[EquityLine], language: str
) -> list[list[str]]:
    """Return the lines of a table in words, the last one the total."""
    rows = [
        [
            group_words(dimension, each.group, language),
            *(_HIDDEN if count is None else str(count) for count in _counts(each)),
        ]
        for each in lines
    ]
    if rows:
        rows[-1][0] = text("ui.equity.total", language)
    return rows


def _counts(line: EquityLine) -> list[int | None]:
    return [line.known, line.b, line.c, line.d, line.every]


def equity_table(
    dimension: Dimension, lines: Sequence[EquityLine], language: str
) -> ft.Control:
    """Return the table of one dimension."""
    title = text(f"ui.equity.by.{dimension.value}", language)
    if not lines:
        return section_card(title, [note(text("ui.equity.none", language))])
    rows = table_rows(dimension, lines, language)
    return section_card(
        title,
        [
            ft.Column(
                spacing=0,
                controls=[
                    _row(heads(dimension, language), head=True),
                    *(_row(each, head=each is rows[-1]) for each in rows),
                ],
            )
        ],
        key=f"equity-{dimension.value}",
    )


def _row(words: Sequence[str], *, head: bool) -> ft.Control:
    name, *numbers = words
    weight = BOLD if head else PLAIN
    return ft.Container(
        padding=ft.Padding.symmetric(vertical=GAP),
        border=ft.Border.only(
            bottom=ft.BorderSide(line_width(), ft.Colors.OUTLINE_VARIANT)
        ),
        content=ft.Row(
            spacing=4,
            controls=[
                ft.Text(name, size=BODY, expand=True, **weight),
                *(
                    ft.Text(
                        each,
                        size=BODY,
                        width=width,
                        text_align=ft.TextAlign.END,
                        no_wrap=True,
                        **weight,
                    )
                    for each, width in zip(numbers, _WIDTHS, strict=True)
                ),
            ],
        ),
    )
