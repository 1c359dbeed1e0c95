"""Voorraad at the hub: each item as a row, what each post has of it as a column."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

import flet as ft

from app.store.queries.item import STREAMS as CATALOGUE
from app.store.queries.overview import PostRow
from app.store.queries.request import requests
from app.store.queries.stock import (
    ItemRow,
    PostItem,
    is_anywhere,
    items,
    stock_by_post,
)
from app.ui.hooks import use_now, use_query
from app.ui.hub_hooks import posts_of_region
from app.ui.hub_state import HubProgram
from app.ui.state import Layout, Session
from app.ui.theme import BODY, BOLD, GAP, LARGE, SPACE, line_width
from app.ui.widgets.buttons import icon_button, link_button, quiet_button
from app.ui.widgets.one_line import OneLine
from app.ui.widgets.panels import empty_state, note, page_title, waiting_state
from app.ui.widgets.quantity import signed_or_plain
from app.ui.widgets.search_field import SearchField
from app.ui.widgets.stock_row import name_of, unit_of
from app.ui.words import today

if TYPE_CHECKING:
    from sync.database import Database

PAGE: Final = 20
"""Items on screen at first, and more at each tap."""

POSTS: Final = 12
"""Posts beside each other; a screen with two hundred columns is read by nobody."""

_WIDTHS: Final = (300, 150)
_NARROW_WIDTHS: Final = (170, 110)
"""Pixels: the least for the name of an item, and for each number."""

_NAME_ENOUGH: Final = 340
"""Pixels from which every name of an item fits on a line or two."""

_MINUTE_MS: Final = 60_000

Held = Mapping[tuple[bytes, str], PostItem]


@ft.component
def HubStockRoom(session: Session, program: HubProgram) -> ft.Control:
    """Draw the search and the table: some items, and some posts beside each other."""
    search, set_search = ft.use_state("")
    first, set_first = ft.use_state(0)
    most, set_most = ft.use_state(PAGE)
    now = use_now(session)
    day = today(now).isoformat()
    answer = use_query(
        session,
        lambda db: stock_table(db, now, day, search, most),
        [now // _MINUTE_MS, search, most],
        ["lot", "post", "par", "request", *CATALOGUE],
    )

    def find(words: str) -> None:
        set_search(words)
        set_most(PAGE)

    seek = ft.use_callback(find, [])
    if answer is None:
        return waiting_state("")
    named, rows, held, asking = answer
    at = min(first, max(len(named) - 1, 0) // POSTS * POSTS)
    shown = named[at : at + POSTS]

    return ft.Container(
        expand=True,
        padding=SPACE,
        content=ft.Column(
            expand=True,
            spacing=12,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
            controls=[
                _head(session, asking),
                SearchField(
                    session.words("ui.hub.stock.search"),
                    seek,
                    "hub-stock-search",
                    key="search-box",
                ),
                *_turning(session, at, len(named), set_first),
                _table(session, shown, rows[:most], held)
                if rows
                else _nothing(session),
                *_more(session, len(rows) > most, lambda: set_most(most + PAGE)),
            ],
        ),
    )


def stock_table(
    db: Database, now_ms: int, day: str, search: str, most: int
) -> tuple[tuple[PostRow, ...], list[ItemRow], Held, int]:
    """Return the posts, items that any of them ever had, and what each has of those.

    There is one item more than `most` where there are more.
    """
    listed = (row for row in items(db, day, search) if is_anywhere(db, row.code))
    rows = list(islice(listed, most + 1))
    stock = stock_by_post(db, day, [row.code for row in rows])
    held = {(each.post_id, each.item): each for each in stock}
    asking = sum(each.is_open for each in requests(db, now_ms))
    return posts_of_region(db, now_ms), rows, held, asking


def _turning(
    session: Session, at: int, total: int, set_first: Callable[[int], Any]
) -> list[ft.Control]:
    """Return the way to other posts, where they do not fit beside each other."""
    if total <= POSTS:
        return []
    last = min(at + POSTS, total)
    return [
        ft.Row(
            spacing=GAP,
            controls=[
                icon_button(
                    ft.Icons.CHEVRON_LEFT,
                    session.words("ui.hub.stock.before"),
                    lambda: set_first(max(at - POSTS, 0)),
                    key="posts-before",
                    disabled=at == 0,
                ),
                ft.Text(
                    session.words(
                        "ui.hub.stock.posts", first=at + 1, last=last, total=total
                    ),
                    key="posts-shown",
                    size=BODY,
                ),
                icon_button(
                    ft.Icons.CHEVRON_RIGHT,
                    session.words("ui.hub.stock.after"),
                    lambda: set_first(at + POSTS),
                    key="posts-after",
                    disabled=last == total,
                ),
            ],
        )
    ]


def _more(
    session: Session, is_more: bool, on_more: Callable[[], Any]
) -> list[ft.Control]:
    if not is_more:
        return []
    words = session.words("ui.stock.more")
    return [link_button(words, on_more, key="hub-stock-more")]


def _head(session: Session, asking: int) -> ft.Control:
    title = page_title(session.words("ui.room.stock"))
    ways = _ways(session, asking)
    if session.layout is Layout.WIDE:
        return ft.Row(
            spacing=GAP, controls=[ft.Container(expand=True, content=title), *ways]
        )
    return ft.Column(
        spacing=GAP,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[title, OneLine(session, ways, key="ways")],
    )


def _ways(session: Session, asking: int) -> list[ft.Control]:
    def to(room: str) -> Callable[[], None]:
        return lambda: session.go(room)

    return [
        quiet_button(words, to(room), key=f"to-{room}", icon=icon)
        for room, words, icon in (
            (
                "requests",
                session.words("ui.hub.requests.open", count=asking),
                ft.Icons.OUTBOX,
            ),
            ("days", session.words("ui.hub.days.title"), ft.Icons.SWAP_HORIZ),
            (
                "recalls",
                session.words("ui.hub.recalls.title"),
                ft.Icons.ASSIGNMENT_RETURN_OUTLINED,
            ),
            ("list", session.words("ui.list.regional"), ft.Icons.LIST_ALT),
        )
    ]


def _nothing(session: Session) -> ft.Control:
    return empty_state(
        ft.Icons.INVENTORY_2_OUTLINED,
        session.words("ui.hub.stock.none"),
        session.words("ui.hub.stock.none_next"),
    )


def _table(
    session: Session, named: Sequence[PostRow], rows: Sequence[ItemRow], held: Held
) -> ft.Control:
    heads = [
        session.words("ui.hub.stock.item"),
        session.words("ui.hub.stock.all_usable"),
        *(each.name for each in named),
    ]
    name_width, cell_width = _widths(session, len(named) + 1)
    width = name_width + cell_width * (len(named) + 1)
    lines: list[ft.Control] = [_line(session, row, named, held) for row in rows]
    return ft.Row(
        expand=True,
        scroll=ft.ScrollMode.AUTO,
        vertical_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[
            ft.Column(
                width=width,
                spacing=0,
                controls=[
                    _row(
                        session,
                        [ft.Text(each, size=BODY, **BOLD) for each in heads],
                        key="stock-head",
                    ),
                    ft.ListView(expand=True, controls=lines),
                ],
            )
        ],
    )


def _widths(session: Session, numbers: int) -> tuple[int, int]:
    """Return how wide a name and a number are; what room is left is shared out."""
    least = _NARROW_WIDTHS if session.layout is Layout.NARROW else _WIDTHS
    name_width, cell_width = least
    room = int(session.width - session.rail_width) - 2 * SPACE
    spare = max(0, room - name_width - cell_width * numbers)
    wider = min(spare, max(0, _NAME_ENOUGH - name_width))
    return name_width + wider, cell_width + (spare - wider) // numbers


def _row(session: Session, cells: Sequence[ft.Control], *, key: str) -> ft.Control:
    name_width, cell_width = _widths(session, len(cells) - 1)
    widths = [name_width, *[cell_width] * (len(cells) - 1)]
    return ft.Container(
        key=key,
        padding=ft.Padding.symmetric(vertical=GAP),
        border=ft.Border.only(
            bottom=ft.BorderSide(line_width(), ft.Colors.OUTLINE_VARIANT)
        ),
        content=ft.Row(
            spacing=0,
            controls=[
                ft.Container(
                    width=width, padding=ft.Padding.only(right=GAP), content=cell
                )
                for width, cell in zip(widths, cells, strict=True)
            ],
        ),
    )


def _line(
    session: Session, row: ItemRow, named: Sequence[PostRow], held: Held
) -> ft.Control:
    at = [held.get((each.post_id, row.code)) for each in named]
    total = sum(each.usable for (_, code), each in held.items() if code == row.code)
    name = ft.Column(
        spacing=0,
        controls=[
            ft.Text(
                name_of(row, session.language),
                size=BODY,
                **BOLD,
                max_lines=3,
                overflow=ft.TextOverflow.ELLIPSIS,
            ),
            note(unit_of(row, session.language)),
        ],
    )
    whole = ft.Text(str(total), key=f"all-{row.code}", size=LARGE, **BOLD)
    cells = [
        _cell(session, post, there, row.code)
        for post, there in zip(named, at, strict=True)
    ]
    return _row(session, [name, whole, *cells], key=f"hub-item-{row.code}")


def _cell(
    session: Session, post: PostRow, there: PostItem | None, code: str
) -> ft.Control:
    """Return what a post has; a post that reported nothing is unknown, not zero."""
    if there is None:
        return note(session.words("ui.hub.stock.unknown"))
    on_hand = signed_or_plain(there.on_hand)
    return ft.Semantics(
        label=session.words(
            "ui.hub.stock.cell", post=post.name, usable=there.usable, on_hand=on_hand
        ),
        exclude_semantics=True,
        content=ft.Column(
            spacing=0,
            controls=[
                ft.Text(
                    str(there.usable),
                    key=f"at-{post.post_id.hex()}-{code}",
                    size=LARGE,
                ),
                *(
                    [note(session.words("ui.hub.stock.on_hand", quantity=on_hand))]
                    if there.on_hand != there.usable
                    else []
                ),
            ],
        ),
    )
