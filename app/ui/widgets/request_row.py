"""One request in words: what was asked, what the hub said, what was sent and came."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import flet as ft

from app.care.request import RequestState, Urgency
from app.i18n import text
from app.store.queries.request import RequestRow, ShipmentRow
from app.ui.theme import BODY, BOLD, GAP
from app.ui.widgets.panels import card, note
from app.ui.widgets.stock_row import tag
from app.ui.words import ago, moment

_ICONS: Final = {
    RequestState.ASKED: ft.Icons.OUTBOX,
    RequestState.DECIDED: ft.Icons.GAVEL,
    RequestState.UNDERWAY: ft.Icons.LOCAL_SHIPPING_OUTLINED,
    RequestState.PARTLY: ft.Icons.DONUT_LARGE,
    RequestState.RECEIVED: ft.Icons.CHECK,
    RequestState.REFUSED: ft.Icons.BLOCK,
    RequestState.WITHDRAWN: ft.Icons.UNDO,
}


def request_card(
    row: RequestRow,
    title: str,
    now_ms: int,
    language: str,
    more: Sequence[ft.Control] = (),
) -> ft.Control:
    """Return one request; `more` stands below it: what a person may do."""
    return card(
        ft.Column(
            spacing=GAP,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
            controls=[
                ft.Row(
                    wrap=True,
                    spacing=GAP,
                    run_spacing=4,
                    alignment=ft.MainAxisAlignment.SPACE_BETWEEN,
                    controls=[
                        ft.Text(title, size=BODY, **BOLD),
                        ft.Row(
                            tight=True,
                            spacing=GAP,
                            controls=request_tags(row, language),
                        ),
                    ],
                ),
                *(note(words) for words in request_words(row, now_ms, language)),
                *more,
            ],
        ),
        padding=12,
        key=f"request-{row.stream.hex()}",
    )


def request_tags(row: RequestRow, language: str) -> list[ft.Control]:
    """Return how far it has come, and that it hurries while it is open."""
    state = row.state
    twin = (
        [tag(text("ui.request.twin", language), ft.Icons.CONTENT_COPY, alarm=True)]
        if row.is_twin
        else []
    )
    tags = [tag(text(f"ui.request.state_{state.value}", language), _ICONS[state])]
    if row.is_open and row.urgency is not Urgency.NORMAL:
        words = text(f"term.Urgency.{row.urgency.value}", language)
        is_urgent = row.urgency is Urgency.URGENT
        tags.insert(0, tag(words, ft.Icons.PRIORITY_HIGH, alarm=is_urgent))
    return [*twin, *tags]


def request_words(row: RequestRow, now_ms: int, language: str) -> list[str]:
    """Return what happened to it, one line each, oldest first."""
    said = [
        text(
            "ui.request.asked",
            language,
            count=row.pieces,
            ago=ago(row.asked_ms, now_ms, language),
        )
    ]
    if row.remark:
        said.append(row.remark)
    said += _decision(row, now_ms, language)
    said += [_shipment(row, each, now_ms, language) for each in row.shipments]
    if row.withdrawn_why:
        said.append(row.withdrawn_why)
    if row.closed_ms is not None:
        said.append(text("ui.request.closed", language, why=row.closed_why))
    return said


def _decision(row: RequestRow, now_ms: int, language: str) -> list[str]:
    decision = row.decision
    if decision is None:
        return []
    words = text(f"term.Decision.{decision.decision.value}", language)
    who = f"{decision.from_name}, {moment(decision.at_ms, now_ms, language)}"
    said = f"{words}: {decision.pieces}" if decision.grants else words
    return [" · ".join(each for each in (said, who, decision.words) if each)]


def _shipment(row: RequestRow, sent: ShipmentRow, now_ms: int, language: str) -> str:
    key = "ui.request.sent_all" if not sent.to_come else "ui.request.sent"
    said = text(
        key,
        language,
        count=sent.pieces,
        arrived=sent.arrived,
        when=moment(sent.at_ms, now_ms, language),
    )
    instead = (
        text("ui.request.instead", language, item=sent.item)
        if sent.item != row.item
        else ""
    )
    return " · ".join(each for each in (said, instead, sent.words) if each)
