"""Relays find each other on one network: a random mark and a port, and nothing else.

Who is on the same network learns that something here carries sealed post, not for whom
nor how much. Nothing is announced unless a person said so.
"""

from __future__ import annotations

import asyncio
from typing import Final

import ifaddr
import zeroconf
from zeroconf import IPVersion, ServiceStateChange, Zeroconf
from zeroconf.asyncio import AsyncServiceBrowser, AsyncServiceInfo, AsyncZeroconf

TYPE: Final = "_noodpost._tcp.local."
_ANSWER_MS: Final = 3_000
_ALONE: Final = "169.254."
_MOST: Final = 32
"""Neighbours that are looked up at a time: more are not on one network by chance."""

FINDING_FAILED: Final = (OSError, zeroconf.Error)
"""What announcing and finding end in where a network does not let them."""


def own_addresses() -> tuple[str, ...]:
    """Return the IPv4 addresses at which other machines reach this one, likely first.

    An adapter that is on no network gives itself one that leads nowhere.
    """
    found = {
        str(each.ip)
        for adapter in ifaddr.get_adapters()
        for each in adapter.ips
        if each.is_IPv4 and not str(each.ip).startswith("127.")
    }
    return tuple(sorted(found, key=lambda each: (each.startswith(_ALONE), each)))


class Announced:
    """A relay that can be found, until `end`."""

    def __init__(self, relay: bytes, port: int, interfaces: list[str]) -> None:
        self._info = AsyncServiceInfo(
            TYPE,
            f"{relay.hex()}.{TYPE}",
            parsed_addresses=interfaces,
            port=port,
            server=f"{relay.hex()}.local.",
        )
        self._network = AsyncZeroconf(interfaces=interfaces)

    async def begin(self) -> None:
        """Say on the network that there is a relay here."""
        await self._network.async_register_service(self._info)

    async def end(self) -> None:
        """Say that it is gone."""
        await self._network.async_unregister_all_services()
        await self._network.async_close()


async def find(seconds: float, interfaces: list[str]) -> tuple[str, ...]:
    """Return the addresses of relays that answer within some seconds.

    `interfaces` are this machine's own addresses: it does not find itself there.
    """
    network = AsyncZeroconf(interfaces=interfaces)
    names: set[str] = set()

    def seen(
        zeroconf: Zeroconf, service_type: str, name: str, state_change: object
    ) -> None:
        if len(names) < _MOST and state_change is not ServiceStateChange.Removed:
            names.add(name)

    browser = AsyncServiceBrowser(network.zeroconf, [TYPE], handlers=[seen])
    try:
        await asyncio.sleep(seconds)
        few = sorted(names)[:_MOST]
        found = await asyncio.gather(*(_address(network, name) for name in few))
    finally:
        await browser.async_cancel()
        await network.async_close()
    return tuple(each for each in found if each)


async def _address(network: AsyncZeroconf, name: str) -> str:
    info = AsyncServiceInfo(TYPE, name)
    if not await info.async_request(network.zeroconf, _ANSWER_MS):
        return ""
    hosts = info.parsed_addresses(IPVersion.V4Only)
    return f"{hosts[0]}:{info.port}" if hosts else ""
