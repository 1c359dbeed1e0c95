"""Where a hub's posts come in: what answers their requests, and where facts land."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, MutableMapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from app.store.queries.border import is_ours, may_cross, regions
from sync.across import Crossed, land_across
from sync.carried import Carried, keep_piece
from sync.errors import Denied
from sync.hub.lag import landed_of, logs_read, read_again
from sync.hub.landing import Landed, Opened, land
from sync.protocol import Reason

if TYPE_CHECKING:
    from app.store.desk import Desk
    from app.store.file import CareFile
    from sync.database import Database
    from sync.hub.inbox import Inbox
    from sync.ids import LogId

Asgi = Callable[[MutableMapping[str, Any], Any, Any], Any]


@dataclass(frozen=True, slots=True)
class FileReader:
    """Lands what a hub opens in its one encrypted file."""

    file: CareFile

    async def append(self, batch: Opened) -> Landed:
        """Append a batch and its mark in one transaction."""
        return await self.file.write(lambda desk: land(desk.journal, batch, desk.clock))

    async def keep(self, arrived: Carried) -> None:
        """Keep a piece of an attachment."""
        await self.file.write(
            lambda desk: keep_piece(desk.journal, arrived, desk.clock)
        )

    async def cross(self, came: Crossed) -> None:
        """Let land what the hub of another region tells of one casualty.

        Raises Denied for a hub this file does not know, for what is not about it, and
        for a casualty of our own.
        """
        await self.file.write(partial(_crossed, came))


def _crossed(came: Crossed, desk: Desk) -> None:
    if came.realm not in {row.realm for row in regions(desk.database)}:
        raise Denied(Reason.NOT_ALLOWED)
    events = (event for one in came.logs for event in one.events)
    if not all(may_cross(came.stream, event.stream) for event in events):
        raise Denied(Reason.CONTENT)
    ours = partial(is_ours, desk.database)
    if ours(came.stream):  # nor may it be said to come from there
        raise Denied(Reason.NOT_ALLOWED)
    land_across(desk.journal, came, desk.clock, ours)


async def catch_up_file(file: CareFile, inbox: Inbox) -> int:
    """Let be read again what a file put back from a backup lacks; say how many.

    Raises FileError. Nothing is read here: that begins once the hub is unlocked.
    """
    count = 0
    for log in await asyncio.to_thread(logs_read, inbox):
        known = await file.read(partial(_landed_of, log))
        count += await asyncio.to_thread(read_again, inbox, log, known)
    return count


def _landed_of(log: LogId, db: Database) -> frozenset[bytes]:
    return landed_of(db, log)


async def live(receive: Any, send: Any) -> None:
    """Answer the server's own start and stop."""
    while True:
        message = await receive()
        await send({"type": message["type"] + ".complete"})
        if message["type"] == "lifespan.shutdown":
            return


async def not_yet(send: Any) -> None:
    """Answer while no hub was made here: come back later."""
    await send({"type": "http.response.start", "status": 503, "headers": []})
    await send({"type": "http.response.body", "body": b""})
