"""What stands out on *Post*: who waits for a call or a handover, what stock lasts."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

import flet as ft

from app.care.staff import (
    may_see_book,
    may_see_consults,
    may_see_residents,
    may_see_signals,
)
from app.store.desk import local_day
from app.store.queries.autonomy import Autonomy, outlook
from app.store.queries.consult import overdue
from app.store.queries.item import STREAMS as CATALOGUE
from app.store.queries.scarcity import due
from app.store.queries.shift import STREAMS as BOOK
from app.store.queries.shift import book
from app.store.queries.signal import rung
from app.ui.hooks import use_now, use_query
from app.ui.routes import STOCK
from app.ui.screens.stock_autonomy import headline
from app.ui.state import Layout
from app.ui.theme import GAP
from app.ui.widgets.book_lines import handed_words
from app.ui.widgets.buttons import quiet_button
from app.ui.widgets.panels import alarm_note, section_card
from app.ui.words import today
from sync.journal import setting

if TYPE_CHECKING:
    from app.ui.state import Session
    from sync.database import Database

_MINUTE_MS: Final = 60_000
_CALLS: Final = ("signal", "post", "consult")


@ft.component
def ShiftWaits(session: Session, key: str = "") -> ft.Control:
    """Draw the handover that nobody took over yet, for who reads the book."""
    now = use_now(session)
    reads = session.person is not None and may_see_book(session.person.role)
    held = use_query(session, partial(book, most=1), streams=BOOK)
    if held is None or not held.waiting or not reads:
        return ft.Container(visible=False)
    words = handed_words(session, held.waiting[0].shift, held.names, now)
    said = f"{session.words('ui.shift.waiting')}. {words}"
    return with_way(
        session, alarm_note(said, key="shift-waits"), "ui.room.shift", "shift"
    )


@ft.component
def ReviewsDue(session: Session, key: str = "") -> ft.Control:
    """Draw how many clients have a decision to review today, and how many late."""
    day = today(use_now(session)).isoformat()
    person = session.person
    sees = person is not None and may_see_residents(person.role)
    held = use_query(session, partial(due, today=day), [day], ["scarcity"])
    if held is None or not held.due or not sees:
        return ft.Container(visible=False)
    words = "ui.scarcity.waits_late" if held.overdue else "ui.scarcity.waits"
    said = session.words(words, count=held.due, late=held.overdue)
    return with_way(
        session, alarm_note(said, key="reviews-due"), "ui.room.scarcity", "scarcity"
    )


@ft.component
def StockLasts(session: Session, key: str = "") -> ft.Control:
    """Draw how long the post can go on by its stock, power, water and oxygen."""
    now = use_now(session) // _MINUTE_MS * _MINUTE_MS
    held = use_query(session, partial(_asked, now), [now], ["lot", "recall", *_ASKED])
    if held is None:
        return ft.Container(visible=False)
    title = session.words("ui.autonomy.title")
    way = with_way(session, headline(session, held, now), "ui.room.stock", STOCK)
    return section_card(title, [way])


_ASKED: Final = ("post", *CATALOGUE)


def _asked(now_ms: int, db: Any) -> Autonomy:
    return outlook(db, now_ms).autonomy


@ft.component
def CallsWait(session: Session, key: str = "") -> ft.Control:
    """Draw that the GGD is to be called, and whom nobody called back in time."""
    now = use_now(session)
    day = local_day(now)
    role = session.person.role if session.person else None
    held = use_query(
        session, partial(_calls, day), [day], ["signal", "post", "consult"]
    )
    if held is None or role is None:
        return ft.Container(visible=False)
    ringing, late = held
    lines: list[ft.Control] = []
    if ringing and may_see_signals(role):
        said = session.words("ui.doors.left.calls", count=ringing)
        note = alarm_note(said, key="ggd-waits")
        lines.append(with_way(session, note, "ui.room.signals", "signals"))
    if late and may_see_consults(role):
        said = session.words("ui.consult.overdue", count=late)
        note = alarm_note(said, key="consults-wait")
        lines.append(with_way(session, note, "ui.room.consults", "consults"))
    return ft.Column(
        visible=bool(lines),
        spacing=GAP,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=lines,
    )


def _calls(day: str, db: Database) -> tuple[int, int]:
    own = bytes(setting(db, "post_id") or b"")
    ringing = sum(each.post == own for each in rung(db))
    return ringing, overdue(db, day)


def with_way(session: Session, said: ft.Control, words: str, room: str) -> ft.Control:
    """Return what is said beside the way to the room it is about."""
    way = quiet_button(session.words(words), lambda: session.go(room), key=f"to-{room}")
    if session.layout is Layout.NARROW:
        return ft.Column(
            spacing=GAP,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
            controls=[said, way],
        )
    return ft.Row(spacing=GAP, controls=[ft.Container(expand=True, content=said), way])
