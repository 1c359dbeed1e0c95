"""Nobody uses up a hub: not an address, not a device, not many of them."""

from __future__ import annotations

import httpx
import pytest

from sync.bundle import packed
from sync.errors import Denied
from sync.event import unpack
from sync.hub.quota import Allowance, Buckets, Gate, origin
from sync.limits import MAX_MESSAGE_BYTES
from sync.protocol import BUNDLE_PATH, Bundled, Reason, state_path
from tests.support.fakes import FakeClock
from tests.support.hub import (
    Device,
    TestHub,
    enrolled,
    hub_of,
    open_hub,
    put,
    put_all,
    tell,
)
from tests.support.wire import URL


def test_asking_what_is_owed_takes_nothing() -> None:
    buckets = Buckets(FakeClock(), Allowance(burst=1, per_s=1))

    owed = [buckets.owed_s("a") for _ in range(3)]

    assert owed == [0, 0, 0]
    assert buckets.wait_s("a") == 0


def test_a_device_that_took_more_than_its_share_owes_no_more_than_one() -> None:
    buckets = Buckets(FakeClock(), Allowance(burst=1, per_s=2))

    for _ in range(10):
        buckets.take("a")

    assert buckets.owed_s("a") == 0.5


def test_one_address_holds_only_its_own_places() -> None:
    gate = Gate(most=10, each=1)

    with gate.entered("a"), gate.entered("b"), pytest.raises(Denied):
        gate.entered("a").__enter__()
    with gate.entered("a"):
        pass


def test_a_gate_counts_what_is_held_in_memory_and_lets_it_go() -> None:
    gate = Gate(most_bytes=100)

    with pytest.raises(Denied) as caught, gate.entered("a") as place:
        place.hold(60)
        place.hold(60)

    assert caught.value.reason == Reason.BUSY
    assert gate.held == 0


@pytest.mark.parametrize(
    ("address", "counts_as"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:bbbb::9", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", ""),
        ("testclient", "testclient"),
    ],
)
def test_all_addresses_of_one_subscriber_count_as_one(
    address: str, counts_as: str
) -> None:
    assert origin(address) == counts_as


async def tired() -> tuple[TestHub, Device]:
    """Return a hub whose devices may ask little, and a device it knows."""
    made = hub_of(allowance=Allowance(burst=6, per_s=0.5))
    await made.unlock()
    return made, await enrolled(made)


def test_a_device_is_counted_by_what_it_proved_wherever_it_calls_from() -> None:
    async def story() -> None:
        made, device = await tired()
        for _ in range(2):
            await put_all(made, device.recorded_and_cut())
            made.clock.advance(60_000)
        cut = device.recorded_and_cut()
        stranger = cut.sealed[:-1] + bytes([cut.sealed[-1] ^ 1])

        for _ in range(20):  # in its name, but not by its key
            made.clock.advance(2_000)
            await put(made, stranger, cut.envelope)
        known = await put(made, cut.sealed, cut.envelope)

        assert known.status_code == 201

    tell(story)


def test_a_device_that_asks_too_often_is_told_when_to_come_back() -> None:
    async def story() -> None:
        made, device = await tired()
        assert device.joined is not None
        token = device.joined.enrolled.road_token.hex()
        said = {"Authorization": f"Bearer {token}"}
        async with httpx.AsyncClient(transport=made.road, base_url=URL) as client:
            answers = [
                await client.get(state_path(device.log), headers=said) for _ in range(7)
            ]

        assert answers[-1].status_code == 429
        assert answers[-1].headers["retry-after"] == "2"

    tell(story)


def test_what_nobody_proved_counts_one_by_one_also_in_a_bundle() -> None:
    async def story() -> None:
        made, device = await tired()
        raw = device.recorded_and_cut().sealed
        spoiled = [raw[:-1] + bytes([raw[-1] ^ at]) for at in range(1, 41)]
        made.clock.advance(60_000)

        async with httpx.AsyncClient(transport=made.road, base_url=URL) as client:
            answer = await client.post(BUNDLE_PATH, content=packed(spoiled))

        results = unpack(Bundled, answer.content, limit=MAX_MESSAGE_BYTES).results
        kept = [one for one in results if one.status != 429]
        assert len(kept) == 6
        assert made.inbox.file.ask("SELECT COUNT(*) FROM envelope") == [(6,)]

    tell(story)


def test_a_device_hears_what_its_hub_misses_though_strangers_took_all_room(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        monkeypatch.setattr("sync.hub.inbox.MAX_UNREAD_BYTES", 15_000)
        await put(made, bytes(9_000), bytes(16))
        cut = device.recorded_and_cut()

        without_epoch = await put(made, cut.sealed, cut.envelope)

        assert without_epoch.status_code == 424

    tell(story)
