"""A relay carries what it cannot read, both ways, and its word counts for nothing."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import httpx

from sync.hub.inbox import Fate
from sync.ids import Mode
from sync.limits import KEPT_AGAIN_S, MAX_ERRAND_ITEMS, RELAY_LIFE_MS
from sync.relay.room import Quota
from sync.relay.shelf import Count
from sync.reply import Item, Kind
from sync.trust.pairs import SigningKey
from tests.hub.test_down import known, say
from tests.support.fakes import SeededIds
from tests.support.hub import (
    Device,
    enrolled,
    hub_of,
    is_road_empty,
    open_hub,
    tell,
)
from tests.support.relay import all_round, hands_to, receipt_by, relay_of
from tests.support.wire import URL


async def collected(device: Device) -> list[bytes]:
    return [one.sealed for one in device.road.collected()]


def test_what_is_handed_to_a_relay_is_read_by_the_hub_and_the_receipts_come_back() -> (
    None
):
    async def story() -> None:
        made, relay = await open_hub(), relay_of()
        device = await enrolled(made)
        device.recorded_and_cut(3)
        device.recorded_and_cut(2)

        await all_round(device, relay, made)

        assert made.reader.events() == device.events()
        assert is_road_empty(device)
        assert relay.shelf.count() == Count(0, 0, 0)

    tell(story)


def test_what_a_relay_keeps_is_not_acknowledged() -> None:
    async def story() -> None:
        made, relay = await open_hub(), relay_of()
        device = await enrolled(made)
        device.recorded_and_cut()

        await hands_to(device, relay).turn()

        assert [one.level for one in device.road.outstanding()] == [0, 0]
        assert device.road.handing.neighbours() == ()
        assert relay.shelf.count().waiting == 2  # an epoch and a batch

    tell(story)


def test_nothing_is_handed_over_twice_while_the_relay_says_it_keeps_it() -> None:
    async def story() -> None:
        made, relay = await open_hub(), relay_of()
        device = await enrolled(made)
        device.recorded_and_cut()
        asked: list[int] = []

        async def counted(request: httpx.Request) -> httpx.Response:
            asked.append(len(request.content))
            return await relay.road.handle_async_request(request)

        errands = hands_to(device, relay)
        errands._manner = replace(
            errands._manner, transport=httpx.MockTransport(counted)
        )
        await errands.turn()
        first = sum(asked)
        asked.clear()
        await errands.turn()
        again = sum(asked)
        device.clock.advance(int(KEPT_AGAIN_S * 1000) + 1)
        asked.clear()
        await errands.turn()

        assert first > 2_000
        assert again < 100
        assert sum(asked) > 2_000  # it may have lost its shelf

    tell(story)


def test_what_goes_down_reaches_a_post_past_a_relay_and_only_once() -> None:
    async def story() -> None:
        made, relay = await open_hub(), relay_of()
        device = await enrolled(made)
        device.recorded_and_cut()
        say(made, device.applicant.post, "Blijf daar", "Kom naar huis")

        await all_round(device, relay, made)
        first = await collected(device)
        say(made, device.applicant.post, "Toch niet")
        await all_round(device, relay, made)

        assert len(first) == 2
        assert len(await collected(device)) == 3
        # It may not have arrived: the hub goes on offering it to the device itself.
        page = made.hub.outgoing.collect(known(made, device), b"")
        assert [hashlib.sha256(one).digest() for one in page.envelopes] == [
            hashlib.sha256(one).digest() for one in await collected(device)
        ]

    tell(story)


def test_a_locked_hub_stores_and_the_relay_hears_later_that_it_read() -> None:
    async def story() -> None:
        made, relay = hub_of(), relay_of()
        await made.unlock()
        device = await enrolled(made)
        device.recorded_and_cut()
        made.hub.lock()

        await all_round(device, relay, made)
        levels = [one.level for one in device.road.outstanding()]
        waiting = relay.shelf.count().waiting
        await made.unlock()
        await all_round(device, relay, made)

        assert levels == [1, 1]
        assert waiting == 2  # until it was read it is brought again when asked for
        assert is_road_empty(device)
        assert relay.shelf.count().waiting == 0

    tell(story)


def test_a_receipt_another_hub_signed_lets_nothing_go() -> None:
    async def story() -> None:
        made, relay = await open_hub(), relay_of()
        device = await enrolled(made)
        device.recorded_and_cut()
        await all_round(device, relay, made)
        cut = device.recorded_and_cut()
        await hands_to(device, relay).turn()

        forged = receipt_by(SigningKey.generate(SeededIds("liar")), cut)
        items = [Item(device.log, Kind.RECEIPT, forged)]
        news = relay.shelf.came_back(URL.encode(), [], items, relay.clock.now_ms())

        assert news == 0
        assert relay.shelf.count().waiting == 1

    tell(story)


def test_two_relays_in_a_row_carry_as_one() -> None:
    async def story() -> None:
        made, near, far = await open_hub(), relay_of("near"), relay_of("far")
        device = await enrolled(made)
        device.recorded_and_cut(4)
        say(made, device.applicant.post, "Blijf daar")

        await hands_to(device, near).turn()
        await near.leads_to(far.road).turn()
        await far.leads_to(made.road).turn()
        near.clock.advance(60_000)
        await near.leads_to(far.road).turn()
        await hands_to(device, near).turn()

        assert set(device.events()) < set(made.reader.events())
        assert is_road_empty(device)
        assert len(await collected(device)) == 1
        assert near.shelf.count().waiting == 0  # it knows the region's hub by its CA

    tell(story)


def test_several_posts_use_one_relay_and_each_gets_only_its_own() -> None:
    async def story() -> None:
        made, relay = await open_hub(), relay_of()
        one, two = await enrolled(made, "one"), await enrolled(made, "two")
        one.recorded_and_cut()
        two.recorded_and_cut()
        say(made, two.applicant.post, "Alleen voor twee")

        await hands_to(one, relay).turn()
        await hands_to(two, relay).turn()
        await relay.leads_to(made.road).turn()
        await hands_to(one, relay).turn()
        await hands_to(two, relay).turn()

        assert is_road_empty(one)
        assert is_road_empty(two)
        assert await collected(one) == []
        assert len(await collected(two)) == 1

    tell(story)


def test_a_relay_of_very_many_posts_asks_for_all_of_them_in_turns() -> None:
    async def story() -> None:
        made, relay = hub_of(), relay_of()
        await made.unlock()
        posts = [await enrolled(made, f"post {n}") for n in range(70)]
        made.hub.lock()
        for post in posts:
            for _ in range(16):
                post.recorded_and_cut()
            await hands_to(post, relay).turn()
        onward = relay.leads_to(made.road)
        while relay.shelf.count().waiting and onward.ran.reason is None:
            before = made.inbox.count(Fate.STORED)
            await onward.turn()
            if made.inbox.count(Fate.STORED) == before:
                break
        await made.unlock()
        for _ in range(20):
            relay.clock.advance(1_000)
            await onward.turn()

        sizes = [
            sum(len(part.receipts) + len(part.envelopes) + 1 for part in parts)
            for parts in [relay.shelf.errand(b"anywhere", relay.clock.now_ms())]
        ]
        assert onward.ran.reason is None
        assert relay.shelf.count().waiting == 0
        assert max(sizes) <= MAX_ERRAND_ITEMS

    tell(story, within_s=240)  # over a thousand envelopes are sealed


def test_a_relay_lets_nothing_in_beyond_its_quota_and_says_so() -> None:
    async def story() -> None:
        made = await open_hub()
        relay = relay_of(quota=Quota(most_bytes=1 << 20, each_bytes=8_000))
        one, two = await enrolled(made, "one"), await enrolled(made, "two")
        for _ in range(20):
            one.recorded_and_cut(30)
        two.recorded_and_cut()

        await hands_to(one, relay).turn()
        await hands_to(two, relay).turn()
        held = relay.shelf.count()
        await relay.leads_to(made.road).turn()

        assert held.bytes < 16_000
        assert held.senders == 2
        assert len(made.reader.events()) < 602
        assert len(one.road.outstanding()) == 21  # all of it waits here as before

    tell(story)


def test_what_is_old_is_let_go_of() -> None:
    async def story() -> None:
        made, relay = await open_hub(), relay_of()
        device = await enrolled(made)
        device.recorded_and_cut()
        await hands_to(device, relay).turn()

        relay.shelf.forget_old(relay.clock.now_ms() + RELAY_LIFE_MS - 1)
        before = relay.shelf.count().waiting
        relay.shelf.forget_old(relay.clock.now_ms() + RELAY_LIFE_MS + 1)

        assert before == 2
        assert relay.shelf.count().waiting == 0

    tell(story)


def test_a_shelf_that_was_killed_has_what_it_said_it_keeps(tmp_path: Path) -> None:
    async def story() -> None:
        made = await open_hub()
        relay = relay_of(path=str(tmp_path / "relay.sqlite"))
        device = await enrolled(made)
        device.recorded_and_cut()
        await hands_to(device, relay).turn()
        relay.shelf.close()

        again = relay_of(path=str(tmp_path / "relay.sqlite"))
        await again.leads_to(made.road).turn()
        await hands_to(device, again).turn()

        assert made.reader.events() == device.events()
        assert is_road_empty(device)
        again.shelf.close()

    tell(story)


def test_a_relay_reads_no_word_of_what_it_carries(tmp_path: Path) -> None:
    async def story() -> None:
        path = tmp_path / "relay.sqlite"
        made, relay = await open_hub(), relay_of(path=str(path))
        device = await enrolled(made)
        device.record(stream=b"mevrouw-de-vries")
        device.cut()
        await hands_to(device, relay).turn()
        relay.shelf.close()

        held = b"".join(each.read_bytes() for each in tmp_path.iterdir())

        assert b"mevrouw-de-vries" not in held
        assert b"Post device" not in held
        assert b"127.0.0.1" not in held

    tell(story)


def test_real_and_exercise_do_not_meet_on_a_shelf() -> None:
    async def story() -> None:
        made, drill = await open_hub(), await open_hub(Mode.EXERCISE, seed="drill")
        relay = relay_of(mode=Mode.REAL)
        ours, theirs = await enrolled(made), await enrolled(drill, "theirs")
        ours.recorded_and_cut()
        theirs.recorded_and_cut()

        await hands_to(theirs, relay).turn()
        nothing = relay.shelf.count().waiting
        await hands_to(ours, relay).turn()

        assert nothing == 0
        assert relay.shelf.count().waiting == 2

    tell(story)
