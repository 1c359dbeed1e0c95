"""Turns that hub processes take when they share an inbox; one alone needs none."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, Final

from sync.envelope import read_head
from sync.errors import SyncError

if TYPE_CHECKING:
    from sync.database import Plain


_LOG: Final = b"log\0"


def turn_of(raw: bytes) -> bytes:
    """Return whose turn an envelope takes: its log's, as it says itself.

    Other processes may read other logs meanwhile. What nobody can read has one too.
    """
    try:
        return _LOG + read_head(raw).core.log
    except SyncError:
        return _LOG


@asynccontextmanager
async def alone(file: Plain, name: bytes) -> AsyncIterator[None]:
    """Hold a name in every process until the end. Raises FileError.

    What is done meanwhile, in threads too, goes over the connection that holds it.
    """
    if not file.is_shared:
        yield
        return
    taking = asyncio.ensure_future(asyncio.to_thread(file.hold, name))
    try:
        holding = await asyncio.shield(taking)
    except asyncio.CancelledError:
        taking.add_done_callback(lambda done: _let_go(file, done))
        raise
    try:
        with file.using(holding):
            yield
    finally:  # in a thread: a database that does not answer holds up nobody else
        await asyncio.shield(asyncio.to_thread(file.let_go, holding))


def _let_go(file: Plain, taken: asyncio.Future[Any]) -> None:
    """Let go of what nobody waits for any more."""
    if not taken.cancelled() and taken.exception() is None:
        file.let_go(taken.result())
