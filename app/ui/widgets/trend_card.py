"""How a casualty is doing: NEWS2 and T-RTS set by set, and small charts over time."""

from __future__ import annotations

from typing import Final

import flet as ft

from app.care.observation import Spo2Scale
from app.care.reference import band_of
from app.care.scores import News2, Response
from app.i18n import text
from app.store.queries.casualty import CasualtyDetail
from app.store.queries.observation import (
    Scored,
    age_of,
    scale_at,
    scored_sets,
    series,
)
from app.ui.hooks import memo
from app.ui.state import NARROW_BELOW, WIDE_FROM
from app.ui.theme import (
    ALARM_DEEP,
    BODY,
    BOLD,
    LARGE,
    RADIUS,
    SMALL,
    SPACE,
    line_width,
)
from app.ui.widgets.panels import note, section_card
from app.ui.widgets.trend_chart import Trend, span_of, trend_chart
from app.ui.widgets.wrapped import wrapped
from app.ui.words import moment

_DRAWN: Final = (
    "breaths_per_min",
    "spo2_percent",
    "pulse_per_min",
    "pressure",
    "temperature_c",
    "gcs",
    "pain",
    "glucose_mmol_l",
)
_MOST_SETS: Final = 12
_MOST_POINTS: Final = 48
"""More would lie over each other; the table and the timeline have them all."""

_HOUR_MS: Final = 3_600_000
_LEAST_WIDE: Final = 250.0
_MOST_WIDE: Final = 420.0
_RAIL: Final = 104.0
_LIST: Final = 526.0
_AROUND: Final = 2 * SPACE + 2 * SPACE + 4
"""What stands beside a chart: the rail, the list, and the edges of its card."""
_URGENT: Final = (Response.EMERGENCY, Response.URGENT, Response.URGENT_SINGLE)


def trend_card(detail: CasualtyDetail, now_ms: int, language: str) -> list[ft.Control]:
    """Return scores and charts; nothing while nothing was measured."""
    if not scored_sets(detail, 1) and len(series(detail, "glucose_mmol_l")) < 2:
        return []
    on_the_hour = now_ms - now_ms % _HOUR_MS
    return [_trends(detail, on_the_hour, language, _width(), line_width())]


@ft.component
def TrendCard(
    detail: CasualtyDetail, now_ms: int, language: str, width: float, line: float
) -> ft.Control:
    """Draw scores and charts; not again while what was measured stays the same."""
    sets = scored_sets(detail, _MOST_SETS)
    scores = _scores(sets, now_ms, language, line)
    charts = _charts(detail, language, width)
    title = text("ui.trend.title", language)
    return section_card(title, [*scores, *charts], key="trends")


_trends = memo(TrendCard)


def _scores(
    sets: tuple[Scored, ...], now_ms: int, language: str, line: float
) -> list[ft.Control]:
    """Return NEWS2 of each set, newest last, and what the newest one asks for."""
    if not sets:
        return []
    newest = sets[-1]
    said = [
        ft.Text(news_words(newest.news, language), key="news", size=BODY, **BOLD),
        *_missing(newest.news, language),
        *_scale(newest, language),
    ]
    chips = [
        _chip(each, now_ms, language, line, is_newest=each is newest)
        for each in sets
        if not each.news.not_valid or each.trts is not None
    ]
    row = wrapped(chips)
    notes = [] if newest.news.not_valid else ["ui.trend.no_triage"]
    return [
        *said,
        *([row] if chips else []),
        *(note(text(each, language)) for each in notes),
    ]


def news_words(news: News2, language: str) -> str:
    """Return a NEWS2 in words: a number, a least number, or why there is none."""
    if news.not_valid:
        return text(f"ui.news.not_valid.{news.not_valid}", language)
    response = news.response
    asks = text(f"ui.news.response.{response.value}", language) if response else ""
    if news.total is not None:
        return text("ui.news.total", language, total=news.total, asks=asks)
    if not asks:
        return text("ui.news.incomplete_zero", language)
    least = news.at_least or 0
    return text("ui.news.at_least", language, least=least, asks=asks)


