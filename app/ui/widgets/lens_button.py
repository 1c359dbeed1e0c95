"""The way to the camera: a page of its own that tells this screen what it sees."""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

import flet as ft

from app.ui.lens import LENSES, Asking, Take
from app.ui.state import Layout
from app.ui.told import Told
from app.ui.widgets.buttons import icon_button, quiet_button

if TYPE_CHECKING:
    from app.ui.state import Session


class _Way:
    """The address of the page, for as long as the screen is there."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._stop: Callable[[], None] = lambda: None
        self._context = contextvars.copy_context()
        self.address = ""
        self.take: Take | None = None

    def begin(self) -> None:
        self._context = contextvars.copy_context()
        session = self._session
        asking = Asking(
            self._told, session.language, session.exercise, session.theme.value
        )
        self.address, self._stop = LENSES.ask(asking)

    def end(self) -> None:
        self._stop()

    async def _told(self, code: str) -> Told:
        session = self._session
        if self.take is None or session.locked or session.person is None:
            return Told(session.words("ui.lens.locked"), good=False)
        session.touch()
        # Told from a request of another page: what it draws belongs to this window.
        loop = asyncio.get_running_loop()
        return await loop.create_task(self.take(code), context=self._context)


@ft.component
def LensButton(
    session: Session, take: Take, words: str = "", name: str = "lens", key: str = ""
) -> ft.Control:
    """Draw the button; `take` gets every code that comes before the camera.

    `words` are the key of its own; without them it stands beside a field that says what
    is scanned. `name` tells it from another on the same screen.
    """
    made = cast("Any", lambda: _Way(session))
    way: _Way = ft.use_state(made)[0]
    way.take = take
    ft.use_effect(way.begin, [session.language, session.theme], way.end)

    async def look(_event: object = None) -> None:
        await ft.UrlLauncher().launch_url(way.address, web_only_window_name="lens")

    icon = ft.Icons.PHOTO_CAMERA_OUTLINED
    if words:
        return quiet_button(session.words(words), look, key=name, icon=icon)
    said = session.words("ui.lens.open")
    if session.layout is Layout.NARROW:
        return _tall(icon_button(icon, said, look, key=name))
    return _tall(quiet_button(said, look, key=name, icon=icon))


def _tall(button: ft.Control) -> ft.Control:
    """Return a button in the middle of the height of the field it stands beside."""
    return ft.Container(padding=ft.Padding.only(top=4), content=button)
