"""Slachtoffers at the hub: every post's, read only; each look is recorded by name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Final

import flet as ft

from app.commands import set_masking
from app.store.queries.casualties import (
    Filter,
    Page,
    casualties,
    counts,
)
from app.store.queries.level import STREAMS as LEVEL
from app.store.queries.overview import PostRow
from app.store.queries.post import hiding_posts
from app.ui.growing import LOOK_EVERY_MS, Growing, use_growing
from app.ui.hooks import use_act, use_now, use_query
from app.ui.hub_hooks import posts_of_region
from app.ui.hub_state import HubProgram
from app.ui.masking import masked_at_hub
from app.ui.screens.casualties import Looking
from app.ui.screens.hub_casualty import HubPane
from app.ui.search_log import use_search_log
from app.ui.state import Layout, Session
from app.ui.theme import GAP, SPACE, line_width
from app.ui.widgets.buttons import link_button
from app.ui.widgets.casualty_row import ROW_HEIGHT, RowLook, casualty_line
from app.ui.widgets.count_chips import count_chips
from app.ui.widgets.filter_chip import filter_chip
from app.ui.widgets.one_line import OneLine
from app.ui.widgets.panels import empty_state, error_note, page_title, waiting_state
from app.ui.widgets.search_field import SearchField
from app.ui.widgets.tick_box import tick_box
from sync.journal import setting

PAGE: Final = 50
_LIST_WIDTH: Final = 520
_COMPACT_BELOW: Final = 600
_MINUTE_MS: Final = 60_000


@ft.component
def HubCasualtiesRoom(session: Session, program: HubProgram) -> ft.Control:
    """Draw the list and, beside or instead of it, the casualty that is opened."""
    picked = session.casualty
    wanted_post = bytes.fromhex(session.show or "")
    shown = HubList(session, wanted_post or None, key=f"list-{session.show}")
    pane = (
        HubPane(session, program, picked, key=f"pane-{picked.hex()}")
        if picked
        else None
    )
    if session.layout is not Layout.WIDE:
        return pane or shown
    return ft.Row(
        expand=True,
        spacing=0,
        vertical_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[
            ft.Container(
                width=_LIST_WIDTH,
                border=ft.Border.only(
                    right=ft.BorderSide(line_width(), ft.Colors.OUTLINE_VARIANT)
                ),
                content=shown,
            ),
            ft.Container(expand=True, content=pane or _nobody_picked(session)),
        ],
    )


def _nobody_picked(session: Session) -> ft.Control:
    return empty_state(
        ft.Icons.PERSONAL_INJURY_OUTLINED,
        session.words("ui.hub.casualties.pick"),
        session.words("ui.hub.casualties.pick_next"),
    )


@ft.component
def HubList(session: Session, post_id: bytes | None, key: str = "") -> ft.Control:
    """Draw the posts to choose from, the counts, the search and one page of rows."""
    looking, look = ft.use_state(Looking(Filter(post_id=post_id)))
    growing = use_growing(session.height, ROW_HEIGHT + GAP, looking)

    def open_one(stream: bytes) -> None:
        session.casualty = stream

    def search(words: str) -> None:
        look(lambda held: held.search(words))

    def pick(filtered: Filter) -> None:
        look(lambda held: held.only(replace(filtered, post_id=post_id)))

    opened = ft.use_callback(open_one, [session])
    searched = ft.use_callback(search, [])
    only = ft.use_callback(pick, [post_id])
    now = use_now(session) // _MINUTE_MS * _MINUTE_MS + _MINUTE_MS - 1
    wanted = replace(looking.wanted, now_ms=now)
    answer = use_query(
        session,
        lambda db: (
            posts_of_region(db, now),
            counts(db, now, wanted.post_id),
            casualties(db, wanted, looking.stack[-1], PAGE),
            hiding_posts(db),
            setting(db, "post_id"),
        ),
        [looking, now],
        ["casualty", "link", "post", *LEVEL],
    )
    found = len(answer[2].rows) if answer else 0
    use_search_log(session, looking.wanted.search, found)
    if answer is None:
        return waiting_state("")
    named, tally, page, hiding, own = answer
    shown = replace(page, rows=masked_at_hub(page.rows, hiding, own))

    # The chips compare with filters that name no post.
    chips = count_chips(session, tally, replace(looking.wanted, post_id=None), only)
    return ft.Container(
        expand=True,
        padding=ft.Padding.only(left=SPACE, right=SPACE, top=12),
        content=ft.Column(
            expand=True,
            spacing=12,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
            controls=[
                HubNames(session, own in hiding, key="names"),
                _posts(session, named, post_id),
                SearchField(
                    session.words("ui.casualties.search"),
                    searched,
                    "hub-search",
                    key="search-box",
                ),
                chips,
                _rows(session, shown, now, growing, opened),
                *_pager(session, page, looking, look),
            ],
        ),
    )


@ft.component
def HubNames(session: Session, hides: bool, key: str = "") -> ft.Control:
    """Draw the title and whether names are hidden here, whatever a post chose."""
    act = use_act(session)
    actor = session.actor

    async def turn() -> None:
        await act.run(lambda desk: set_masking(desk, actor, hides_names=not hides))

    words = session.words
    return ft.Column(
        spacing=4,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[
            ft.Row(
                wrap=True,
                spacing=SPACE,
                run_spacing=4,
                alignment=ft.MainAxisAlignment.SPACE_BETWEEN,
                controls=[
                    page_title(words("ui.room.casualties")),
                    tick_box(
                        words("ui.hub.casualties.hide_names"),
                        ticked=hides,
                        on_tick=turn,
                        key="hide-names",
                    ),
                ],
            ),
            error_note(act.refusal, key="names-refusal"),
        ],
    )


def _posts(
    session: Session, named: Sequence[PostRow], post_id: bytes | None
) -> ft.Control:
    def show(picked: bytes | None) -> None:
        session.show = picked.hex() if picked else None

    every = filter_chip(
        session.words("ui.hub.casualties.all_posts"),
        None,
        chosen=post_id is None,
        on_click=partial(show, None),
        key="post-all",
    )
    chips = [
        every,
        *(
            filter_chip(
                each.name,
                each.counts.present,
                chosen=each.post_id == post_id,
                on_click=partial(show, each.post_id),
                key=f"post-{each.post_id.hex()}",
            )
            for each in named
        ),
    ]
    ids = [each.post_id for each in named]
    chosen = ids.index(post_id) + 1 if post_id in ids else 0
    return OneLine(session, chips, chosen, key="posts")


def _rows(
    session: Session,
    page: Page,
    now: int,
    growing: Growing,
    on_open: Callable[[bytes], Any],
) -> ft.Control:
    if not page.rows:
        empty = empty_state(
            ft.Icons.SEARCH_OFF,
            session.words("ui.hub.casualties.none"),
            session.words("ui.hub.casualties.none_next"),
        )
        return ft.Container(expand=True, content=empty)
    return ft.ListView(
        expand=True,
        spacing=GAP,
        scroll_interval=LOOK_EVERY_MS,
        on_scroll=growing.on_scroll,
        controls=[
            casualty_line(
                row,
                RowLook(
                    now,
                    session.language,
                    chosen=row.stream == session.casualty,
                    compact=session.width < _COMPACT_BELOW,
                ),
                on_open,
                key=row.stream.hex(),
            )
            for row in page.rows[: growing.shown]
        ],
    )


def _pager(
    session: Session, page: Page, looking: Looking, look: Callable[[Looking], Any]
) -> list[ft.Control]:
    buttons: list[ft.Control] = []
    if len(looking.stack) > 1:
        before = replace(looking, stack=looking.stack[:-1])
        buttons.append(
            link_button(
                session.words("ui.hub.casualties.before"),
                lambda: look(before),
                key="page-before",
            )
        )
    if page.next is not None:
        after = replace(looking, stack=(*looking.stack, page.next))
        buttons.append(
            link_button(
                session.words("ui.hub.casualties.after"),
                lambda: look(after),
                key="page-after",
            )
        )
    if not buttons:
        return []
    return [ft.Row(alignment=ft.MainAxisAlignment.END, controls=buttons)]
