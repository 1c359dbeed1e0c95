"""Aanvragen voor een bewoner: an item is asked of the region; nobody is named in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

import flet as ft

from app.commands import Need, request_for_task
from app.store.desk import local_day
from app.store.queries.item import STREAMS as CATALOGUE
from app.store.queries.stock import ItemRow, items
from app.store.queries.task import TaskRow
from app.ui.hooks import use_act, use_query
from app.ui.theme import GAP
from app.ui.widgets.buttons import link_button, quiet_button
from app.ui.widgets.fields import choices, stepper, text_field
from app.ui.widgets.notice import notify
from app.ui.widgets.panels import error_note, note
from app.ui.widgets.stock_row import name_of
from app.ui.widgets.wrapped import wrapped

if TYPE_CHECKING:
    from app.ui.state import Session
    from sync.event import Event

_OFFERED: Final = 8
_MOST: Final = 1_000


@ft.component
def TaskRequest(
    session: Session, row: TaskRow, close: Callable[[], Any], key: str = ""
) -> ft.Control:
    """Draw the choice of an item and how many, and ask for them."""
    act = use_act(session)
    sought, seek = ft.use_state("")
    code, pick = ft.use_state("")
    pieces, count = ft.use_state(1)
    today = local_day(session.clock.now_ms())
    actor = session.actor

    def asked(db: Any) -> tuple[ItemRow, ...]:
        return tuple(items(db, today, search=sought))[:_OFFERED] if sought else ()

    found = use_query(session, asked, [sought], ["lot", *CATALOGUE])
    offered = [(each.code, name_of(each, session.language)) for each in (found or ())]
    is_unknown = bool(sought) and found == ()

    def done(_event: Event) -> None:
        notify(session, session.words("ui.order.sent", count=1))
        close()

    async def save() -> None:
        need = Need(code, pieces)
        await act.run(
            lambda desk: request_for_task(desk, actor, row.stream, row.task.id, need),
            done,
        )

    return ft.Column(
        spacing=GAP,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[
            note(session.words("ui.task.ask_next")),
            text_field(
                session.words("ui.task.find_item"),
                sought,
                seek,
                key="find-item",
                prefix_icon=ft.Icons.SEARCH,
            ),
            *([note(session.words("ui.task.no_item"))] if is_unknown else []),
            choices(offered, code or None, pick, key="item"),
            stepper(
                session.words("ui.task.pieces"),
                pieces,
                count,
                key="pieces",
                language=session.language,
                limits=(1, _MOST),
            ),
            error_note(act.refusal),
            wrapped(
                [
                    quiet_button(
                        session.words("ui.task.ask"),
                        save,
                        key="save-task-request",
                        disabled=not code,
                        icon=ft.Icons.CHECK,
                    ),
                    link_button(
                        session.words("ui.cancel"), close, key="cancel-request"
                    ),
                ]
            ),
        ],
    )
