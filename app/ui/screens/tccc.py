"""DD 1380: the boxes of a TCCC card that only a person can fill in, and its print."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Final

import flet as ft

from app.care.burned_skin import BurnSum, burn_sums
from app.care.refusal import Refusal
from app.care.tccc import MECHANISMS, Evacuation, TcccDescribed
from app.care.terms import Paper, Sex
from app.commands.handover import describe_tccc
from app.exports.burned import burned_whole, burned_words
from app.exports.dd1380 import Soldier, dd1380_pdf
from app.exports.paper import Printing
from app.store.desk import Desk
from app.store.queries.casualty import CasualtyDetail
from app.store.queries.handover import tccc_card, who_of
from app.store.queries.injury import marks
from app.store.queries.observation import age_of
from app.ui.screens.printing import Offer, Options, PrintPanel, chosen_of
from app.ui.state import Session
from app.ui.typed import Typed, use_typed
from app.ui.widgets.body_marks import build_of
from app.ui.widgets.buttons import primary_button
from app.ui.widgets.fields import field_label
from app.ui.widgets.form_parts import (
    count_field,
    is_ticked,
    term_choice,
    ticks,
    words_field,
)
from app.ui.widgets.more_fields import pairs
from app.ui.widgets.notice import notify
from app.ui.widgets.panels import error_note, note, section_card
from app.ui.widgets.sheet import framed, use_primary
from sync.event import Event

_FORM: Final = TcccDescribed
_HEAD: Final = ("roster", "last_four", "unit")
_TAIL: Final = ("fluids", "notes", "responder", "responder_last_four")
_WORDS: Final = (*_HEAD, "other_words", *_TAIL)


@ft.component
def TcccSheet(
    session: Session,
    detail: CasualtyDetail,
    on_close: Callable[[], Any],
    on_saved: Callable[[list[Event]], Any],
    key: str = "",
) -> ft.Control:
    """Draw the form, filled in as the card was last, and the way to paper."""
    held, sums = tccc_card(detail).form, _sums(detail)
    known = _known(held, burned_whole(sums))
    typed = use_typed(session, f"dd1380:{detail.row.stream.hex()}", known)

    def done(_event: Event) -> None:
        notify(session, session.words("ui.casualty.saved"))

    async def save(_event: object = None) -> None:
        await typed.record(_command(session, detail, typed), done)

    use_primary(session, save)
    make = partial(_make, detail)
    offer = Offer(Paper.DD1380, make, ("name",), frozenset({"name"}))
    return framed(
        session,
        session.words("ui.tccc.title"),
        [
            _form(session, typed, save, burned_words(sums, session.language)),
            PrintPanel(session, detail, offer, key="dd1380-panel"),
        ],
        on_close,
    )


def _sums(detail: CasualtyDetail) -> tuple[BurnSum, ...]:
    standing = [each.fact for each in marks(detail) if each.number]
    return burn_sums(standing, age_of(detail))


def _form(
    session: Session, typed: Typed, save: Callable[..., Any], from_map: str
) -> ft.Control:
    wide = session.width >= 600
    burned = session.words("field.TcccDescribed.burn_percent")
    tail = [words_field(session, typed, _FORM, name) for name in _TAIL]
    return section_card(
        session.words("tccc.described"),
        [
            note(session.words("ui.tccc.note")),
            term_choice(session, typed, _FORM, "evacuation", Evacuation),
            *pairs(
                [words_field(session, typed, _FORM, name) for name in _HEAD],
                wide=wide,
            ),
            field_label(session.words("ui.tccc.mechanisms")),
            ticks(session, typed, _FORM, MECHANISMS),
            *pairs(
                [
                    words_field(session, typed, _FORM, "other_words"),
                    count_field(
                        session,
                        typed,
                        "burn_percent",
                        burned,
                        helper=from_map or None,
                        helper_max_lines=3,
                    ),
                ],
                wide=wide,
            ),
            *pairs(tail, wide=wide),
            error_note(typed.refusal),
            ft.Row(
                alignment=ft.MainAxisAlignment.END,
                controls=[
                    primary_button(
                        session.words("ui.register.save"),
                        save,
                        key="save-dd1380",
                        icon=ft.Icons.CHECK,
                    )
                ],
            ),
        ],
    )


def _known(held: TcccDescribed | None, from_map: int | None) -> dict[str, str]:
    """Return what stands in the form; the percentage comes from the body map."""
    added = {} if from_map is None else {"burn_percent": str(from_map)}
    if held is None:
        return added
    ticked = {name: "yes" for name in MECHANISMS if getattr(held, name)}
    words = {name: getattr(held, name) for name in _WORDS if getattr(held, name)}
    burned = held.burn_percent
    percent = added if burned is None else {"burn_percent": str(burned)}
    closed = {} if held.evacuation is None else {"evacuation": held.evacuation.value}
    return {**ticked, **words, **percent, **closed}


def _make(detail: CasualtyDetail, printing: Printing, ticked: Options) -> bytes:
    row = detail.row
    known = row.sex is not Sex.UNKNOWN
    soldier = Soldier(
        row.number,
        printing.words(f"term.Sex.{row.sex.value}") if known else "",
        row.registered_ms,
        build_of(detail),
        chosen_of(who_of(detail), ticked),
        burned_words(_sums(detail), printing.language),
    )
    return dd1380_pdf(tccc_card(detail), soldier, printing)


def _command(
    session: Session, detail: CasualtyDetail, typed: Typed
) -> Callable[[Desk], Event]:
    actor, stream = session.actor, detail.row.stream

    def command(desk: Desk) -> Event:
        fact = tccc_of(typed, desk.now_ms())
        return describe_tccc(desk, actor, stream, fact)

    return command


def tccc_of(typed: Typed, now_ms: int) -> TcccDescribed:
    """Return the boxes as typed. Raises Refusal for a percentage that is no number."""
    burned = typed.text("burn_percent").strip()
    if burned and not burned.isdecimal():
        raise Refusal("not_a_number", field="burn_percent")
    evacuation = typed.text("evacuation")
    values: dict[str, Any] = {name: typed.text(name) for name in _WORDS}
    values |= {name: is_ticked(typed, name) for name in MECHANISMS}
    return TcccDescribed(
        now_ms,
        evacuation=Evacuation(evacuation) if evacuation in list(Evacuation) else None,
        burn_percent=int(burned) if burned else None,
        **values,
    )
