"""What stands out on *Post*: who is overdue on the way, missing, or a child alone."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

import flet as ft

from app.care.staff import may_see_moving
from app.store.queries.displaced import displaced
from app.store.queries.evacuation import missing
from app.store.queries.transport import rides
from app.ui.hooks import use_now, use_query
from app.ui.screens.post_top import with_way
from app.ui.theme import GAP
from app.ui.widgets.panels import alarm_note

if TYPE_CHECKING:
    from app.ui.state import Session

_MINUTE_MS: Final = 60_000
_STREAMS: Final = ("transport", "evacuation", "guest", "casualty")
_WAYS: Final = (
    ("transport", "ui.transport.overdue"),
    ("evacuation", "ui.evacuation.missing"),
    ("displaced", "ui.guests.alone"),
)


@ft.component
def MovingWaits(session: Session, key: str = "") -> ft.Control:
    """Draw how many rides are late, who is missing, and which children are alone."""
    now = use_now(session) // _MINUTE_MS * _MINUTE_MS
    person = session.person
    sees = person is not None and may_see_moving(person.role)
    held = use_query(session, partial(_asked, now), [now], _STREAMS)
    if held is None or not any(held) or not sees:
        return ft.Container(visible=False)
    return ft.Column(
        spacing=GAP,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[
            with_way(
                session,
                alarm_note(session.words(words, count=count), key=f"waits-{room}"),
                f"ui.room.{room}",
                room,
            )
            for (room, words), count in zip(_WAYS, held, strict=True)
            if count
        ],
    )


def _asked(now_ms: int, db: Any) -> tuple[int, int, int]:
    return len(rides(db, now_ms).overdue), missing(db), len(displaced(db).alone)
