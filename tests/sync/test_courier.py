from __future__ import annotations

import asyncio
from dataclasses import replace

import httpx
import pytest

from sync.courier.loop import DISK, NOT_ENROLLED, Courier, Ears, Pace, Reach
from sync.courier.road import HubAddress
from sync.hub.inbox import Fate
from sync.protocol import CONTENT_TYPE
from sync.receipt import read_receipt
from tests.support.hub import (
    Device,
    device_of,
    enrolled,
    is_road_empty,
    open_hub,
    run_until,
    tell,
    turn_with,
)
from tests.support.wire import answering, failing, stormy, straight


class Diary:
    """Remembers what the courier said."""

    def __init__(self) -> None:
        self.reached: list[Reach] = []
        self.news = 0
        self.ears = Ears(self.reached.append, self._hear)

    def _hear(self) -> None:
        self.news += 1


def levels_of(device: Device, envelope: bytes) -> list[int]:
    """Return the levels of the receipts that came back for an envelope."""
    came = device.road.returned()
    return sorted(one.level for one in came if one.envelope == envelope)


def test_what_was_cut_arrives_and_is_read() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        device.recorded_and_cut(3)
        diary = Diary()

        await device.courier(made.road, diary.ears).turn()

        assert made.reader.events() == device.events()
        assert is_road_empty(device)
        assert levels_of(device, device.cuts[0].envelope) == [1, 2]
        assert diary.news == 2  # the key epoch, and the batch that names it
        assert diary.reached[-1].online
        assert device.road.last_contact_ms() == device.clock.now_ms()

    tell(story)


def test_receipts_that_come_back_are_signed_by_the_hub() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        cut = device.recorded_and_cut()

        await turn_with(made.road, device)

        raw = device.road.returned()[-1].raw
        receipt = read_receipt(raw, made.receipt_key.public)
        assert (receipt.envelope, receipt.batch_no) == (cut.envelope, 1)
        assert (receipt.log, receipt.level) == (device.log, 2)

    tell(story)


def test_fifty_batches_through_bad_weather_arrive_exactly_once() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        for _ in range(50):
            device.recorded_and_cut(2)
        road = stormy(made.app, seed=7)

        await run_until(device.courier(road), lambda: is_road_empty(device), 50)
        await road.aclose()

        assert made.reader.events() == device.events()
        assert made.inbox.count(Fate.READ) == 50 + 1  # and the key epoch
        assert road.lost > 0
        assert len(made.hub.kept()) == 0

    tell(story)


def test_a_line_that_comes_back_is_noticed() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        device.recorded_and_cut()
        road = stormy(made.app)
        road.up = False
        diary = Diary()
        courier = device.courier(road, diary.ears)
        stop = asyncio.Event()
        running = asyncio.create_task(courier.run(stop))
        while not diary.reached:
            await asyncio.sleep(0.002)
        was_online = courier.reach

        road.up = True
        while not is_road_empty(device):
            await asyncio.sleep(0.002)
        stop.set()
        await running

        assert (was_online.online, was_online.reason) == (False, "unreachable")
        assert was_online.next_try_ms is not None
        assert any(reach.online for reach in diary.reached)

    tell(story)


def test_before_enrolment_nothing_is_tried() -> None:
    async def story() -> None:
        device = device_of()
        courier = device.courier(failing(AssertionError("asked anyway")))

        pause_s, is_firm = await courier.turn()

        assert courier.reach == Reach(False, None, NOT_ENROLLED, None)
        assert pause_s > 0
        assert not is_firm

    tell(story)


def test_a_locked_hub_gives_level_one_and_later_level_two() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        made.hub.lock()
        device.recorded_and_cut()
        courier = device.courier(made.road)
        await courier.turn()
        before = [one.level for one in device.road.outstanding()]

        await made.unlock()
        await courier.turn()

        assert before == [1, 1]
        assert is_road_empty(device)
        assert levels_of(device, device.cuts[0].envelope) == [1, 2]

    tell(story)


def test_a_stored_batch_is_not_uploaded_again() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        made.hub.lock()
        device.recorded_and_cut()
        asked: list[str] = []
        road = recording(made.app, asked)
        courier = device.courier(road)

        await courier.turn()
        await courier.turn()

        assert [one for one in asked if one == "PUT"] == ["PUT", "PUT"]

    tell(story)


def recording(app: object, asked: list[str]) -> httpx.AsyncBaseTransport:
    """Return a road that writes down what is asked."""

    class Written(httpx.AsyncBaseTransport):
        inner = straight(app)  # type: ignore[arg-type]

        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            asked.append(request.method)
            return await self.inner.handle_async_request(request)

    return Written()


def test_an_idle_courier_greets_its_hub() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        asked: list[str] = []

        courier = await turn_with(recording(made.app, asked), device)

        assert asked == ["GET"]
        assert courier.reach.online

    tell(story)


