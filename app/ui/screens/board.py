"""Bord: who is where; cards are tapped or dragged to another place, many at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Final

import flet as ft

from app.care.flow import HERE
from app.care.post import Place, placing
from app.care.terms import Disposition, Flow
from app.commands import place_all, say_status
from app.commands.post import place_now
from app.store.desk import Desk
from app.store.queries.board import Column, Sheaf, Start, by_flow, by_place
from app.store.queries.level import STREAMS as LEVEL
from app.ui.hooks import use_act, use_now, use_query
from app.ui.masking import masked, use_masking
from app.ui.same import use_same
from app.ui.screens.board_foot import Choice, board_foot, is_phone
from app.ui.state import Session
from app.ui.theme import GAP, SPACE
from app.ui.undo import way_back
from app.ui.widgets.board_card import BoardHands, BoardLook
from app.ui.widgets.board_column import (
    FEW,
    board_column,
    column_words,
    key_of,
)
from app.ui.widgets.buttons import icon_button, quiet_button
from app.ui.widgets.fields import choice_button
from app.ui.widgets.filter_chip import filter_chip
from app.ui.widgets.notice import notify
from app.ui.widgets.owed import OnSame
from app.ui.widgets.panels import error_note, waiting_state
from app.ui.widgets.places import place_tiles
from sync.event import Event

_COLUMN: Final = 236
_MINUTE_MS: Final = 60_000
_TAKES: Final = frozenset({*HERE, Flow.RECEIVED})
"""What a person may say of somebody by moving a card; the rest needs its own sheet."""
_LEAVES: Final = {
    Flow.DEPARTED: Disposition.HANDED_OVER,
    Flow.DISCHARGED: Disposition.DISCHARGED,
    Flow.LEFT: Disposition.LEFT,
}
"""What one card brought there asks: its departure, with how already chosen."""


@dataclass(frozen=True, slots=True)
class Turned:
    """How the board is looked at: by place or by status, and how far in each column."""

    flow: bool = False
    starts: Mapping[Column, tuple[Start, ...]] = field(default_factory=dict)
    focus: Column | None = None
    is_placing: bool = False


@ft.component
def Board(session: Session, width: float, key: str = "") -> ft.Control:
    """Draw the board and do with its cards what is asked."""
    turned, turn = ft.use_state(Turned(flow=session.by_flow))
    chosen, choose = ft.use_state(frozenset[bytes]())
    now = use_now(session) // _MINUTE_MS * _MINUTE_MS + _MINUTE_MS - 1
    stood, seen = _use_sheaves(session, turned)
    act, same = use_act(session), use_same(session)
    held: ft.MutableRef[tuple[Any, ...]] = ft.use_ref(None)
    held.current = (chosen, act.run)

    def drop() -> None:
        choose(frozenset())
        turn(_not_placing)

    def leave(stream: bytes, how: str = "") -> None:
        drop()
        session.open_at(stream, f"departure:{how}")

    async def take(column: Column, dragged: bytes | None) -> None:
        picked, run = held.current or (chosen, act.run)
        streams = _meant(picked, dragged)
        if len(streams) == 1 and column.flow in _LEAVES:
            leave(min(streams), _LEAVES[column.flow].value)
        elif streams:
            await run(
                _moving(session, column, sorted(streams)),
                partial(_moved, session, drop),
            )

    hands = ft.use_memo(
        lambda: _hands(session, choose, turn, take, same),
        [session, session.file, same],
    )
    choice = Choice(
        len(chosen),
        _leaving(seen, chosen),
        drop=drop,
        place=None if turned.is_placing else lambda: turn(_placing),
        depart=leave,
    )
    if stood is None or stood.flow is not turned.flow:
        shown = waiting_state(session.words("ui.board.reading"))
    else:
        # What was read belongs to where the board stood then, which may be a tap ago.
        there = replace(turned, starts=stood.starts)
        shown = _shown(Drawn(session, seen, chosen, there, now, hands), width, turn)
    return ft.Container(
        expand=True,
        padding=ft.Padding.only(left=SPACE, right=SPACE, top=12, bottom=12),
        content=ft.Column(
            expand=True,
            spacing=12,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
            controls=[
                _head(session, turned, turn),
                error_note(act.refusal),
                ft.Container(expand=True, content=shown),
                *board_foot(session, choice),
            ],
        ),
    )


def _use_sheaves(
    session: Session, turned: Turned
) -> tuple[Turned | None, tuple[Sheaf, ...]]:
    """Return the columns as they were read, and how the board was looked at then."""
    ask = by_flow if turned.flow else by_place
    begun = {column: stack[-1] for column, stack in turned.starts.items()}
    found = use_query(
        session,
        lambda db: (turned, ask(db, begun, FEW)),
        [turned.flow, turned.starts],
        ["casualty", "post", *LEVEL],
    )
    hide = use_masking(session)
    if found is None:
        return None, ()
    return found[0], tuple(_masked(each, hide=hide) for each in found[1])


def _meant(picked: frozenset[bytes], dragged: bytes | None) -> frozenset[bytes]:
    """Return who is meant: all that are chosen, or the one dragged that is not."""
    is_alone = dragged is not None and dragged not in picked
    return frozenset([dragged]) if dragged and is_alone else picked


@dataclass(frozen=True, slots=True)
class Drawn:
    """Everything a drawing of the board needs."""

    session: Session
    sheaves: tuple[Sheaf, ...]
    chosen: frozenset[bytes]
    turned: Turned
    now_ms: int
    hands: BoardHands

    def column(self, sheaf: Sheaf, width: float | None) -> ft.Control:
        """Return one column; only what is chosen in it makes it draw again."""
        own = frozenset(row.stream for row in sheaf.cards.rows) & self.chosen
        can_drag = not is_phone(self.session)
        look = BoardLook(
            self.now_ms,
            self.session.language,
            width=width,
            takes=self.chosen_may_go(sheaf) and can_drag,
            can_drag=can_drag,
            page=len(self.turned.starts.get(sheaf.column, ())),
        )
        return board_column(sheaf, own, look, self.hands, key=key_of(sheaf.column))

    def chosen_may_go(self, sheaf: Sheaf) -> bool:
        """Return whether who is chosen can be brought to a column; only one leaves."""
        if sheaf.column.flow in _LEAVES:
            return _leaving(self.sheaves, self.chosen) is not None
        return bool(self.chosen) and may_take(sheaf)


def _shown(drawn: Drawn, width: float, turn: Callable[..., None]) -> ft.Control:
    if not is_phone(drawn.session):
        return _columns(drawn, width)
    if drawn.turned.is_placing:
        return _targets(drawn.session, drawn.sheaves, drawn.hands)
    return _one(drawn, turn)


def may_take(sheaf: Sheaf) -> bool:
    """Return whether people can be brought to a column."""
    flow = sheaf.column.flow
    return sheaf.place is not None if flow is None else flow in _TAKES


def _leaving(sheaves: tuple[Sheaf, ...], chosen: frozenset[bytes]) -> bytes | None:
    """Return who can leave: the only one that is chosen, in sight and still here."""
    if len(chosen) != 1:
        return None
    every = (row for sheaf in sheaves for row in sheaf.cards.rows)
    here = (row.stream for row in every if row.departed is None)
    return next((stream for stream in here if stream in chosen), None)


def _placing(turned: Turned) -> Turned:
    return replace(turned, flow=False, is_placing=True)


def _not_placing(turned: Turned) -> Turned:
    return replace(turned, is_placing=False)


def _masked(sheaf: Sheaf, *, hide: bool) -> Sheaf:
    rows = masked(sheaf.cards.rows, hide=hide)
    return replace(sheaf, cards=replace(sheaf.cards, rows=rows))


def _moved(session: Session, drop: Callable[[], None], events: list[Event]) -> None:
    drop()
    ids = [(event.log, event.seq) for event in events]
    words = session.words("ui.board.moved", count=len(events))
    notify(session, words, way_back(session, ids))


def _hands(
    session: Session,
    choose: Callable[..., None],
    turn: Callable[..., None],
    take: Callable[[Column, bytes | None], Any],
    same: OnSame | None,
) -> BoardHands:
    def tap(stream: bytes) -> None:
        choose(lambda old: old ^ {stream})

    def tap_all(streams: tuple[bytes, ...]) -> None:
        every = frozenset(streams)
        choose(lambda old: old - every if every <= old else old | every)

    def open_one(stream: bytes) -> None:
        session.casualty = stream

    def onward(column: Column, start: Start | None) -> None:
        def after(old: Turned) -> Turned:
            stack = (*old.starts.get(column, ()), start) if start else ()
            rest = {each: way for each, way in old.starts.items() if each != column}
            return replace(old, starts={**rest, column: stack} if stack else rest)

        turn(after)

    def start_taking(column: Column, dragged: bytes | None) -> None:
        ft.context.page.run_task(take, column, dragged)

    return BoardHands(tap, tap_all, open_one, start_taking, onward, same)


def _moving(
    session: Session, column: Column, streams: list[bytes]
) -> Callable[[Desk], list[Event]]:
    actor = session.actor

    def command(desk: Desk) -> list[Event]:
        if column.flow is not None:
            return say_status(desk, actor, streams, column.flow)
        fact = placing(place_now(desk, column.place), desk.now_ms())
        return place_all(desk, actor, streams, fact)

    return command


def _head(session: Session, turned: Turned, turn: Callable[..., None]) -> ft.Control:
    def show_list() -> None:
        session.board = False

    def by(flow: bool) -> Callable[[], None]:
        def show() -> None:
            session.by_flow = flow
            turn(Turned(flow=flow))

        return show

    words = session.words
    back = words("ui.board.list")
    return ft.Row(
        spacing=GAP,
        controls=[
            icon_button(ft.Icons.LIST, back, show_list, key="show-list")
            if is_phone(session)
            else quiet_button(back, show_list, key="show-list", icon=ft.Icons.LIST),
            choice_button(
                words("ui.board.by_place"),
                chosen=not turned.flow,
                on_click=by(False),
                key="by-place",
            ),
            choice_button(
                words("ui.board.by_flow"),
                chosen=turned.flow,
                on_click=by(True),
                key="by-flow",
            ),
        ],
    )


def _columns(drawn: Drawn, width: float) -> ft.Control:
    room = width - 2 * SPACE
    count = max(1, len(drawn.sheaves))
    fits = (room - GAP * (count - 1)) / count
    return ft.Row(
        expand=True,
        spacing=GAP,
        scroll=ft.ScrollMode.ALWAYS if fits < _COLUMN else None,
        vertical_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[drawn.column(each, max(_COLUMN, fits)) for each in drawn.sheaves],
    )


def _one(drawn: Drawn, turn: Callable[..., None]) -> ft.Control:
    """Return the columns as chips, and the one that is picked: a phone has room."""
    picked = next(
        (each for each in drawn.sheaves if each.column == drawn.turned.focus),
        _fullest(drawn.sheaves),
    )

    def focus(column: Column) -> Callable[[], None]:
        return lambda: turn(lambda old: replace(old, focus=column))

    chips = [
        filter_chip(
            column_words(each, drawn.session.language),
            each.count,
            chosen=each is picked,
            on_click=focus(each.column),
            key=f"focus-{key_of(each.column)}",
        )
        for each in drawn.sheaves
    ]
    return ft.Column(
        expand=True,
        spacing=GAP,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[
            ft.Row(spacing=GAP, scroll=ft.ScrollMode.HIDDEN, controls=chips),
            ft.Container(expand=True, content=drawn.column(picked, None)),
        ],
    )


def _fullest(sheaves: tuple[Sheaf, ...]) -> Sheaf:
    """Return the first column with somebody in it, else the first."""
    return next((each for each in sheaves if each.count), sheaves[0])


def _targets(
    session: Session, sheaves: tuple[Sheaf, ...], hands: BoardHands
) -> ft.Control:
    found = [(each.place, each.count) for each in sheaves if each.place]

    def pick(place: Place) -> None:
        hands.take(Column(place.place), None)

    return ft.Column(
        expand=True,
        scroll=ft.ScrollMode.AUTO,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[
            place_tiles(
                [place for place, _ in found],
                {place.place: count for place, count in found},
                "",
                pick,
                session.language,
            )
        ],
    )
