"""Since when something failed, put right: all that runs is counted from there."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import flet as ft

from app.care.outage import Failed
from app.commands import begin_failure
from app.ui.hooks import use_act
from app.ui.theme import GAP
from app.ui.undo import way_back
from app.ui.widgets.buttons import link_button, quiet_button
from app.ui.widgets.fields import text_field
from app.ui.widgets.moment import moment_of
from app.ui.widgets.notice import notify
from app.ui.widgets.panels import error_note
from app.ui.words import local

if TYPE_CHECKING:
    from app.store.desk import Desk
    from app.ui.state import Session
    from sync.event import Event


@ft.component
def SinceForm(
    session: Session,
    stream: bytes,
    failed: Failed,
    close: Callable[[], Any],
    key: str = "",
) -> ft.Control:
    """Draw the moment as it stands, to be typed anew."""
    act = use_act(session)
    known = local(failed.since_ms).strftime("%d-%m %H:%M")
    words, write = ft.use_state(known)
    actor, name = session.actor, failed.failure.value

    def command(desk: Desk) -> Event:
        since_ms = moment_of(words, desk.now_ms())
        return begin_failure(desk, actor, stream, failed.failure, since_ms)

    def done(event: Event) -> None:
        close()
        back = way_back(session, [(event.log, event.seq)])
        notify(session, session.words("ui.outage.since_set"), back)

    async def save(_event: object = None) -> None:
        await act.run(command, done)

    return ft.Column(
        spacing=GAP,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[
            text_field(
                session.words("field.FailureBegan.since_ms"),
                words,
                write,
                key=f"since-{name}",
                hint_text=session.words("ui.register.hint.at"),
                on_submit=save,
            ),
            error_note(act.refusal, key="since-refusal"),
            ft.Row(
                alignment=ft.MainAxisAlignment.END,
                controls=[
                    link_button(
                        session.words("ui.stock.cancel"), close, key="since-keep"
                    ),
                    quiet_button(session.words("ui.save"), save, key="since-save"),
                ],
            ),
        ],
    )
