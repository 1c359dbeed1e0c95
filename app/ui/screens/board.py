"""Bord: who is where; cards are tapped or dragged to another place, many at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

import flet as ft

from app.care.flow import HERE
from app.care.post import Place, placing
from app.care.terms import Flow
from app.commands import place_all, say_status
from app.commands.post import place_now
from app.store.desk import Desk
from app.store.queries.board import Column, Sheaf, Start, by_flow, by_place
from app.ui.hooks import use_act, use_now, use_query
from app.ui.masking import masked, use_masking
from app.ui.state import Layout, Session
from app.ui.theme import BODY, BOLD, GAP, SPACE
from app.ui.undo import way_back
from app.ui.widgets.board_card import BoardHands, BoardLook
from app.ui.widgets.board_column import (
    FEW,
    board_column,
    column_words,
    key_of,
)
from app.ui.widgets.buttons import icon_button, primary_button, quiet_button
from app.ui.widgets.fields import choice_button
from app.ui.widgets.filter_chip import filter_chip
from app.ui.widgets.notice import notify
from app.ui.widgets.panels import error_note, waiting_state
from app.ui.widgets.places import place_tiles
from sync.event import Event

_COLUMN: Final = 236
_PHONE_BELOW: Final = 600
_MINUTE_MS: Final = 60_000
_TAKES: Final = frozenset({*HERE, Flow.RECEIVED})
"""What a person may say of somebody by moving a card; the rest needs its own sheet."""


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
    turned, turn = ft.use_state(Turned())
    chosen, choose = ft.use_state(frozenset[bytes]())
    now = use_now(session) // _MINUTE_MS * _MINUTE_MS + _MINUTE_MS - 1
    ask = by_flow if turned.flow else by_place
    begun = {column: stack[-1] for column, stack in turned.starts.items()}
    sheaves = use_query(
        session,
        lambda db: (turned, ask(db, begun, FEW)),
        [turned.flow, turned.starts],
        ["casualty", "post"],
    )
    hide, act = use_masking(session), use_act(session)
    held: ft.MutableRef[tuple[Any, ...]] = ft.use_ref(None)
    held.current = (chosen, act.run)

    async def take(column: Column, dragged: bytes | None) -> None:
        picked, run = held.current or (chosen, act.run)
        alone = dragged is not None and dragged not in picked
        streams = frozenset([dragged]) if dragged and alone else picked
        if streams:
            await run(_moving(session, column, sorted(streams)), moved)

    def moved(events: list[Event]) -> None:
        choose(frozenset())
        turn(lambda old: replace(old, is_placing=False))
        ids = [(event.log, event.seq) for event in events]
        words = session.words("ui.board.moved", count=len(events))
        notify(session, words, way_back(session, ids))

    hands = ft.use_memo(
        lambda: _hands(session, choose, turn, take), [session, session.file]
    )
    if sheaves is None or sheaves[0].flow is not turned.flow:
        shown = waiting_state(session.words("ui.board.reading"))
    else:
        seen = tuple(_masked(each, hide=hide) for each in sheaves[1])
        # What was read belongs to where the board stood then, which may be a tap ago.
        stood = replace(turned, starts=sheaves[0].starts)
        drawn = Drawn(session, seen, chosen, stood, now, hands)
        shown = _shown(drawn, width, turn)
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
                *_foot(session, chosen, turned, turn, choose),
            ],
        ),
    )


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
            takes=bool(self.chosen) and may_take(sheaf) and can_drag,
            can_drag=can_drag,
            page=len(self.turned.starts.get(sheaf.column, ())),
        )
        return board_column(sheaf, own, look, self.hands, key=key_of(sheaf.column))


def _shown(drawn: Drawn, width: float, turn: Callable[..., None]) -> ft.Control:
    if not is_phone(drawn.session):
        return _columns(drawn, width)
    if drawn.turned.is_placing:
        return _targets(drawn.session, drawn.sheaves, drawn.hands)
    return _one(drawn, turn)


def is_phone(session: Session) -> bool:
    """Return whether there is room for one column only."""
    return session.width < _PHONE_BELOW


def may_take(sheaf: Sheaf) -> bool:
    """Return whether people can be brought to a column."""
    flow = sheaf.column.flow
    return sheaf.place is not None if flow is None else flow in _TAKES


def _masked(sheaf: Sheaf, *, hide: bool) -> Sheaf:
    rows = masked(sheaf.cards.rows, hide=hide)
    return replace(sheaf, cards=replace(sheaf.cards, rows=rows))


def _hands(
    session: Session,
    choose: Callable[..., None],
    turn: Callable[..., None],
    take: Callable[[Column, bytes | None], Any],
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

    return BoardHands(tap, tap_all, open_one, start_taking, onward)


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
        return lambda: turn(Turned(flow=flow))

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


def _dropper(session: Session, drop: Callable[[], None]) -> ft.Control:
    words = session.words("ui.board.none")
    if is_phone(session):
        return icon_button(ft.Icons.CLOSE, words, drop, key="choose-none")
    return quiet_button(words, drop, key="choose-none")


def _foot(
    session: Session,
    chosen: frozenset[bytes],
    turned: Turned,
    turn: Callable[..., None],
    choose: Callable[..., None],
) -> list[ft.Control]:
    if not chosen:
        return []

    def drop() -> None:
        choose(frozenset())
        turn(lambda old: replace(old, is_placing=False))

    def place() -> None:
        turn(lambda old: replace(old, flow=False, is_placing=True))

    words = session.words
    how_many = words("ui.board.chosen", count=len(chosen))
    if not is_phone(session):
        how_many = f"{how_many} · {words('ui.board.then')}"
    do = (
        [
            primary_button(
                words("ui.move.title"),
                place,
                key="place-chosen",
                icon=ft.Icons.MOVE_DOWN,
            )
        ]
        if is_phone(session) and not turned.is_placing
        else []
    )
    return [
        ft.Container(
            # Beside the button that floats over every room on a phone.
            padding=ft.Padding.only(
                bottom=72 if session.layout is Layout.NARROW else 0
            ),
            content=ft.Row(
                spacing=GAP,
                controls=[
                    ft.Text(how_many, key="chosen", size=BODY, expand=True, **BOLD),
                    _dropper(session, drop),
                    *do,
                ],
            ),
        )
    ]
