"""A post to be pictured: its files, its window, and a fresh start each time."""

from __future__ import annotations

from contextvars import Context, copy_context
from dataclasses import asdict

import flet as ft

from app.paths import ASSETS
from app.store.desk import Desk
from app.ui.neighbours import Circle
from app.ui.serve import Running, serve
from app.ui.shell import Shell, prepare
from app.ui.state import Sending, Session
from sync.ids import Mode
from tests.gallery.evening import fill
from tests.gallery.hands import Scene
from tests.gallery.lights import Light
from tests.gallery.scenes import At
from tests.support.fakes import FakeClock
from tests.support.program import MemoryProgram, session_of


def _forget(desk: Desk) -> None:
    """Leave nothing half-typed, and nothing that only one picture shows."""
    for table in ("draft", "attention"):
        desk.database[table].delete_where()


class Studio:
    """One served post, one browser window on it."""

    def __init__(self) -> None:
        clock = FakeClock()
        self.program = MemoryProgram(Mode.REAL, Mode.EXERCISE, clock=clock)
        file = self.program.file(Mode.REAL)
        drill = self.program.file(Mode.EXERCISE)
        assert file is not None
        assert drill is not None
        self._files = {Mode.REAL: file, Mode.EXERCISE: drill}
        self.evening = fill(file, clock)
        self.drilled = fill(drill, clock).casualty
        self.session: Session | None = None
        self._window: Context = copy_context()

    async def serve(self) -> Running:
        """Start serving the window."""
        return await serve(self.main, 0, "gallery", ASSETS)

    def main(self, page: ft.Page) -> None:
        """Draw the window."""
        self._window = copy_context()
        self.session = session_of(self.program)
        prepare(page, self.session)
        page.render(Shell, self.session, self.program)

    async def begin(self, light: Light) -> None:
        """Bring the window back to the overview, with nothing half-typed."""
        for mode, file in self._files.items():
            self.program.put(mode, file)
            file.write_now(_forget)
        self._window.run(self._begin, light)

    def _begin(self, light: Light) -> None:
        session, fresh = self.session, session_of(self.program)
        assert session is not None
        session.language, session.theme = light.language, light.theme
        session.mode, session.person = fresh.mode, fresh.person
        session.locked = session.switching = session.closed = False
        session.board = session.by_flow = session.is_tablet = False
        session.help = session.casualty = session.item = None
        session.room, session.stage = "overview", fresh.stage
        session.touch()
        self.program.tries = 0
        self.program.set_sending(**asdict(Sending()))
        self.program.circled.circle = Circle()

    async def arrange(self, scene: Scene) -> None:
        """Come to where a scene is."""
        assert self.session is not None
        at = At(self.session, self.program, self.evening, self.drilled)
        self._window.run(scene.arrange, at)

    async def end(self) -> None:
        """Close the files."""
        self.program.end()
