"""What is known of who a casualty is; what is unknown is said to be."""

from __future__ import annotations

from typing import Final

import flet as ft

from app.i18n import field_words, text
from app.store.queries.casualty import CasualtyDetail
from app.ui.theme import BODY
from app.ui.widgets.conflict_card import claim_words
from app.ui.widgets.panels import note, section_card

_ALWAYS: Final = ("complaint", "name", "birth_date")
_ORDER: Final = (
    "complaint",
    "place",
    "name",
    "birth_date",
    "bsn",
    "contact",
    "tag",
    "language",
    "interpreter",
    "nationality",
    "allegiance",
    "group",
    "involvement",
    "hair",
    "build",
    "clothing",
    "marks",
    "company",
)


def particulars_card(detail: CasualtyDetail, language: str) -> ft.Control:
    """Return the card: every known field, and the three that always matter."""
    return section_card(
        text("ui.casualty.particulars", language),
        [
            _line(detail, name, language)
            for name in _ORDER
            if name in _ALWAYS or (detail.said.get(name) and not _is_said(detail, name))
        ],
    )


def _is_said(detail: CasualtyDetail, name: str) -> bool:
    """Return whether another line says it better: a side says which group it is."""
    return name == "group" and bool(detail.said.get("allegiance"))


def _line(detail: CasualtyDetail, name: str, language: str) -> ft.Control:
    claims = detail.said.get(name, ())
    values = dict.fromkeys(claim_words(name, each.value, language) for each in claims)
    known = " / ".join(values) or text("ui.casualty.unknown", language)
    if name == "bsn" and values:
        known += " · " + text(f"term.BsnState.{detail.bsn.value}", language)
    label = ft.Container(width=130, content=note(field_words(name, language)))
    return ft.Row(
        vertical_alignment=ft.CrossAxisAlignment.START,
        controls=[
            label,
            ft.Text(
                known,
                key=f"known-{name}",
                size=BODY,
                expand=True,
                color=None if values else ft.Colors.ON_SURFACE_VARIANT,
                selectable=True,
            ),
        ],
    )
