"""Verloopt: which lots expire when, with their place; a tap opens the lot."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Final, cast

import flet as ft

from app.care.expiry import Expires
from app.store.queries.expiry import Calendar, Expiring, expiring
from app.store.queries.item import STREAMS as CATALOGUE
from app.store.queries.stock import item, lots
from app.ui.hooks import use_query
from app.ui.screens.stock_lot import LotPane
from app.ui.theme import BODY, BOLD, GAP, HUGE, RADIUS, outline
from app.ui.widgets.filter_chip import filter_chip
from app.ui.widgets.item_words import item_name
from app.ui.widgets.one_line import OneLine
from app.ui.widgets.panels import empty_state, note, section_title, waiting_state
from app.ui.widgets.stock_row import expiry_words, tag
from app.ui.words import today

if TYPE_CHECKING:
    from app.ui.state import Session

_PAGE: Final = 80


@ft.component
def ExpiryView(session: Session, key: str = "") -> ft.Control:
    """Draw the chips with their counts, and the lots, the first to expire on top."""
    only, set_only = ft.use_state(cast("Expires | None", None))
    opened, open_lot = ft.use_state(cast("Expiring | None", None))
    day = today(session.clock.now_ms()).isoformat()
    found = use_query(
        session, lambda db: expiring(db, day), [day], ["lot", "post", *CATALOGUE]
    )
    if found is None:
        return waiting_state("")
    if opened is not None:
        back = partial(open_lot, None)
        return _Opened(session, opened, day, back, key=f"opened-{opened.lot}")
    if not found.lots:
        return empty_state(
            ft.Icons.EVENT_AVAILABLE,
            session.words("ui.expiry.none"),
            session.words("ui.expiry.none_next"),
        )
    wanted = [each for each in found.lots if only in (None, each.when)]

    total = sum(found.count(each) for each in Expires if only in (None, each))

    def pick(when: Expires) -> None:
        set_only(None if when is only else when)

    return ft.Column(
        expand=True,
        spacing=12,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[
            _chips(session, found, only, pick),
            ft.ListView(
                expand=True,
                spacing=GAP,
                controls=_parts(session, wanted[:_PAGE], total, open_lot),
            ),
        ],
    )


@ft.component
def _Opened(
    session: Session,
    one: Expiring,
    day: str,
    on_back: Callable[[], Any],
    key: str = "",
) -> ft.Control:
    """Draw the pane of one lot, as the item shows it."""
    found = use_query(
        session,
        lambda db: (item(db, one.code, day), lots(db, one.code, day)),
        [one.code, day],
        ["lot", "par", *CATALOGUE],
    )
    row, held = found or (None, ())
    lot = next((each for each in held if each.stream == one.stream), None)
    if row is None or lot is None:
        return waiting_state("")
    return LotPane(session, row, lot, on_back, key=f"lot-{one.stream.hex()}")


def _chips(
    session: Session,
    found: Calendar,
    only: Expires | None,
    on_pick: Callable[[Expires], Any],
) -> ft.Control:
    chips = [
        filter_chip(
            session.words(f"term.Expires.{each.value}"),
            found.count(each),
            chosen=each is only,
            on_click=partial(on_pick, each),
            key=f"expires-{each.value}",
        )
        for each in Expires
    ]
    chosen = 0 if only is None else list(Expires).index(only)
    return OneLine(session, chips, chosen, key="expires")


def _parts(
    session: Session,
    shown: Sequence[Expiring],
    total: int,
    on_open: Callable[[Expiring], Any],
) -> list[ft.Control]:
    controls: list[ft.Control] = []
    for when in Expires:
        there = [each for each in shown if each.when is when]
        if there:
            controls.append(section_title(session.words(f"term.Expires.{when.value}")))
            controls += [_row(session, each, partial(on_open, each)) for each in there]
    if not shown:
        controls.append(note(session.words("ui.expiry.none_here")))
    if len(shown) < total:
        words = session.words("ui.stock.shown", shown=len(shown), total=total)
        controls.append(note(words))
    return controls


def _row(session: Session, one: Expiring, on_open: Callable[[], Any]) -> ft.Control:
    language = session.language
    name = item_name(one.item, one.code, language)
    is_over = one.when is Expires.EXPIRED
    key = "ui.stock.expired_on" if is_over else "ui.stock.expires_on"
    lot = session.words("ui.stock.lot_named", lot=one.lot) if one.lot else ""
    until = expiry_words(one.expiry, language, key)
    where = " · ".join(
        f"{place or session.words('ui.lot.nowhere')}: {pieces}"
        for place, pieces in one.places
    )
    mark = tag(session.words("ui.stock.quarantine"), ft.Icons.EVENT_BUSY, alarm=True)
    said = [each for each in (lot, until) if each]
    return ft.Semantics(
        button=True,
        label=". ".join([name, *said, where]),
        exclude_semantics=True,
        on_tap=on_open,
        content=ft.Container(
            key=f"expiring-{one.code}-{one.lot}",
            ink=True,
            on_click=on_open,
            padding=12,
            border_radius=RADIUS,
            border=outline(),
            content=ft.Row(
                spacing=12,
                controls=[
                    ft.Column(
                        expand=True,
                        spacing=2,
                        controls=[
                            ft.Text(name, size=BODY, **BOLD),
                            note(" · ".join(said)),
                            note(where),
                            *([ft.Row(controls=[mark])] if is_over else []),
                        ],
                    ),
                    ft.Text(str(one.pieces), size=HUGE - 4, **BOLD),
                ],
            ),
        ),
    )
