"""How long one item lasts: a bar of days, when it is empty, what a rush costs."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any, Final

import flet as ft

from app.i18n import text
from app.store.queries.forecast import Forecast
from app.ui.theme import ALARM_DEEP, BODY, BOLD, GAP, RADIUS, SMALL, outline
from app.ui.widgets.item_words import item_name
from app.ui.widgets.quantity import signed_or_plain
from app.ui.widgets.stock_row import tag
from app.ui.words import day, today

SHOWN_DAYS: Final = 28
"""The length of a full bar: four weeks."""
SOON_DAYS: Final = 3

_BAR: Final = 12
_DAY_MS: Final = 24 * 60 * 60_000


def lasting_row(
    one: Forecast, language: str, now_ms: int, on_open: Callable[[], Any]
) -> ft.Control:
    """Return one item; the whole of it opens the item, and is read as one sentence."""
    name, lasts = item_name(one.item, one.code, language), _lasts(one, language, now_ms)
    rush = _rush(one, language)
    return ft.Semantics(
        button=True,
        label=". ".join(each for each in (name, lasts, rush) if each),
        exclude_semantics=True,
        on_tap=on_open,
        content=ft.Container(
            key=f"lasting-{one.code}",
            ink=True,
            on_click=on_open,
            padding=12,
            border_radius=RADIUS,
            border=outline(),
            content=ft.Column(
                spacing=6,
                horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
                controls=[
                    ft.Row(
                        wrap=True,
                        spacing=GAP,
                        alignment=ft.MainAxisAlignment.SPACE_BETWEEN,
                        controls=[
                            ft.Text(name, size=BODY, **BOLD),
                            ft.Text(lasts, key=f"lasts-{one.code}", size=BODY),
                        ],
                    ),
                    _bar(one),
                    ft.Row(
                        wrap=True, spacing=GAP, controls=_marks(one, language, rush)
                    ),
                ],
            ),
        ),
    )


def days_words(days: Fraction, language: str) -> str:
    """Return a number of days in words: less than one in hours."""
    if days < 1:
        return text("ui.lasting.less_than_day", language)
    return text("ui.lasting.days", language, count=int(days))


def _lasts(one: Forecast, language: str, now_ms: int) -> str:
    days = one.supply.days
    if days is None:
        return text("ui.lasting.no_use", language)
    if one.usable <= 0:
        return text("ui.lasting.empty", language)
    when = today(now_ms + int(days * _DAY_MS))
    return text(
        "ui.lasting.until",
        language,
        days=days_words(days, language),
        day=day(when, language),
    )


def _bar(one: Forecast) -> ft.Control:
    days = one.supply.days
    share = 0.0 if days is None else min(float(days) / SHOWN_DAYS, 1.0)
    soon = days is not None and days < SOON_DAYS
    return ft.ProgressBar(
        value=share,
        bar_height=_BAR,
        border_radius=_BAR / 2,
        color=ALARM_DEEP if soon else ft.Colors.PRIMARY,
        bgcolor=ft.Colors.SURFACE_CONTAINER_HIGHEST,
    )


def _marks(one: Forecast, language: str, rush: str) -> list[ft.Control]:
    marks: list[ft.Control] = []
    if one.critical:
        words = text("ui.lasting.critical", language)
        marks.append(tag(words, ft.Icons.PRIORITY_HIGH))
    if rush:
        short = one.expects is not None and one.expects.left < 0
        marks.append(tag(rush, ft.Icons.GROUPS, alarm=short))
    rate = one.rate
    if rate.per_day is not None:
        said = text(
            "ui.lasting.per_day",
            language,
            count=_pieces(rate.per_day, language),
            days=rate.days,
        )
        marks.append(ft.Text(said, size=SMALL, color=ft.Colors.ON_SURFACE_VARIANT))
    if one.supply.wasted:
        said = text("ui.lasting.wasted", language, count=one.supply.wasted)
        marks.append(ft.Text(said, size=SMALL, color=ft.Colors.ON_SURFACE_VARIANT))
    return marks


def _rush(one: Forecast, language: str) -> str:
    expects = one.expects
    if expects is None or not expects.needed:
        return ""
    left = signed_or_plain(expects.left)
    if expects.left >= 0:
        return text("ui.lasting.enough", language, needed=expects.needed, left=left)
    hour = 0 if expects.empty_hour is None else int(expects.empty_hour)
    return text(
        "ui.lasting.short",
        language,
        needed=expects.needed,
        short=-expects.left,
        hours=hour,
    )


def _pieces(rate: Fraction, language: str) -> str:
    """Return a daily use with one decimal, as people write it."""
    tenths = round(rate * 10)
    mark = "." if language == "en" else ","
    return f"{tenths // 10}{mark}{tenths % 10}" if tenths % 10 else str(tenths // 10)
