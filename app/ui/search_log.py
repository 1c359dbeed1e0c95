"""Looking for people by words leaves a mark: when typing rests, or what came goes."""

from __future__ import annotations

import asyncio
import re
from contextlib import suppress
from typing import Any, Final, cast

import flet as ft

from app.care.identity import number_fits
from app.care.refusal import Refusal
from app.care.terms import SearchKind
from app.commands import note_search
from app.ui.state import Session
from sync.errors import SyncError
from sync.ids import ActorId

RESTED_S: Final = 1.5
"""Letters typed on the way to a name are not a search each."""

_WORD: Final = re.compile(r"(?<![\w-])[^\W\d_]{2,}(?![\w-])")


def is_by_words(typed: str) -> bool:
    """Tell whether somebody is sought by name or another word, not by number."""
    return not number_fits(typed) and _WORD.search(typed) is not None


def is_typed_on(before: str, now: str) -> bool:
    """Tell whether somebody is still typing the same words, or taking letters back."""
    return bool(now) and (now.startswith(before) or before.startswith(now))


class _Looking:
    """What one list was searched for, and what of it still has to be noted."""

    def __init__(self, session: Session, what: SearchKind, rested_s: float) -> None:
        self._session = session
        self._what = what
        self._rested_s = rested_s
        self._owed = ""
        self._by: ActorId | None = None
        self._resting: asyncio.Task[None] | None = None
        self._noting: asyncio.Task[None] | None = None
        self.found = 0

    def typed(self, words: str) -> None:
        """Wait until typing rests; what it replaces was on screen and is noted."""
        if not is_typed_on(self._owed, words):
            self.note_now()
        if is_by_words(words):
            person = self._session.person
            self._owed, self._by = words, person.actor if person else None
            self._resting = asyncio.get_running_loop().create_task(self._rest())

    def stop(self) -> None:
        """Wait no longer: something else is typed, or the list is left."""
        if self._resting is not None:
            self._resting.cancel()
            self._resting = None

    def note_now(self) -> None:
        """Note what was found and not noted yet."""
        if self._owed:
            self._owed = ""
            self._noting = asyncio.get_running_loop().create_task(self._note())

    async def _rest(self) -> None:
        await asyncio.sleep(self._rested_s)
        self._owed = ""
        await self._note()

    async def _note(self) -> None:
        file, by, count = self._session.file, self._by, self.found
        what = self._what
        if file is None or file.is_closed or by is None:
            return
        with suppress(Refusal, SyncError):
            await file.write(lambda desk: note_search(desk, by, what, count))


def use_search_log(
    session: Session,
    typed: str,
    found: int,
    what: SearchKind = SearchKind.LIST,
    rested_s: float = RESTED_S,
) -> None:
    """Note a search by words: who and when, not which words.

    It is one after a moment of rest, and also when what was found is cleared, sought
    otherwise or left before that: it was on screen.
    """
    made = cast("Any", lambda: _Looking(session, what, rested_s))
    looking: _Looking = ft.use_state(made)[0]
    looking.found = found
    ft.use_effect(lambda: looking.typed(typed), [typed], looking.stop)
    ft.use_effect(lambda: None, [], looking.note_now)
