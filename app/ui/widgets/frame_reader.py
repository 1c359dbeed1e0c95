"""What the camera sees of squares in a loop, and what became of them, in words."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Final, cast

import flet as ft

from app.care.refusal import Refusal
from app.ui.told import Told
from app.ui.widgets.lens_button import LensButton
from app.ui.words import refused, trouble
from sync.errors import FileError, FormatError, UnknownVersion
from sync.frames import Gathering, is_frame

if TYPE_CHECKING:
    from app.ui.state import Session

_KIND: Final = re.compile(r"^\][A-Za-z]\d")
"""What a reader puts before a code to say of what kind it is."""

Use = Callable[[bytes], Awaitable[str]]
"""`use(whole)`: what is done with all of it, in words for who holds the camera."""


@ft.component
def FrameReader(session: Session, use: Use, key: str = "") -> ft.Control:
    """Draw the way to the camera; it gathers squares until `use` can have the whole."""
    gathering: Gathering = ft.use_state(cast("Gathering", Gathering))[0]

    async def seen(code: str) -> Told:
        return await _seen(session, gathering, code, use)

    return LensButton(session, seen, "ui.frames.read", key="lens-button")


async def _seen(session: Session, gathering: Gathering, code: str, use: Use) -> Told:
    """Take one code from the camera; once the whole is there it is used."""
    text = _KIND.sub("", code)
    if not is_frame(text):
        return Told(refused(Refusal("frame_foreign"), session.language), good=False)
    try:
        seen = gathering.take(text)
        if seen.whole is None:
            at = {"frames": seen.frames, "count": seen.of}
            return Told(session.words("ui.frames.so_far", **at), again=not seen.fresh)
        return Told(await use(seen.whole))
    except (FormatError, Refusal, FileError) as why:
        return Told(_why(why, session.language), good=False)


def _why(why: FormatError | Refusal | FileError, language: str) -> str:
    match why:
        case Refusal():
            return refused(why, language)
        case FileError():
            return trouble(why, language)
    newer = isinstance(why, UnknownVersion)
    return refused(Refusal("parcel_newer" if newer else "frame_damaged"), language)
