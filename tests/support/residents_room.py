"""The room of residents, and what is in it."""

from __future__ import annotations

import flet as ft

from app.care.resident import Resident
from app.store.tables import state_of
from app.ui.screens.residents import ResidentsRoom
from app.ui.state import Session
from tests.support.program import MemoryProgram
from tests.support.residents import enlisted
from tests.support.screen import Screen
from tests.support.window import Post


def room(session: Session, program: MemoryProgram) -> ft.Control:
    return ResidentsRoom(session, program)


def enlist(post: Post, name: str, hours: int | None = 3, **said: str) -> bytes:
    return enlisted(post.file, name, hours, **said)


def held(post: Post, stream: bytes) -> Resident:
    found: Resident = post.file.read_now(lambda db: state_of(db, "resident", stream))
    return found


def says(screen: Screen, words: str) -> bool:
    return any(words in each for each in screen.words())
