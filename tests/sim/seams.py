"""The names that are replaced in the real code while a simulation runs.

Everything else is what ships: the clock, randomness and the wire are parameters of the
programs; threads, SQLite's connection, the doors of neighbours and the replacing of
small files are not.
"""

from __future__ import annotations

import asyncio
import os
import types
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import app.hub.beyond
import app.relay.carrying
import app.store.file
import sync.database
import sync.files
from app.post import open_post
from app.store.file import CareFile
from tests.sim.disk import Disks
from tests.sim.doors import Doors
from tests.sim.loop import InlineExecutor, VirtualLoop
from tests.sim.relay import ASK_S

LOOK_EVERY_S = 60.0
"""How often an open post looks around; the shipped 5 s only makes seeds slower."""


@contextmanager
def seams(disks: Disks, doors: Doors) -> Iterator[None]:
    """Let the programs run on these disks, behind these doors and in one thread."""
    threads = types.SimpleNamespace(get_ident=InlineExecutor.get_ident)
    cipher = types.SimpleNamespace(connect=disks.connect)
    with ExitStack() as undone:
        for owner, name, other in (
            (sync.database, "sqlcipher3", cipher),
            (sync.files, "_write", disks.write(sync.files._write)),
            (sync.files, "_sync_folder", disks.synced(sync.files._sync_folder)),
            (os, "replace", disks.replace),
            (app.store.file, "ThreadPoolExecutor", InlineExecutor),
            (app.store.file, "threading", threads),
            (app.relay.carrying, "bind", doors.bind),
            (app.relay.carrying, "listen", doors.listen),
            (CareFile, "write", _late(CareFile.write)),
            (open_post, "LOOK_EVERY_S", LOOK_EVERY_S),
            (app.hub.beyond, "ASK_S", ASK_S),
        ):
            undone.enter_context(_replaced(owner, name, other))
        yield


@contextmanager
def _replaced(owner: Any, name: str, other: Any) -> Iterator[None]:
    real = getattr(owner, name)
    setattr(owner, name, other)
    try:
        yield
    finally:
        setattr(owner, name, real)


def _late(real: Callable[..., Any]) -> Callable[..., Any]:
    """Return a write that waits for its turn, as it does for a thread."""

    async def write(self: CareFile, command: Any) -> Any:
        loop = asyncio.get_running_loop()
        if isinstance(loop, VirtualLoop):
            pause_s = loop.hiccup_s()
            if pause_s:
                await asyncio.sleep(pause_s)
        return await real(self, command)

    return write
