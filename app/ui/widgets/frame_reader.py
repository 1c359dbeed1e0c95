"""What the camera sees of squares in a loop, and what became of them, in words."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, cast

import flet as ft

from app.care.refusal import Refusal
from app.scan.frames import seen_in
from app.ui.told import Told
from app.ui.widgets.lens_button import LensButton
from app.ui.words import refused, trouble
from sync.errors import FileError
from sync.frames import Gathering

if TYPE_CHECKING:
    from app.ui.state import Session

Use = Callable[[bytes], Awaitable[str]]
"""`use(whole)`: what is done with all of it, in words for who holds the camera."""


@ft.component
def FrameReader(session: Session, use: Use, key: str = "") -> ft.Control:
    """Draw the way to the camera; it gathers squares until `use` can have the whole."""
    gathering: Gathering = ft.use_state(cast("Gathering", Gathering))[0]

    async def seen(code: str) -> Told:
        return await _seen(session, gathering, code, use)

    words, name = "ui.frames.read", "frames-lens"
    return LensButton(session, seen, words, name, key="lens-button")


async def _seen(session: Session, gathering: Gathering, code: str, use: Use) -> Told:
    """Take one code from the camera; once the whole is there it is used."""
    try:
        seen = seen_in(gathering, code)
        if seen.whole is None:
            at = {"frames": seen.frames, "count": seen.of}
            return Told(session.words("ui.frames.so_far", **at), again=not seen.fresh)
        return Told(await use(seen.whole))
    except Refusal as why:
        return Told(refused(why, session.language), good=False)
    except FileError as why:
        return Told(trouble(why, session.language), good=False)
