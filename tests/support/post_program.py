"""A post as a process of its own, to be killed.

It opens the post of a folder (the first time it makes one), joins the hub when it has
an invitation, registers casualties one after another and says each number once its
write was awaited. At a moment it is given it kills itself, as `kill -9` does; at the
moment `never` it registers a few, waits until the hub has read all, says `done` and
ends; at `for-ever` it goes on until somebody else kills it.
"""

from __future__ import annotations

import asyncio
import inspect
import os
import signal
from itertools import count
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Final

from app import commands
from app.care.terms import Role, Triage
from app.post import applying, cutting, making, program
from app.post.pieces import Pieces
from app.post.program import PostProgram
from app.post.program import Road as Choice
from app.store.desk import Desk
from app.store.file import CareFile
from app.store.queries.staff import people
from app.ui.state import Setup
from sync.clock import SystemClock
from sync.courier import http
from sync.courier.incoming import Incoming
from sync.courier.road import Road
from sync.ids import Mode, SystemIds
from sync.marker import Marker
from sync.trust.keys import Keyring
from tests.support.region import CHEAP, PASSPHRASE, PIN, QUICK, leader, opened, until

MAKING: Final = ("after making._fill", "before making.write_card")
JOINING: Final = (
    "after program.ask_hub",
    "after Keyring.write",
    "after program.keep_hub",
    "before Road.set_hub",
    "after Road.set_hub",
)
WORKING: Final = (
    "after commands.register_casualty",
    "before Marker.write",
    "after Marker.write",
    "after cutting._cut_due",
    "before Road.put",
    "after Road.put",
    "before http.deliver",
    "after http.deliver",
    "before Road.keep",
    "after Road.keep",
    "after applying.apply_news",
    "before Road.applied",
    "after Road.applied",
)
"""Moments of register, cut, seal, send and receive: around each thing that lasts."""

BESIDE: Final = (
    "after Pieces._next",
    "before applying.apply_down",
    "after applying.apply_down",
    "before Incoming.landed",
    "after Incoming.landed",
)
"""Moments of photos and orders: sealed and not on the road yet, collected and not in
the file, in the file and still on the road."""

_OWNERS: Final[dict[str, Any]] = {
    "making": making,
    "program": program,
    "Keyring": Keyring,
    "Road": Road,
    "commands": commands,
    "Marker": Marker,
    "applying": applying,
    "cutting": cutting,
    "http": http,
    "Pieces": Pieces,
    "Incoming": Incoming,
}
_A_FEW: Final = 4
JPEG_START: Final = b"\xff\xd8\xff\xe0"
_PAUSE_S: Final = 0.002


def die() -> None:
    """Stop as if the power went."""
    os.kill(os.getpid(), signal.SIGKILL)


def die_at(moment: str) -> None:
    """Let this process end before or after one thing is done; an empty list is none."""
    when, _, place = moment.partition(" ")
    owner, _, name = place.partition(".")
    real = getattr(_OWNERS[owner], name)

    def mortal(*given: Any, **named: Any) -> Any:
        if when == "before":
            die()
        answer = real(*given, **named)
        if answer != []:
            die()
        return answer

    async def mortal_later(*given: Any, **named: Any) -> Any:
        if when == "before":
            die()
        answer = await real(*given, **named)
        if answer not in (None, ()):  # there was something to do
            die()
        return answer

    is_later = inspect.iscoroutinefunction(real)
    setattr(_OWNERS[owner], name, mortal_later if is_later else mortal)


def be_post(pipe: Connection, folder: Path, moment: str, invitation: str) -> None:
    """Be a post that tells at the other end of `pipe` what it saved."""
    asyncio.run(_live(pipe, folder, moment, invitation))


async def _live(pipe: Connection, folder: Path, moment: str, invitation: str) -> None:
    post = PostProgram(
        folder, SystemClock(), SystemIds(), road=Choice(pace=QUICK), cost=CHEAP
    )
    if moment in (*MAKING, *BESIDE):
        die_at(moment)
    await post.begin()
    await _open(post)
    if moment in JOINING:
        die_at(moment)
    if invitation and not post.sending(Mode.REAL).enrolled:
        await post.enrol(Mode.REAL, invitation)
    pipe.send("open")
    if moment in WORKING:
        die_at(moment)
    for number in count() if moment == "for-ever" else range(_A_FEW):
        pipe.send(await registered(opened(post), number))
        if number % 3 == 0:
            post.nudge(Mode.REAL)
        await asyncio.sleep(_PAUSE_S)
    if moment in BESIDE:
        await opened(post).write(_photographed)
        post.nudge(Mode.REAL)
    await until(lambda: _is_received(post))
    await _collected(post)
    await post.end()
    pipe.send("done")


async def _open(post: PostProgram) -> None:
    if post.homes():
        await post.unlock(Mode.REAL, PASSPHRASE)
    else:
        await post.create(Setup("nl", "Post Zuid", "ZUID", Mode.REAL, PASSPHRASE))
    file = opened(post)
    if not file.read_now(people):
        await file.write(
            lambda desk: commands.first_person(desk, "Noor", Role.POST_LEAD, PIN)
        )


async def registered(file: CareFile, number: int) -> str:
    """Register a casualty; return its number."""
    by = leader(file)
    wanted = commands.Registration(
        observed_ms=file.clock.now_ms(),
        category=(Triage.T1, Triage.T2, Triage.T3)[number % 3],
        complaint=f"klacht {number}",
    )

    def register(desk: Any) -> str:
        event = commands.register_casualty(desk, by, wanted)
        found = desk.database.conn.execute(
            "SELECT number FROM casualty WHERE stream = ?", (event.stream,)
        )
        return str(found.fetchone()[0])

    return await file.write(register)


def _photographed(desk: Desk) -> None:
    """Attach a photo of two pieces to whoever came last."""
    last = "SELECT stream FROM casualty ORDER BY registered_ms DESC LIMIT 1"
    ((stream,),) = desk.database.conn.execute(last).fetchall()
    (by, *_) = people(desk.database)
    jpeg = JPEG_START + desk.ids.random(1_200_000)
    commands.attach_photo(desk, by.actor, stream, jpeg)


def _is_received(post: PostProgram) -> bool:
    post.nudge(Mode.REAL)
    sending = post.sending(Mode.REAL)
    return sending.unsent_events == 0 and sending.unsent_photos == 0


async def _collected(post: PostProgram) -> None:
    """Wait until all that the hub has told by now has landed."""
    way = post._ways[Mode.REAL]
    await way.courier.collect()
    await until(lambda: not way.road.collected())
