"""A regional hub as a process of its own, to be killed."""

from __future__ import annotations

import asyncio
from multiprocessing.connection import Connection
from pathlib import Path

import app.hub as hub_program
from app.hub import HubProgram
from app.ui.hub_state import HubSetup
from sync.clock import SystemClock
from sync.ids import Mode, SystemIds
from tests.support.region import CHEAP, PASSPHRASE


def be_hub(pipe: Connection, folder: Path, port: int) -> None:
    """Be an unlocked hub; answer every word from `pipe` with an invitation."""
    asyncio.run(_live(pipe, folder, port))


async def _live(pipe: Connection, folder: Path, port: int) -> None:
    bound = hub_program.bind("127.0.0.1", port)
    url = f"http://127.0.0.1:{port}"
    hub = HubProgram(folder, Mode.REAL, url, SystemClock(), SystemIds(), cost=CHEAP)
    await hub.begin()
    await hub_program.listen(hub, bound)
    if hub.is_new():
        await hub.create(HubSetup("Oefenregio", "Kees", Mode.REAL, PASSPHRASE))
    else:
        await hub.unlock(PASSPHRASE)
    pipe.send("open")
    while await asyncio.to_thread(pipe.recv):
        pipe.send((await hub.invite("zuid")).text)
