"""The rides of somebody: how far the last ones are, and the way to ask for one."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import flet as ft

from app.care.staff import may
from app.store.queries.transport import STREAMS, RideRow, rides_for
from app.ui.hooks import use_now, use_query
from app.ui.theme import BODY
from app.ui.widgets.buttons import quiet_button
from app.ui.widgets.panels import section_card
from app.ui.widgets.ride_row import eyes_line
from app.ui.widgets.ride_words import eyes_words, time_words, way_words

if TYPE_CHECKING:
    from app.ui.state import Session

_EVERY_S = 30


@ft.component
def RidesCard(
    session: Session,
    who: bytes,
    ask: Callable[[], Any] | None = None,
    key: str = "",
) -> ft.Control:
    """Draw the rides of one record; `ask` opens the form of a new one, if it is not."""
    now = use_now(session, _EVERY_S)
    found = use_query(session, lambda db: rides_for(db, who), [who], STREAMS)
    lines = [line for row in found or () for line in _row(session, row, now)]
    if ask is None:
        title = session.words("ui.room.transport")
        return section_card(title, lines) if lines else ft.Container(visible=False)
    asks = session.person is not None and may(
        session.person.role, "transport.requested"
    )
    button = quiet_button(
        session.words("transport.requested"),
        ask,
        key="ask-ride",
        icon=ft.Icons.LOCAL_SHIPPING_OUTLINED,
    )
    return section_card(
        session.words("ui.room.transport"), [*lines, *([button] if asks else [])]
    )


def _row(session: Session, row: RideRow, now_ms: int) -> list[ft.Control]:
    language = session.language
    stage = session.words(f"term.RideStage.{row.stage.value}")
    said = (stage, way_words(row, language), time_words(row, now_ms, language))
    return [
        ft.Text(" · ".join(each for each in said if each), size=BODY),
        *(eyes_line(each) for each in eyes_words(row, now_ms, language)),
    ]
