"""Ontslagbrief: the advice somebody leaves with, and the letter that says it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import flet as ft

from app.care.handover import AdviceGiven
from app.care.terms import Paper
from app.commands import advise
from app.exports.letter import Advice, letter_pdf
from app.exports.paper import Printing
from app.store.desk import Desk
from app.store.queries.casualty import CasualtyDetail
from app.store.queries.handover import advice_of, handover_card, who_of
from app.ui.hooks import use_now
from app.ui.screens.printing import Offer, Options, PrintPanel, chosen_of
from app.ui.state import Session
from app.ui.typed import Typed, use_typed
from app.ui.widgets.buttons import primary_button
from app.ui.widgets.form_parts import words_field
from app.ui.widgets.notice import notify
from app.ui.widgets.panels import error_note, note, section_card
from app.ui.widgets.sheet import framed, use_primary
from app.ui.words import moment
from sync.event import Event


@ft.component
def LetterSheet(
    session: Session,
    detail: CasualtyDetail,
    on_close: Callable[[], Any],
    on_saved: Callable[[list[Event]], Any],
    key: str = "",
) -> ft.Control:
    """Draw the advice to type and, once there is one, the letter to print."""
    typed = use_typed(session, f"letter:{detail.row.stream.hex()}")
    now = use_now(session)
    given = advice_of(detail)

    def done(_event: Event) -> None:
        typed.fill({})
        notify(session, session.words("ui.casualty.saved"))

    async def save(_event: object = None) -> None:
        await typed.record(_command(session, detail, typed), done)

    use_primary(session, save)
    return framed(
        session,
        session.words("ui.casualty.letter"),
        [_form(session, typed, save), *_letter(session, detail, given, now)],
        on_close,
    )


def _form(session: Session, typed: Typed, save: Callable[..., Any]) -> ft.Control:
    advice = words_field(
        session,
        typed,
        AdviceGiven,
        "text",
        multiline=True,
        min_lines=4,
        max_lines=12,
    )
    return section_card(
        session.words("advice.given"),
        [
            note(session.words("ui.letter.note")),
            advice,
            words_field(session, typed, AdviceGiven, "return_if"),
            words_field(session, typed, AdviceGiven, "by_title"),
            error_note(typed.refusal),
            ft.Row(
                alignment=ft.MainAxisAlignment.END,
                controls=[
                    primary_button(
                        session.words("ui.letter.save"),
                        save,
                        key="save-advice",
                        icon=ft.Icons.CHECK,
                    )
                ],
            ),
        ],
    )


def _letter(
    session: Session, detail: CasualtyDetail, given: Advice | None, now_ms: int
) -> list[ft.Control]:
    if given is None:
        return [note(session.words("ui.letter.first"), key="no-letter")]
    last = session.words(
        "ui.letter.given",
        at=moment(given.fact.observed_ms, now_ms, session.language),
        name=given.by or session.words("ui.casualty.somebody"),
    )
    make = partial(_make, detail, given)
    offer = Offer(Paper.LETTER, make, ("name", "bsn"), frozenset({"name"}))
    return [
        section_card(last, [ft.Text(given.fact.text, key="last-advice")]),
        PrintPanel(session, detail, offer, key="letter-panel"),
    ]


def _make(
    detail: CasualtyDetail, given: Advice, printing: Printing, ticked: Options
) -> bytes:
    who = chosen_of(who_of(detail), ticked)
    return letter_pdf(handover_card(detail), who, given, printing)


def _command(
    session: Session, detail: CasualtyDetail, typed: Typed
) -> Callable[[Desk], Event]:
    actor, stream = session.actor, detail.row.stream

    def command(desk: Desk) -> Event:
        fact = AdviceGiven(
            typed.text("text"),
            desk.now_ms(),
            typed.text("return_if"),
            typed.text("by_title"),
        )
        return advise(desk, actor, stream, fact)

    return command
