"""One item of stock: how it stands, its lots, and what may be done with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum
from functools import partial
from typing import Any, Final

import flet as ft

from app.care.staff import may
from app.i18n import text
from app.store.queries.item import STREAMS as CATALOGUE
from app.store.queries.request import on_order
from app.store.queries.stock import ItemRow, LotRow, item, lots
from app.ui.hooks import use_query
from app.ui.screens.item_facts import ItemFacts
from app.ui.screens.item_form import ItemForm
from app.ui.screens.stock_ask import AskPane
from app.ui.screens.stock_count import CountPane
from app.ui.screens.stock_issue import IssuePane
from app.ui.screens.stock_labels import LabelsPane
from app.ui.screens.stock_lot import LotPane
from app.ui.screens.stock_par import ParPane
from app.ui.screens.stock_receive import ReceivePane
from app.ui.state import Layout, Session
from app.ui.theme import BODY, BOLD, GAP, HUGE, RADIUS, SMALL, outline
from app.ui.widgets.buttons import icon_button, primary_button, quiet_button
from app.ui.widgets.panels import (
    alarm_note,
    empty_state,
    note,
    page_title,
    section_title,
    waiting_state,
)
from app.ui.widgets.quantity import signed, signed_or_plain
from app.ui.widgets.recall_marks import barred_marks
from app.ui.widgets.stock_row import (
    StockState,
    expiry_words,
    lot_words,
    name_of,
    state_of,
    tag,
    unit_of,
)
from app.ui.words import today


class Doing(StrEnum):
    """What is being done with an item."""

    LOOKING = "looking"
    RECEIVING = "receiving"
    ISSUING = "issuing"
    COUNTING = "counting"
    SETTING_PAR = "setting_par"
    LABELLING = "labelling"
    CHANGING = "changing"
    ASKING = "asking"


_FORM: Final[dict[Doing, Callable[..., ft.Control]]] = {
    Doing.RECEIVING: ReceivePane,
    Doing.ISSUING: IssuePane,
    Doing.COUNTING: CountPane,
    Doing.SETTING_PAR: ParPane,
    Doing.LABELLING: LabelsPane,
    Doing.ASKING: AskPane,
}


@ft.component
def ItemPane(session: Session, code: str, key: str = "") -> ft.Control:
    """Draw one item, or the form that is being filled in for it."""
    doing, set_doing = ft.use_state(Doing.LOOKING)
    opened, open_lot = ft.use_state(b"")
    day = today(session.clock.now_ms()).isoformat()
    found = use_query(
        session,
        lambda db: (
            item(db, code, day),
            lots(db, code, day),
            on_order(db, session.clock.now_ms()).get(code, 0),
        ),
        [code, day],
        ["lot", "par", "request", *CATALOGUE],
    )
    row, held, coming = found or (None, (), 0)

    def open_scanned() -> None:
        if session.lot is not None:
            open_lot(session.lot)
            session.lot = None

    ft.use_effect(open_scanned, [session.lot])
    if row is None:
        return waiting_state("")
    if doing is Doing.CHANGING:
        return ItemForm(session, code, lambda: set_doing(Doing.LOOKING), key="change")
    if doing is not Doing.LOOKING:
        return _FORM[doing](
            session, row, lambda: set_doing(Doing.LOOKING), key=f"{doing}-{code}"
        )
    lot = next((each for each in held if each.stream == opened), None)
    if lot is not None:
        return LotPane(
            session, row, lot, lambda: open_lot(b""), key=f"lot-{opened.hex()}"
        )
    return ft.Column(
        expand=True,
        spacing=16,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[
            _head(session, row),
            ft.Column(
                expand=True,
                scroll=ft.ScrollMode.AUTO,
                spacing=16,
                horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
                controls=[
                    _figures(session, row, coming),
                    alarm_note(_alarm(session, row), key="item-alarm"),
                    *_lots(session, row, held, open_lot),
                    ItemFacts(
                        session,
                        code,
                        lambda: set_doing(Doing.CHANGING),
                        key=f"facts-{code}",
                    ),
                ],
            ),
            _actions(session, row, set_doing),
        ],
    )


def _head(session: Session, row: ItemRow) -> ft.Control:
    def back() -> None:
        session.item = None

    leave = icon_button(
        ft.Icons.ARROW_BACK, session.words("ui.stock.back"), back, key="item-back"
    )
    wide = session.layout is Layout.WIDE
    mark = tag(session.words("ui.stock.example"), ft.Icons.LABEL_OUTLINE)
    return ft.Row(
        spacing=12,
        controls=[
            *([] if wide else [leave]),
            ft.Container(
                expand=True, content=page_title(name_of(row, session.language))
            ),
            *([mark] if row.par_is_example else []),
        ],
    )


def _figures(session: Session, row: ItemRow, coming: int) -> ft.Control:
    par = "–" if row.par is None else str(row.par)
    # Where nothing was ever entered, how much there is is unknown, and not zero.
    on_hand = signed_or_plain(row.on_hand) if row.lots else "–"
    shown = (
        ("usable", str(row.usable) if row.lots else "–"),
        ("on_hand", on_hand),
        ("par", par),
        *([("on_order", str(coming))] if coming else []),
    )
    # Four side by side on a phone leave just room for the longest of these words.
    beside = 6 if session.layout is Layout.NARROW else 12
    return ft.Row(
        spacing=GAP if session.layout is Layout.NARROW else 12,
        controls=[
            _figure(session.words(f"ui.stock.{name}"), value, f"item-{name}", beside)
            for name, value in shown
        ],
    )


def _figure(words: str, value: str, key: str, beside: int) -> ft.Control:
    return ft.Container(
        expand=True,
        padding=ft.Padding.symmetric(vertical=12, horizontal=beside),
        border_radius=RADIUS,
        border=outline(),
        bgcolor=ft.Colors.SURFACE_CONTAINER_LOWEST,
        content=ft.Column(
            spacing=0,
            controls=[
                ft.Text(value, key=key, size=HUGE, **BOLD),
                note(words),
            ],
        ),
    )


def _alarm(session: Session, row: ItemRow) -> str | None:
    match state_of(row):
        case StockState.DISCREPANCY:
            return session.words(
                "ui.stock.negative_item",
                quantity=signed(row.on_hand),
                unit=unit_of(row, session.language, row.on_hand),
            )
        case StockState.ALL_EXPIRED:
            return session.words("ui.stock.out_expired")
        case StockState.ALL_BARRED:
            return session.words("ui.stock.out_barred")
        case _:
            return None


def _lots(
    session: Session,
    row: ItemRow,
    held: Sequence[LotRow],
    on_open: Callable[[bytes], Any],
) -> list[ft.Control]:
    if not held:
        return [
            empty_state(
                ft.Icons.INBOX,
                session.words("ui.stock.no_lots"),
                session.words("ui.stock.no_lots_next"),
            )
        ]
    return [
        section_title(session.words("ui.stock.lots")),
        ft.Column(
            spacing=GAP,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
            controls=[
                lot_line(
                    session,
                    row,
                    lot,
                    first=place == 0,
                    on_open=partial(on_open, lot.stream),
                )
                for place, lot in enumerate(held)
            ],
        ),
    ]


def lot_line(
    session: Session,
    row: ItemRow,
    lot: LotRow,
    *,
    first: bool,
    on_open: Callable[..., Any] | None = None,
) -> ft.Control:
    """Return a lot: its name, until when it is good, how many; a tap opens it."""
    language = session.language
    unit = unit_of(row, language, lot.on_hand)
    key = "ui.stock.expired_on" if lot.expired else "ui.stock.expires_on"
    return ft.Container(
        key=f"lot-{lot.lot}",
        ink=on_open is not None,
        on_click=on_open,
        padding=12,
        border_radius=RADIUS,
        border=outline(),
        bgcolor=ft.Colors.SURFACE_CONTAINER_LOWEST,
        content=ft.Row(
            spacing=12,
            controls=[
                ft.Column(
                    expand=True,
                    spacing=4,
                    controls=[
                        ft.Text(
                            lot_words(lot, language),
                            size=BODY,
                            **BOLD,
                        ),
                        note(expiry_words(lot.expiry, language, key)),
                        *_lot_marks(lot, language, first=first),
                    ],
                ),
                ft.Text(
                    signed_or_plain(lot.on_hand),
                    size=HUGE - 4,
                    **BOLD,
                ),
                ft.Text(unit, size=SMALL, color=ft.Colors.ON_SURFACE_VARIANT),
            ],
        ),
    )


def _lot_marks(lot: LotRow, language: str, *, first: bool) -> list[ft.Control]:
    marks = barred_marks(lot, language)
    if lot.on_hand < 0:
        words = text("ui.stock.negative", language)
        marks.append(tag(words, ft.Icons.RULE, alarm=True))
    elif lot.expired and lot.on_hand > 0:
        words = text("ui.stock.quarantine", language)
        marks.append(tag(words, ft.Icons.EVENT_BUSY, alarm=True))
    elif first and lot.usable > 0:
        marks.append(tag(text("ui.stock.use_first", language), ft.Icons.FIRST_PAGE))
    return [ft.Row(wrap=True, spacing=GAP, controls=marks)] if marks else []


ACTIONS: Final = (
    (Doing.LABELLING, "labels", "access.printed", ft.Icons.LABEL_OUTLINE),
    (Doing.SETTING_PAR, "set_par", "par.set", ft.Icons.FLAG_OUTLINED),
    (Doing.ASKING, "ask", "request.made", ft.Icons.SEND),
    (Doing.COUNTING, "count", "stock.counted", ft.Icons.CHECKLIST),
    (Doing.RECEIVING, "receive", "stock.received", ft.Icons.ADD),
    (Doing.ISSUING, "issue", "stock.issued", ft.Icons.OUTBOX),
)


def _actions(
    session: Session, row: ItemRow, set_doing: Callable[[Doing], Any]
) -> ft.Control:
    """Return what this role may do; what is needed now is the big one, at the end."""
    person = session.person
    allowed = [
        each for each in ACTIONS if person is not None and may(person.role, each[2])
    ]
    if not row.lots:
        allowed = [each for each in allowed if each[0] not in _NEEDS_LOTS]
    if not allowed:
        return note(session.words("ui.stock.may_not"), key="item-may-not")
    state = state_of(row)
    needed = _NEEDED.get(state, Doing.ISSUING)
    *quiet, main = sorted(allowed, key=lambda each: each[0] is needed)
    session.offer_primary(lambda: set_doing(main[0]))
    return ft.Row(
        wrap=True,
        spacing=GAP,
        run_spacing=GAP,
        alignment=ft.MainAxisAlignment.END,
        vertical_alignment=ft.CrossAxisAlignment.CENTER,
        controls=[
            *(_action(session, each, set_doing, quiet_button) for each in quiet),
            _action(session, main, set_doing, primary_button),
        ],
    )


_NEEDS_LOTS: Final = (Doing.COUNTING, Doing.ISSUING, Doing.LABELLING)
_NEEDED: Final = {
    StockState.DISCREPANCY: Doing.COUNTING,
    StockState.ALL_EXPIRED: Doing.RECEIVING,
    StockState.ALL_BARRED: Doing.RECEIVING,
    StockState.OUT: Doing.RECEIVING,
    StockState.NEVER: Doing.RECEIVING,
}


def _action(
    session: Session,
    action: tuple[Doing, str, str, ft.IconData],
    set_doing: Callable[[Doing], Any],
    button: Callable[..., ft.Control],
) -> ft.Control:
    doing, word, _, icon = action
    return button(
        session.words(f"ui.stock.{word}"),
        lambda: set_doing(doing),
        key=f"item-{word}",
        icon=icon,
    )
