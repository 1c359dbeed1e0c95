"""A bundle is judged as it comes in: what arrived whole is kept, whatever follows."""

from __future__ import annotations

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sync.bundle import packed
from sync.event import unpack
from sync.hub.inbox import Fate
from sync.limits import MAX_MESSAGE_BYTES
from sync.protocol import BUNDLE_PATH, Bundled
from tests.support.hub import Device, TestHub, enrolled, open_hub, tell
from tests.support.wire import URL


def everything(device: Device, count: int) -> list[bytes]:
    """Return what a device cut, sealed, its key epoch first."""
    cuts = [device.recorded_and_cut() for _ in range(count)]
    epoch = cuts[0].begun
    assert epoch is not None
    return [epoch.sealed, *(cut.sealed for cut in cuts)]


async def bring(made: TestHub, body: bytes) -> httpx.Response:
    async with httpx.AsyncClient(transport=made.road, base_url=URL) as client:
        return await client.post(BUNDLE_PATH, content=body)


def statuses(answer: httpx.Response) -> list[int]:
    bundled = unpack(Bundled, answer.content, limit=MAX_MESSAGE_BYTES)
    return [one.status for one in bundled.results]


def test_every_envelope_of_a_bundle_has_its_result() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        raw = packed(everything(device, 3))

        first, again = await bring(made, raw), await bring(made, raw)

        assert (statuses(first), statuses(again)) == ([201] * 4, [200] * 4)
        assert made.reader.events() == device.events()

    tell(story)


def test_one_that_is_spoiled_does_not_keep_the_next_from_being_read() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        sealed = everything(device, 2)
        spoiled = sealed[1][:-1] + bytes([sealed[1][-1] ^ 1])

        answer = await bring(made, packed([b"junk", spoiled, *sealed]))

        assert statuses(answer) == [422, 422, 201, 201, 201]
        assert made.reader.events() == device.events()

    tell(story)


def test_what_came_whole_before_a_bundle_broke_off_is_kept() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        sealed = everything(device, 3)

        answer = await bring(made, packed(sealed)[:-1])

        assert answer.status_code == 408
        assert made.inbox.count(Fate.READ) == 3

    tell(story)


def test_envelopes_of_two_senders_travel_together() -> None:
    async def story() -> None:
        made = await open_hub()
        one, other = await enrolled(made, "one"), await enrolled(made, "other", "B")

        answer = await bring(made, packed([*everything(one, 1), *everything(other, 1)]))

        assert statuses(answer) == [201] * 4

    tell(story)


@pytest.mark.parametrize("body", [b"", b"BNDL", b"junk", b"BNDL\x02", b"BNDL\x01\xff"])
def test_what_is_no_bundle_is_refused(body: bytes) -> None:
    async def story() -> None:
        answer = await bring(await open_hub(), body)

        assert answer.status_code in (408, 422)

    tell(story)


def test_a_bundle_of_too_many_is_refused_where_it_becomes_too_many(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        monkeypatch.setattr("sync.hub.routes.MAX_BUNDLE_ENVELOPES", 2)

        answer = await bring(made, packed(everything(device, 4)))

        assert answer.status_code == 413
        assert made.inbox.count(Fate.READ) == 2

    tell(story)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.binary(max_size=300), max_size=6), st.binary(max_size=20))
def test_no_bundle_makes_a_hub_stumble(envelopes: list[bytes], tail: bytes) -> None:
    async def story() -> None:
        made = await open_hub()

        answer = await bring(made, packed(envelopes) + tail)

        assert answer.status_code in (200, 408, 413, 422)
        assert made.reader.events() == []

    tell(story)
