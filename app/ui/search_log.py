"""Looking for people by words leaves a mark, once somebody stops typing."""

from __future__ import annotations

import asyncio
import re
from contextlib import suppress
from typing import Final

import flet as ft

from app.care.identity import number_fits
from app.care.refusal import Refusal
from app.care.terms import SearchKind
from app.commands import note_search
from app.ui.state import Session
from sync.errors import SyncError

RESTED_S: Final = 1.5
"""Letters typed on the way to a name are not a search each."""

_WORD: Final = re.compile(r"(?<![\w-])[^\W\d_]{2,}(?![\w-])")


def is_by_words(typed: str) -> bool:
    """Tell whether somebody is sought by name or another word, not by number."""
    return not number_fits(typed) and _WORD.search(typed) is not None


def use_search_log(
    session: Session, typed: str, found: int, rested_s: float = RESTED_S
) -> None:
    """Note a search by words after a moment of rest: who and when, not which words."""
    task: ft.MutableRef[asyncio.Task[None]] = ft.use_ref(None)
    seen: ft.MutableRef[int] = ft.use_ref(0)
    seen.current = found
    actor = session.person.actor if session.person else None

    async def note_it() -> None:
        await asyncio.sleep(rested_s)
        file = session.file
        if file is None or file.is_closed or actor is None:
            return
        count = seen.current or 0
        with suppress(Refusal, SyncError):
            await file.write(
                lambda desk: note_search(desk, actor, SearchKind.LIST, count)
            )

    def begin() -> None:
        if is_by_words(typed):
            task.current = asyncio.get_running_loop().create_task(note_it())

    def end() -> None:
        if task.current is not None:
            task.current.cancel()
            task.current = None

    ft.use_effect(begin, [typed], end)
