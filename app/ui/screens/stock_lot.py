"""One lot: where it lies, what holds it, what happened to it, and what may be done."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import flet as ft

from app.care.item import Item
from app.care.lot import Hold
from app.care.staff import may
from app.store.queries.item import STREAMS as CATALOGUE
from app.store.queries.item import catalogue
from app.store.queries.lot import Entry, LotPage, lot_page
from app.store.queries.stock import ItemRow, LotRow
from app.ui.hooks import use_query
from app.ui.screens.stock_deed import DEEDS, Deed, DeedPane
from app.ui.screens.stock_unpack import KINDS, Kits, UnpackPane
from app.ui.theme import BODY, BOLD, GAP, LARGE
from app.ui.widgets.buttons import icon_button, quiet_button
from app.ui.widgets.one_line import OneLine
from app.ui.widgets.panels import (
    alarm_note,
    card,
    note,
    page_title,
    section_title,
    waiting_state,
)
from app.ui.widgets.quantity import signed, signed_or_plain
from app.ui.widgets.recall_marks import barred_marks
from app.ui.widgets.stock_row import expiry_words, lot_words, name_of
from app.ui.words import moment

if TYPE_CHECKING:
    from app.ui.state import Session

_ICONS: Final = {
    Deed.MOVE: ft.Icons.MOVE_DOWN,
    Deed.RETURN: ft.Icons.UNDO,
    Deed.DISCARD: ft.Icons.DELETE_OUTLINE,
    Deed.HOLD: ft.Icons.PAN_TOOL_OUTLINED,
    Deed.RELEASE: ft.Icons.LOCK_OPEN,
}
_UNPACK: Final = "unpack"


@ft.component
def LotPane(
    session: Session,
    row: ItemRow,
    lot: LotRow,
    on_back: Callable[[], Any],
    key: str = "",
) -> ft.Control:
    """Draw the lot, or the form of what is being done with it."""
    deed, set_deed = ft.use_state("")
    found = use_query(
        session,
        lambda db: (lot_page(db, lot.stream), catalogue(db).get(lot.item)),
        [lot.stream],
        ["lot", "post", "staff", *CATALOGUE],
    )
    page, item = found or (None, None)
    if page is None:
        return waiting_state("")
    if deed == _UNPACK and item is not None:
        kits = Kits(item, row, lot, page)
        return UnpackPane(session, kits, lambda: set_deed(""), key="unpack")
    if deed in list(Deed):
        return DeedPane(
            session, row, page, Deed(deed), lambda: set_deed(""), key=f"deed-{deed}"
        )
    return ft.Column(
        expand=True,
        spacing=16,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[
            _head(session, row, lot, on_back),
            ft.ListView(
                expand=True,
                spacing=GAP,
                controls=[
                    *_holds(session, page),
                    section_title(session.words("ui.lot.where")),
                    *_places(session, page),
                    section_title(session.words("ui.lot.history")),
                    *(_entry(session, page, each) for each in page.entries),
                ],
            ),
            _deeds(session, page, item, set_deed),
        ],
    )


def _head(
    session: Session, row: ItemRow, lot: LotRow, on_back: Callable[[], Any]
) -> ft.Control:
    language = session.language
    about = f"{name_of(row, language)} · {expiry_words(lot.expiry, language)}"
    on_hand = signed_or_plain(lot.on_hand)
    return ft.Row(
        spacing=12,
        controls=[
            icon_button(
                ft.Icons.ARROW_BACK,
                session.words("ui.lot.back"),
                on_back,
                key="lot-back",
            ),
            ft.Column(
                expand=True,
                spacing=0,
                controls=[
                    page_title(lot_words(lot, language)),
                    note(about),
                    ft.Row(
                        wrap=True, spacing=GAP, controls=barred_marks(lot, language)
                    ),
                ],
            ),
            ft.Text(on_hand, key="lot-on-hand", size=LARGE, **BOLD),
        ],
    )


def _holds(session: Session, page: LotPage) -> list[ft.Control]:
    return [
        alarm_note(_held_words(session, page, each), key=f"hold-{each.id[1]}")
        for each in page.lot.holds
    ]


def _held_words(session: Session, page: LotPage, hold: Hold) -> str:
    place = "" if hold.place is None else place_words(session, page, hold.place)
    said = session.words(
        "ui.lot.held",
        why=session.words(f"term.HoldReason.{hold.why.value}"),
        name=page.names.get(bytes(hold.actor), ""),
        when=moment(hold.at_ms, session.clock.now_ms(), session.language),
    )
    return " · ".join(each for each in (said, place, hold.reason) if each)


def place_words(session: Session, page: LotPage, place: str) -> str:
    """Return what a place is called; '' is nowhere in particular."""
    return page.places.get(place, place) if place else session.words("ui.lot.nowhere")


def _places(session: Session, page: LotPage) -> list[ft.Control]:
    there = {place: pieces for place, pieces in page.lot.by_place.items() if pieces}
    if not there:
        return [note(session.words("ui.lot.nothing"))]
    return [
        ft.Row(
            key=f"at-{place}",
            controls=[
                ft.Container(
                    expand=True,
                    content=ft.Text(place_words(session, page, place), size=BODY),
                ),
                ft.Text(signed_or_plain(pieces), size=BODY, **BOLD),
            ],
        )
        for place, pieces in sorted(there.items())
    ]


def _entry(session: Session, page: LotPage, entry: Entry) -> ft.Control:
    title = (
        session.words("ui.lot.counted")
        if entry.is_count
        else session.words(f"stock.{entry.way}")
    )
    count = str(entry.quantity) if entry.is_count else signed(entry.quantity)
    when = moment(entry.at_ms, session.clock.now_ms(), session.language)
    place = place_words(session, page, entry.place) if entry.place else ""
    said = " · ".join(each for each in (when, entry.by, place, entry.words) if each)
    return card(
        ft.Row(
            spacing=12,
            controls=[
                ft.Column(
                    expand=True,
                    spacing=2,
                    controls=[ft.Text(title, size=BODY, **BOLD), note(said)],
                ),
                ft.Text(count, size=LARGE),
            ],
        ),
        padding=12,
    )


def _deeds(
    session: Session,
    page: LotPage,
    item: Item | None,
    set_deed: Callable[[str], Any],
) -> ft.Control:
    """Return what this role may do with the lot; a kit can be opened, too."""
    person = session.person
    allowed = [
        (each.value, f"ui.lot.{each.value}", _ICONS[each])
        for each, kind in DEEDS.items()
        if person is not None and may(person.role, kind) and _fits(page, each)
    ]
    if _opens(session, page, item):
        allowed.insert(0, (_UNPACK, "ui.kit.unpack", ft.Icons.UNARCHIVE_OUTLINED))
    if not allowed:
        return note(session.words("ui.stock.may_not"), key="lot-may-not")
    deeds = [
        quiet_button(
            session.words(words), partial(set_deed, name), key=f"lot-{name}", icon=icon
        )
        for name, words, icon in allowed
    ]
    return OneLine(session, deeds, at_end=True, key="lot-deeds")


def _opens(session: Session, page: LotPage, item: Item | None) -> bool:
    """Tell whether there are kits here, and this person may open them."""
    person = session.person
    return (
        item is not None
        and bool(item.kit)
        and page.lot.on_hand > 0
        and person is not None
        and all(may(person.role, kind) for kind in KINDS)
    )


def _fits(page: LotPage, deed: Deed) -> bool:
    if deed is Deed.RELEASE:
        return bool(page.lot.holds)
    if deed is Deed.MOVE:
        return bool(page.places)
    return True
