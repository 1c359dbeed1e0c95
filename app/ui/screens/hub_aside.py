"""Terzijde: envelopes that were kept but could not be read, why, and trying again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import flet as ft

from app.i18n import has_text
from app.ui.hooks import use_attempt, use_now
from app.ui.hub_hooks import use_hub
from app.ui.hub_state import HubProgram, SetAsideRow
from app.ui.state import Layout, Session
from app.ui.theme import BODY, BOLD, SPACE
from app.ui.widgets.buttons import quiet_button
from app.ui.widgets.notice import notify
from app.ui.widgets.panels import (
    card,
    empty_state,
    error_note,
    note,
    page_title,
    waiting_state,
)
from app.ui.words import ago

_SHOWN_CHARS: Final = 8
_KIB: Final = 1024


@ft.component
def AsideRoom(session: Session, program: HubProgram) -> ft.Control:
    """Draw every envelope that was set aside."""
    now = use_now(session)
    found = use_hub(program, program.set_aside)
    if found is None:
        return waiting_state("")
    return ft.Container(
        expand=True,
        padding=SPACE,
        content=ft.Column(
            expand=True,
            scroll=ft.ScrollMode.AUTO,
            spacing=12,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
            controls=[
                page_title(session.words("ui.room.aside")),
                *_rows(session, program, found, now),
            ],
        ),
    )


def _rows(
    session: Session, program: HubProgram, found: Sequence[SetAsideRow], now: int
) -> list[ft.Control]:
    if not found:
        return [
            empty_state(
                ft.Icons.CHECK_CIRCLE_OUTLINE,
                session.words("ui.hub.aside.none"),
                session.words("ui.hub.aside.none_next"),
            )
        ]
    return [
        note(session.words("ui.hub.aside.note")),
        *(Aside(session, program, row, now, key=row.envelope) for row in found),
    ]


@ft.component
def Aside(
    session: Session, program: HubProgram, row: SetAsideRow, now: int, key: str = ""
) -> ft.Control:
    """Draw one envelope, its reason, and the way to try it again."""
    attempt = use_attempt(session)

    def said(was_read: bool) -> None:
        word = "read" if was_read else "still"
        notify(session, session.words(f"ui.hub.aside.{word}"))

    async def retry() -> None:
        await attempt.run(lambda: program.retry(row.envelope), said)

    again = quiet_button(
        session.words("ui.hub.aside.retry"),
        retry,
        key=f"retry-{row.envelope}",
        icon=ft.Icons.REFRESH,
        disabled=attempt.busy,
    )
    words = ft.Column(
        expand=session.layout is not Layout.NARROW or None,
        spacing=4,
        controls=[
            ft.Text(reason_words(session, row.reason), size=BODY, **BOLD),
            note(_about(session, row, now)),
            error_note(attempt.problem),
        ],
    )
    if session.layout is Layout.NARROW:
        return card(ft.Column(spacing=12, controls=[words, again]))
    return card(ft.Row(spacing=SPACE, controls=[words, again]))


def _about(session: Session, row: SetAsideRow, now: int) -> str:
    number = session.words("ui.hub.aside.parcel", number=row.envelope[:_SHOWN_CHARS])
    came = session.words(
        "ui.hub.aside.came",
        sender=_sender(session, row),
        ago=ago(row.received_ms, now, session.language),
        size=size_words(row.size),
    )
    return f"{number} · {came}"


def _sender(session: Session, row: SetAsideRow) -> str:
    if not row.sender:
        return session.words("ui.hub.aside.nobody")
    if row.verified:
        return row.sender
    return session.words("ui.hub.aside.claims", sender=row.sender)


def reason_words(session: Session, code: str) -> str:
    """Return why an envelope was set aside, as a sentence; an unknown code is named."""
    key = f"ui.hub.reason.{code}"
    words = (
        session.words(key)
        if has_text(key)
        else session.words("ui.hub.reason.unknown", code=code)
    )
    return words[:1].upper() + words[1:]


def size_words(size: int) -> str:
    """Return how large: 900 B, 12 kB."""
    return f"{size} B" if size < _KIB else f"{size // _KIB} kB"
