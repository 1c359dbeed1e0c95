"""Overdracht: the (AT)MIST card to read aloud, fill in, print or show as a square."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import flet as ft

from app.care.handover import HandoverMade
from app.care.terms import HandoverWay, Paper
from app.commands import hand_over
from app.exports.atmist import card_lines, category_words
from app.exports.handover import handover_pdf
from app.exports.paper import Printing
from app.exports.tag import tag_pdf
from app.store.desk import Desk
from app.store.queries.casualty import CasualtyDetail
from app.store.queries.handover import handover_card, who_of
from app.ui.hooks import use_now
from app.ui.screens.handover_fill import FillPanel
from app.ui.screens.handover_qr import QrPanel
from app.ui.screens.printing import Offer, Options, PrintPanel, chosen_of
from app.ui.state import Session
from app.ui.typed import Typed, use_typed
from app.ui.widgets.atmist_card import atmist_card, whole_card
from app.ui.widgets.buttons import icon_button
from app.ui.widgets.fields import choices, text_field
from app.ui.widgets.moment import moment_of
from app.ui.widgets.more_fields import time_field
from app.ui.widgets.recorder import save_bar
from app.ui.widgets.sheet import framed, use_primary
from sync.event import Event

CARD: Final = "card"
_FACES: Final = (CARD, "fill", "print", "qr", "tag")


@dataclass(frozen=True, slots=True)
class _Told:
    """How it was told last in this sheet: on which paper, or by a square."""

    way: HandoverWay = HandoverWay.SPOKEN
    sheet: str = ""


@ft.component
def HandoverSheet(
    session: Session,
    detail: CasualtyDetail,
    on_close: Callable[[], Any],
    on_saved: Callable[[list[Event]], Any],
    key: str = "",
) -> ft.Control:
    """Draw the card, what belongs to it, and who it was told to."""
    typed = use_typed(session, f"handover:{detail.row.stream.hex()}")
    face, turn = ft.use_state(CARD)
    told, set_told = ft.use_state(_Told())
    now = use_now(session)

    async def save(_event: object = None) -> None:
        await typed.record(_command(session, detail, typed, told), on_saved)

    def show(name: str) -> None:
        if name == "qr":
            set_told(_Told(HandoverWay.QR))
        turn(name)

    use_primary(session, save if face == CARD else None)
    if face == CARD:
        body = _card(session, detail, typed, now, told, set_told)
    elif face == "fill":
        body = [FillPanel(session, detail, lambda: turn(CARD), key="fill-panel")]
    elif face == "print":
        printed = _offer(
            detail, lambda sheet: set_told(_Told(HandoverWay.PRINT, sheet))
        )
        body = [PrintPanel(session, detail, printed, key="print-panel")]
    elif face == "tag":
        body = [PrintPanel(session, detail, _tag(detail), key="tag-panel")]
    else:
        body = [QrPanel(session, detail, key="qr-panel")]
    label = session.words("ui.handover.save")
    return framed(
        session,
        session.words("ui.casualty.handover"),
        body,
        on_close,
        save_bar(session, label, save, refusal=typed.refusal) if face == CARD else None,
        choices(
            [(each, session.words(f"ui.handover.face.{each}")) for each in _FACES],
            face,
            show,
            key="face",
        ),
    )


def _card(
    session: Session,
    detail: CasualtyDetail,
    typed: Typed,
    now_ms: int,
    told: _Told,
    set_told: Callable[[_Told], Any],
) -> list[ft.Control]:
    return [
        CardFace(session, detail, now_ms, key="card-face"),
        text_field(
            session.words("field.HandoverMade.receiver"),
            typed.text("receiver"),
            lambda words: typed.write("receiver", words),
            key="receiver",
            error=typed.errors.get("receiver"),
            hint_text=session.words("ui.handover.receiver_hint"),
        ),
        choices(
            [
                (each.value, session.words(f"term.HandoverWay.{each.value}"))
                for each in HandoverWay
            ],
            told.way.value,
            lambda value: set_told(_Told(HandoverWay(value), told.sheet)),
            key="way",
            label=session.words("field.HandoverMade.way"),
        ),
        time_field(session, typed),
    ]


@ft.component
def CardFace(
    session: Session, detail: CasualtyDetail, now_ms: int, key: str = ""
) -> ft.Control:
    """Draw the card here and, once asked, over the whole window to read aloud."""
    whole, open_whole = ft.use_state(False)
    card = handover_card(detail)
    lines = card_lines(card, now_ms, session.language)
    title = f"{card.number} · {category_words(card.categories, session.language)}"
    ft.use_dialog(
        whole_card(session, title, lines, lambda: open_whole(False)) if whole else None
    )
    larger = icon_button(
        ft.Icons.OPEN_IN_FULL,
        session.words("ui.handover.whole"),
        lambda: open_whole(True),
        key="whole-card",
    )
    return atmist_card(lines, session.width, larger)


def _offer(detail: CasualtyDetail, printed: Callable[[str], Any]) -> Offer:
    card, who = handover_card(detail), who_of(detail)

    def make(printing: Printing, ticked: Options) -> bytes:
        return handover_pdf(card, chosen_of(who, ticked), printing)

    return Offer(Paper.HANDOVER, make, ("name", "bsn"), frozenset({"name"}), printed)


def _tag(detail: CasualtyDetail) -> Offer:
    card = handover_card(detail)

    def make(printing: Printing, ticked: Options) -> bytes:
        return tag_pdf(card, printing)

    return Offer(Paper.TAG, make)


def _command(
    session: Session, detail: CasualtyDetail, typed: Typed, told: _Told
) -> Callable[[Desk], list[Event]]:
    actor, stream = session.actor, detail.row.stream

    def command(desk: Desk) -> list[Event]:
        sheet = told.sheet if told.way is HandoverWay.PRINT else ""
        at = moment_of(typed.text("at"), desk.now_ms())
        fact = HandoverMade(typed.text("receiver"), told.way, at, sheet)
        return [hand_over(desk, actor, stream, fact)]

    return command
