"""Zorgvraag beperken: whom to call back, who else can help, what to hand out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, Any, cast

import flet as ft

from app.care.consult import Consult
from app.care.staff import may_see_consults
from app.store.desk import local_day
from app.store.queries.consult import ConsultRow, Consults, consults
from app.ui.hooks import keyed, use_escape, use_now, use_query
from app.ui.masking import use_masking
from app.ui.screens.advice_sheets import AdviceSheets
from app.ui.screens.consult import ConsultPane
from app.ui.screens.consult_form import ConsultForm
from app.ui.theme import BODY, BOLD, GAP
from app.ui.widgets.buttons import primary_button
from app.ui.widgets.fields import choices
from app.ui.widgets.panels import (
    alarm_note,
    card,
    empty_state,
    note,
    waiting_state,
)
from app.ui.widgets.post_page import page_body, post_page
from app.ui.words import day as day_words
from app.ui.words import initials, moment

if TYPE_CHECKING:
    from app.ui.state import Program, Session

_MINUTE_MS = 60_000
_NEW = b"new"


class Face(StrEnum):
    """What is looked at."""

    WAITING = "waiting"
    WANTING = "wanting"
    LATEST = "latest"
    SHEETS = "sheets"


@ft.component
def ConsultsRoom(session: Session, program: Program) -> ft.Control:
    """Draw the lists, or the consult that is made or opened."""
    person = session.person
    if person is None or not may_see_consults(person.role):
        none = empty_state(
            ft.Icons.LOCK_OUTLINE,
            session.words("ui.consult.not_allowed"),
            session.words("ui.consult.not_allowed_next"),
        )
        return post_page(session, session.words("ui.room.consults"), [none])
    return keyed(_Consults, session, key="consults")


@ft.component
def _Consults(session: Session, key: str = "") -> ft.Control:
    now = use_now(session)
    face, turn = ft.use_state(Face.WAITING)
    picked, pick = ft.use_state(cast("bytes | None", None))
    today = local_day(now)
    hides = use_masking(session)
    seen = use_query(
        session,
        lambda db: consults(db, today),
        [today, now // _MINUTE_MS],
        ["consult", "staff"],
    )

    def close() -> None:
        pick(None)

    use_escape(session, picked is not None, close)
    title = session.words("ui.room.consults")
    if seen is None:
        return post_page(session, title, [waiting_state(session.words("ui.loading"))])
    if picked is not None:
        return page_body(session, _picked(session, picked, close))
    faces = choices(
        [(each.value, session.words(f"ui.consult.face.{each.value}")) for each in Face],
        face.value,
        lambda value: turn(Face(value)),
        key="face",
    )
    late = (
        session.words("ui.consult.overdue", count=seen.overdue)
        if seen.overdue
        else None
    )
    body = (
        [keyed(AdviceSheets, session, key="sheets")]
        if face is Face.SHEETS
        else _rows(session, _of_face(seen, face), now, today, pick, hides=hides)
    )
    add = primary_button(
        session.words("ui.consult.new"),
        lambda: pick(_NEW),
        key="new-consult",
        icon=ft.Icons.ADD_CALL,
    )
    foot = None if face is Face.SHEETS else add
    return post_page(
        session, title, [alarm_note(late, key="overdue"), faces, *body], foot
    )


def _picked(session: Session, picked: bytes, close: Callable[[], Any]) -> ft.Control:
    if picked == _NEW:
        return keyed(ConsultForm, session, close, key="new-consult")
    return keyed(ConsultPane, session, picked, close, key=f"one-{picked.hex()}")


def _of_face(seen: Consults, face: Face) -> tuple[ConsultRow, ...]:
    if face is Face.WAITING:
        return seen.waiting
    return seen.wanting if face is Face.WANTING else seen.latest


def _rows(
    session: Session,
    rows: tuple[ConsultRow, ...],
    now: int,
    today: str,
    pick: Callable[[bytes], Any],
    *,
    hides: bool,
) -> list[ft.Control]:
    if not rows:
        return [
            empty_state(
                ft.Icons.SUPPORT_AGENT_OUTLINED,
                session.words("ui.consult.none"),
                session.words("ui.consult.none_next"),
            )
        ]
    return [_row(session, each, now, today, pick, hides=hides) for each in rows]


def _row(
    session: Session,
    row: ConsultRow,
    now: int,
    today: str,
    pick: Callable[[bytes], Any],
    *,
    hides: bool,
) -> ft.Control:
    """Return a line: who, about what, and when to call back; a tap opens it.

    Where names are hidden it says initials, and not what was asked.
    """
    made = row.consult.made
    if made is None:
        return ft.Container()
    asker = initials(made.asker) if hides else made.asker
    who = asker or session.words(f"term.ConsultWay.{made.consult_way.value}")
    at = moment(made.observed_ms, now, session.language)
    state = f"{at} · {row.by_name} · {_state(session, row.consult, today)}"
    said: list[ft.Control] = [
        ft.Text(who, size=BODY, **BOLD),
        *([] if hides else [ft.Text(made.question, size=BODY)]),
        note(state),
    ]
    line = card(
        ft.Row(
            spacing=GAP,
            controls=[
                ft.Column(expand=True, spacing=0, controls=said),
                ft.Icon(ft.Icons.CHEVRON_RIGHT),
            ],
        ),
        padding=12,
        key=f"consult-{row.stream.hex()}",
    )
    line.ink = True
    line.on_click = partial(pick, row.stream)
    return line


def _state(session: Session, consult: Consult, today: str) -> str:
    due = consult.due_day
    if due:
        day = day_words(_date(due), session.language)
        late = "ui.consult.was_due" if due < today else "ui.consult.due"
        tried = (
            session.words("ui.consult.tried", count=consult.tries)
            if consult.tries
            else ""
        )
        both = (session.words(late, day=day), tried)
        return " · ".join(each for each in both if each)
    made = consult.made
    return session.words(f"term.Agreed.{made.agreed.value}") if made else ""


def _date(day: str) -> date:
    return date.fromisoformat(day)
