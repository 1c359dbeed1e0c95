"""One casualty in a list: 64 px, the category first, what is due last."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import flet as ft

from app.care.terms import AgeBand, Sex, Triage
from app.i18n import text
from app.store.queries.casualty import CasualtyRow
from app.ui.hooks import memo
from app.ui.theme import (
    BODY,
    BOLD,
    GAP,
    LARGE,
    RADIUS,
    SMALL,
    line_width,
    look_of,
)
from app.ui.widgets.allergy_mark import allergy_mark, allergy_words
from app.ui.widgets.owed import OnSame, due_words, is_overdue, late_mark, same_button
from app.ui.widgets.places import contamination_mark, contamination_words, spot_words
from app.ui.widgets.row_badge import row_block, row_words
from app.ui.words import moment, span

ROW_HEIGHT: Final = 64
_THIRD_LINE: Final = 24
"""What a row on a phone grows by for the word of an allergy."""
_BETWEEN: Final = " · "
_LONG_NUMBER: Final = 12


@dataclass(frozen=True, slots=True)
class RowLook:
    """How a row is drawn: when, in which words, picked or not, on a phone or not."""

    now_ms: int
    language: str
    chosen: bool = False
    compact: bool = False


@ft.component
def CasualtyLine(
    row: CasualtyRow,
    look: RowLook,
    on_open: Callable[[bytes], Any],
    on_same: OnSame | None = None,
    key: str = "",
) -> ft.Control:
    """Draw one row; tapping it opens the casualty, its button says nothing changed."""
    chosen = look.chosen
    same = same_button(row, look.now_ms, look.language, on_same)
    tappable = _tappable(row, look, on_open, is_beside=bool(same))
    return ft.Container(
        height=_height(row, look),
        bgcolor=ft.Colors.PRIMARY_CONTAINER
        if chosen
        else ft.Colors.SURFACE_CONTAINER_LOWEST,
        border_radius=RADIUS,
        border=ft.Border.all(
            line_width() * (2 if chosen else 1),
            ft.Colors.PRIMARY if chosen else ft.Colors.OUTLINE_VARIANT,
        ),
        content=ft.Row(spacing=0, controls=[tappable, *same]) if same else tappable,
    )


def _tappable(
    row: CasualtyRow,
    look: RowLook,
    on_open: Callable[[bytes], Any],
    *,
    is_beside: bool,
) -> ft.Control:
    return ft.MergeSemantics(
        expand=is_beside or None,
        content=ft.Semantics(
            label=spoken(row, look.now_ms, look.language),
            button=True,
            selected=look.chosen,
            content=ft.Container(
                key=f"row-{row.number}",
                height=_height(row, look),
                padding=ft.Padding.symmetric(horizontal=12),
                border_radius=RADIUS,
                ink=True,
                on_click=lambda: on_open(row.stream),
                # The row itself takes the focus of the keyboard; it is said as one.
                content=ft.Semantics(
                    exclude_semantics=True,
                    content=ft.Row(
                        spacing=12,
                        controls=[
                            _badges(row),
                            _lines(row, look),
                        ],
                    ),
                ),
            ),
        ),
    )


casualty_line = memo(CasualtyLine)
"""A row that is drawn again only when something in it changed."""


def age_sex(row: CasualtyRow, language: str) -> str:
    """Return age and sex in a few words: 34 jaar · vrouw."""
    return _age_sex(row, language) or text("ui.casualties.age_sex_unknown", language)


def _age_sex(row: CasualtyRow, language: str) -> str:
    parts = []
    if row.years is not None:
        parts.append(text("ui.casualties.years", language, count=row.years))
    elif row.age_band is not AgeBand.UNKNOWN:
        band = text(f"term.AgeBand.{row.age_band.value}", language)
        parts.append(band.partition(" (")[0])
    if row.sex is not Sex.UNKNOWN:
        parts.append(text(f"term.Sex.{row.sex.value}", language).lower())
    return _BETWEEN.join(parts)


def name_of(row: CasualtyRow, language: str) -> str:
    """Return the name, or that it is unknown, or not for this list."""
    if row.hidden:
        return text("ui.casualties.hidden", language)
    return row.name or text("ui.casualties.unknown", language)


def same_words(row: CasualtyRow, language: str) -> str:
    """Return which other numbers are of the same person, if any."""
    if not row.same_as:
        return ""
    return text("ui.same.row", language, numbers=", ".join(row.same_as))


def spoken(row: CasualtyRow, now_ms: int, language: str) -> str:
    """Return a whole row in words, for those who hear the screen."""
    said = [
        row_words(row, language),
        row.number,
        name_of(row, language),
        same_words(row, language),
        age_sex(row, language),
        row.complaint,
        row.place,
        spot_words(row.spot, row.spot_name, language),
        *(
            [contamination_words(row.contamination, language)]
            if row.contamination
            else []
        ),
        allergy_words(row, language),
        tourniquet_short(row, now_ms, language),
        _waited(row, now_ms, language),
        due_words(row, now_ms, language),
    ]
    return ", ".join(part for part in said if part)


def _badges(row: CasualtyRow) -> ft.Control:
    claims = tuple(dict.fromkeys(row.claims))
    if len(claims) < 2:
        return row_block(row, size=44)
    return ft.Column(
        spacing=2,
        tight=True,
        width=55,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[small_badge(each) for each in claims[:2]],
    )


def small_badge(category: Triage) -> ft.Container:
    """Return the block of a category at half height."""
    look = look_of(category)
    ink = look.ink or ft.Colors.ON_SURFACE
    edge = look.outline or look.fill or ft.Colors.OUTLINE
    return ft.Container(
        height=25,
        bgcolor=look.fill,
        border=ft.Border.all(1.5, edge),
        border_radius=6,
        alignment=ft.Alignment.CENTER,
        content=ft.Row(
            tight=True,
            spacing=2,
            controls=[
                ft.Icon(look.icon, size=14, color=ink),
                ft.Text(look.code, size=SMALL - 1, color=ink, **BOLD),
            ],
        ),
    )


def _lines(row: CasualtyRow, look: RowLook) -> ft.Control:
    """Return two lines; each is as wide as what stands at its own end leaves it."""
    chosen, language = look.chosen, look.language
    ink = ft.Colors.ON_PRIMARY_CONTAINER if chosen else ft.Colors.ON_SURFACE
    quiet = ft.Colors.ON_PRIMARY_CONTAINER if chosen else ft.Colors.ON_SURFACE_VARIANT
    where = spot_words(row.spot, row.spot_name, language) or row.place
    about = [
        same_words(row, language),
        text("ui.casualties.affected_one", language) if row.affected else "",
        _age_sex(row, language),
        row.complaint,
        where,
    ]
    name = _text(name_of(row, language), BODY, ink if row.name else quiet, expand=True)
    if look.compact:
        about.insert(0, row.name)
    allergy = allergy_mark(row, language, ink)
    below = _BETWEEN.join(part for part in about if part) or age_sex(row, language)
    no_words = look.compact and row.tourniquet_ms is not None
    clings = contamination_mark(row.contamination, language, has_words=not no_words)
    is_long = _is_long(row, look)
    clock = tourniquet_mark(row, look.now_ms, language, ink, has_icon=not look.compact)
    below_both = [
        *(allergy if look.compact and row.allergic else []),
        *(clock if is_long else []),
    ]
    return ft.Column(
        expand=True,
        spacing=2,
        alignment=ft.MainAxisAlignment.CENTER,
        controls=[
            ft.Row(
                spacing=GAP,
                # Where there is no name the number and the clock stand apart.
                alignment=ft.MainAxisAlignment.SPACE_BETWEEN,
                controls=[
                    _text(row.number, SMALL if is_long else BODY, ink, bold=True),
                    *([] if look.compact else [name]),
                    *([] if is_long else clock),
                    *clings,
                    # A phone has room for one more thing beside the number.
                    *([] if clings and look.compact else _waiting(row, look, quiet)),
                ],
            ),
            ft.Row(
                spacing=GAP,
                controls=[
                    *([] if look.compact else allergy),
                    _text(below, SMALL, quiet, expand=True),
                    *_due(row, look, quiet),
                ],
            ),
            *([ft.Row(spacing=GAP, controls=below_both)] if below_both else []),
        ],
    )


def _height(row: CasualtyRow, look: RowLook) -> float:
    return ROW_HEIGHT + (_THIRD_LINE if _is_tall(row, look) else 0)


def _is_tall(row: CasualtyRow, look: RowLook) -> bool:
    has_clock = row.tourniquet_ms is not None and _is_long(row, look)
    return has_clock or (look.compact and row.allergic)


def _is_long(row: CasualtyRow, look: RowLook) -> bool:
    """Tell whether a number leaves a phone no room for a clock beside it."""
    return look.compact and len(row.number) > _LONG_NUMBER


def _waiting(row: CasualtyRow, look: RowLook, ink: str) -> list[ft.Control]:
    if row.tourniquet_ms is not None:
        return []  # there is room for one clock: the one that runs on a limb
    return [
        ft.Row(
            tight=True,
            spacing=4,
            controls=[
                ft.Icon(ft.Icons.HOURGLASS_EMPTY, size=16, color=ink),
                _text(_waited(row, look.now_ms, look.language), SMALL, ink),
            ],
        )
    ]


def tourniquet_short(row: CasualtyRow, now_ms: int, language: str) -> str:
    """Return how long the oldest tourniquet is on; '' without one."""
    if row.tourniquet_ms is None:
        return ""
    on_for = span(now_ms - row.tourniquet_ms, language)
    return text("ui.treatment.tourniquet_short", language, span=on_for)


def tourniquet_mark(
    row: CasualtyRow, now_ms: int, language: str, ink: str, *, has_icon: bool = True
) -> list[ft.Control]:
    """Return the clock of the oldest tourniquet; nothing without one.

    Its words say what it is; a phone has no room for the picture too.
    """
    words = tourniquet_short(row, now_ms, language)
    if not words:
        return []
    return [
        ft.Container(
            border=ft.Border.all(1.5, ink),
            border_radius=6,
            padding=ft.Padding.symmetric(horizontal=5),
            content=ft.Row(
                tight=True,
                spacing=4,
                controls=[
                    *(
                        [ft.Icon(ft.Icons.TIMER_OUTLINED, size=14, color=ink)]
                        if has_icon
                        else []
                    ),
                    _text(words, SMALL, ink, bold=True),
                ],
            ),
        )
    ]


def _due(row: CasualtyRow, look: RowLook, ink: str) -> list[ft.Control]:
    due = due_words(row, look.now_ms, look.language, short=look.compact)
    if not due:
        return []
    if is_overdue(row, look.now_ms):
        return [late_mark(due)]
    return [_text(due, SMALL, ink)]


def _waited(row: CasualtyRow, now_ms: int, language: str) -> str:
    if row.departed is not None:
        return moment(row.registered_ms, now_ms, language)
    return span(now_ms - row.registered_ms, language)


def _text(
    words: str,
    size: int,
    ink: str,
    *,
    bold: bool = False,
    expand: bool | None = None,
) -> ft.Text:
    return ft.Text(
        words,
        size=min(size, LARGE),
        color=ink,
        **(BOLD if bold else {}),
        expand=expand,
        max_lines=1,
        no_wrap=True,
        overflow=ft.TextOverflow.ELLIPSIS,
    )
