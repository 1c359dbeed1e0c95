"""Openen en sluiten: what a post lacks before it opens, and how it is left behind."""

from __future__ import annotations

from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, Final

import flet as ft

from app.care.closing import Check, Standing
from app.care.staff import may
from app.commands import open_doors, send_test
from app.store.queries.readiness import Found, Readiness, readiness
from app.ui.hooks import keyed, use_act, use_now, use_query, use_sending
from app.ui.screens.doors_close import ClosingCards
from app.ui.theme import BODY, BOLD, GAP
from app.ui.typed import Typed, use_typed
from app.ui.widgets.buttons import (
    OnClick,
    link_button,
    primary_button,
    quiet_button,
)
from app.ui.widgets.fields import choices, text_field
from app.ui.widgets.notice import FOOT, notify
from app.ui.widgets.panels import error_note, note, section_card, waiting_state
from app.ui.widgets.post_page import post_page
from app.ui.words import moment

if TYPE_CHECKING:
    from app.ui.state import Program, Session

_MINUTE_MS: Final = 60_000
_STREAMS: Final = ("post", "staff", "lot", "par", "item")
_MENDED_IN: Final = {
    Check.LEAD: "people",
    Check.CARE: "people",
    Check.STOCK: "stock",
    Check.POWER: "stock",
    Check.WATER: "stock",
    Check.OXYGEN: "stock",
    Check.RECOVERY: "safety",
    Check.GGD: "signals",
    Check.HUB: "sending",
    Check.ENVELOPE: "sending",
}
_LASTING: Final = (Check.POWER, Check.WATER, Check.OXYGEN)


class Face(StrEnum):
    """What is being done: opening, or closing."""

    OPEN = "open"
    CLOSE = "close"


@ft.component
def DoorsRoom(session: Session, program: Program) -> ft.Control:
    """Draw how far the post is, and the steps of opening or closing it."""
    now = use_now(session)
    face, turn = ft.use_state(Face.OPEN)
    sending = use_sending(session, program)  # a receipt is no fact: it is heard here
    seen = use_query(
        session,
        lambda db: readiness(db, now),
        [now // _MINUTE_MS, sending.last_received_ms, sending.enrolled],
        _STREAMS,
    )
    title = session.words("ui.room.doors")
    if seen is None:
        return post_page(session, title, [waiting_state(session.words("ui.loading"))])
    faces = choices(
        [(each.value, session.words(f"ui.doors.face.{each.value}")) for each in Face],
        face.value,
        lambda value: turn(Face(value)),
        key="face",
    )
    body = (
        keyed(OpeningCard, session, seen, now, key="opening")
        if face is Face.OPEN
        else keyed(ClosingCards, session, program, seen.standing, key="closing")
    )
    return post_page(session, title, [_standing(session, seen.standing), faces, body])


def _standing(session: Session, standing: Standing) -> ft.Control:
    now = session.clock.now_ms()
    if standing.is_open and standing.opened is not None:
        at = moment(standing.opened.observed_ms, now, session.language)
        words = session.words("ui.doors.is_open", at=at)
    elif standing.is_closed and standing.closed is not None:
        at = moment(standing.closed.observed_ms, now, session.language)
        words = session.words("ui.doors.is_closed", at=at)
    else:
        words = session.words("ui.doors.never_opened")
    return ft.Text(words, key="doors-standing", size=BODY, **BOLD)


@ft.component
def OpeningCard(
    session: Session, seen: Readiness, now: int, key: str = ""
) -> ft.Control:
    """Draw every check with the way to mend it, and the step that opens the post."""
    typed = use_typed(session, "open-doors")
    act = use_act(session)
    leads = session.person is not None and may(session.person.role, "post.opened")
    lacking = seen.lacking

    async def test(_event: object = None) -> None:
        actor = session.actor
        await act.run(
            lambda desk: send_test(desk, actor),
            lambda _: notify(session, session.words("ui.doors.test_sent"), above=FOOT),
        )

    def done(_event: object) -> None:
        typed.fill({})
        notify(session, session.words("ui.doors.opened"), above=FOOT)

    async def go(_event: object = None) -> None:
        actor, because = session.actor, typed.text("because")
        await typed.record(lambda desk: open_doors(desk, actor, because), done)

    rows = [_check(session, each, now, test if leads else None) for each in seen.found]
    foot: list[ft.Control] = []
    if leads and not seen.standing.is_open:
        foot = [
            *([_because(session, typed)] if lacking else []),
            error_note(typed.refusal),
            ft.Row(
                alignment=ft.MainAxisAlignment.END,
                controls=[
                    primary_button(
                        session.words("ui.doors.open"),
                        go,
                        key="open-doors",
                        icon=ft.Icons.DOOR_FRONT_DOOR_OUTLINED,
                    )
                ],
            ),
        ]
    elif not leads:
        foot = [note(session.words("ui.doors.only_lead"))]
    count = len(lacking)
    head = (
        session.words("ui.doors.lacking", count=count)
        if count
        else session.words("ui.doors.ready")
    )
    return section_card(head, [*rows, error_note(act.refusal), *foot], key="checks")


def _because(session: Session, form: Typed) -> ft.Control:
    return text_field(
        session.words("field.PostOpened.because"),
        form.text("because"),
        partial(form.write, "because"),
        key="open-because",
        error=form.errors.get("because"),
    )


def _check(
    session: Session, found: Found, now: int, test: OnClick | None
) -> ft.Control:
    """Return a check: whether it is met, in words, and a tap that leads to mending."""
    icon = {
        True: ft.Icons.CHECK_CIRCLE_OUTLINE,
        False: ft.Icons.ERROR_OUTLINE,
        None: ft.Icons.HELP_OUTLINE,
    }[found.is_met]
    state = {True: "met", False: "lacks", None: "unknown"}[found.is_met]
    at = moment(found.at_ms, now, session.language) if found.at_ms is not None else ""
    said = session.words(
        f"ui.doors.{state}.{found.check.value}", count=found.count, at=at
    )
    words = ft.Column(
        expand=True,
        spacing=0,
        controls=[
            ft.Text(
                session.words(f"term.Check.{found.check.value}"), size=BODY, **BOLD
            ),
            note(said, key=f"check-{found.check.value}"),
        ],
    )
    return ft.Row(
        spacing=GAP,
        controls=[
            ft.Icon(icon, semantics_label=session.words(f"ui.doors.state.{state}")),
            words,
            *_mending(session, found, test),
        ],
    )


def _mending(session: Session, found: Found, test: OnClick | None) -> list[ft.Control]:
    name = found.check.value
    if found.check is Check.ENVELOPE and test is not None:
        words = session.words("ui.doors.test")
        return [quiet_button(words, test, key="send-test", icon=ft.Icons.SEND)]
    if found.is_met:
        return []

    def mend() -> None:
        if found.check in _LASTING:
            session.face = "lasting"
        session.go(_MENDED_IN[found.check])

    return [link_button(session.words("ui.doors.mend"), mend, key=f"mend-{name}")]
