"""A conflict: both values side by side with who, when and where; one tap chooses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, Final

import flet as ft

from app.care.flow import spot_of
from app.care.identity import masked_bsn
from app.care.terms import Triage
from app.i18n import field_words, text
from app.store.queries.casualty import CasualtyDetail, Said
from app.ui.theme import ALARM, BODY, BOLD, GAP, LARGE, RADIUS, SMALL, line_width
from app.ui.widgets.buttons import quiet_button
from app.ui.widgets.panels import card, note, section_title
from app.ui.widgets.places import spot_and_flow
from app.ui.widgets.triage_picker import category_badge
from app.ui.words import day, moment

_TERMS: Final = {
    "category": "Triage",
    "disposition": "Disposition",
    "age_band": "AgeBand",
    "sex": "Sex",
    "group": "Group",
    "interpreter": "Interpreter",
    "allegiance": "Allegiance",
    "involvement": "Involvement",
    "contaminated": "Contamination",
}


@dataclass(frozen=True, slots=True)
class Conflict:
    """One field persons contradict each other in, and what they say."""

    field: str
    claims: tuple[Said, ...]


def conflicts_of(detail: CasualtyDetail) -> tuple[Conflict, ...]:
    """Return what persons contradict each other in, triage first."""
    registers = [
        Conflict("category", detail.triage),
        Conflict("disposition", detail.departures),
        Conflict("contaminated", detail.contaminated),
        Conflict("placed", detail.placed),
        *(Conflict(name, claims) for name, claims in detail.said.items()),
    ]
    return tuple(each for each in registers if len({c.value for c in each.claims}) > 1)


def conflict_card(
    conflict: Conflict,
    now_ms: int,
    language: str,
    on_choose: Callable[[Conflict, Said], Any] | None,
) -> ft.Control:
    """Return all values; keys `choose-<field>-<place>`. No choosing where None."""
    return ft.Container(
        border=ft.Border.all(2 * line_width(), ALARM),
        border_radius=RADIUS,
        content=card(
            ft.Column(
                spacing=12,
                horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
                controls=[
                    ft.Row(
                        controls=[
                            ft.Icon(ft.Icons.CALL_SPLIT, color=ALARM),
                            section_title(
                                text(
                                    "ui.casualty.disagree",
                                    language,
                                    field=field_words(conflict.field, language),
                                )
                            ),
                        ]
                    ),
                    note(text("ui.casualty.disagree_next", language)),
                    ft.ResponsiveRow(
                        spacing=GAP,
                        run_spacing=GAP,
                        controls=[
                            _claim(conflict, place, now_ms, language, on_choose)
                            for place in range(len(conflict.claims))
                        ],
                    ),
                ],
            )
        ),
    )


def claim_words(field: str, value: str, language: str) -> str:
    """Return a claimed value as a person reads it."""
    terms = _TERMS.get(field)
    if terms is not None:
        return text(f"term.{terms}.{value}", language)
    if field == "placed":
        spot = spot_of(value)
        return spot_and_flow(spot.place, spot.name, spot.flow, language)
    return plain_words(field, value, language)


def plain_words(field: str, value: str, language: str) -> str:
    """Return a text as it is shown: a BSN masked, a date of birth as people say it."""
    if field == "bsn":
        return masked_bsn(value)
    if field == "birth_date":
        return _date_words(value, language)
    if field in ("incident_ms", "eta_ms"):
        return moment(int(value), int(value), language)
    return value


def _date_words(value: str, language: str) -> str:
    try:
        return day(date.fromisoformat(value), language)
    except ValueError:
        return value  # recorded elsewhere, otherwise: shown as it came


def _claim(
    conflict: Conflict,
    place: int,
    now_ms: int,
    language: str,
    on_choose: Callable[[Conflict, Said], Any] | None,
) -> ft.Control:
    said = conflict.claims[place]
    words = claim_words(conflict.field, said.value, language)
    choose = (
        [
            quiet_button(
                text("ui.casualty.choose", language),
                partial(on_choose, conflict, said),
                key=f"choose-{conflict.field}-{place}",
                icon=ft.Icons.CHECK,
            )
        ]
        if on_choose
        else []
    )
    return ft.Container(
        col={"xs": 12, "sm": 6},
        padding=12,
        border_radius=RADIUS,
        bgcolor=ft.Colors.SURFACE_CONTAINER_HIGH,
        content=ft.Column(
            spacing=GAP,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
            controls=[
                ft.Row(
                    controls=[
                        *_badge(conflict.field, said.value, language),
                        ft.Text(
                            words,
                            size=LARGE - 2,
                            **BOLD,
                            expand=True,
                            max_lines=4,
                            overflow=ft.TextOverflow.ELLIPSIS,
                        ),
                    ]
                ),
                ft.Text(said.actor_name, size=BODY),
                ft.Text(
                    _circumstances(said, now_ms, language),
                    size=SMALL,
                    color=ft.Colors.ON_SURFACE_VARIANT,
                ),
                *choose,
            ],
        ),
    )


def _badge(field: str, value: str, language: str) -> list[ft.Control]:
    if field != "category":
        return []
    return [category_badge(Triage(value), language, size=44)]


def _circumstances(said: Said, now_ms: int, language: str) -> str:
    return text(
        "ui.casualty.seen_on",
        language,
        observed=moment(said.observed_ms, now_ms, language),
        recorded=moment(said.recorded_ms, now_ms, language),
        device=said.device,
    )
