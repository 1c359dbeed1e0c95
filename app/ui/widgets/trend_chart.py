"""One measure over time: points, a line, and the band it is seen against."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import flet as ft
import flet.canvas as cv

from app.care.reference import Band
from app.i18n import text
from app.store.queries.observation import Measured
from app.ui.theme import BODY, BOLD, BOLD_FONT, FONT, SMALL, line_width
from app.ui.widgets.panels import note
from app.ui.widgets.vitals_entries import scale_of, written
from app.ui.words import hour

_HEIGHT: Final = 112.0
_LEFT: Final = 34.0
_IN: Final = 18.0
"""Room between the numbers of the band and the first point."""

_RIGHT: Final = 14.0
_TOP: Final = 16.0
_FOOT: Final = 18.0
_DOT: Final = 4.0
_APART: Final = 30.0
"""Closer than this two numbers above points would run into each other."""


@dataclass(frozen=True, slots=True)
class Trend:
    """What is drawn of one measure; `since_ms` and `until_ms` are of all charts."""

    name: str
    points: tuple[Measured, ...]
    band: Band | None
    since_ms: int
    until_ms: int
    width: float


def trend_chart(trend: Trend, language: str) -> ft.Control:
    """Return a chart with its name above it; all it shows is in its label, in words."""
    name, last = trend.name, trend.points[-1]
    unit = text(f"ui.casualty.unit.{name}", language).strip()
    return ft.Semantics(
        image=True,
        label=trend_words(trend, language),
        exclude_semantics=True,
        content=ft.Column(
            key=f"trend-{name}",
            width=trend.width,
            spacing=2,
            tight=True,
            controls=[
                ft.Row(
                    spacing=6,
                    vertical_alignment=ft.CrossAxisAlignment.END,
                    controls=[
                        ft.Text(
                            text(f"ui.casualty.short.{name}", language),
                            size=SMALL,
                            expand=True,
                            **BOLD,
                        ),
                        ft.Text(_value(trend, last, language), size=BODY, **BOLD),
                        *([note(unit)] if unit else []),
                    ],
                ),
                cv.Canvas(
                    width=trend.width,
                    height=_HEIGHT,
                    shapes=list(_shapes(trend, language)),
                ),
            ],
        ),
    )


def trend_words(trend: Trend, language: str) -> str:
    """Return what a chart shows: how often, from when to when, and the band."""
    first, last = trend.points[0], trend.points[-1]
    said = text(
        "ui.trend.label",
        language,
        name=text(f"ui.casualty.short.{trend.name}", language),
        count=len(trend.points),
        since=hour(first.at_ms),
        until=hour(last.at_ms),
        first=_value(trend, first, language),
        last=_value(trend, last, language),
    )
    return said if trend.band is None else f"{said} {band_words(trend, language)}"


def band_words(trend: Trend, language: str) -> str:
    """Return the band of a measure and where it comes from."""
    band = trend.band
    if band is None:
        return ""
    return text(
        f"ui.trend.band.{band.source.value}",
        language,
        least=_number(trend.name, band.least, language),
        most=_number(trend.name, band.most, language),
    )


def _value(trend: Trend, point: Measured, language: str) -> str:
    upper = _number(trend.name, point.value, language)
    if trend.name == "pressure":
        lower = "?" if point.lower is None else str(point.lower)
        return f"{upper}/{lower}"
    oxygen = point.on_oxygen and trend.name == "spo2_percent"
    return f"{upper} O₂" if oxygen else upper


def _number(name: str, value: int, language: str) -> str:
    scale = 0 if name == "pressure" else scale_of(name)
    return written(value, scale, language)


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where values and moments lie in the picture."""

    trend: Trend
    low: float
    high: float

    def x(self, at_ms: int) -> float:
        span = self.trend.until_ms - self.trend.since_ms
        room = self.trend.width - _LEFT - _IN - _RIGHT
        if span <= 0:
            return _LEFT + _IN + room / 2
        return _LEFT + _IN + room * (at_ms - self.trend.since_ms) / span

    def y(self, value: float) -> float:
        room = _HEIGHT - _TOP - _FOOT
        return _TOP + room * (self.high - value) / (self.high - self.low)


def _frame(trend: Trend) -> _Frame:
    values = [each.value for each in trend.points]
    least, most = min(values), max(values)
    # A band far wider than what was measured would press all points into a line.
    span = max(most - least, 4)
    if trend.band is not None:
        least = min(least, max(trend.band.least, least - span))
        most = max(most, min(trend.band.most, most + span))
    least = min([least, *(each.lower for each in trend.points if each.lower)])
    room = max(1.0, (most - least) * 0.08)
    return _Frame(trend, least - room, most + room)


def _shapes(trend: Trend, language: str) -> Iterable[cv.Shape]:
    frame = _frame(trend)
    yield from _band(frame, language)
    yield from _axis(frame)
    if trend.name == "pressure":
        yield from _bars(frame)
    else:
        yield from _line(frame)
    yield from _numbers(frame, language)


