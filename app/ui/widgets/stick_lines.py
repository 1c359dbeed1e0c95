"""Sticks that are in the machine now, each with what lies on it and what to do."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

import flet as ft

from app.sticks import Stick, Sticks, carried_on
from app.ui.hooks import use_loop
from app.ui.theme import GAP
from app.ui.widgets.buttons import quiet_button
from app.ui.widgets.panels import marked_line
from app.ui.widgets.wrapped import wrapped

if TYPE_CHECKING:
    from app.ui.state import Session

_LOOK_S: Final = 2.0


@dataclass(frozen=True, slots=True)
class Ways:
    """What is done with a stick: in words by `about`, `mark` is what is read from it.

    `write` is None where nothing is written of its own accord.
    """

    about: str
    mark: bytes
    read: Callable[[Stick, tuple[Path, ...]], Awaitable[None]]
    write: Callable[[Stick], Awaitable[None]] | None = None


@dataclass(frozen=True, slots=True)
class _Seen:
    stick: Stick
    files: tuple[Path, ...]


@ft.component
def StickLines(
    session: Session, sticks: Sticks, ways: Ways, *, busy: bool, key: str = ""
) -> ft.Control:
    """Draw each stick; they are looked for as long as this is on screen."""
    seen, show = ft.use_state(tuple[_Seen, ...]())

    async def keep_looking() -> None:
        while True:
            show(await asyncio.to_thread(_look, sticks, ways.mark))
            await asyncio.sleep(_LOOK_S)

    use_loop(keep_looking)
    lines = [_line(session, each, ways, busy=busy) for each in seen]
    return ft.Column(key=key, spacing=GAP, visible=bool(lines), controls=lines)


def _look(sticks: Sticks, mark: bytes) -> tuple[_Seen, ...]:
    return tuple(_Seen(each, carried_on(each.path, mark)) for each in sticks.seen())


def _line(session: Session, seen: _Seen, ways: Ways, *, busy: bool) -> ft.Control:
    words, name = session.words, seen.stick.name
    lies = "files" if seen.files else "none"
    buttons = []
    if ways.write is not None:
        buttons.append(
            quiet_button(
                words(f"ui.stick.{ways.about}_write"),
                partial(ways.write, seen.stick),
                key=f"stick-write-{name}",
                icon=ft.Icons.OUTBOX,
                disabled=busy,
            )
        )
    if seen.files:
        buttons.append(
            quiet_button(
                words(f"ui.stick.{ways.about}_read"),
                partial(ways.read, seen.stick, seen.files),
                key=f"stick-read-{name}",
                icon=ft.Icons.MOVE_TO_INBOX,
                disabled=busy,
            )
        )
    return ft.Column(
        key=f"stick-{name}",
        spacing=GAP,
        controls=[
            marked_line(
                ft.Icons.USB,
                words("ui.stick.seen", name=name),
                words(f"ui.stick.{ways.about}_{lies}", count=len(seen.files)),
            ),
            wrapped(buttons),
        ],
    )
