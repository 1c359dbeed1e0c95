"""The ground a stranger stands on in a test: a real hub over HTTP, and a device."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx

from tests.support.region import Region, region
from tests.wire_client.client import Device
from tests.wire_client.trust import read_invitation

PATIENCE_S = 30.0


@asynccontextmanager
async def strange(folder: Path) -> AsyncIterator[tuple[Region, Device]]:
    """Run a hub, and make a device of another team that it does not know yet."""
    async with (
        region(folder) as place,
        httpx.AsyncClient(base_url=place.url, timeout=PATIENCE_S) as http,
    ):
        yield place, Device.make(http)


@asynccontextmanager
async def enrolled(folder: Path) -> AsyncIterator[tuple[Region, Device]]:
    """The same, the device let in."""
    async with strange(folder) as (place, device):
        await let_in(place, device)
        yield place, device


async def let_in(place: Region, device: Device) -> None:
    """Let the operator invite, and the device ask."""
    invitation = await place.hub.invite("Post Vreemd")
    reply = await device.enrol(read_invitation(invitation.text))
    reply.raise_for_status()
