"""Who is late for triage, said in every room: a strip, a soft sound, a tremble."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

import flet as ft

from app.store.queries.casualty import Moved, counts, moved
from app.store.queries.level import STREAMS as LEVEL
from app.ui.hooks import use_now, use_query
from app.ui.routes import CASUALTIES
from app.ui.state import Layout, Session
from app.ui.theme import ALARM_DEEP, BODY, BOLD, GAP, SPACE, TOUCH
from app.ui.widgets.buttons import icon_button
from app.ui.widgets.count_chips import moved_key
from app.ui.widgets.owed import moved_words
from app.ui.widgets.sound import Sound, due_sound, ring_softly
from sync.database import Database

MOST_OFTEN_MS: Final = 60_000
"""Never more often than this: a sound that nags is switched off."""

_LOOK_S: Final = 15
_MOST_GROUPS: Final = 2
"""More lines than this would be a list; there is one already."""


@dataclass(frozen=True, slots=True)
class Late:
    """Who is to be triaged again: how many, and those who were only moved, by place."""

    count: int
    moved: tuple[Moved, ...] = ()

    @property
    def alone(self) -> int:
        """How many for another reason than a move."""
        return self.count - sum(each.count for each in self.moved)

    @property
    def moves(self) -> frozenset[tuple[str, int]]:
        """Each move by its place and moment; of many with one tap there is one."""
        return frozenset((each.spot, at) for each in self.moved for at in each.moments)

    @property
    def groups(self) -> tuple[Moved, ...]:
        """Where several were moved to, each to be said as one."""
        return tuple(each for each in self.moved if each.is_group)


@dataclass(frozen=True, slots=True)
class Heed:
    """What this window has said of who is late, and when it last made a sound."""

    alone: int | None = None
    moves: frozenset[tuple[str, int]] = frozenset()
    rang_ms: int | None = None
    is_shown: bool = False


def heeded(before: Heed, late: Late | None, now_ms: int) -> tuple[Heed, bool]:
    """Return what is known after a look, and whether to make a sound.

    A sound is for somebody who became late since; who was late when this window opened
    is in the list already. What may not sound yet is said at a later look. Of a move,
    however many it was of and however they came in, is said once.
    """
    if late is None:
        return before, False
    moves = before.moves | late.moves
    if before.alone is None or (late.alone <= before.alone and moves == before.moves):
        is_shown = before.is_shown and late.count > 0
        return Heed(late.alone, moves, before.rang_ms, is_shown), False
    if before.rang_ms is not None and now_ms - before.rang_ms < MOST_OFTEN_MS:
        return before, False
    return Heed(late.alone, moves, now_ms, is_shown=True), True


@ft.component
def OverdueWatch(session: Session, key: str = "") -> ft.Control:
    """Draw the strip when somebody became late, and ring once."""
    heed, set_heed = ft.use_state(Heed())
    sound: ft.MutableRef[Sound] = ft.use_ref(None)
    now = use_now(session, _LOOK_S)

    def ask(db: Database) -> Late:
        at_ms = session.clock.now_ms()
        return Late(counts(db, at_ms).overdue, moved(db, at_ms))

    late = use_query(session, ask, [now], ["casualty", "link", "post", *LEVEL])

    async def look() -> None:
        after, rings = heeded(heed, late, session.clock.now_ms())
        set_heed(after)
        if rings and session.chime:
            sound.current = sound.current or due_sound()
            await ring_softly(sound.current)

    ft.use_effect(look, [late, now])

    def show(what: str) -> None:
        set_heed(replace(heed, is_shown=False))
        session.board = False
        session.show = what
        session.go(CASUALTIES)

    def put_away() -> None:
        set_heed(replace(heed, is_shown=False))

    if not heed.is_shown or not late or not late.count:
        return ft.Container(visible=False)
    return _strip(session, strip_lines(session, late), show, put_away)


def strip_lines(session: Session, late: Late) -> list[tuple[str, str]]:
    """Return what the strip says, and what each line leads to; people, never moves."""
    groups, lines = late.groups, []
    rest = late.count - sum(each.count for each in groups)
    if rest > 0:
        lines.append((session.words("ui.overdue.strip", count=rest), "overdue"))
    if len(groups) > _MOST_GROUPS:
        count = sum(each.count for each in groups)
        about = {"count": count, "places": len(groups)}
        lines.append((session.words("ui.overdue.moved_about", **about), "overdue"))
    else:
        lines += [
            (moved_words(each, session.language), moved_key(each.spot))
            for each in groups
        ]
    return lines


def _strip(
    session: Session,
    lines: Sequence[tuple[str, str]],
    show: Callable[[str], None],
    put_away: Callable[[], None],
) -> ft.Control:
    closer = icon_button(
        ft.Icons.CLOSE,
        session.words("ui.overdue.put_away"),
        put_away,
        key="put-overdue-away",
        colour=ft.Colors.WHITE,
    )
    return ft.Semantics(
        live_region=True,
        content=ft.Container(
            bgcolor=ALARM_DEEP,
            padding=ft.Padding.only(left=SPACE, right=GAP, top=4, bottom=4),
            content=ft.Row(
                spacing=GAP,
                controls=[
                    ft.Icon(ft.Icons.ALARM, color=ft.Colors.WHITE),
                    _lines(session, lines, show),
                    closer,
                ],
            ),
        ),
    )


def _lines(
    session: Session, lines: Sequence[tuple[str, str]], show: Callable[[str], None]
) -> ft.Control:
    """Return the lines beside each other where there is room for it."""
    shown = [_line(session, words, what, partial(show, what)) for words, what in lines]
    if session.layout is Layout.NARROW:
        return ft.Column(expand=True, tight=True, spacing=0, controls=shown)
    for each in shown:
        each.expand = True
    return ft.Row(expand=True, spacing=SPACE, controls=shown)


def _line(
    session: Session, words: str, what: str, on_click: Callable[[], None]
) -> ft.Control:
    name = what.replace(":", "-")
    return ft.Row(
        spacing=GAP,
        controls=[
            ft.Text(
                words,
                key=f"{name}-strip",
                size=BODY,
                color=ft.Colors.WHITE,
                expand=True,
                **BOLD,
            ),
            ft.TextButton(
                key=f"show-{name}",
                height=TOUCH,
                on_click=on_click,
                content=ft.Text(
                    session.words("ui.overdue.show"),
                    size=BODY,
                    color=ft.Colors.WHITE,
                    **BOLD,
                ),
            ),
        ],
    )
