"""Who at home comes to harm first: by what failed where, by class, by words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import flet as ft

from app.care.harm import IN_ORDER, HarmClass
from app.care.staff import may, may_bring_lists
from app.care.terms import SearchKind
from app.store.queries.outage import Looking, OutageRow, lens_of, outages
from app.store.queries.post import hides_names
from app.store.queries.resident import PAGE, AtRisk, residents_at_risk
from app.ui.hooks import use_now, use_query
from app.ui.screens.outage_card import OutageCard, short_words
from app.ui.search_log import use_search_log
from app.ui.state import Layout
from app.ui.theme import GAP
from app.ui.widgets.buttons import icon_button, primary_button, quiet_button
from app.ui.widgets.fields import text_field
from app.ui.widgets.filter_chip import filter_chip
from app.ui.widgets.panels import empty_state, note, page_title, waiting_state
from app.ui.widgets.resident_row import resident_row
from app.ui.widgets.wrapped import wrapped
from app.ui.words import initials

if TYPE_CHECKING:
    from app.ui.state import Session
    from sync.database import Database

STREAMS: Final = ("resident", "outage", "post")
_EVERY_S: Final = 30


class Ways(NamedTuple):
    """What can be done from the list."""

    open: Callable[[bytes], Any]
    add: Callable[[], Any]
    report: Callable[[], Any]
    look: Callable[[bytes | None], Any]
    paper: Callable[[Looking], Any]
    weigh: Callable[[], Any]
    lists: Callable[[], Any]
    rounds: Callable[[Looking], Any]


class _Seen(NamedTuple):
    """What the file says: the outages, the one that is looked at, and who is in it."""

    outages: tuple[OutageRow, ...]
    outage: OutageRow | None
    at_risk: AtRisk
    hides: bool


@ft.component
def ResidentList(
    session: Session,
    ways: Ways,
    outage: bytes | None,
    picked: bytes | None,
    *,
    is_alone: bool,
    key: str = "",
) -> ft.Control:
    """Draw the outages, the classes with their counts, and who is in them.

    What is open beside the list has the one primary button; then this has none.
    """
    looking, look = ft.use_state(Looking())
    page, turn = ft.use_state(0)
    now = use_now(session, _EVERY_S)
    minute = now // 60_000

    here = replace(looking, outage=outage)

    def asked(db: Database) -> _Seen:
        return _ask(db, here, page, now)

    seen = use_query(session, asked, [here, page, minute], STREAMS)

    found = seen.at_risk.total if seen else 0
    use_search_log(session, looking.words, found, SearchKind.RESIDENTS)

    def search(words: str) -> None:
        look(lambda old: replace(old, words=words))
        turn(0)

    def show(which: HarmClass) -> None:
        look(replace(looking, shown=None if looking.shown is which else which))
        turn(0)

    def offer() -> None:
        if is_alone:
            session.offer_primary(ways.add)

    ft.use_effect(offer, [is_alone])
    opened = ft.use_callback(ways.open, [session])
    add = primary_button if is_alone else quiet_button
    return ft.Column(
        expand=True,
        spacing=12,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[
            ft.ListView(
                key="resident-rows",
                expand=True,
                spacing=GAP,
                controls=[
                    _head(session, ways, here),
                    *(
                        [waiting_state(session.words("ui.loading"))]
                        if seen is None
                        else [
                            *_lenses(session, seen, ways.look, now),
                            _search(session, looking, search),
                            _chips(session, seen.at_risk, looking, show),
                            *_rows(session, seen, opened, picked, now),
                            *_pager(session, seen.at_risk, turn),
                        ]
                    ),
                ],
            ),
            add(
                session.words("ui.residents.add"),
                ways.add,
                key="add-resident",
                icon=ft.Icons.PERSON_ADD_ALT_1,
            ),
        ],
    )


def _ask(db: Database, looking: Looking, page: int, now_ms: int) -> _Seen:
    found = outages(db)
    chosen = next((each for each in found if each.stream == looking.outage), None)
    at_risk = residents_at_risk(db, lens_of(db, looking, now_ms), now_ms, page)
    return _Seen(found, chosen, at_risk, hides_names(db))


def _head(session: Session, ways: Ways, looking: Looking) -> ft.Control:
    """Return the name of the room and what leads out of it."""
    weigh = icon_button(
        ft.Icons.TUNE, session.words("weights.set"), ways.weigh, key="weigh"
    )
    paper = icon_button(
        ft.Icons.PRINT_OUTLINED,
        session.words("ui.handout.title"),
        partial(ways.paper, looking),
        key="on-paper",
    )
    report = quiet_button(
        session.words("ui.outage.report"),
        ways.report,
        key="report-outage",
        icon=ft.Icons.POWER_OFF_OUTLINED,
    )
    lists = icon_button(
        ft.Icons.FOLDER_SHARED_OUTLINED,
        session.words("ui.lists.title"),
        ways.lists,
        key="open-lists",
    )
    rounds = quiet_button(
        session.words("ui.round.title"),
        partial(ways.rounds, looking),
        key="rounds",
        icon=ft.Icons.DIRECTIONS_WALK,
    )
    leads = session.person is not None and may(session.person.role, "weights.set")
    brings = session.person is not None and may_bring_lists(session.person.role)
    title = ft.Container(
        expand=True, content=page_title(session.words("ui.residents.title"))
    )
    first = [
        title,
        *([weigh] if leads else []),
        # A list of everybody comes and leaves by the device of the post itself.
        *([lists] if brings and not session.is_tablet else []),
        *([] if session.is_tablet else [paper]),
    ]
    return ft.Column(
        spacing=GAP,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[ft.Row(controls=first), wrapped([report, rounds])],
    )


def _lenses(
    session: Session,
    seen: _Seen,
    look: Callable[[bytes | None], Any],
    now_ms: int,
) -> list[ft.Control]:
    """Return what failed, one tap each; the first is as if all failed now."""
    chosen = seen.outage
    chips: list[ft.Control] = [
        filter_chip(
            short_words(each.outage, session.language),
            None,
            chosen=chosen is not None and each.stream == chosen.stream,
            on_click=partial(look, each.stream),
            key=f"lens-{each.stream[-4:].hex()}",
        )
        for each in seen.outages
    ]
    if chips:
        everywhere = filter_chip(
            session.words("ui.residents.everybody"),
            None,
            chosen=chosen is None,
            on_click=partial(look, None),
            key="lens-all",
        )
        chips.insert(0, everywhere)
    as_if = "ui.residents.as_if_rest" if seen.outages else "ui.residents.as_if"
    if chosen is None:
        return [
            *([wrapped(chips)] if chips else []),
            note(session.words(as_if), key="as-if"),
        ]
    card = OutageCard(session, chosen, now_ms, key=f"outage-{chosen.stream.hex()}")
    return [wrapped(chips), card]


def _search(
    session: Session, looking: Looking, search: Callable[[str], Any]
) -> ft.Control:
    return text_field(
        session.words("ui.residents.search"),
        looking.words,
        search,
        key="search-residents",
        prefix_icon=ft.Icons.SEARCH,
    )


def _chips(
    session: Session,
    at_risk: AtRisk,
    looking: Looking,
    show: Callable[[HarmClass], Any],
) -> ft.Control:
    """Return the classes with their counts; on a phone one row that scrolls."""
    is_narrow = session.layout is Layout.NARROW
    words = "ui.residents.block" if is_narrow else "term.HarmClass"
    return ft.Row(
        spacing=GAP,
        run_spacing=GAP,
        wrap=not is_narrow,
        scroll=ft.ScrollMode.HIDDEN if is_narrow else None,
        controls=[
            filter_chip(
                session.words(f"{words}.{each.value}"),
                at_risk.counts.get(each, 0),
                chosen=looking.shown is each,
                on_click=partial(show, each),
                key=f"class-{each.value}",
            )
            for each in IN_ORDER
        ],
    )


def _rows(
    session: Session,
    seen: _Seen,
    opened: Callable[[bytes], Any],
    picked: bytes | None,
    now_ms: int,
) -> list[ft.Control]:
    if not seen.at_risk.rows:
        return [
            empty_state(
                ft.Icons.VOLUNTEER_ACTIVISM_OUTLINED,
                session.words("ui.residents.none"),
                session.words("ui.residents.none_next"),
            )
        ]
    return [
        resident_row(
            replace(row, name=initials(row.name)) if seen.hides else row,
            now_ms,
            session.language,
            row.stream == picked,
            opened,
            key=row.stream.hex(),
        )
        for row in seen.at_risk.rows
    ]


def _pager(
    session: Session, at_risk: AtRisk, turn: Callable[[int], Any]
) -> list[ft.Control]:
    if at_risk.pages == 1:
        return []
    first = at_risk.page * PAGE
    where = session.words(
        "ui.residents.page",
        first=first + 1,
        last=first + len(at_risk.rows),
        count=at_risk.total,
    )
    return [
        ft.Row(
            alignment=ft.MainAxisAlignment.CENTER,
            controls=[
                icon_button(
                    ft.Icons.CHEVRON_LEFT,
                    session.words("ui.residents.before"),
                    partial(turn, at_risk.page - 1),
                    key="page-before",
                    disabled=at_risk.page == 0,
                ),
                ft.Text(where),
                icon_button(
                    ft.Icons.CHEVRON_RIGHT,
                    session.words("ui.residents.after"),
                    partial(turn, at_risk.page + 1),
                    key="page-after",
                    disabled=at_risk.page + 1 == at_risk.pages,
                ),
            ],
        )
    ]
