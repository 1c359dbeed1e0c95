"""What comes down is kept on the road until the post has landed it."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import httpx
import pytest

from sync.courier.loop import Courier
from sync.courier.road import Road
from sync.database import MEMORY
from sync.event import pack
from sync.ids import EnvelopeId
from sync.protocol import CONTENT_TYPE, Down
from tests.support.hub import Device, TestHub, enrolled, open_hub, tell
from tests.support.wire import QUICK, answering, failing


def lay(made: TestHub, device: Device, count: int, first: int = 1) -> list[bytes]:
    """Let a hub have something for a post; nobody here looks into it."""
    sealed = [b"sealed %d" % number for number in range(first, first + count)]
    for number, each in enumerate(sealed, first):
        name = EnvelopeId(number.to_bytes(16, "big"))
        made.hub.outgoing.lay(device.applicant.post, name, each)
    return sealed


def lying(device: Device) -> list[bytes]:
    return [one.sealed for one in device.road.collected()]


async def met(made: TestHub) -> tuple[Device, Courier]:
    """Return a device that has brought something up, and its courier."""
    device = await enrolled(made)
    device.recorded_and_cut()
    courier = device.courier(made.road)
    await courier.turn()
    return device, courier


def test_what_a_hub_has_is_collected_once_and_in_order() -> None:
    async def story() -> None:
        made = await open_hub()
        device, courier = await met(made)
        sealed = lay(made, device, 3)

        first, again = await courier.collect(), await courier.collect()

        assert (first, again) == (3, 0)
        assert lying(device) == sealed

    tell(story)


def test_news_is_collected_while_the_post_waits_for_it() -> None:
    async def story() -> None:
        made = await open_hub()
        device, _ = await met(made)
        pace = replace(QUICK, hold_s=50.0, idle_s=3600.0)
        courier = Courier(device.road, made.road, device.clock, device.ids, None, pace)
        stop = asyncio.Event()
        running = asyncio.create_task(courier.run(stop))
        while not made.hub.outgoing._listeners:
            await asyncio.sleep(0.002)

        sealed = await asyncio.to_thread(lay, made, device, 1)
        while not lying(device):
            await asyncio.sleep(0.002)
        stop.set()
        await running

        assert lying(device) == sealed
        assert made.hub.outgoing._listeners == []

    tell(story)


def test_waiting_for_news_does_not_keep_anything_from_going_up() -> None:
    async def story() -> None:
        made = await open_hub()
        device, _ = await met(made)
        pace = replace(QUICK, hold_s=50.0)
        courier = Courier(device.road, made.road, device.clock, device.ids, None, pace)
        stop = asyncio.Event()
        running = asyncio.create_task(courier.run(stop))
        while not made.hub.outgoing._listeners:
            await asyncio.sleep(0.002)

        device.recorded_and_cut()
        courier.nudge()
        while device.road.outstanding():
            await asyncio.sleep(0.002)
        is_waiting = bool(made.hub.outgoing._listeners)
        stop.set()
        await running

        assert is_waiting
        assert made.reader.events() == device.events()

    tell(story)


def test_before_anything_went_up_nothing_is_asked() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        courier = device.courier(failing(AssertionError("asked anyway")))

        assert await courier.collect() == 0

    tell(story)


def test_weather_makes_it_nothing() -> None:
    async def story() -> None:
        made = await open_hub()
        device, _ = await met(made)

        came = await device.courier(failing(httpx.ConnectError("down"))).collect()

        assert came == 0

    tell(story)


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"\x95",
        pack(Down([], b"x" * 65, False, 0, {})),
        pack(Down([], b"x", True, 0, {})),
        pack([[], b"x", False]),
    ],
)
def test_an_answer_that_is_none_is_not_kept(said: bytes) -> None:
    async def story() -> None:
        made = await open_hub()
        device, _ = await met(made)

        road = answering(200, said, content_type=CONTENT_TYPE)
        came = await device.courier(road).collect()

        assert came == 0
        assert device.road.cursor() == b""

    tell(story)


def test_a_line_that_breaks_is_asked_for_less_at_a_time() -> None:
    async def story() -> None:
        made = await open_hub()
        device, _ = await met(made)
        asked: list[int] = []

        def note(request: httpx.Request) -> httpx.Response:
            asked.append(int(request.url.params["most"]))
            raise httpx.ReadError("broken", request=request)

        courier = device.courier(httpx.MockTransport(note))
        for _ in range(8):
            await courier.collect()

        assert asked[:3] == [256 * 1024, 128 * 1024, 64 * 1024]
        assert asked[-1] == 8 * 1024

    tell(story)


def test_an_answer_of_a_hub_that_is_no_longer_ours_is_dropped() -> None:
    async def story() -> None:
        made = await open_hub()
        device, _ = await met(made)
        lay(made, device, 1)
        known = device.road.hub()
        assert known is not None

        class Joins(httpx.AsyncBaseTransport):
            async def handle_async_request(
                self, request: httpx.Request
            ) -> httpx.Response:
                answer = await made.road.handle_async_request(request)
                device.road.set_hub(replace(known, receipt_public=bytes(32)))
                return answer

        came = await device.courier(Joins()).collect()

        assert came == 0
        assert (lying(device), device.road.cursor()) == ([], b"")

    tell(story)


def collected(*sealed: bytes) -> Road:
    road = Road.open(MEMORY)
    road.collect(sealed, b"cursor", 7)
    return road


def test_what_was_landed_is_let_go() -> None:
    road = collected(b"one", b"two")

    road.landed([road.collected()[0].n])

    assert [one.sealed for one in road.collected()] == [b"two"]


def test_what_cannot_be_used_lets_the_next_pass_and_may_be_tried_again() -> None:
    road = collected(b"one", b"two")

    road.set_aside_down(road.collected()[0].n, "seal")

    assert [one.sealed for one in road.collected()] == [b"two"]
    assert [(one.size, one.reason) for one in road.aside_down()] == [(3, "seal")]
    assert road.retry_down() == 1
    assert len(road.collected()) == 2


def test_what_came_twice_lies_once() -> None:
    road = collected(b"one")

    new = road.collect([b"one", b"two"], b"later", 8)

    assert new == 1
    assert road.cursor() == b"later"
    assert len(road.collected()) == 2


def test_as_much_is_taken_off_the_road_as_fits_in_one_transaction(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sync.courier.incoming._AT_ONCE_BYTES", 10)
    road = collected(bytes(20), b"12345", b"6789", b"abc")

    sizes: list[list[int]] = []
    while few := road.collected():
        sizes.append([len(one.sealed) for one in few])
        road.landed([one.n for one in few])

    assert sizes == [[20], [5, 4], [3]]


def test_a_road_that_is_full_collects_no_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def story() -> None:
        made = await open_hub()
        device, courier = await met(made)
        monkeypatch.setattr("sync.courier.incoming.MAX_COLLECTED_BYTES", 15)
        lay(made, device, 2)
        await courier.collect()
        lay(made, device, 1, first=3)

        while_full = await courier.collect()
        device.road.landed([one.n for one in device.road.collected()])
        after = await courier.collect()

        assert (while_full, after) == (0, 1)

    tell(story)


def test_what_was_refused_takes_no_room_from_what_is_still_to_come(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def story() -> None:
        made = await open_hub()
        device, courier = await met(made)
        monkeypatch.setattr("sync.courier.incoming.MAX_COLLECTED_BYTES", 15)
        device.road.collect([b"junk of 16 bytes", b"and more of such"], b"", 0)
        (sealed,) = lay(made, device, 1)

        while_full = await courier.collect()
        for one in device.road.collected():
            device.road.set_aside_down(one.n, "format")
        after = await courier.collect()

        assert (while_full, after) == (0, 1)
        assert lying(device) == [sealed]
        assert len(device.road.aside_down()) == 2

    tell(story)


def test_of_what_was_refused_the_newest_is_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sync.courier.incoming.MAX_REFUSED_BYTES", 40 * 1024)
    large, small = bytes(30 * 1024), [b"one", b"two"]
    road = collected(large, *small)

    for one in road.collected():
        road.set_aside_down(one.n, "format")

    assert [one.size for one in road.aside_down()] == [3, 3]
    assert road.retry_down() == 2
    assert road.collect([large], b"cursor", 8) == 1  # it may be asked for again


@pytest.mark.parametrize("value", ["text", 10**12, 1.5])
def test_what_is_no_bytes_at_all_is_judged_as_any_other(value: object) -> None:
    road = collected(b"one")
    with road._file.change() as run:
        run("UPDATE down SET sealed = ?, size = 'large'", value)

    (lying,) = road.collected()

    assert lying.sealed == str(value).encode()
    road.set_aside_down(lying.n, "format")
    assert road.has_room_down()


def test_another_hub_begins_at_the_start() -> None:
    async def story() -> None:
        made = await open_hub()
        device, courier = await met(made)
        lay(made, device, 1)
        await courier.collect()
        known = device.road.hub()
        assert known is not None

        device.road.set_hub(replace(known, receipt_public=bytes(32)))

        assert device.road.cursor() == b""
        assert len(device.road.collected()) == 1

    tell(story)
