"""A post as a process of its own that wipes itself, and is killed on the way.

It makes a post in a folder, registers somebody, hands over, closes and wipes. At the
moment it is given it kills itself as `kill -9` does; what it printed before is known.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from app.care.closing import FileWay
from app.care.terms import Role
from app.commands import Registration, first_person, register_casualty
from app.commands.closing import close_doors, hand_file
from app.post import PostProgram, Road, wiping
from app.post.neighbours import Door
from app.store.file import CareFile
from app.ui.closing import Wish
from app.ui.state import Setup
from sync.clock import SystemClock
from sync.ids import ActorId, Mode, SystemIds
from tests.support.region import CHEAP, PASSPHRASE, PIN

NAME: Final = "Wilhelmina Wegwijs"
QUIET: Final = Door("127.0.0.1", 0, lambda: ("127.0.0.1",))
MOMENTS: Final = (
    "before promise",
    "after promise",
    "before _spoil 1",
    "after _spoil 1",
    "after _spoil 2",
    "after _spoil 4",
    "after _destroy",
)
"""Around each thing that lasts: the word, the key, each file, the folder."""


def program_of(folder: Path) -> PostProgram:
    """Return the program of a folder, which reaches no hub."""
    return PostProgram(
        folder, SystemClock(), SystemIds(), road=Road(door=QUIET), cost=CHEAP
    )


async def filled(program: PostProgram, mode: Mode = Mode.REAL) -> ActorId:
    """Make a post with one casualty, handed over and closed; return who leads it."""
    await program.create(Setup("nl", "Post Zuid", "ZUID", mode, PASSPHRASE))
    file = program.file(mode)
    assert file is not None
    lead = await file.write(
        lambda d: first_person(d, "Noor Bakker", Role.POST_LEAD, PIN)
    )
    wanted = Registration(observed_ms=file.clock.now_ms(), category=None)
    await file.write(lambda d: register_casualty(d, lead, wanted))
    await leave(file, lead)
    return lead


async def leave(file: CareFile, lead: ActorId) -> None:
    """Say who keeps the file, and close the doors."""
    way = FileWay.CARRIED.value
    await file.write(lambda d: hand_file(d, lead, NAME, way))
    await file.write(lambda d: close_doors(d, lead))


def kill_at(moment: str) -> None:
    """Let this process be killed at a moment: before or after the n-th call."""
    when, name, *rest = moment.split()
    wanted, calls = int(rest[0]) if rest else 1, 0
    real: Callable[..., Any] = getattr(wiping, name)

    def dying(*given: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == wanted and when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        answer = real(*given)
        if calls == wanted:
            os.kill(os.getpid(), signal.SIGKILL)
        return answer

    setattr(wiping, name, dying)


async def main(folder: Path, moment: str) -> None:
    """Make, fill and wipe a post; die on the way where it is said."""
    program = program_of(folder)
    await program.begin()
    lead = await filled(program)
    sys.stdout.write("filled\n")
    sys.stdout.flush()
    if moment != "never":
        kill_at(moment)
    await program.wipe(Mode.REAL, PASSPHRASE, Wish(lead, PIN, "geen hub"))
    await program.end()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2]))
