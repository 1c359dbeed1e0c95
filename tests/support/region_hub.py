"""A regional hub as a process of its own, to be killed."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final

from app.commands.message import Wording
from app.demo.outcome import carried_events
from app.front import bind, listen
from app.hub import HubProgram
from app.ui.hub_state import HubSetup
from sync.clock import SystemClock
from sync.ids import Mode, SystemIds
from tests.support.region import CHEAP, PASSPHRASE, opened

ORDER: Final = "order"
HELD: Final = "held"


@dataclass(frozen=True, slots=True)
class Door:
    """Where a hub listens: at which address of this machine, by what certificate."""

    host: str = "127.0.0.1"
    certificate: str | None = None
    key: str | None = None

    @property
    def scheme(self) -> str:
        return "http" if self.certificate is None else "https"


HERE: Final = Door()


def be_hub(
    pipe: Connection,
    folder: Path,
    port: int,
    database: str | None = None,
    door: Door = HERE,
) -> None:
    """Be an unlocked hub.

    Answer `order` by giving one, `held` by how many events of posts it holds, any
    other word by inviting.
    """
    asyncio.run(_live(pipe, folder, port, database, door))


async def _live(
    pipe: Connection, folder: Path, port: int, database: str | None, door: Door
) -> None:
    bound = bind(door.host, port)
    url = f"{door.scheme}://{door.host}:{port}"
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
    await listen(hub, bound, certificate=door.certificate, key=door.key)
    if hub.is_new():
        await hub.create(HubSetup("Oefenregio", "Kees", Mode.REAL, PASSPHRASE))
    else:
        await hub.unlock(PASSPHRASE)
    pipe.send("open")
    while word := await asyncio.to_thread(pipe.recv):
        pipe.send(await _answered(hub, word))


async def _answered(hub: HubProgram, word: str) -> str:
    if word == ORDER:
        return await _ordered(hub)
    if word == HELD:
        return str(carried_events(opened(hub)))
    return (await hub.invite("zuid")).text


async def _ordered(hub: HubProgram) -> str:
    voice, operator = hub.voice(), hub.operator()
    assert voice is not None
    assert operator is not None
    posts = [each.post_id for each in await hub.posts()]
    said = Wording("Maak zaal B vrij", is_order=True)
    await voice.send(operator.actor, said, posts)
    return ORDER
