"""The order nobody has confirmed yet, in every room; it blocks no tap."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import flet as ft

from app.store.queries.message import Unread, unread
from app.ui.hooks import use_now, use_query
from app.ui.routes import MESSAGES
from app.ui.theme import ALARM_DEEP, BODY, BOLD, GAP, SMALL, TOUCH
from app.ui.widgets.buttons import icon_button, link_button
from app.ui.words import ago

if TYPE_CHECKING:
    from app.store.queries.message import MessageRow
    from app.ui.state import Session

STRIP_HAS_ROOM_FROM: Final = 720
"""Pixels from which the strip has room for words, not pictures alone."""

_HEIGHT: Final = 64
_TALL: Final = 88
"""On a phone: two lines of the order itself."""
_INK: Final = "#FFFFFF"


@ft.component
def OrderBanner(session: Session, key: str = "") -> ft.Control:
    """Draw the most urgent order that waits; nothing, and no room, when none does."""
    now = use_now(session)
    found = use_query(session, unread, streams=["message", "staff"]) or Unread()
    row = found.first
    if row is None or not row.is_order or session.room == MESSAGES:
        return ft.Container(visible=False)
    return ft.Semantics(
        live_region=True,
        content=ft.Container(
            key="order-banner",
            height=_HEIGHT if session.width >= STRIP_HAS_ROOM_FROM else _TALL,
            bgcolor=ALARM_DEEP if row.urgent else ft.Colors.PRIMARY_CONTAINER,
            padding=ft.Padding.only(left=16, right=GAP),
            content=_content(session, row, found, now),
        ),
    )


def _content(session: Session, row: MessageRow, found: Unread, now: int) -> ft.Control:
    ink = _INK if row.urgent else ft.Colors.ON_PRIMARY_CONTAINER
    return ft.Row(
        spacing=12,
        controls=[
            ft.Icon(
                ft.Icons.PRIORITY_HIGH if row.urgent else ft.Icons.ASSIGNMENT_OUTLINED,
                color=ink,
                size=28,
            ),
            ft.Column(
                expand=True,
                spacing=0,
                alignment=ft.MainAxisAlignment.CENTER,
                controls=[
                    _from(_head(session, row, found, now), ink),
                    _order(session, row.text, ink),
                ],
            ),
            _read(session, ink),
        ],
    )


def _head(session: Session, row: MessageRow, found: Unread, now: int) -> str:
    key = "ui.message.banner_urgent" if row.urgent else "ui.message.banner_order"
    said = [session.words(key, ago=ago(row.sent_ms, now, session.language))]
    if found.orders > 1:
        said.append(session.words("ui.message.banner_more", count=found.orders - 1))
    if session.width >= STRIP_HAS_ROOM_FROM:
        said.append(session.words("ui.message.banner_from", name=row.from_name))
    return " · ".join(said)


def _from(words: str, ink: str) -> ft.Control:
    return ft.Text(
        words,
        key="order-from",
        size=SMALL,
        color=ink,
        max_lines=1,
        overflow=ft.TextOverflow.ELLIPSIS,
    )


def _order(session: Session, words: str, ink: str) -> ft.Control:
    return ft.Text(
        " ".join(words.split()),
        key="order-text",
        size=BODY,
        color=ink,
        max_lines=1 if session.width >= STRIP_HAS_ROOM_FROM else 2,
        overflow=ft.TextOverflow.ELLIPSIS,
        **BOLD,
    )


def _read(session: Session, ink: str) -> ft.Control:
    return ft.OutlinedButton(
        key="read-order",
        content=ft.Text(session.words("ui.message.read"), size=BODY, color=ink, **BOLD),
        height=TOUCH,
        style=ft.ButtonStyle(
            side=ft.BorderSide(2, ink), padding=ft.Padding.symmetric(horizontal=16)
        ),
        on_click=lambda: session.go(MESSAGES),
    )


@ft.component
def MessagesButton(session: Session, key: str = "") -> ft.Control:
    """Draw the way to the messages, with how many ask for somebody."""
    count = _asking(use_query(session, unread, streams=["message"]))
    button = icon_button(
        ft.Icons.MAIL_OUTLINE,
        _words(session, count),
        lambda: session.go(MESSAGES),
        key="go-messages",
    )
    if count:
        button.badge = ft.Badge(
            label=str(count),
            bgcolor=ALARM_DEEP,
            text_color=_INK,
            offset=ft.Offset(-4, 4),
        )
    return button


@ft.component
def MessagesLink(session: Session, key: str = "") -> ft.Control:
    """Draw the way to the messages in words, where the strip has no room."""
    count = _asking(use_query(session, unread, streams=["message"]))
    if session.width >= STRIP_HAS_ROOM_FROM:
        return ft.Container(visible=False)
    link = link_button(
        _words(session, count),
        lambda: session.go(MESSAGES),
        key="go-messages",
        icon=ft.Icons.MARK_EMAIL_UNREAD_OUTLINED if count else ft.Icons.MAIL_OUTLINE,
    )
    return ft.Row([link], tight=True)


def _asking(found: Unread | None) -> int:
    return 0 if found is None else found.orders + found.messages


def _words(session: Session, count: int) -> str:
    if not count:
        return session.words("ui.message.button")
    return session.words("ui.message.button_open", count=count)
