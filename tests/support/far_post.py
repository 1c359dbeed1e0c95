"""A post on a host of its own, that does what it is told over a pipe."""

from __future__ import annotations

import asyncio
import os
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final

from app.care.terms import Role
from app.commands import first_person
from app.demo.outcome import own_events
from app.post import PostProgram, Road
from app.post.neighbours import Door
from app.ui.state import Setup
from sync.clock import SystemClock
from sync.courier.http import Patience
from sync.courier.loop import Pace
from sync.ids import Mode, SystemIds
from tests.support.post_program import registered
from tests.support.region import CHEAP, PASSPHRASE, PIN, opened

Told = tuple[str, str]

ENROL: Final = "enrol"
NEIGHBOUR: Final = "neighbour"
REGISTER: Final = "register"
SHOWN: Final = "shown"
UNSENT: Final = "unsent"

_PACE: Final = Pace(0.1, 1.0, unread_s=0.3, idle_s=1.0, patience=Patience(base_s=4.0))
_DOOR: Final = Door(patience_s=0.5, ask_s=0.5)


def be_far_post(pipe: Connection, folder: Path, root: str) -> None:
    """Be a post that trusts one certificate, as others do their machine's.

    It answers `register` with the number of who was registered, `shown` with how many
    events its screen calls received, `unsent` with how many it does not.
    """
    os.environ["SSL_CERT_FILE"] = root
    asyncio.run(_live(pipe, folder))


async def _live(pipe: Connection, folder: Path) -> None:
    road = Road(pace=_PACE, door=_DOOR)
    post = PostProgram(folder, SystemClock(), SystemIds(), road=road, cost=CHEAP)
    await post.begin()
    await post.create(Setup("nl", "Post Zuid", "ZUID", Mode.REAL, PASSPHRASE))
    await opened(post).write(
        lambda desk: first_person(desk, "Noor", Role.POST_LEAD, PIN)
    )
    pipe.send("open")
    while told := await asyncio.to_thread(pipe.recv):
        pipe.send(await _answered(post, told))
    await post.end()


async def _answered(post: PostProgram, told: Told) -> str:
    what, given = told
    if what == ENROL:
        await post.enrol(Mode.REAL, given)
    elif what == NEIGHBOUR:
        await post.neighbours(Mode.REAL).add(given)
    elif what == REGISTER:
        number = await registered(opened(post), int(given))
        post.nudge(Mode.REAL)
        return number
    elif what == SHOWN:
        recorded = own_events(opened(post))
        return str(recorded - post.sending(Mode.REAL).unsent_events)
    return str(post.sending(Mode.REAL).unsent_events)