def test_a_hub_that_asks_to_wait_is_left_alone_even_when_nudged() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        device.recorded_and_cut()
        asked: list[httpx.Request] = []

        def answer(request: httpx.Request) -> httpx.Response:
            asked.append(request)
            return httpx.Response(
                503, headers={"Retry-After": "600"}, stream=httpx.ByteStream(b"")
            )

        courier = device.courier(httpx.MockTransport(answer))
        stop = asyncio.Event()
        running = asyncio.create_task(courier.run(stop))
        while not asked:
            await asyncio.sleep(0.002)
        courier.nudge()
        await asyncio.sleep(0.05)
        stop.set()
        await running

        assert len(asked) == 1
        assert courier.reach.reason == "busy"
        assert courier.reach.next_try_ms == device.clock.now_ms() + 600_000

    tell(story)


def test_a_nudge_tries_at_once() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        slow = Pace(first_s=3600, most_s=3600, unread_s=3600, idle_s=3600)
        courier = Courier(device.road, made.road, device.clock, device.ids, pace=slow)
        stop = asyncio.Event()
        running = asyncio.create_task(courier.run(stop))
        while not courier.reach.online:
            await asyncio.sleep(0.002)

        device.recorded_and_cut()
        await asyncio.to_thread(courier.nudge)
        while not is_road_empty(device):
            await asyncio.sleep(0.002)
        stop.set()
        await running

        assert made.reader.events() == device.events()

    tell(story)


def test_a_cancelled_courier_leaves_nothing_running() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        courier = device.courier(made.road)
        running = asyncio.create_task(courier.run(asyncio.Event()))
        while not courier.reach.online:
            await asyncio.sleep(0.002)

        running.cancel()
        await asyncio.wait({running})

        assert asyncio.all_tasks() == {asyncio.current_task()}

    tell(story)


def test_a_nudge_before_the_first_turn_is_harmless() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        courier = device.courier(made.road)
        courier.nudge()

        await run_until(courier, lambda: courier.reach.online)
        courier.nudge()

    tell(story)


def test_weather_of_any_kind_never_ends_the_loop() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        device.recorded_and_cut()
        weather = [
            failing(httpx.ConnectError("down")),
            failing(httpx.RemoteProtocolError("illegal")),
            failing(OSError("network is down")),
            answering(200, b"garbage"),
            answering(500),
            answering(302, location="http://elsewhere"),
            answering(507, content_type=CONTENT_TYPE),
            answering(403),
        ]
        changing = Changing([*weather, made.road])

        await run_until(device.courier(changing), lambda: is_road_empty(device))

        assert made.reader.events() == device.events()

    tell(story)


class Changing(httpx.AsyncBaseTransport):
    """Other weather at every request; the last stays."""

    def __init__(self, roads: list[httpx.AsyncBaseTransport]) -> None:
        self.roads = roads

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        road = self.roads.pop(0) if len(self.roads) > 1 else self.roads[0]
        return await road.handle_async_request(request)


def test_a_full_disk_here_is_said_and_loses_nothing() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        device.recorded_and_cut()
        connection = device.road._file._database.conn
        connection.execute(
            "CREATE TEMP TRIGGER no_room BEFORE INSERT ON receipt "
            "BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END"
        )

        courier = await turn_with(made.road, device)
        reason = courier.reach.reason
        connection.execute("DROP TRIGGER no_room")
        await courier.turn()

        assert reason == DISK
        assert is_road_empty(device)
        assert made.inbox.count(Fate.READ) == 2

    tell(story)


def test_waits_grow_with_full_jitter_between_two_seconds_and_five_minutes() -> None:
    pace = Pace()

    lowest = [pace.pause_s(failures, 0.0) for failures in range(1, 40)]
    highest = [pace.pause_s(failures, 0.999999) for failures in range(1, 40)]

    assert set(lowest) == {2.0}
    assert highest[0] == pytest.approx(4, abs=0.01)
    assert highest[-1] == pytest.approx(300, abs=0.01)
    assert highest == sorted(highest)


def test_a_hub_that_moves_is_found_at_its_new_address() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        courier = await turn_with(made.road, device)
        known = device.road.hub()
        assert known is not None

        device.road.set_hub(
            HubAddress("http://127.0.0.1", known.token, known.receipt_public)
        )
        device.recorded_and_cut()
        await courier.turn()

        assert is_road_empty(device)

    tell(story)


def test_an_address_that_will_not_do_is_weather_too() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        known = device.road.hub()
        assert known is not None
        device.road.set_hub(replace(known, url="http://hub.example"))

        courier = await turn_with(made.road, device)

        assert courier.reach.reason == "tls"

    tell(story)
