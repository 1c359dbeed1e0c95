"""Who is late for triage, said in every room: a strip, a soft sound, a tremble."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

import flet as ft

from app.store.queries.casualty import counts
from app.ui.hooks import use_now, use_query
from app.ui.routes import CASUALTIES
from app.ui.state import Session
from app.ui.theme import ALARM_DEEP, BODY, BOLD, GAP, SPACE, TOUCH
from app.ui.widgets.buttons import icon_button
from app.ui.widgets.sound import Sound, due_sound, ring_softly

MOST_OFTEN_MS: Final = 60_000
"""Never more often than this: a sound that nags is switched off."""

_LOOK_S: Final = 15


@dataclass(frozen=True, slots=True)
class Heed:
    """What this window has said of who is late, and when it last made a sound."""

    known: int | None = None
    rang_ms: int | None = None
    is_shown: bool = False


def heeded(before: Heed, late: int | None, now_ms: int) -> tuple[Heed, bool]:
    """Return what is known after a look, and whether to make a sound.

    A sound is for somebody who became late since; who was late when this window opened
    is in the list already. What may not sound yet is said at a later look.
    """
    if late is None:
        return before, False
    if before.known is None or late <= before.known:
        return replace(before, known=late, is_shown=before.is_shown and late > 0), False
    if before.rang_ms is not None and now_ms - before.rang_ms < MOST_OFTEN_MS:
        return before, False
    return Heed(late, now_ms, is_shown=True), True


@ft.component
def OverdueWatch(session: Session, key: str = "") -> ft.Control:
    """Draw the strip when somebody became late, and ring once."""
    heed, set_heed = ft.use_state(Heed())
    sound: ft.MutableRef[Sound] = ft.use_ref(None)
    now = use_now(session, _LOOK_S)
    late = use_query(
        session,
        lambda db: counts(db, session.clock.now_ms()).overdue,
        [now],
        ["casualty"],
    )

    async def look() -> None:
        after, rings = heeded(heed, late, session.clock.now_ms())
        set_heed(after)
        if rings and session.chime:
            sound.current = sound.current or due_sound()
            await ring_softly(sound.current)

    ft.use_effect(look, [late, now])

    def show() -> None:
        set_heed(replace(heed, is_shown=False))
        session.board = False
        session.show = "overdue"
        session.go(CASUALTIES)

    def put_away() -> None:
        set_heed(replace(heed, is_shown=False))

    if not heed.is_shown or not late:
        return ft.Container(visible=False)
    return _strip(session, late, show, put_away)


def _strip(
    session: Session,
    late: int,
    show: Callable[[], None],
    put_away: Callable[[], None],
) -> ft.Control:
    words = session.words("ui.overdue.strip", count=late)
    return ft.Semantics(
        live_region=True,
        content=ft.Container(
            bgcolor=ALARM_DEEP,
            padding=ft.Padding.only(left=SPACE, right=GAP, top=4, bottom=4),
            content=ft.Row(
                spacing=GAP,
                controls=[
                    ft.Icon(ft.Icons.ALARM, color=ft.Colors.WHITE),
                    ft.Text(
                        words,
                        key="overdue-strip",
                        size=BODY,
                        color=ft.Colors.WHITE,
                        expand=True,
                        **BOLD,
                    ),
                    ft.TextButton(
                        key="show-overdue",
                        height=TOUCH,
                        on_click=show,
                        content=ft.Text(
                            session.words("ui.overdue.show"),
                            size=BODY,
                            color=ft.Colors.WHITE,
                            **BOLD,
                        ),
                    ),
                    icon_button(
                        ft.Icons.CLOSE,
                        session.words("ui.overdue.put_away"),
                        put_away,
                        key="put-overdue-away",
                        colour=ft.Colors.WHITE,
                    ),
                ],
            ),
        ),
    )
