"""One window of one room on a post in memory, for tests of the casualty rooms."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import flet as ft

from app.care.terms import Role
from app.store.desk import Desk
from app.store.file import CareFile
from app.store.queries.casualty import (
    CasualtyDetail,
    CasualtyRow,
    Filter,
    casualties,
    casualty,
)
from app.store.queries.staff import people
from app.ui.screens.casualty import CasualtyPane
from app.ui.shell import prepare
from app.ui.state import Session
from sync.event import Event
from sync.ids import Mode
from tests.support.fakes import FakeClock
from tests.support.program import MemoryProgram
from tests.support.screen import Screen, shown

MINUTE_MS = 60_000

Room = Callable[[Session, MemoryProgram], ft.Control]


class Post:
    """A post in memory, and a person who signed on in one of its windows."""

    def __init__(self, role: Role = Role.NURSE) -> None:
        self.clock = FakeClock()
        self.program = MemoryProgram(Mode.REAL, clock=self.clock)
        self.session = self.window(role)

    @property
    def file(self) -> CareFile:
        found = self.program.file(Mode.REAL)
        assert found is not None
        return found

    def window(self, role: Role = Role.NURSE) -> Session:
        session = Session(
            self.program.file, self.clock, Mode.REAL, self.program.settings()
        )
        everybody = self.file.read_now(people)
        session.sign_on(next(each for each in everybody if each.role is role))
        return session

    def rows(self, wanted: Filter | None = None) -> tuple[CasualtyRow, ...]:
        asked = wanted or Filter()
        return self.file.read_now(lambda db: casualties(db, asked)).rows

    def detail(self, stream: bytes) -> CasualtyDetail:
        found = self.file.read_now(lambda db: casualty(db, stream))
        assert found is not None
        return found

    @asynccontextmanager
    async def open(
        self, room: Room, session: Session | None = None, width: float = 1280
    ) -> AsyncIterator[Screen]:
        held = session or self.session
        held.width = width

        def main(page: ft.Page) -> None:
            prepare(page, held)
            page.render(room, held, self.program)

        async with shown(main, width, held.height) as screen:
            yield screen

    def tell(
        self,
        room: Room,
        story: Callable[[Screen], Awaitable[None]],
        width: float = 1280,
    ) -> None:
        """Show a room, let a story happen in it, and put everything away."""

        async def run() -> None:
            async with self.open(room, width=width) as screen:
                await story(screen)

        asyncio.run(run())
        self.program.end()


def told(
    post: Post,
    stream: bytes,
    story: Callable[[Screen], Awaitable[None]],
    width: float = 1280,
) -> None:
    """Open one casualty and let a story happen there."""

    def pane(session: Session, program: MemoryProgram) -> ft.Control:
        return CasualtyPane(session, stream)

    async def whole(screen: Screen) -> None:
        await screen.until(lambda: "casualty-number" in screen)
        await story(screen)

    post.session.casualty = stream
    post.tell(pane, whole, width)


async def act(screen: Screen, name: str) -> None:
    """Open what can be recorded: a tile, or behind *Meer*."""
    if f"do-{name}" not in screen.keys():  # noqa: SIM118
        await screen.click("do-more")
    await screen.click(f"do-{name}")


def recorded(
    post: Post, what: Callable[[Desk], Event], after_min: int = 0
) -> tuple[bytes, int]:
    """Let time pass, record a fact, and return its id."""
    post.clock.advance(after_min * MINUTE_MS)
    event = post.file.write_now(what)
    return (event.log, event.seq)
