"""How a requirement or a kind of place stands, on a row that a tap opens."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

import flet as ft

from app.care.board import CapacityRow, RequirementRow
from app.care.capacity import PlaceKind
from app.care.requirement import Requirement, Standing, Trend
from app.exports.requirement import left_words, places_words
from app.i18n import text
from app.ui.theme import ALARM, BODY, BOLD, GAP
from app.ui.widgets.panels import note
from app.ui.widgets.stock_row import tag
from app.ui.words import ago, moment

ICONS: Final = {
    Requirement.GOVERNMENT: ft.Icons.ACCOUNT_BALANCE_OUTLINED,
    Requirement.ENERGY: ft.Icons.BOLT,
    Requirement.SHELTER: ft.Icons.NIGHT_SHELTER_OUTLINED,
    Requirement.FOOD_WATER: ft.Icons.WATER_DROP_OUTLINED,
    Requirement.CASUALTY_CARE: ft.Icons.MEDICAL_SERVICES_OUTLINED,
    Requirement.COMMUNICATION: ft.Icons.CELL_TOWER,
    Requirement.TRANSPORT: ft.Icons.LOCAL_SHIPPING_OUTLINED,
}
STANDING_ICONS: Final = {
    Standing.WORKS: ft.Icons.CHECK_CIRCLE_OUTLINE,
    Standing.STRAINED: ft.Icons.REMOVE_CIRCLE_OUTLINE,
    Standing.FAILED: ft.Icons.WARNING_AMBER,
    Standing.UNKNOWN: ft.Icons.HELP_OUTLINE,
}
_TREND_ICONS: Final = {
    Trend.BETTER: ft.Icons.TRENDING_UP,
    Trend.SAME: ft.Icons.TRENDING_FLAT,
    Trend.WORSE: ft.Icons.TRENDING_DOWN,
}
PLACE_ICONS: Final = {
    PlaceKind.TREATMENT: ft.Icons.MEDICAL_SERVICES_OUTLINED,
    PlaceKind.LYING: ft.Icons.AIRLINE_SEAT_FLAT,
    PlaceKind.SEATED: ft.Icons.CHAIR_OUTLINED,
    PlaceKind.ISOLATION: ft.Icons.SHIELD_OUTLINED,
    PlaceKind.OVERNIGHT: ft.Icons.BEDTIME_OUTLINED,
}


def standing_tag(standing: Standing, language: str) -> ft.Control:
    """Return how something stands, in words with its own picture."""
    words = text(f"term.Standing.{standing.value}", language)
    icon = STANDING_ICONS[standing]
    return tag(words, icon, alarm=standing is Standing.FAILED)


def is_out(row: RequirementRow, now_ms: int) -> bool:
    """Tell whether the hours that were said have run out."""
    return row.left is not None and row.left.left_ms(now_ms) == 0


def requirement_row(
    row: RequirementRow,
    now_ms: int,
    language: str,
    names: dict[bytes, str],
    on_open: Callable[[], Any] | None,
    *,
    phone: bool,
) -> ft.Control:
    """Return one of the seven; a tap says how it stands now.

    On a phone how it stands is on the line of its hours, and the trend a picture.
    """
    name = text(f"term.Requirement.{row.requirement.value}", language)
    mark = standing_tag(row.standing, language)
    figure, *trend = _left(row, now_ms, language, phone=phone)
    parts = [mark, *trend, figure] if phone else [figure, *trend]
    lines: list[ft.Control] = [_wrapping(*parts)]
    if row.lacking:
        words = text("ui.requirement.lacking", language, words=row.lacking)
        lines.append(ft.Text(words, size=BODY))
    lines += [note(words) for words in _said(row, now_ms, language, names)]
    return _row(
        ICONS[row.requirement],
        name,
        [] if phone else [mark],
        lines,
        on_open,
        key=f"requirement-{row.requirement.value}",
    )


def _left(
    row: RequirementRow, now_ms: int, language: str, *, phone: bool
) -> list[ft.Control]:
    """Return how long it lasts, and where it goes."""
    key = f"left-{row.requirement.value}"
    words = left_words(row.left, now_ms, language)
    figure = _figure(words, key, alarm=is_out(row, now_ms))
    if row.trend is None:
        return [figure]
    goes = text(f"term.Trend.{row.trend.value}", language)
    icon = ft.Icon(
        _TREND_ICONS[row.trend], size=20, semantics_label=goes if phone else None
    )
    trend = icon if phone else _together(icon, ft.Text(goes, size=BODY))
    return [figure, trend]


def _wrapping(*controls: ft.Control) -> ft.Control:
    return ft.Row(
        wrap=True,
        spacing=GAP,
        run_spacing=0,
        vertical_alignment=ft.CrossAxisAlignment.CENTER,
        controls=list(controls),
    )


def _figure(words: str, key: str, *, alarm: bool) -> ft.Control:
    """Return what counts on a row, with a sign before it where it alarms."""
    figure = ft.Text(words, key=key, size=BODY, **BOLD)
    sign = ft.Icon(ft.Icons.WARNING_AMBER, size=20, color=ALARM)
    return _together(sign, figure) if alarm else figure


def _together(sign: ft.Control, words: ft.Control) -> ft.Control:
    return ft.Row(tight=True, spacing=4, controls=[sign, words])


def _said(
    row: RequirementRow, now_ms: int, language: str, names: dict[bytes, str]
) -> list[str]:
    if row.last is None:
        return [text("ui.requirement.nobody", language)]
    fact = row.last.fact
    by = names.get(row.last.actor, text("ui.requirement.somebody", language))
    said = [f"{ago(fact.observed_ms, now_ms, language)} · {by}"]
    if row.before is not None and row.before.fact.standing is not fact.standing:
        before = row.before.fact
        said.append(
            text(
                "ui.requirement.before",
                language,
                standing=text(f"term.Standing.{before.standing.value}", language),
                at=moment(before.observed_ms, now_ms, language),
            )
        )
    return said


def capacity_row(
    row: CapacityRow, now_ms: int, language: str, on_open: Callable[[], Any] | None
) -> ft.Control:
    """Return the places of one kind, with the age of the figure; a tap counts anew."""
    fact = row.fact
    age: list[ft.Control] = []
    if fact is not None:
        age.append(note(ago(fact.observed_ms, now_ms, language)))
        if fact.is_stale(now_ms):
            age.append(tag(text("ui.requirement.stale", language), ft.Icons.HISTORY))
    words, is_over = places_words(row, language), fact is not None and fact.free < 0
    key = f"places-{row.kind.value}"
    return _row(
        PLACE_ICONS[row.kind],
        text(f"term.PlaceKind.{row.kind.value}", language),
        [],
        [_wrapping(_figure(words, f"{key}-free", alarm=is_over), *age)],
        on_open,
        key=key,
    )


def _row(
    icon: ft.IconData,
    name: str,
    marks: Sequence[ft.Control],
    lines: Sequence[ft.Control],
    on_open: Callable[[], Any] | None,
    *,
    key: str,
) -> ft.Control:
    """Return a row: its name with its marks, and what is known below it."""
    head = ft.Row(
        wrap=True,
        spacing=GAP,
        run_spacing=4,
        vertical_alignment=ft.CrossAxisAlignment.CENTER,
        controls=[ft.Text(name, size=BODY, **BOLD), *marks],
    )
    inside = ft.Container(
        key=key,
        ink=on_open is not None,
        on_click=on_open,
        border_radius=GAP,
        padding=ft.Padding.symmetric(vertical=GAP, horizontal=4),
        content=ft.Row(
            spacing=12,
            vertical_alignment=ft.CrossAxisAlignment.START,
            controls=[
                ft.Icon(icon, size=24),
                ft.Column(expand=True, spacing=2, tight=True, controls=[head, *lines]),
            ],
        ),
    )
    return ft.MergeSemantics(
        content=ft.Semantics(button=on_open is not None, content=inside)
    )
