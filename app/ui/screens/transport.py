"""Vervoer: who is on the way and overdue, who waits for a ride, one of them beside."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Final, cast

import flet as ft

from app.care.staff import may_see_moving
from app.store.queries.post import hides_names
from app.store.queries.transport import STREAMS, RideRow, Rides, rides
from app.ui.hooks import keyed, use_escape, use_now, use_query
from app.ui.screens.ride import RidePane
from app.ui.screens.transport_form import TransportForm
from app.ui.theme import GAP
from app.ui.widgets.buttons import icon_button
from app.ui.widgets.pane import beside, foot_button, not_allowed
from app.ui.widgets.panels import (
    alarm_note,
    empty_state,
    page_title,
    section_title,
    waiting_state,
)
from app.ui.widgets.ride_row import ride_row

if TYPE_CHECKING:
    from app.ui.state import Program, Session
    from sync.database import Database

_EVERY_S: Final = 15
_ASKING: Final = "asking"
_CLOSED: Final = ("", cast("bytes | None", None))


@ft.component
def TransportRoom(session: Session, program: Program) -> ft.Control:
    """Draw the rides and, beside or instead of them, the one that is open."""
    (what, picked), show = ft.use_state(_CLOSED)

    def close() -> None:
        show(_CLOSED)

    def open_one(stream: bytes) -> None:
        show(("", stream))

    use_escape(session, bool(what or picked), close)
    person = session.person
    if person is None or not may_see_moving(person.role):
        return not_allowed(session, "ui.transport.not_allowed")
    opened: ft.Control | None = None
    if what:
        opened = keyed(TransportForm, session, close, open_one, key="ask-transport")
    elif picked is not None:
        key = f"ride-pane-{picked.hex()}"
        opened = keyed(RidePane, session, picked, close, key=key)
    listed = RideList(
        session,
        open_one,
        lambda: show((_ASKING, None)),
        picked,
        opened is not None,
        key="rides",
    )
    return beside(session, listed, opened, "ui.transport.pick")


@ft.component
def RideList(
    session: Session,
    opened: Callable[[bytes], Any],
    ask: Callable[[], Any],
    picked: bytes | None,
    is_open: bool,
    key: str = "",
) -> ft.Control:
    """Draw who is late, who is on the way, who waits, and what is over."""
    now = use_now(session, _EVERY_S)
    minute = now // 60_000

    def asked(db: Database) -> tuple[Rides, bool]:
        return rides(db, now), hides_names(db)

    seen = use_query(session, asked, [minute], STREAMS)

    def offer() -> None:
        if not is_open:
            session.offer_primary(ask)

    ft.use_effect(offer, [is_open])
    on_open = ft.use_callback(opened, [session])
    rows: list[ft.Control] = [waiting_state(session.words("ui.loading"))]
    if seen is not None:
        found, hides = seen
        draw = partial(_rows, session, on_open, now, (picked, hides))
        rows = [
            alarm_note(_late(session, found), key="overdue"),
            *draw("late", found.overdue),
            *draw("under_way", found.under_way),
            *draw("waiting", found.waiting),
            *draw("over", found.over),
        ]
        if not any((found.overdue, found.under_way, found.waiting, found.over)):
            rows = [_nothing(session)]
    return ft.Column(
        expand=True,
        spacing=12,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[
            room_head(session, "ui.room.transport"),
            ft.ListView(key="ride-rows", expand=True, spacing=GAP, controls=rows),
            foot_button(
                session.words("transport.requested"),
                ask,
                key="ask-transport",
                is_first=not is_open,
            ),
        ],
    )


def room_head(session: Session, title: str) -> ft.Control:
    """Return the way back to where this room was opened from, and its name."""
    back = icon_button(
        ft.Icons.ARROW_BACK, session.words("ui.back"), session.back, key="back"
    )
    name = ft.Container(expand=True, content=page_title(session.words(title)))
    return ft.Row(controls=[back, name])


def _late(session: Session, found: Rides) -> str | None:
    if not found.overdue:
        return None
    return session.words("ui.transport.overdue", count=len(found.overdue))


def _nothing(session: Session) -> ft.Control:
    return empty_state(
        ft.Icons.LOCAL_SHIPPING_OUTLINED,
        session.words("ui.transport.none"),
        session.words("ui.transport.none_next"),
    )


def _rows(
    session: Session,
    opened: Callable[[bytes], Any],
    now_ms: int,
    look: tuple[bytes | None, bool],
    name: str,
    found: Sequence[RideRow],
) -> list[ft.Control]:
    if not found:
        return []
    picked, hides = look
    title = session.words(f"ui.transport.list.{name}")
    return [
        section_title(f"{title} ({len(found)})"),
        *(
            ride_row(
                each,
                now_ms,
                session.language,
                (each.stream == picked, hides),
                opened,
                key=each.stream.hex(),
            )
            for each in found
        ),
    ]
