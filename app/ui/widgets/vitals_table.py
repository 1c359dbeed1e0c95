"""Vitals: the last set in big figures, the sets before in a small table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import flet as ft

from app.care.casualty import VitalsRecorded
from app.i18n import text
from app.store.queries.casualty import CasualtyDetail, Entry
from app.store.queries.observation import latest_beside
from app.ui.theme import BODY, BOLD, LARGE, RADIUS, SMALL
from app.ui.widgets.fact_lines import lines_of
from app.ui.widgets.panels import note, section_card
from app.ui.widgets.vitals_entries import shown
from app.ui.widgets.wrapped import wrapped
from app.ui.words import ago, moment

_MOST_SETS: Final = 8
_TIME: Final = 88
_TABLE: Final = (
    "breaths_per_min",
    "spo2_percent",
    "pulse_per_min",
    "pressure",
    "temperature_c",
    "consciousness",
    "gcs",
    "pain",
)
"""What is shown of a set, in the order of the bedside; both pressures are one."""

_WIDTHS: Final = dict(zip(_TABLE, (80, 72, 72, 76, 56, 62, 48, 44), strict=True))
"""As wide as their words, so that a whole set fits beside the list."""


def vitals_card(detail: CasualtyDetail, now_ms: int, language: str) -> ft.Control:
    """Return the card of vitals: unknown is said, never shown as zero."""
    sets = [each for each in detail.all_vitals if not each.retracted]
    title = text("ui.casualty.vitals", language)
    beside = _beside(detail, language)
    if detail.vitals is None or not sets:
        nothing = [] if beside else [note(text("ui.casualty.no_vitals", language))]
        return section_card(title, [*nothing, *beside])
    return section_card(
        title,
        [_latest(detail.vitals, language), *beside, *_history(sets, now_ms, language)],
        trailing=note(ago(detail.vitals.observed_ms, now_ms, language)),
    )


def _beside(detail: CasualtyDetail, language: str) -> list[ft.Control]:
    """Return what was observed beside the sets, of each thing what was seen last."""
    latest = latest_beside(detail)
    if latest is None:
        return []
    said = [f"{label}: {value}" for label, value in lines_of(latest, language)]
    return [ft.Text(" · ".join(said), key="beside", size=BODY)]


def value_of(vitals: VitalsRecorded, name: str, language: str) -> str | None:
    """Return one figure of a set in words, None when it was not measured."""
    match name:
        case "pressure":
            upper = shown(vitals, "systolic_mmhg", language)
            lower = shown(vitals, "diastolic_mmhg", language)
            return None if upper is lower is None else f"{upper or '?'}/{lower or '?'}"
        case "consciousness":
            level = vitals.consciousness
            return None if level is None else level.value
        case _:
            return shown(vitals, name, language)


def _latest(vitals: VitalsRecorded, language: str) -> ft.Control:
    figures = [(name, value_of(vitals, name, language)) for name in _TABLE]
    return wrapped(
        [
            _figure(name, value, _unit(vitals, name, language), language)
            for name, value in figures
            if value
        ]
    )


def _unit(vitals: VitalsRecorded, name: str, language: str) -> str:
    if name == "spo2_percent" and vitals.on_oxygen:
        return text("ui.casualty.with_oxygen", language)
    return text(f"ui.casualty.unit.{name}", language)


def _figure(name: str, value: str, unit: str, language: str) -> ft.Control:
    return ft.Container(
        padding=ft.Padding.symmetric(vertical=8, horizontal=12),
        border_radius=RADIUS,
        bgcolor=ft.Colors.SURFACE_CONTAINER_HIGH,
        content=ft.Column(
            spacing=0,
            tight=True,
            controls=[
                note(text(f"ui.casualty.short.{name}", language)),
                ft.Row(
                    tight=True,
                    spacing=4,
                    vertical_alignment=ft.CrossAxisAlignment.END,
                    controls=[
                        ft.Text(
                            value,
                            key=f"latest-{name}",
                            size=LARGE + 2,
                            **BOLD,
                        ),
                        *([note(unit)] if unit.strip() else []),
                    ],
                ),
            ],
        ),
    )


def _history(sets: Sequence[Entry], now_ms: int, language: str) -> list[ft.Control]:
    if len(sets) < 2:
        return []
    newest = sorted(sets, key=lambda each: -each.observed_ms)[:_MOST_SETS]
    measured = [each.body for each in newest if isinstance(each.body, VitalsRecorded)]
    # What nobody measured takes no room.
    names = [
        name
        for name in _TABLE
        if any(value_of(body, name, language) for body in measured)
    ]
    lines = [
        _head(names, language),
        *(_line(each, names, now_ms, language) for each in newest),
    ]
    table = ft.Column(spacing=4, controls=lines)
    return [ft.Row(scroll=ft.ScrollMode.AUTO, controls=[table])]


def _head(names: Sequence[str], language: str) -> ft.Control:
    heads = [text(f"ui.casualty.short.{name}", language) for name in names]
    return _cells(text("ui.casualty.at", language), names, heads, quiet=True)


def _line(entry: Entry, names: Sequence[str], now_ms: int, language: str) -> ft.Control:
    body = entry.body
    if not isinstance(body, VitalsRecorded):
        return _cells(moment(entry.observed_ms, now_ms, language), (), ())
    values = [_cell(body, name, language) for name in names]
    return _cells(moment(entry.observed_ms, now_ms, language), names, values)


def _cell(vitals: VitalsRecorded, name: str, language: str) -> str:
    value = value_of(vitals, name, language)
    if value and name == "spo2_percent" and vitals.on_oxygen:
        return f"{value} O₂"
    return value or "·"


def _cells(
    at: str, names: Sequence[str], words: Sequence[str], *, quiet: bool = False
) -> ft.Control:
    widths = [_TIME, *(_WIDTHS[name] for name in names)]
    return ft.Row(
        spacing=4,
        controls=[
            ft.Text(
                each,
                width=width,
                size=SMALL - 1 if quiet else BODY,
                color=ft.Colors.ON_SURFACE_VARIANT if quiet else None,
                no_wrap=True,
                overflow=ft.TextOverflow.ELLIPSIS,
            )
            for width, each in zip(widths, (at, *words), strict=True)
        ],
    )
