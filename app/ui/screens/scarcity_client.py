"""What was downscaled for one client, beside the rest that is known of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import flet as ft

from app.care.staff import may_downscale
from app.store.queries.casualty import CasualtyDetail
from app.store.queries.scarcity import STREAMS, decisions_for
from app.ui.hooks import keyed, use_query
from app.ui.screens.scarcity_card import DecisionCard
from app.ui.screens.scarcity_form import DownscalingForm
from app.ui.widgets.buttons import quiet_button
from app.ui.widgets.panels import note, section_card
from app.ui.widgets.sheet import framed

if TYPE_CHECKING:
    from app.ui.state import Session
    from sync.event import Event


@ft.component
def ClientDecisions(
    session: Session,
    subject: bytes,
    now_ms: int,
    decide: Callable[[], Any],
    key: str = "",
) -> ft.Control:
    """Draw what stands for a client, and for who may, the way to decide more."""
    found = use_query(session, lambda db: decisions_for(db, subject), [], STREAMS)
    role = session.person.role if session.person else None
    cards = [
        keyed(DecisionCard, session, each, now_ms, key=f"card-{each.key}")
        for each in found or ()
    ]
    button = quiet_button(
        session.words("ui.scarcity.decide"),
        decide,
        key="downscale",
        icon=ft.Icons.BALANCE,
    )
    may_decide = role is not None and may_downscale(role)
    return section_card(
        session.words("ui.room.scarcity"),
        [
            *(cards or [note(session.words("ui.scarcity.nothing"))]),
            *([ft.Row(controls=[button])] if may_decide else []),
        ],
        key="downscaled",
    )


@ft.component
def DownscaleSheet(
    session: Session,
    detail: CasualtyDetail,
    on_close: Callable[[], Any],
    on_saved: Callable[[list[Event]], Any],
    key: str = "",
) -> ft.Control:
    """Draw what stands for a casualty, or the form to decide."""
    deciding, decide = ft.use_state(False)
    subject = bytes(detail.row.stream)
    if deciding:
        return keyed(
            DownscalingForm, session, subject, lambda: decide(False), key="deciding"
        )
    cards = keyed(
        ClientDecisions,
        session,
        subject,
        session.clock.now_ms(),
        lambda: decide(True),
        key="decisions",
    )
    return framed(session, session.words("ui.casualty.downscale"), [cards], on_close)
