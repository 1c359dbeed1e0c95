"""Slachtoffers: who is here, most urgent first; the list, and one of them beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final

import flet as ft

from app.store.queries.casualty import (
    Cursor,
    Filter,
    Page,
    casualties,
    counts,
    moved,
)
from app.store.queries.level import STREAMS as LEVEL
from app.ui.growing import LOOK_EVERY_MS, Growing, use_growing
from app.ui.hooks import use_now, use_query
from app.ui.masking import masked, use_masking
from app.ui.routes import REGISTER
from app.ui.same import use_same
from app.ui.screens.board import Board
from app.ui.screens.casualty import CasualtyPane
from app.ui.screens.emergency import may_read
from app.ui.screens.search_box import SearchBox
from app.ui.search_log import is_by_words, use_search_log
from app.ui.state import LIST_WIDTH, Layout, Program, Session
from app.ui.theme import GAP, SPACE, line_width
from app.ui.widgets.buttons import icon_button, primary_button, quiet_button
from app.ui.widgets.casualty_row import ROW_HEIGHT, RowLook, casualty_line
from app.ui.widgets.count_chips import (
    count_chips,
    departed_chip,
    has_one_row,
    wanted_by,
)
from app.ui.widgets.owed import OnSame
from app.ui.widgets.panels import empty_state, note, waiting_state

PAGE: Final = 50
_COMPACT_BELOW: Final = 600
_MINUTE_MS: Final = 60_000
_NOBODY: Final = "-"
"""What no number and no word is."""


@ft.component
def CasualtiesRoom(session: Session, program: Program) -> ft.Control:
    """Draw the list and, beside or instead of it, the casualty that is picked."""
    picked = session.casualty
    pane = CasualtyPane(session, picked, key=f"pane-{picked.hex()}") if picked else None
    if session.board:
        return _with_board(session, pane)
    if session.layout is not Layout.WIDE:
        return pane or CasualtyList(session, key="list")
    return ft.Row(
        expand=True,
        spacing=0,
        vertical_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[
            ft.Container(
                width=LIST_WIDTH,
                border=ft.Border.only(
                    right=ft.BorderSide(line_width(), ft.Colors.OUTLINE_VARIANT)
                ),
                content=CasualtyList(session, key="list"),
            ),
            ft.Container(expand=True, content=pane or _nobody_picked(session)),
        ],
    )


def _with_board(session: Session, pane: ft.Control | None) -> ft.Control:
    """Return the board, and beside or instead of it the casualty that is open."""
    room = session.width - session.rail_width
    if pane is None or session.layout is not Layout.WIDE:
        return pane or Board(session, room, key="board")
    beside = LIST_WIDTH
    closer = icon_button(
        ft.Icons.CLOSE,
        session.words("ui.casualty.back"),
        session.back,
        key="close-beside",
    )
    return ft.Row(
        expand=True,
        spacing=0,
        vertical_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[
            ft.Container(
                expand=True, content=Board(session, room - beside, key="board")
            ),
            ft.Container(
                width=beside,
                border=ft.Border.only(
                    left=ft.BorderSide(line_width(), ft.Colors.OUTLINE_VARIANT)
                ),
                content=ft.Stack(
                    controls=[
                        pane,
                        ft.Container(right=GAP, top=GAP, content=closer),
                    ]
                ),
            ),
        ],
    )


def _nobody_picked(session: Session) -> ft.Control:
    return empty_state(
        ft.Icons.PERSONAL_INJURY_OUTLINED,
        session.words("ui.casualties.pick"),
        session.words("ui.casualties.pick_next"),
    )


@dataclass(frozen=True, slots=True)
class Looking:
    """What the list shows now: the filter, and the cursors of the pages so far."""

    wanted: Filter
    stack: tuple[Cursor | None, ...] = (None,)

    def only(self, wanted: Filter) -> Looking:
        """Return the first page of another filter; the search stays."""
        return Looking(replace(wanted, search=self.wanted.search))

    def search(self, words: str) -> Looking:
        """Return the first page of another search; the filter stays."""
        return Looking(replace(self.wanted, search=words))

    @property
    def is_narrowed(self) -> bool:
        """Whether somebody may be left out."""
        return self.wanted != Filter()


@ft.component
def CasualtyList(session: Session, key: str = "") -> ft.Control:
    """Draw the counts, the search and one page of rows."""
    looking, look = ft.use_state(Looking(wanted_by(session.show)))
    language = session.language
    now = use_now(session) // _MINUTE_MS * _MINUTE_MS + _MINUTE_MS - 1
    tally, groups = use_query(
        session,
        lambda db: (counts(db, now), moved(db, now)),
        [now],
        ["casualty", "link", "post", *LEVEL],
    ) or (None, ())
    wanted = replace(looking.wanted, now_ms=now, search=_may_seek(session, looking))
    page = use_query(
        session,
        lambda db: casualties(db, wanted, looking.stack[-1], PAGE),
        [looking, now],
        ["casualty", "link", "post", *LEVEL],
    )

    growing = use_growing(session.height, ROW_HEIGHT + GAP, looking)
    hide = use_masking(session)
    use_search_log(session, looking.wanted.search, len(page.rows) if page else 0)

    def asked() -> None:
        if session.show is not None:
            look(Looking(wanted_by(session.show)))
            session.show = None

    ft.use_effect(asked, [session.show])

    def search(words: str) -> None:
        look(lambda held: held.search(words))

    def open_one(stream: bytes) -> None:
        session.casualty = stream

    def show_board() -> None:
        session.board = True

    def only(wanted: Filter) -> None:
        look(lambda held: held.only(wanted))

    filtered = ft.use_callback(only, [])
    opened = ft.use_callback(open_one, [session])
    same = use_same(session)
    searched = ft.use_callback(search, [])
    return ft.Container(
        expand=True,
        padding=ft.Padding.only(left=SPACE, right=SPACE, top=12),
        content=ft.Column(
            expand=True,
            spacing=12,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
            controls=[
                ft.Row(
                    spacing=GAP,
                    controls=[
                        ft.Container(
                            expand=True,
                            content=SearchBox(
                                session, searched, opened, key="search-box"
                            ),
                        ),
                        *(
                            [departed_chip(language, tally, looking.wanted, filtered)]
                            if has_one_row(session)
                            else []
                        ),
                        icon_button(
                            ft.Icons.VIEW_COLUMN_OUTLINED,
                            session.words("ui.board.title"),
                            show_board,
                            key="show-board",
                        ),
                    ],
                ),
                count_chips(session, tally, looking.wanted, filtered, groups),
                _rows(
                    session,
                    page,
                    now,
                    Hands(opened, same, growing),
                    partial(_empty, session, looking, look),
                    hide=hide,
                ),
                *_pager(session, page, looking, look),
            ],
        ),
    )


def _may_seek(session: Session, looking: Looking) -> str:
    """Return what to search for; who may not read names finds nobody by one."""
    words = looking.wanted.search
    return words if may_read(session) or not is_by_words(words) else _NOBODY


@dataclass(frozen=True, slots=True)
class Hands:
    """What can be done with a row, and how far the list is drawn."""

    open: Callable[[bytes], Any]
    same: OnSame | None
    growing: Growing


def _rows(
    session: Session,
    page: Page | None,
    now_ms: int,
    hands: Hands,
    empty: Callable[[], ft.Control],
    *,
    hide: bool,
) -> ft.Control:
    if page is None:
        return ft.Container(
            expand=True, content=waiting_state(session.words("ui.casualties.reading"))
        )
    if not page.rows:
        return ft.Container(expand=True, content=empty())
    return ft.ListView(
        key="rows",
        expand=True,
        spacing=GAP,
        scroll_interval=LOOK_EVERY_MS,
        on_scroll=hands.growing.on_scroll,
        # Room for the button that floats over the list on a phone.
        padding=ft.Padding.only(
            bottom=88 if session.layout is Layout.NARROW else SPACE
        ),
        controls=[
            casualty_line(
                row,
                RowLook(
                    now_ms,
                    session.language,
                    chosen=row.stream == session.casualty,
                    compact=session.width < _COMPACT_BELOW,
                ),
                hands.open,
                hands.same,
                key=row.stream.hex(),
            )
            for row in masked(page.rows[: hands.growing.shown], hide=hide)
        ],
    )


def _empty(session: Session, looking: Looking, look: Callable[[Looking], None]) -> Any:
    if looking.is_narrowed:
        return empty_state(
            ft.Icons.SEARCH_OFF,
            session.words("ui.casualties.none_found"),
            session.words("ui.casualties.none_found_next"),
            quiet_button(
                session.words("ui.casualties.show_all"),
                lambda: look(Looking(Filter())),
                key="show-all",
            ),
        )
    # On a phone the same button floats over this room already.
    action = (
        None
        if session.layout is Layout.NARROW
        else primary_button(
            session.words("ui.room.register"),
            lambda: session.go(REGISTER),
            key="register",
            icon=ft.Icons.PERSON_ADD_ALT_1,
        )
    )
    return empty_state(
        ft.Icons.PERSONAL_INJURY_OUTLINED,
        session.words("ui.casualties.nobody"),
        session.words("ui.casualties.nobody_next"),
        action,
    )


def _pager(
    session: Session,
    page: Page | None,
    looking: Looking,
    look: Callable[[Looking], None],
) -> list[ft.Control]:
    following = page.next if page else None
    if following is None and len(looking.stack) == 1:
        return []
    forth = replace(looking, stack=(*looking.stack, following))
    back = replace(looking, stack=looking.stack[:-1])
    return [
        ft.Container(
            padding=ft.Padding.only(
                bottom=80 if session.layout is Layout.NARROW else 12
            ),
            content=ft.Row(
                spacing=GAP,
                controls=[
                    quiet_button(
                        session.words("ui.casualties.previous"),
                        lambda: look(back),
                        key="previous",
                        icon=ft.Icons.CHEVRON_LEFT,
                        disabled=len(looking.stack) == 1,
                    ),
                    note(
                        session.words("ui.casualties.page", page=len(looking.stack)),
                        key="page",
                    ),
                    quiet_button(
                        session.words("ui.casualties.next"),
                        lambda: look(forth),
                        key="next",
                        icon=ft.Icons.CHEVRON_RIGHT,
                        disabled=following is None,
                    ),
                ],
            ),
        )
    ]
