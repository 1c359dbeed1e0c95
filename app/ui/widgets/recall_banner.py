"""The recall nobody here has answered yet, on the overview; it blocks no tap."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import flet as ft

from app.care.item import Item
from app.store.queries.item import catalogue
from app.store.queries.recall import RecallRow, asking
from app.ui.routes import STOCK
from app.ui.theme import ALARM_DEEP, BODY, BOLD, GAP, RADIUS, TOUCH
from app.ui.widgets.item_words import name_in
from app.ui.widgets.order_banner import STRIP_HAS_ROOM_FROM
from app.ui.words import ago

if TYPE_CHECKING:
    from app.ui.state import Session
    from sync.database import Database

_INK = "#FFFFFF"


@dataclass(frozen=True, slots=True)
class Waiting:
    """The recalls that nobody here has answered, and what their items are called."""

    recalls: Sequence[RecallRow] = ()
    items: Mapping[str, Item] = field(default_factory=dict)


def recalls_waiting(db: Database) -> Waiting:
    """Return what waits for an answer; names are only looked up where something is."""
    found = asking(db)
    return Waiting(found, catalogue(db) if found else {})


def recall_banner(session: Session, waiting: Waiting, now: int) -> list[ft.Control]:
    """Return the oldest recall that waits for an answer; nothing when none does."""
    if not waiting.recalls:
        return []
    row = min(waiting.recalls, key=lambda each: each.ordered_ms)
    words = session.words(
        "ui.recall.banner",
        name=name_in(waiting.items, row.item, session.language),
        ago=ago(row.ordered_ms, now, session.language),
        count=len(waiting.recalls),
    )

    def look() -> None:
        session.face = "recalls"
        session.go(STOCK)

    banner = ft.Semantics(
        live_region=True,
        content=ft.Container(
            key="recall-banner",
            bgcolor=ALARM_DEEP,
            border_radius=RADIUS,
            padding=ft.Padding.symmetric(vertical=GAP, horizontal=16),
            content=_content(session, words, look),
        ),
    )
    return [banner]


def _content(session: Session, words: str, look: Callable[[], Any]) -> ft.Control:
    head = ft.Row(
        spacing=12,
        expand=True,
        controls=[
            ft.Icon(ft.Icons.ASSIGNMENT_RETURN, color=_INK, size=28),
            ft.Text(words, size=BODY, color=_INK, expand=True, **BOLD),
        ],
    )
    button = ft.OutlinedButton(
        key="recall-look",
        content=ft.Text(
            session.words("ui.recall.look_now"), size=BODY, color=_INK, **BOLD
        ),
        height=TOUCH,
        style=ft.ButtonStyle(side=ft.BorderSide(2, _INK)),
        on_click=look,
    )
    if session.width >= STRIP_HAS_ROOM_FROM:
        return ft.Row(spacing=12, controls=[head, button])
    return ft.Column(
        spacing=GAP,
        tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.END,
        controls=[ft.Row([head]), button],
    )
