"""A message as it is shown: what it is, who sent it, who has understood it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import flet as ft

from app.ui.theme import ALARM, BODY, BOLD, GAP, SPACE
from app.ui.widgets.panels import alarm_note, card, note
from app.ui.widgets.stock_row import tag
from app.ui.words import ago, moment

if TYPE_CHECKING:
    from app.store.queries.message import MessageRow, Understood
    from app.ui.state import Session


def message_card(
    session: Session, row: MessageRow, now: int, actions: Sequence[ft.Control]
) -> ft.Control:
    """Return a message to this post, with what can be done about it."""
    held = card(
        ft.Column(
            spacing=12,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
            controls=[
                marks(session, row, now),
                *_warning(session, row),
                wording(row),
                *_fate(session, row, now),
                *([_foot(actions)] if actions else []),
            ],
        ),
        key=f"message-{row.sent[0].hex()}-{row.sent[1]}",
    )
    if row.is_open and row.is_order:
        held.border = ft.Border.all(2, ALARM if row.urgent else ft.Colors.PRIMARY)
    return held


def marks(session: Session, row: MessageRow, now: int) -> ft.Control:
    """Return what a message is, whose, and how old."""
    is_order = row.is_order and row.confirmed
    sort = tag(
        session.words("ui.message.order" if is_order else "ui.message.message"),
        ft.Icons.ASSIGNMENT_OUTLINED if is_order else ft.Icons.MAIL_OUTLINE,
    )
    urgent = tag(
        session.words("ui.message.urgent"), ft.Icons.PRIORITY_HIGH, alarm=row.is_open
    )
    said = session.words(
        "ui.message.from",
        name=row.from_name,
        time=moment(row.sent_ms, now, session.language),
        ago=ago(row.sent_ms, now, session.language),
    )
    return ft.Row(
        wrap=True,
        spacing=GAP,
        run_spacing=GAP,
        vertical_alignment=ft.CrossAxisAlignment.CENTER,
        controls=[sort, *([urgent] if row.urgent else []), note(said)],
    )


def wording(row: MessageRow) -> ft.Control:
    """Return what a message says; struck through once the hub took it back."""
    gone = row.withdrawn_ms is not None
    return ft.Text(
        row.text,
        size=BODY + 1,
        selectable=True,
        style=ft.TextStyle(decoration=ft.TextDecoration.LINE_THROUGH) if gone else None,
        color=ft.Colors.ON_SURFACE_VARIANT if gone else None,
    )


def withdrawn_words(session: Session, row: MessageRow, now: int) -> str:
    """Return when and why a message was taken back."""
    when = moment(row.withdrawn_ms or 0, now, session.language)
    if row.withdrawn_why:
        why = row.withdrawn_why
        return session.words("ui.message.withdrawn_why", time=when, why=why)
    return session.words("ui.message.withdrawn", time=when)


def _warning(session: Session, row: MessageRow) -> list[ft.Control]:
    if row.confirmed:
        return []
    return [alarm_note(session.words("ui.message.unconfirmed"), key="unconfirmed")]


def _fate(session: Session, row: MessageRow, now: int) -> list[ft.Control]:
    lines = [_line(ft.Icons.CHECK, _by(session, each, now)) for each in row.understood]
    if row.withdrawn_ms is not None:
        words = withdrawn_words(session, row, now)
        lines.insert(0, _line(ft.Icons.UNDO, words, key="withdrawn"))
    elif row.is_open and row.is_order:
        words = session.words("ui.message.open_order")
        lines.append(_line(ft.Icons.HOURGLASS_EMPTY, words))
    return lines


def _by(session: Session, said: Understood, now: int) -> str:
    when = moment(said.at_ms, now, session.language)
    if not said.name:
        return session.words("ui.message.by_somebody", time=when)
    words = session.words("ui.message.by", name=said.name, time=when)
    return f"{words} · {said.remark}" if said.remark else words


def _line(icon: ft.IconData, words: str, *, key: str | None = None) -> ft.Control:
    return ft.Row(
        spacing=GAP,
        vertical_alignment=ft.CrossAxisAlignment.START,
        controls=[
            ft.Icon(icon, size=20),
            ft.Text(words, key=key, size=BODY, expand=True, **BOLD),
        ],
    )


def _foot(actions: Sequence[ft.Control]) -> ft.Control:
    return ft.Row(
        wrap=True,
        spacing=SPACE,
        run_spacing=GAP,
        alignment=ft.MainAxisAlignment.END,
        controls=list(actions),
    )
