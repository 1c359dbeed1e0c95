"""What goes up: together where the line is good, in parts where it is not."""

from __future__ import annotations

import os
from collections.abc import Callable

import httpx

from sync.courier.weather import BadWeather, Odds
from sync.event import Draft, pack
from sync.hub.inbox import Fate
from sync.ids import NOBODY, EnvelopeId, StreamId
from sync.protocol import BUNDLE_PATH, CONTENT_TYPE, UPLOAD_PREFIX, Delivered, Reason
from tests.support.hub import (
    Device,
    TestHub,
    enrolled,
    is_road_empty,
    open_hub,
    run_until,
    tell,
)
from tests.support.wire import straight


class Watched(httpx.AsyncBaseTransport):
    """A road that writes down what is asked, and may spoil it."""

    def __init__(
        self,
        made: TestHub,
        spoil: Callable[[httpx.Request], httpx.Response | None] = lambda _asked: None,
    ) -> None:
        self.asked: list[str] = []
        self._inner = straight(made.app)
        self._spoil = spoil

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(f"{request.method} {request.url.path}")
        await request.aread()
        return self._spoil(request) or await self._inner.handle_async_request(request)

    def count(self, what: str) -> int:
        return sum(one.startswith(what) for one in self.asked)


def record_large(device: Device, size: int) -> None:
    """Record what no compression makes small, and cut it."""
    drafts = [
        Draft(StreamId(bytes(16)), "thing.noted", 1, os.urandom(20_000), NOBODY)
        for _ in range(max(1, size // 20_000))
    ]
    with device.journal.database.atomic():
        device.journal.record(drafts)
    device.cut()


def gone(_request: httpx.Request) -> httpx.Response:
    return httpx.Response(404, stream=httpx.ByteStream(b""))


def test_many_that_wait_go_in_one_request() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        for _ in range(20):
            device.recorded_and_cut(2)
        road = Watched(made)

        await device.courier(road).turn()

        assert road.asked == [road.asked[0], f"POST {BUNDLE_PATH}"]
        assert made.reader.events() == device.events()
        assert is_road_empty(device)

    tell(story)


def test_a_hub_that_knows_no_bundles_gets_them_one_by_one() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        for _ in range(4):
            device.recorded_and_cut()
        road = Watched(made, lambda r: gone(r) if r.url.path == BUNDLE_PATH else None)

        await device.courier(road).turn()

        assert road.count(f"POST {BUNDLE_PATH}") == 1
        assert is_road_empty(device)

    tell(story)


def test_what_arrived_of_a_bundle_is_heard_of_and_not_sent_again() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        for _ in range(6):
            device.recorded_and_cut()
        lost: list[str] = []

        class LosesOneAnswer(Watched):
            async def handle_async_request(
                self, request: httpx.Request
            ) -> httpx.Response:
                answer = await super().handle_async_request(request)
                if request.url.path == BUNDLE_PATH and not lost:
                    lost.append("answer")
                    await answer.aread()
                    raise httpx.ReadError("the answer was lost", request=request)
                return answer

        road = LosesOneAnswer(made)
        courier = device.courier(road)
        await courier.turn()
        after_loss = len(road.asked)

        await courier.turn()

        assert lost
        assert road.asked[after_loss].startswith("GET /v1/state")
        assert not any(one.startswith("P") for one in road.asked[after_loss:])
        assert is_road_empty(device)

    tell(story)


def test_a_hub_that_is_busy_halfway_a_bundle_is_left_alone_for_a_while() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        for _ in range(3):
            device.recorded_and_cut()
        courier = device.courier(made.road)
        connection = made.inbox.file._database.conn
        connection.execute(
            "CREATE TEMP TRIGGER no_room BEFORE INSERT ON envelope "
            "WHEN (SELECT COUNT(*) FROM envelope) >= 2 "
            "BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END"
        )

        pause_s, is_firm = await courier.turn()
        connection.execute("DROP TRIGGER no_room")
        await courier.turn()

        assert (pause_s, is_firm) == (30, True)
        assert is_road_empty(device)
        assert made.reader.events() == device.events()

    tell(story)


def test_a_large_envelope_goes_in_parts() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        for _ in range(2):
            record_large(device, 260_000)
        road = Watched(made)

        await device.courier(road).turn()

        sizes = [len(one.sealed) for one in device.cuts]
        assert any(size > 256 * 1024 for size in sizes)
        assert road.count(f"PUT {UPLOAD_PREFIX}") >= 2
        assert made.reader.events() == device.events()
        assert is_road_empty(device)

    tell(story)


def test_a_hub_that_knows_no_uploads_gets_a_large_envelope_whole() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        record_large(device, 260_000)

        def old(request: httpx.Request) -> httpx.Response | None:
            is_upload = request.url.path.startswith(UPLOAD_PREFIX)
            return gone(request) if is_upload else None

        await device.courier(Watched(made, old)).turn()

        assert is_road_empty(device)

    tell(story)


def test_after_a_line_broke_off_the_rest_is_brought_from_where_it_was() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        record_large(device, 60_000)
        breaks = iter([True])

        def break_once(request: httpx.Request) -> httpx.Response | None:
            if len(request.content) > 50_000 and next(breaks, False):
                raise httpx.WriteError("broken", request=request)
            return None

        road = Watched(made, break_once)
        await device.courier(road).turn()

        assert road.count(f"GET {UPLOAD_PREFIX}") == 1
        assert road.count(f"PUT {UPLOAD_PREFIX}") > 1
        assert is_road_empty(device)
        assert made.reader.events() == device.events()

    tell(story)


def test_a_line_that_cuts_every_third_request_still_carries_everything_once() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        for _ in range(4):
            record_large(device, 60_000)
            device.recorded_and_cut()
        road = BadWeather(straight(made.app), 3, Odds(0.1, 0.1, 0.1, 0.1, 0.3))

        await run_until(device.courier(road), lambda: is_road_empty(device), 50)
        await road.aclose()

        assert made.reader.events() == device.events()
        assert made.inbox.count(Fate.READ) == 8 + 1  # and the key epoch
        assert len(made.hub.kept()) == 0

    tell(story)


def test_an_upload_that_never_moves_on_is_garbage() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        record_large(device, 260_000)

        def stuck(request: httpx.Request) -> httpx.Response | None:
            if not request.url.path.startswith(UPLOAD_PREFIX):
                return None
            said = httpx.ByteStream(b"\x92\x00\x80")
            kind = {"Content-Type": "application/x-noodpost"}
            status = 202 if request.method == "PUT" else 200
            return httpx.Response(status, headers=kind, stream=said)

        courier = device.courier(Watched(made, stuck))
        await courier.turn()

        assert courier.reach.reason == "garbage"

    tell(story)


def misses_epoch(times: int) -> Callable[[httpx.Request], httpx.Response | None]:
    """Answer so many batches as a hub does that lost their key epoch."""
    missed: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response | None:
        if request.url.path == BUNDLE_PATH:
            return gone(request)
        is_batch = request.content[14:15] == b"\x01"
        if not is_batch or len(missed) >= times:
            return None
        missed.append(request.url.path)
        body = pack(Delivered([], Reason.EPOCH_MISSING, {}))
        kind = {"Content-Type": CONTENT_TYPE}
        return httpx.Response(424, headers=kind, stream=httpx.ByteStream(body))

    return answer


async def met(made: TestHub) -> Device:
    """Return a device whose key epoch the hub has read, with one more batch."""
    device = await enrolled(made)
    device.recorded_and_cut()
    await device.courier(made.road).turn()
    device.recorded_and_cut()
    return device


def test_an_epoch_the_hub_lost_is_brought_again_before_the_batch() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await met(made)
        road = Watched(made, misses_epoch(1))

        await device.courier(road).turn()

        batch, epoch = (device.cuts[-1].envelope.hex(), device.cuts[-1].epoch.hex())
        paths = [f"PUT /v1/envelope/{name}" for name in (batch, epoch, batch)]
        assert [one for one in road.asked if one.startswith("PUT")] == paths
        assert device.road.troubles() == ()
        assert is_road_empty(device)
        assert made.reader.events() == device.events()

    tell(story)


def test_an_epoch_is_not_brought_again_and_again() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await met(made)
        road = Watched(made, misses_epoch(1_000))

        await device.courier(road).turn()

        assert [one.trouble for one in device.road.troubles()] == ["epoch_missing"]
        assert road.count("PUT") == 3

    tell(story)


def test_an_epoch_waits_on_the_road_until_nothing_names_it() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await met(made)
        epoch = device.cuts[-1].epoch

        await device.courier(made.road).turn()

        assert is_road_empty(device)
        assert device.road.bring_epoch(epoch)

    tell(story)


def test_a_hub_that_has_the_key_no_more_is_asked_who_it_is_now() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        device.recorded_and_cut()

        def key_gone(request: httpx.Request) -> httpx.Response | None:
            if request.method != "PUT":
                return None
            body = pack(Delivered([], Reason.KEY_GONE, {}))
            kind = {"Content-Type": CONTENT_TYPE}
            return httpx.Response(410, headers=kind, stream=httpx.ByteStream(body))

        road = Watched(made, key_gone)
        courier = device.courier(road)
        await courier.turn()
        await courier.turn()

        assert device.road.descriptor() == made.hub.descriptor()
        assert road.count("GET /v1/hub") == 1

    tell(story)


def test_what_the_hub_holds_is_remembered_for_the_open_post() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await met(made)
        courier = device.courier(made.road)
        await courier.turn()

        await courier.turn()

        held = device.road.held(device.log)
        assert held is not None
        assert held.read[-1][1] == held.held[-1][1] == 2
        assert held.epochs == (EnvelopeId(device.cuts[-1].epoch),)
        assert device.road.clock_offset() is not None

    tell(story)
