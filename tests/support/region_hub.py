"""A regional hub as a process of its own, to be killed."""

from __future__ import annotations

import asyncio
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final

from app.commands.message import Wording
from app.front import bind, listen
from app.hub import HubProgram
from app.ui.hub_state import HubSetup
from sync.clock import SystemClock
from sync.ids import Mode, SystemIds
from tests.support.region import CHEAP, PASSPHRASE

ORDER: Final = "order"


def be_hub(
    pipe: Connection, folder: Path, port: int, database: str | None = None
) -> None:
    """Be an unlocked hub; answer `order` by giving one, any other word by inviting."""
    asyncio.run(_live(pipe, folder, port, database))


async def _live(
    pipe: Connection, folder: Path, port: int, database: str | None
) -> None:
    bound = bind("127.0.0.1", port)
    url = f"http://127.0.0.1:{port}"
    hub = HubProgram(
        folder,
        Mode.REAL,
        url,
        SystemClock(),
        SystemIds(),
        cost=CHEAP,
        database=database,
    )
    await hub.begin()
    await listen(hub, bound)
    if hub.is_new():
        await hub.create(HubSetup("Oefenregio", "Kees", Mode.REAL, PASSPHRASE))
    else:
        await hub.unlock(PASSPHRASE)
    pipe.send("open")
    while word := await asyncio.to_thread(pipe.recv):
        is_order = word == ORDER
        pipe.send(await _ordered(hub) if is_order else (await hub.invite("zuid")).text)


async def _ordered(hub: HubProgram) -> str:
    voice, operator = hub.voice(), hub.operator()
    assert voice is not None
    assert operator is not None
    posts = [each.post_id for each in await hub.posts()]
    said = Wording("Maak zaal B vrij", is_order=True)
    await voice.send(operator.actor, said, posts)
    return ORDER
