"""What goes on until somebody ends it: tourniquets first, each with its clock."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import flet as ft

from app.care.terms import FactId
from app.care.treatment import Intervention
from app.i18n import text
from app.store.queries.treatment import OnNow
from app.ui.theme import BODY, BOLD, SMALL, TOUCH
from app.ui.widgets.panels import section_card
from app.ui.words import moment, span

End = Callable[[FactId], Any]
"""Records that a treatment stopped, now."""


def going_on_card(
    found: tuple[OnNow, ...], now_ms: int, language: str, on_end: End | None
) -> list[ft.Control]:
    """Return the card, or nothing while nothing goes on."""
    if not found:
        return []
    return [
        section_card(
            text("ui.treatment.going_on", language),
            [going_on_line(each, now_ms, language, on_end) for each in found],
            key="going-on",
        )
    ]


def going_on_line(
    each: OnNow, now_ms: int, language: str, on_end: End | None
) -> ft.Control:
    """Return one of them: what, where, how long, and the way to end it."""
    is_tourniquet = each.intervention is Intervention.TOURNIQUET
    what = text(f"term.Intervention.{each.intervention.value}", language)
    where = text(f"term.Site.{each.site.value}", language).lower() if each.site else ""
    since = moment(each.since_ms, now_ms, language)
    named = " · ".join(part for part in (what, where) if part)
    return ft.Row(
        spacing=12,
        controls=[
            ft.Icon(
                ft.Icons.TIMER_OUTLINED if is_tourniquet else ft.Icons.AUTORENEW,
                size=22,
            ),
            ft.Column(
                expand=True,
                spacing=0,
                controls=[
                    ft.Text(named, size=BODY, **BOLD),
                    ft.Text(
                        text(
                            "ui.treatment.for",
                            language,
                            span=span(now_ms - each.since_ms, language),
                            since=since,
                        ),
                        size=SMALL,
                        color=ft.Colors.ON_SURFACE_VARIANT,
                    ),
                ],
            ),
            *([_ending(each, named, language, on_end)] if on_end else []),
        ],
    )


def _ending(each: OnNow, named: str, language: str, on_end: End) -> ft.Control:
    """Return the way to end it, which says of which it is to who hears the screen."""
    is_tourniquet = each.intervention is Intervention.TOURNIQUET
    key = "ui.treatment.release" if is_tourniquet else "ui.treatment.stop"
    words = text(key, language)
    return ft.OutlinedButton(
        key=f"end-{each.intervention.value}-{each.id[1]}",
        content=ft.Text(words, size=BODY, semantics_label=f"{words}: {named}", **BOLD),
        height=TOUCH,
        # Slim, so that a phone has room for the longest place of a tourniquet.
        style=ft.ButtonStyle(padding=ft.Padding.symmetric(horizontal=12)),
        on_click=partial(on_end, each.id),
    )
