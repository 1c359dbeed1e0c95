"""The ride a 9-line asks for: in the list of rides with one tap, with its numbers."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import flet as ft

from app.care.situation import EQUIPMENT, MedevacRequested
from app.commands.transport import request_medevac_ride
from app.ui.typed import use_typed
from app.ui.undo import way_back
from app.ui.widgets.buttons import quiet_button
from app.ui.widgets.fields import text_field
from app.ui.widgets.notice import notify
from app.ui.widgets.panels import error_note, note
from app.ui.widgets.wrapped import wrapped

if TYPE_CHECKING:
    from app.ui.state import Session
    from sync.event import Event


@ft.component
def MedevacRide(session: Session, fact: MedevacRequested, key: str = "") -> ft.Control:
    """Draw where it goes, and ask for the ride; equipment goes along in words."""
    typed = use_typed(session, f"medevac-ride:{fact.observed_ms}")
    actor = session.actor
    equipment = ", ".join(
        session.words(f"field.MedevacRequested.{name}")
        for name in EQUIPMENT
        if getattr(fact, name)
    )

    def done(event: Event) -> None:
        typed.fill({})
        back = way_back(session, [(event.log, event.seq)])
        notify(session, session.words("ui.transport.asked"), back)

    async def ask() -> None:
        goal = typed.text("medevac-to")
        await typed.record(
            lambda desk: request_medevac_ride(desk, actor, fact, goal, equipment), done
        )

    return ft.Column(
        spacing=8,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[
            note(session.words("ui.transport.of_medevac")),
            text_field(
                session.words("field.TransportRequested.destination"),
                typed.text("medevac-to"),
                partial(typed.write, "medevac-to"),
                key="medevac-to",
            ),
            error_note(typed.refusal, key="medevac-ride-refusal"),
            wrapped(
                [
                    quiet_button(
                        session.words("transport.requested"),
                        ask,
                        key="ask-medevac-ride",
                        icon=ft.Icons.LOCAL_SHIPPING_OUTLINED,
                    )
                ]
            ),
        ],
    )
