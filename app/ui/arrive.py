"""Where a window goes: first start, unlock, first person, who are you, the rooms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.store.queries.staff import people
from app.ui.routes import OVERVIEW
from app.ui.state import Session, Stage
from sync.ids import Mode

if TYPE_CHECKING:
    from app.store.file import CareFile
    from app.ui.state import Program


def first_mode(program: Program) -> Mode:
    """Return the mode to show first: one that is open, else the last used."""
    homes = program.homes()
    opened = next((each.mode for each in homes if each.is_open), None)
    return opened or (homes[0].mode if homes else Mode.REAL)


async def arrive(session: Session, program: Program) -> None:
    """Bring the window to the first thing it lacks."""
    file = session.file
    if file is not None:
        session.stage = await _among_people(file)
    elif any(each.mode is session.mode for each in program.homes()):
        session.stage = Stage.UNLOCK
    else:
        session.stage = Stage.START


async def _among_people(file: CareFile) -> Stage:
    found = await file.read(people)
    return Stage.SIGN_ON if found else Stage.FIRST_PERSON


async def change_mode(
    session: Session, program: Program, mode: Mode, room: str = OVERVIEW
) -> None:
    """Look at the other file; it has other people, so who is here says so again."""
    session.mode = mode
    session.sign_off()
    session.room = room
    await arrive(session, program)


def close_words(session: Session) -> str:
    """Return what closing is called here: a tablet goes, the post stays open."""
    key = "ui.tablet.leave" if session.is_tablet else "ui.lock.close_post"
    return session.words(key)


async def close_post(session: Session, program: Program) -> None:
    """Close the file for every window; what is sealed is still sent."""
    await program.close(session.mode)
    session.sign_off()
    session.closed = True
    session.stage = Stage.UNLOCK
