"""`noodpost relay`: carries sealed envelopes for posts; it needs no screen."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, Final

from app.launch import DONE, USAGE_WRONG, launch, say
from app.relay import PORT
from app.relay.carrying import Carrying, Stock
from app.relay.finding import own_addresses
from sync.clock import SystemClock
from sync.courier.errand import Place
from sync.courier.http import whole_address
from sync.errors import RoadError
from sync.files import os_errors
from sync.ids import SystemIds
from sync.relay.room import Quota

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

_MIB: Final = 1024 * 1024


def run(arguments: argparse.Namespace) -> int:
    """Run a relay until it is told to stop; return the exit code."""
    return launch(arguments, _run)


async def _run(arguments: argparse.Namespace) -> int:
    root = _root(arguments.hub_root)
    hub = [Place(arguments.hub, root)] if arguments.hub else []
    try:
        near = [whole_address(each, PORT) for each in arguments.to]
    except RoadError:
        say("ui.relay.no_address", arguments)
        return USAGE_WRONG
    onward = [*hub, *(Place(each, is_pinned=True) for each in near)]
    stock = Stock(arguments.data, Quota(most_bytes=arguments.quota * _MIB))
    async with contextlib.AsyncExitStack() as undone:
        relay = Carrying(stock, onward, SystemClock(), SystemIds())
        undone.push_async_callback(relay.end)
        announced_on = own_addresses() if arguments.announce else ()
        port = await relay.begin(arguments.host, arguments.port, announced_on)
        say("ui.relay.listening", arguments, port=port, relay=relay.id.hex())
        if not onward:
            say("ui.relay.leads_nowhere", arguments)
        await asyncio.Event().wait()
    return DONE


def _root(path: Path | None) -> str | None:
    if path is None:
        return None
    with os_errors(path.name):
        return path.read_text("ascii")