def _missing(news: News2, language: str) -> list[ft.Control]:
    if news.not_valid or not news.missing:
        return []
    names = ", ".join(text(f"ui.news.part.{each}", language) for each in news.missing)
    return [note(text("ui.news.missing", language, names=names), key="news-missing")]


def _scale(newest: Scored, language: str) -> list[ft.Control]:
    if newest.scale is not Spo2Scale.TWO:
        return []
    return [note(text("ui.news.scale_2", language), key="news-scale")]


def _chip(
    one: Scored, now_ms: int, language: str, line: float, *, is_newest: bool
) -> ft.Control:
    """Return a set as a chip: time, NEWS2, T-RTS; only the newest one is an alarm."""
    news = one.news
    is_alarm = is_newest and news.response is Response.EMERGENCY
    asks = news.response in _URGENT
    ink = ft.Colors.WHITE if is_alarm else ft.Colors.ON_SURFACE
    edge = ALARM_DEEP if asks else ft.Colors.OUTLINE_VARIANT
    at = moment(one.entry.at_ms, now_ms, language)
    sorted_by = (
        []
        if one.trts is None
        else [ft.Text(f"T-RTS {one.trts}", size=SMALL - 1, color=ink)]
    )
    return ft.Semantics(
        label=f"{at}: {news_words(news, language)}",
        exclude_semantics=True,
        content=ft.Container(
            key=f"news-{one.entry.id[1]}",
            padding=ft.Padding.symmetric(vertical=6, horizontal=12),
            border_radius=RADIUS,
            bgcolor=ALARM_DEEP if is_alarm else ft.Colors.SURFACE_CONTAINER_HIGH,
            border=ft.Border.all((2 if asks else 1) * line, edge),
            content=ft.Column(
                spacing=0,
                tight=True,
                controls=[
                    ft.Text(at, size=SMALL - 1, color=ink),
                    *([] if news.not_valid else [_score(news, ink)]),
                    *sorted_by,
                ],
            ),
        ),
    )


def _score(news: News2, ink: str) -> ft.Control:
    """Return the number, or the least it is, and the flag of a single 3."""
    figure = f"≥ {news.at_least}" if news.total is None else str(news.total)
    flag = [ft.Text("3!", size=BODY, color=ink, **BOLD)] if news.single_three else []
    return ft.Row(
        tight=True,
        spacing=6,
        controls=[ft.Text(figure, size=LARGE, color=ink, **BOLD), *flag],
    )


def _charts(detail: CasualtyDetail, language: str, width: float) -> list[ft.Control]:
    """Return a chart of what was measured more than once, all on one axis of time."""
    found = {name: series(detail, name)[-_MOST_POINTS:] for name in _DRAWN}
    found = {name: points for name, points in found.items() if len(points) > 1}
    if not found:
        return []
    since, until = span_of(list(found.values()))
    age = age_of(detail)
    is_two = scale_at(detail, until) is Spo2Scale.TWO
    trends = [
        Trend(
            name,
            points,
            band_of(_banded(name), age, scale_2=is_two),
            since,
            until,
            width,
        )
        for name, points in found.items()
    ]
    bands = {each.band.source for each in trends if each.band}
    notes = [note(text(f"ui.trend.source.{each.value}", language)) for each in bands]
    if not bands:
        notes = [note(text("ui.trend.no_band", language), key="no-band")]
    return [
        ft.Row(
            wrap=True,
            spacing=SPACE,
            run_spacing=SPACE,
            controls=[trend_chart(each, language) for each in trends],
        ),
        *notes,
    ]


def _banded(name: str) -> str:
    return "systolic_mmhg" if name == "pressure" else name


def _width() -> float:
    """Return how wide a chart is, so that as many as fit fill a row of the card."""
    whole = float(ft.context.page.width or WIDE_FROM)
    beside = 0.0 if whole < NARROW_BELOW else _RAIL
    beside += _LIST if whole >= WIDE_FROM else 0.0
    inner = whole - beside - _AROUND
    columns = max(1, int((inner + SPACE) / (_LEAST_WIDE + SPACE)))
    return min(_MOST_WIDE, (inner - SPACE * (columns - 1)) / columns)
