"""Uitgeven: the lot that expires first is ready and named; another needs a reason."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import flet as ft

from app.care.stock import LotKey
from app.commands import issue_stock
from app.store.queries.stock import ItemRow, LotRow, lots
from app.ui.hooks import use_query
from app.ui.screens.stock_form import (
    Frame,
    form_frame,
    give_up,
    say_with_undo,
    use_escape,
)
from app.ui.theme import BODY, BOLD, GAP, HUGE, RADIUS, line_width
from app.ui.typed import Typed, use_typed
from app.ui.widgets.fields import choices, field_label, text_field
from app.ui.widgets.panels import alarm_note, note, waiting_state
from app.ui.widgets.quantity import pieces_of, quantity_field, signed_or_plain
from app.ui.widgets.recall_marks import barred_marks, barred_words
from app.ui.widgets.second_person import SecondPerson, use_second
from app.ui.widgets.stock_row import (
    expiry_words,
    lot_words,
    name_of,
    tag,
    unit_of,
)
from app.ui.words import today

if TYPE_CHECKING:
    from app.store.desk import Desk
    from app.ui.state import Session
    from sync.event import Event

_WHY: Final = ("not_found", "damaged", "at_hand")


@dataclass(frozen=True, slots=True)
class Choice:
    """From which lot: `first` is the one that expires first, `lot` the one picked."""

    first: LotRow | None
    lot: LotRow | None

    @property
    def skips(self) -> bool:
        """Whether the pieces come from another lot than the first to expire."""
        return self.lot is not None and self.lot != self.first

    @property
    def needs_reason(self) -> bool:
        """Whether somebody has to say why this lot."""
        return self.lot is not None and (self.skips or self.lot.expired)


def choice_of(held: Sequence[LotRow], stream: str) -> Choice:
    """Return what is picked: the first usable lot unless another was tapped."""
    first = next((lot for lot in held if lot.usable > 0), None)
    tapped = next((lot for lot in held if lot.stream.hex() == stream), None)
    return Choice(first, tapped or first)


@ft.component
def IssuePane(
    session: Session, row: ItemRow, on_done: Callable[[], Any], key: str = ""
) -> ft.Control:
    """Draw the form."""
    form = f"stock.issue:{row.code}"
    typed = use_typed(session, form)
    tried, set_tried = ft.use_state(False)
    second, asked = use_second(session, row.code)
    use_escape(session, on_done)
    day = today(session.clock.now_ms()).isoformat()
    held = use_query(session, lambda db: lots(db, row.code, day), [day], ["lot"])
    if held is None:
        return waiting_state("")
    choice = choice_of(held, typed.text("stream"))

    def done(events: Sequence[Event]) -> None:
        pieces = pieces_of(_pieces(typed)) or 0
        say_with_undo(session, _said(session, row, pieces), events)
        on_done()

    async def save() -> None:
        set_tried(True)
        lacks = choice.needs_reason and not typed.text("reason").strip()
        if choice.lot is None or lacks or not pieces_of(_pieces(typed)):
            return
        command = _command(session, row.code, typed, choice)
        await typed.record(second.beside(session, command, asked=asked), done)

    forget = give_up(session, typed, form)

    async def cancel() -> None:
        await forget()
        on_done()

    frame = Frame(
        title=session.words("ui.stock.issue"),
        about=name_of(row, session.language),
        save=session.words("ui.stock.save_issue"),
        key="issue",
        on_save=save,
        on_cancel=cancel,
    )
    return form_frame(
        session,
        frame,
        typed,
        [
            *_lots(session, row, held, choice, typed),
            *_why(session, choice, typed, tried=tried),
            _quantity(session, row, typed, tried=tried, on_submit=save),
            *(
                [
                    SecondPerson(
                        session, second, typed.errors.get("second"), key="second"
                    )
                ]
                if asked
                else []
            ),
        ],
    )


def _pieces(typed: Typed) -> str:
    return typed.values.get("quantity", "1")


def _command(
    session: Session, code: str, typed: Typed, choice: Choice
) -> Callable[[Desk], Sequence[Event]]:
    """Without a lot the pieces may run on into the next one, first to expire first."""
    actor, lot = session.actor, choice.lot
    named = None
    if lot is not None and choice.needs_reason:
        named = LotKey(lot.item, lot.lot, lot.expiry)
    pieces = pieces_of(_pieces(typed)) or 0
    reason = typed.text("reason") if choice.needs_reason else ""

    def record(desk: Desk) -> Sequence[Event]:
        return issue_stock(desk, actor, code, pieces, named, reason)

    return record


def _said(session: Session, row: ItemRow, pieces: int) -> str:
    return session.words(
        "ui.stock.saved_issue",
        quantity=pieces,
        unit=unit_of(row, session.language, pieces),
        name=name_of(row, session.language),
    )


def _lots(
    session: Session,
    row: ItemRow,
    held: Sequence[LotRow],
    choice: Choice,
    typed: Typed,
) -> list[ft.Control]:
    return [
        field_label(session.words("ui.stock.from_lot")),
        alarm_note(
            None
            if choice.first is not None
            else session.words("ui.stock.nothing_usable"),
            key="issue-none",
        ),
        ft.Column(
            spacing=GAP,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
            controls=[
                _lot(
                    session,
                    lot,
                    unit_of(row, session.language, lot.on_hand),
                    choice,
                    typed,
                )
                for lot in held
            ],
        ),
    ]


def _lot(
    session: Session, lot: LotRow, unit: str, choice: Choice, typed: Typed
) -> ft.Control:
    chosen = lot == choice.lot
    language = session.language
    key = "ui.stock.expired_on" if lot.expired else "ui.stock.expires_on"
    until = expiry_words(lot.expiry, language, key)
    name = lot_words(lot, language)
    ink = ft.Colors.PRIMARY if chosen else ft.Colors.OUTLINE

    def pick() -> None:
        typed.pick("stream", lot.stream.hex())

    barred = barred_words(lot, language)
    said = f"{name}, {until}, {lot.on_hand} {unit}"
    return ft.Semantics(
        label=f"{said}, {barred}" if barred else said,
        button=True,
        selected=chosen,
        exclude_semantics=True,
        on_tap=pick,
        content=ft.Container(
            key=f"issue-lot-{lot.lot}",
            ink=True,
            on_click=pick,
            padding=12,
            border_radius=RADIUS,
            border=ft.Border.all(2 if chosen else line_width(), ink),
            bgcolor=ft.Colors.PRIMARY_CONTAINER if chosen else None,
            content=ft.Row(
                spacing=12,
                controls=[
                    ft.Icon(
                        ft.Icons.RADIO_BUTTON_CHECKED
                        if chosen
                        else ft.Icons.RADIO_BUTTON_UNCHECKED,
                        color=ink,
                    ),
                    _lot_words(session, lot, name, until, first=lot == choice.first),
                    ft.Text(
                        signed_or_plain(lot.on_hand),
                        size=HUGE - 4,
                        **BOLD,
                    ),
                    note(unit),
                ],
            ),
        ),
    )


def _lot_words(
    session: Session, lot: LotRow, name: str, until: str, *, first: bool
) -> ft.Control:
    marks = barred_marks(lot, session.language)
    if first:
        marks.append(tag(session.words("ui.stock.use_first"), ft.Icons.FIRST_PAGE))
    if lot.expired:
        words = session.words("ui.stock.quarantine")
        marks.append(tag(words, ft.Icons.EVENT_BUSY, alarm=True))
    return ft.Column(
        expand=True,
        spacing=4,
        controls=[
            ft.Text(name, size=BODY, **BOLD),
            note(until),
            *([ft.Row(wrap=True, spacing=GAP, controls=marks)] if marks else []),
        ],
    )


def _why(
    session: Session, choice: Choice, typed: Typed, *, tried: bool
) -> list[ft.Control]:
    if not choice.needs_reason:
        return []
    written = typed.text("reason")
    passed = choice.first or choice.lot
    named = "" if passed is None else passed.lot or "–"
    quick = [(session.words(f"ui.stock.skip_{each}"),) * 2 for each in _WHY]
    lacks = tried and not written.strip()
    label = (
        session.words("ui.stock.why_skip", lot=named)
        if choice.skips and choice.first is not None
        else session.words("ui.stock.why_expired", lot=named)
    )
    return [
        choices(
            quick,
            written,
            lambda words: typed.pick("reason", words),
            key="issue-why",
            label=label,
        ),
        text_field(
            session.words("ui.stock.why_other"),
            written,
            lambda words: typed.pick("reason", words),
            key="issue-reason",
            error=session.words("ui.stock.why_skip_needed") if lacks else None,
        ),
    ]


def _quantity(
    session: Session,
    row: ItemRow,
    typed: Typed,
    *,
    tried: bool,
    on_submit: Callable[..., Any],
) -> ft.Control:
    written = _pieces(typed)
    wrong = tried and not pieces_of(written)
    return quantity_field(
        session.words("ui.stock.quantity", unit=unit_of(row, session.language)),
        written,
        lambda words: typed.pick("quantity", words),
        session.language,
        key="issue-quantity",
        error=session.words("ui.stock.quantity_wrong") if wrong else None,
        on_submit=on_submit,
    )
