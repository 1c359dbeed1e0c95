"""What a courier makes of the answers of its hub."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from sync.courier.loop import Courier
from sync.event import pack
from sync.ids import EnvelopeId, LogId
from sync.limits import HEARD_AGAIN_S
from sync.protocol import CONTENT_TYPE, Delivered, Problem, Reason, SetAside, State
from sync.receipt import Receipt, read_receipt, sign_receipt
from sync.trust.pairs import SigningKey
from tests.support.fakes import SeededIds
from tests.support.hub import (
    Device,
    enrolled,
    is_road_empty,
    open_hub,
    tell,
    turn_with,
)
from tests.support.wire import answering

OTHER = LogId(b"old_log8")


@pytest.mark.parametrize(
    ("status", "reason", "trouble"),
    [
        (409, Reason.OTHER_BYTES, "other_bytes"),
        (410, Reason.KEY_GONE, "key_gone"),
        (422, Reason.SIGNATURE, "signature"),
        (424, Reason.EPOCH_MISSING, "epoch_missing"),
        (422, "<b>bel 06-12345678</b>", "set_aside"),
    ],
)
def test_what_a_hub_will_not_have_is_kept_and_lets_the_next_pass(
    status: int, reason: str, trouble: str
) -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        device.recorded_and_cut()
        device.recorded_and_cut()
        body = pack(Delivered([], reason, {}))

        await turn_with(answering(status, body, content_type=CONTENT_TYPE), device)

        assert [one.trouble for one in device.road.troubles()] == [trouble] * 3

    tell(story)


def test_an_envelope_too_large_for_the_hub_is_kept_and_told() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        device.recorded_and_cut()
        body = pack(Problem(Reason.TOO_LARGE, {}))

        await turn_with(answering(413, body, content_type=CONTENT_TYPE), device)

        assert [one.trouble for one in device.road.troubles()] == ["too_large"] * 2

    tell(story)


def test_a_receipt_by_another_key_does_not_count() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        device.recorded_and_cut()
        stranger = SigningKey.generate(SeededIds("stranger")).public
        known = device.road.hub()
        assert known is not None
        device.road.set_hub(replace(known, receipt_public=stranger))

        courier = await turn_with(made.road, device)

        assert courier.reach.reason == "garbage"
        assert [one.level for one in device.road.outstanding()] == [0, 0]
        assert device.road.returned() == ()

    tell(story)


def test_a_receipt_for_another_envelope_does_not_count() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        first = device.recorded_and_cut()
        await turn_with(made.road, device)
        stale = device.road.returned()[-1].raw
        device.recorded_and_cut()
        body = pack(Delivered([stale], "", {}))

        courier = await turn_with(
            answering(200, body, content_type=CONTENT_TYPE), device
        )

        assert read_receipt(stale, made.receipt_key.public).envelope == first.envelope
        assert courier.reach.reason == "garbage"
        assert len(device.road.outstanding()) == 1

    tell(story)


def test_stored_without_a_receipt_is_garbage() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        device.recorded_and_cut()
        body = pack(Delivered([], "", {}))

        courier = await turn_with(
            answering(200, body, content_type=CONTENT_TYPE), device
        )

        assert courier.reach.reason == "garbage"

    tell(story)


def state(device: Device, **said: object) -> State:
    empty = State(
        log=device.log,
        held=[],
        read=[],
        set_aside=[],
        receipts=[],
        upto=0,
        more=False,
        revocation=0,
        now_ms=0,
        extensions={},
    )
    fields = {name: getattr(empty, name) for name in State.__struct_fields__}
    return State(**{**fields, **said})


async def hears(device: Device, said: State) -> Courier:
    road = answering(200, pack(said), content_type=CONTENT_TYPE)
    return await turn_with(road, device)


async def stored_device() -> Device:
    """Return a device with one envelope that the hub stored and has not read."""
    made = await open_hub()
    device = await enrolled(made)
    made.hub.lock()
    device.recorded_and_cut()
    await turn_with(made.road, device)
    return device


def test_what_the_hub_holds_no_longer_is_brought_again() -> None:
    async def story() -> None:
        device = await stored_device()

        await hears(device, state(device, held=[]))

        assert device.road.next() is not None

    tell(story)


def test_a_receipt_that_never_came_is_asked_for_from_the_start() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        made.hub.lock()
        device.recorded_and_cut()
        courier = await turn_with(made.road, device)
        device.road.seen_upto(device.log, 1_000)
        await made.unlock()

        await courier.turn()
        before = len(device.road.outstanding())
        await courier.turn()

        assert before == 2
        assert is_road_empty(device)

    tell(story)


def test_receipts_that_are_known_are_not_asked_for_again() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        device.recorded_and_cut()
        device.recorded_and_cut()

        await turn_with(made.road, device)

        assert device.road.logs() == ((device.log, 6),)

    tell(story)


def test_what_the_hub_holds_is_left_alone() -> None:
    async def story() -> None:
        device = await stored_device()

        await hears(device, state(device, held=[(1, 1)]))

        assert device.road.next() is None

    tell(story)


def test_a_post_hears_what_was_set_aside_after_it_was_stored() -> None:
    async def story() -> None:
        device = await stored_device()
        aside = SetAside(device.cuts[0].envelope, 1, "seal")

        await hears(device, state(device, held=[(1, 1)], set_aside=[aside]))

        assert [one.trouble for one in device.road.troubles()] == ["seal"]

    tell(story)


def test_the_state_of_another_log_is_garbage() -> None:
    async def story() -> None:
        device = await stored_device()

        courier = await hears(device, state(device, log=bytes(8)))

        assert courier.reach.reason == "garbage"

    tell(story)


def test_a_state_without_end_is_garbage() -> None:
    async def story() -> None:
        device = await stored_device()

        courier = await hears(device, state(device, more=True))

        assert courier.reach.reason == "garbage"

    tell(story)


def test_receipts_come_in_pages() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        made.hub.lock()
        for _ in range(3):
            device.recorded_and_cut()
        courier = device.courier(made.road)
        await courier.turn()
        made.inbox.receipts_after = paged(made.inbox.receipts_after)  # type: ignore[method-assign]

        await made.unlock()
        await courier.turn()

        assert is_road_empty(device)

    tell(story)


def paged(
    whole: Callable[..., list[tuple[int, bytes]]],
) -> Callable[..., list[tuple[int, bytes]]]:
    """Return pages of one receipt each."""
    return lambda log, since: whole(log, since)[:1]


def test_a_forged_state_receipt_is_garbage() -> None:
    async def story() -> None:
        device = await stored_device()
        forged = sign_receipt(
            Receipt(
                version=1,
                realm=bytes(9),
                number=99,
                level=2,
                envelope=device.cuts[0].envelope,
                digest=bytes(32),
                log=device.log,
                batch_no=1,
                at_ms=0,
                extensions={},
            ),
            SigningKey.generate(SeededIds("forger")),
        )

        courier = await hears(device, state(device, held=[(1, 1)], receipts=[forged]))

        assert courier.reach.reason == "garbage"
        assert len(device.road.outstanding()) == 2

    tell(story)


@pytest.mark.parametrize("said", [{"upto": 2**63}, {"now_ms": 2**64 - 1}, {"upto": -1}])
def test_a_hub_that_answers_with_impossible_numbers_is_weather(
    said: dict[str, int],
) -> None:
    async def story() -> None:
        device = await stored_device()

        courier = await hears(device, state(device, **said))

        assert courier.reach.reason == "garbage"
        assert device.road.logs()[0][1] < 2**62

    tell(story)


def test_a_log_that_waits_for_nothing_is_asked_about_while_another_waits_on() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        device.recorded_and_cut()
        await turn_with(made.road, device)
        known = device.log
        device.road.put(EnvelopeId(bytes(16)), OTHER, 0, b"waits", 0)
        device.road.trouble(bytes(16), Reason.SIGNATURE)
        courier = device.courier(made.road)
        await courier.turn()
        before = device.road.held(known)

        device.clock.advance(int(HEARD_AGAIN_S * 1000))
        await courier.turn()

        assert before is None
        assert device.road.held(known) is not None

    tell(story)
