"""Berichten: what the region told this post; one tap says that it was understood."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, Any

import flet as ft

from app.commands.message import acknowledge
from app.store.queries.message import MessageRow, messages
from app.ui.hooks import Act, use_act, use_now, use_query
from app.ui.state import Layout
from app.ui.theme import SPACE
from app.ui.undo import way_back
from app.ui.widgets.buttons import icon_button, primary_button, quiet_button
from app.ui.widgets.message_card import message_card
from app.ui.widgets.notice import notify
from app.ui.widgets.panels import empty_state, error_note, page_title, waiting_state
from app.ui.widgets.sheet import use_primary

if TYPE_CHECKING:
    from app.store.desk import Desk
    from app.ui.state import Program, Session
    from sync.event import Event

_WIDEST = 880


@ft.component
def MessagesRoom(session: Session, program: Program) -> ft.Control:
    """Draw the messages, what asks for somebody on top."""
    now = use_now(session)
    act = use_act(session)
    found = use_query(session, messages, streams=["message", "staff"])
    rows = found or ()
    first = next((each for each in rows if each.is_open), None)
    use_primary(session, None if first is None else _confirm(session, act, first))
    listed = (
        [waiting_state(session.words("ui.loading"))]
        if found is None
        else [_card(session, act, each, now, is_first=each is first) for each in rows]
        or [_nothing(session)]
    )
    return _page(session, [error_note(act.refusal), *listed])


def _page(session: Session, controls: Sequence[ft.Control]) -> ft.Control:
    title = ft.Row(
        controls=[
            icon_button(
                ft.Icons.ARROW_BACK, session.words("ui.back"), session.back, key="back"
            ),
            ft.Container(expand=True, content=page_title(_title(session))),
        ]
    )
    return ft.Container(
        expand=True,
        padding=SPACE,
        alignment=ft.Alignment.TOP_CENTER,
        content=ft.Column(
            expand=True,
            width=_WIDEST if session.width > _WIDEST else None,
            scroll=ft.ScrollMode.AUTO,
            spacing=12,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
            controls=[title, *controls],
        ),
    )


def _title(session: Session) -> str:
    narrow = session.layout is Layout.NARROW
    return session.words("ui.room.messages" if narrow else "ui.message.title")


def _nothing(session: Session) -> ft.Control:
    return empty_state(
        ft.Icons.MAIL_OUTLINE,
        session.words("ui.message.none"),
        session.words("ui.message.none_next"),
    )


def _card(
    session: Session, act: Act, row: MessageRow, now: int, *, is_first: bool
) -> ft.Control:
    asks = row.confirmed and row.withdrawn_ms is None
    has_said = any(each.actor == session.actor for each in row.understood)
    actions: list[ft.Control] = []
    if asks and not has_said:
        button = primary_button if is_first else quiet_button
        word = "understood_too" if row.understood else "understood"
        actions.append(
            button(
                session.words(f"ui.message.{word}"),
                _confirm(session, act, row),
                key=f"understood-{row.sent[0].hex()}-{row.sent[1]}",
                icon=ft.Icons.CHECK,
            )
        )
    return message_card(session, row, now, actions)


def _confirm(
    session: Session, act: Act, row: MessageRow
) -> Callable[..., Awaitable[Any]]:
    actor = session.actor

    def command(desk: Desk) -> Event:
        return acknowledge(desk, actor, row.stream, row.sent)

    def said(event: Event) -> None:
        undo = way_back(session, [(event.log, event.seq)])
        notify(session, session.words("ui.message.said"), undo)

    async def confirm(_event: object = None) -> None:
        await act.run(command, said)

    return confirm
