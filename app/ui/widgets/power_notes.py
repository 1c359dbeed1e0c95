"""What a person is told of their own power: in time, and before a reserved act."""

from __future__ import annotations

from typing import TYPE_CHECKING

import flet as ft

from app.care.power import RECOGNISED
from app.store.queries.crew import Recognised, State, standing_now
from app.store.queries.power import Hint, reserved_hint
from app.ui.hooks import use_now, use_query
from app.ui.widgets.crew_words import recognition_words
from app.ui.widgets.panels import alarm_note

if TYPE_CHECKING:
    from app.ui.state import Session

_STREAMS = ("staff", "grant", "pack")
_A_MINUTE_S = 60
_LAPSED = (Recognised.EXPIRED, Recognised.WITHDRAWN)


@ft.component
def PowerBanner(session: Session, key: str = "") -> ft.Control:
    """Say that the power of who is signed on ends soon, or has ended; else nothing."""
    now = use_now(session, _A_MINUTE_S)
    who = session.person
    actor = b"" if who is None else who.actor
    found: State | None = use_query(
        session,
        lambda db: standing_now(db, actor, session.clock.now_ms()),
        [actor, now],
        _STREAMS,
    )
    rests = who is not None and who.role in RECOGNISED
    if found is None or not rests:
        return alarm_note(None)
    if not found.ends_soon and found.state not in _LAPSED:
        return alarm_note(None)
    said = recognition_words(found, now, session.language)
    next_step = "ui.crew.soon_yours" if found.ends_soon else "ui.crew.lapsed_yours"
    words = session.words(next_step, state=said)
    return alarm_note(words, key="own-power")


@ft.component
def ReservedNote(
    session: Session, need: str, given_by: str, key: str = ""
) -> ft.Control:
    """Say before a reserved act who may order it; it can always be written down.

    `need` is the kind, field and choice: `medicine.given/route/iv`.
    """
    now, actor = session.clock.now_ms(), session.actor
    hint: Hint | None = use_query(
        session,
        lambda db: reserved_hint(db, actor, need, now),
        [actor, need],
        _STREAMS,
    )
    if hint is None or not hint.is_doubtful or given_by.strip():
        return alarm_note(None)
    act = session.words(f"term.Act.{hint.act.value}")
    said = session.words("ui.power.reserved", act=act)
    names = ", ".join(hint.who)
    who = (
        session.words("ui.power.ask_them", names=names)
        if names
        else session.words("ui.power.ask_nobody")
    )
    return alarm_note(f"{said} {who}", key="reserved-note")