def _band(frame: _Frame, language: str) -> Iterable[cv.Shape]:
    """Return the band, and its edges as far as they are in the picture."""
    band = frame.trend.band
    if band is None:
        return
    top = frame.y(min(band.most, frame.high))
    foot = frame.y(max(band.least, frame.low))
    left, right = _LEFT, frame.trend.width - _RIGHT / 2
    fill = ft.Paint(color=ft.Colors.SURFACE_CONTAINER_HIGHEST)
    yield cv.Rect(left, top, right - left, max(1.0, foot - top), paint=fill)
    for edge in (band.least, band.most):
        if frame.low <= edge <= frame.high:
            y = frame.y(edge)
            line = _stroke(ft.Colors.OUTLINE, line_width(), dashed=True)
            yield cv.Line(left, y, right, y, paint=line)
            words = _number(frame.trend.name, edge, language)
            yield _letters((_LEFT - 4, y), words, ft.Alignment.CENTER_RIGHT)


def _axis(frame: _Frame) -> Iterable[cv.Shape]:
    trend = frame.trend
    y = _HEIGHT - _FOOT + 2
    line = _stroke(ft.Colors.OUTLINE, line_width())
    yield cv.Line(_LEFT, y, trend.width - _RIGHT / 2, y, paint=line)
    start = (_LEFT + _IN, y + 2)
    yield _letters(start, hour(trend.since_ms), ft.Alignment.TOP_CENTER)
    if trend.until_ms > trend.since_ms:
        end = (trend.width - _RIGHT / 2, y + 2)
        yield _letters(end, hour(trend.until_ms), ft.Alignment.TOP_RIGHT)


def _line(frame: _Frame) -> Iterable[cv.Shape]:
    """Return the points and what joins them; on oxygen a point is a ring."""
    rings = frame.trend.name == "spo2_percent"
    places = [(frame.x(each.at_ms), frame.y(each.value)) for each in frame.trend.points]
    hollow = [
        place
        for place, point in zip(places, frame.trend.points, strict=True)
        if rings and point.on_oxygen
    ]
    ink = ft.Colors.PRIMARY
    yield cv.Points([*places], cv.PointMode.POLYGON, paint=_stroke(ink, 2))
    yield cv.Points([*places], paint=_stroke(ink, 2 * _DOT + 1))
    if hollow:
        paint = _stroke(ft.Colors.SURFACE_CONTAINER_LOWEST, 2 * _DOT - 3)
        yield cv.Points([*hollow], paint=paint)


def _bars(frame: _Frame) -> Iterable[cv.Shape]:
    """Return a bar from the lower to the upper pressure, with a foot and a head."""
    ink = _stroke(ft.Colors.PRIMARY, 2.5)
    for each in frame.trend.points:
        x, top = frame.x(each.at_ms), frame.y(each.value)
        yield cv.Line(x - 5, top, x + 5, top, paint=ink)
        if each.lower is not None:
            foot = frame.y(each.lower)
            yield cv.Line(x, top, x, foot, paint=ink)
            yield cv.Line(x - 5, foot, x + 5, foot, paint=ink)


def _numbers(frame: _Frame, language: str) -> Iterable[cv.Shape]:
    """Return the values above their points, the newest first, as far as they fit."""
    taken: list[float] = []
    for each in reversed(frame.trend.points):
        x = frame.x(each.at_ms)
        if all(abs(x - other) >= _APART for other in taken):
            taken.append(x)
            words = _number(frame.trend.name, each.value, language)
            where = (x, frame.y(each.value) - _DOT - 2)
            yield _letters(where, words, ft.Alignment.BOTTOM_CENTER, bold=True)


def _stroke(colour: str, width: float, *, dashed: bool = False) -> ft.Paint:
    return ft.Paint(
        color=colour,
        stroke_width=width,
        style=ft.PaintingStyle.STROKE,
        stroke_cap=ft.StrokeCap.ROUND,
        stroke_dash_pattern=[3, 4] if dashed else None,
    )


def _letters(
    where: tuple[float, float],
    words: str,
    alignment: ft.Alignment,
    *,
    bold: bool = False,
) -> cv.Shape:
    quiet = ft.Colors.ON_SURFACE_VARIANT
    return cv.Text(
        *where,
        words,
        alignment=alignment,
        style=ft.TextStyle(
            size=SMALL - 2,
            color=ft.Colors.ON_SURFACE if bold else quiet,
            font_family=BOLD_FONT if bold else FONT,
        ),
    )


def span_of(all_points: Sequence[Sequence[Measured]]) -> tuple[int, int]:
    """Return the first and the last moment of all charts, so that they line up."""
    moments = [each.at_ms for points in all_points for each in points]
    return min(moments), max(moments)
