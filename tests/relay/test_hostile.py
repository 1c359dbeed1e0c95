"""Relays that lie, are spoiled, or are asked too much: they take nothing away."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest

from sync.courier.errand import NO_ERRANDS, run_errand
from sync.courier.http import BUSY, open_line
from sync.courier.neighbours import OwnErrands
from sync.errors import RoadError
from sync.event import pack
from sync.ids import LogId
from sync.limits import RETRY_FIRST_S
from sync.protocol import CONTENT_TYPE, About
from sync.relay.room import Quota
from sync.reply import ForDevice, Item, Kind, kept, packed_reply
from sync.trust.pairs import SigningKey
from tests.support.fakes import NOON_MS, SeededIds
from tests.support.hub import (
    enrolled,
    is_road_empty,
    open_hub,
    tell,
    turn_with,
)
from tests.support.relay import all_round, hands_to, receipt_by, relay_of
from tests.support.wire import URL, answering


def test_what_was_spoiled_on_a_shelf_is_dropped_and_never_brought() -> None:
    async def story() -> None:
        made, relay = await open_hub(), relay_of()
        device = await enrolled(made)
        device.recorded_and_cut()
        await hands_to(device, relay).turn()
        with relay.shelf._file.change() as run:
            run("UPDATE envelope SET sealed = x'00' WHERE NOT is_epoch")

        onward = relay.leads_to(made.road)
        await onward.turn()

        assert onward.ran.reason is None
        assert relay.shelf.count().waiting == 0  # the epoch was read
        assert [one.level for one in device.road.outstanding()] == [0, 0]

    tell(story)


def test_what_was_not_looked_at_is_brought_as_soon_as_it_was_asked_to_be() -> None:
    async def story() -> None:
        made, relay = await open_hub(), relay_of()
        device = await enrolled(made)
        device.recorded_and_cut()
        await hands_to(device, relay).turn()
        nothing = packed_reply([])
        full = answering(200, nothing, content_type=CONTENT_TYPE, retry_after="0")
        tired = relay.leads_to(full)

        rest_s, is_firm = await tired.turn()
        await relay.leads_to(made.road).turn()

        assert tired.ran.reason == BUSY
        assert is_firm
        assert rest_s >= RETRY_FIRST_S  # whatever it was asked
        assert relay.shelf.count().waiting == 0

    tell(story)


def test_a_clock_that_was_ahead_holds_nothing_up_once_it_is_right() -> None:
    async def story() -> None:
        made, relay = await open_hub(), relay_of(quota=Quota(each_bytes=1))
        device = await enrolled(made)
        device.recorded_and_cut()
        year_ms = 365 * 24 * 3_600_000
        device.clock.advance(year_ms)
        await hands_to(device, relay).turn()  # takes nothing
        device.clock.advance(-year_ms)

        roomy = relay_of("roomy")
        await hands_to(device, roomy).turn()

        assert roomy.shelf.count().waiting == 2

    tell(story)


def test_a_log_that_is_only_named_gets_what_came_back_for_it() -> None:
    async def story() -> None:
        made, relay = await open_hub(), relay_of()
        device = await enrolled(made)
        device.recorded_and_cut()
        await all_round(device, relay, made)
        line = open_line(URL, transport=relay.road)

        items, _ = await run_errand(line, [ForDevice(device.log, cursor=b"")])

        assert [each.kind for each in items].count(Kind.RECEIPT) == 4
        await line.aclose()

    tell(story)


def test_what_goes_down_and_is_no_envelope_takes_no_room() -> None:
    async def story() -> None:
        made, relay = await open_hub(), relay_of()
        device = await enrolled(made)
        device.recorded_and_cut()
        await hands_to(device, relay).turn()
        junk = [Item(device.log, Kind.ENVELOPE, bytes([n] * 4)) for n in range(200)]
        junk.append(Item(LogId(b"nobody's"), Kind.CURSOR, b"x"))

        at_post = OwnErrands(device.road).came_back(b"http://x", [], junk, NOON_MS)
        at_relay = relay.shelf.came_back(b"http://x", [], junk, NOON_MS)

        assert (at_post, at_relay) == (0, 0)
        assert device.road.collected() == ()

    tell(story)


@pytest.mark.parametrize("hub_ms", [-1, 1 << 62])
def test_a_moment_no_clock_shows_is_no_moment(hub_ms: int) -> None:
    async def story() -> None:
        device = await enrolled(await open_hub())
        said = pack(About(bytes(8), hub_ms, NOON_MS, {}))
        errands = hands_to(device, relay_of())
        lying = answering(200, said, content_type=CONTENT_TYPE)
        errands._manner = replace(errands._manner, transport=lying)

        assert await errands._about() is None

    tell(story)


def test_a_line_that_takes_no_errands_is_named() -> None:
    async def story() -> None:
        device = await enrolled(await open_hub())
        device.recorded_and_cut()
        line = open_line(URL, transport=answering(404))

        with pytest.raises(RoadError) as why:
            await run_errand(line, [ForDevice(device.log)])

        assert why.value.reason == NO_ERRANDS
        await line.aclose()

    tell(story)


def test_a_relay_that_lies_takes_nothing_away() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        cut = device.recorded_and_cut()
        own, place = OwnErrands(device.road), b"https://liar"
        now_ms = device.clock.now_ms()
        (part,) = own.errand(place, now_ms)
        digest = hashlib.sha256(cut.sealed).digest()
        forged = receipt_by(SigningKey.generate(SeededIds("liar")), cut)
        lies = [
            Item(device.log, Kind.KEPT, kept(cut.envelope, digest)),
            Item(device.log, Kind.RECEIPT, forged),
            Item(device.log, Kind.ENVELOPE, b"no envelope at all"),
            Item(device.log, Kind.CURSOR, bytes(64)),
            Item(LogId(b"somebody"), Kind.RECEIPT, forged),
        ]

        own.came_back(place, part.envelopes, lies, now_ms)

        assert [one.level for one in device.road.outstanding()] == [0, 0]
        await turn_with(made.road, device)
        assert made.reader.events() == device.events()
        assert is_road_empty(device)

    tell(story)
