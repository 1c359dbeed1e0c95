"""Relays find each other on one network, and say nothing else of themselves."""

from __future__ import annotations

import asyncio

import ifaddr
import pytest
from zeroconf.asyncio import AsyncServiceInfo, AsyncZeroconf

from app.relay.finding import TYPE, Announced, find, own_addresses

HERE = ["127.0.0.1"]
MARK = bytes.fromhex("0123456789abcdef")


def test_who_announces_is_found_and_who_is_gone_is_not() -> None:
    async def story() -> None:
        relay = Announced(MARK, 18_472, HERE)
        await relay.begin()
        found = await find(1.0, HERE)
        await relay.end()
        gone = await find(0.5, HERE)

        assert "127.0.0.1:18472" in found
        assert "127.0.0.1:18472" not in gone

    asyncio.run(story())


def test_what_is_announced_is_a_random_mark_and_a_port() -> None:
    async def story() -> None:
        relay = Announced(MARK, 18_473, HERE)
        await relay.begin()
        network = AsyncZeroconf(interfaces=HERE)
        try:
            said = AsyncServiceInfo(TYPE, f"{MARK.hex()}.{TYPE}")
            assert await said.async_request(network.zeroconf, 3_000)
        finally:
            await network.async_close()
            await relay.end()

        assert said.server == f"{MARK.hex()}.local."
        assert said.port == 18_473
        assert said.properties == {}

    asyncio.run(story())


def test_an_address_an_adapter_gave_itself_is_the_last_to_be_tried(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    adapters = [
        ifaddr.Adapter(ip, ip, [ifaddr.IP(ip, 24, ip)])
        for ip in ("169.254.7.9", "127.0.0.1", "192.168.1.30", "10.0.0.7")
    ]
    monkeypatch.setattr(ifaddr, "get_adapters", lambda: adapters)

    assert own_addresses() == ("10.0.0.7", "192.168.1.30", "169.254.7.9")
