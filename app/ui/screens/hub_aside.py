"""Terzijde: envelopes that were kept but could not be read, why, and trying again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import flet as ft

from app.i18n import has_text
from app.store.queries.fork import forks
from app.ui.hooks import use_attempt, use_now, use_query
from app.ui.hub_hooks import use_hub
from app.ui.hub_state import HubProgram, SetAsideRow
from app.ui.screens.hub_judging import REVOKED, Judging
from app.ui.state import Layout, Session
from app.ui.theme import BODY, BOLD, SPACE
from app.ui.widgets.aside_words import next_step
from app.ui.widgets.buttons import quiet_button
from app.ui.widgets.fork_card import fork_card
from app.ui.widgets.notice import notify
from app.ui.widgets.panels import (
    card,
    empty_state,
    error_note,
    note,
    page_title,
    waiting_state,
)
from app.ui.widgets.uncounted import UncountedCard
from app.ui.words import ago, size_words

_SHOWN_CHARS: Final = 8


@ft.component
def AsideRoom(session: Session, program: HubProgram) -> ft.Control:
    """Draw every envelope that was set aside."""
    now = use_now(session)
    found = use_hub(program, program.set_aside)
    posts = use_hub(program, program.posts) or ()
    if found is None:
        return waiting_state("")
    names = {row.post_id: row.name for row in posts}
    forked = [ForkList(session, names, now, key="forks")] if session.file else []
    counted = [UncountedCard(session, names, key="uncounted")] if session.file else []
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
                *forked,
                *counted,
                *_rows(session, program, found, now),
            ],
        ),
    )


@ft.component
def ForkList(
    session: Session, names: Mapping[bytes, str], now: int, key: str = ""
) -> ft.Control:
    """Draw the logs that contradict themselves; takes no room while none does."""
    found = use_query(session, forks) or ()
    return ft.Column(
        spacing=12,
        visible=bool(found),
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[
            fork_card(session, each, names.get(each.post, ""), now) for each in found
        ],
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
            *next_step(session, row.reason, "hub"),
            note(_about(session, row, now)),
            error_note(attempt.problem),
        ],
    )
    room = program.key_room()
    if row.reason == REVOKED and room is not None:
        again = Judging(session, room, row.envelope, key=f"judging-{row.envelope}")
    if session.layout is Layout.NARROW:
        return card(ft.Column(spacing=12, controls=[words, again]))
    return card(ft.Row(spacing=SPACE, controls=[words, again]))


def _about(session: Session, row: SetAsideRow, now: int) -> str:
    number = session.words("ui.hub.aside.parcel", number=row.envelope[:_SHOWN_CHARS])
    came = session.words(
        "ui.hub.aside.came",
        sender=_sender(session, row),
        ago=ago(row.received_ms, now, session.language),
        size=size_words(row.size, session.language),
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
