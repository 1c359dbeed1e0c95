"""What one device of a post sent is handed on to its sisters, as it came."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from sync.envelope import read_head
from sync.hub.down import Collected
from sync.limits import DOWN_BYTES
from tests.hub.test_down import collect, known, say
from tests.support.hub import (
    Device,
    TestHub,
    device_of,
    enrol,
    enrolled,
    open_hub,
    tell,
)
from tests.support.hub import put_all as put_cut


async def two_of(made: TestHub) -> tuple[Device, Device]:
    one = await enrolled(made, "one")
    return one, await sister_of(made, one, "two", "B")


async def sister_of(made: TestHub, one: Device, seed: str, letter: str) -> Device:
    other = device_of(seed, letter=letter)
    other.applicant = replace(other.applicant, post=one.applicant.post)
    await enrol(made, other, one.applicant.post)
    return other


def names(page: Collected) -> list[bytes]:
    return [read_head(raw).core.envelope for raw in page.envelopes]


def told_by(device: Device) -> list[bytes]:
    """Return what a device has cut, each key epoch before what names it."""
    found: list[bytes] = []
    for one in device.cuts:
        if one.epoch not in found:
            found.append(one.epoch)
        found.append(one.envelope)
    return found


def test_a_device_gets_what_its_sister_sent_and_never_its_own() -> None:
    async def story() -> None:
        made = await open_hub()
        one, two = await two_of(made)
        other = await enrolled(made, "other")
        for device in (one, one, two, other):
            await put_cut(made, device.recorded_and_cut())

        at_two, at_one = collect(made, two), collect(made, one)

        assert names(at_two) == told_by(one)
        assert names(at_one) == told_by(two)
        assert names(collect(made, other)) == []
        assert names(collect(made, two, at_two.cursor)) == []

    tell(story)


def test_a_locked_hub_hands_on_what_sisters_sent() -> None:
    async def story() -> None:
        made = await open_hub()
        one, two = await two_of(made)
        made.hub.lock()

        await put_cut(made, one.recorded_and_cut())

        assert names(collect(made, two)) == told_by(one)

    tell(story)


def test_who_joins_later_gets_everything_from_the_start() -> None:
    async def story() -> None:
        made = await open_hub()
        one = await enrolled(made, "one")
        for _ in range(3):
            await put_cut(made, one.recorded_and_cut())

        late = await sister_of(made, one, "late", "B")

        assert names(collect(made, late)) == told_by(one)

    tell(story)


def test_words_of_the_hub_and_of_sisters_share_one_cursor() -> None:
    async def story() -> None:
        made = await open_hub()
        one, two = await two_of(made)
        await put_cut(made, one.recorded_and_cut())
        only_sister = collect(made, two)
        say(made, two.applicant.post, "een")

        first = collect(made, two)
        second = collect(made, two, only_sister.cursor)
        both = collect(made, two, second.cursor)

        assert len(first.envelopes) == 3
        assert [read_head(raw).core.kind for raw in second.envelopes] == [4]
        assert both == Collected((), second.cursor, more=False)

    tell(story)


def test_pages_are_bounded_and_go_on_where_they_ended() -> None:
    async def story() -> None:
        made = await open_hub()
        one, two = await two_of(made)
        for _ in range(4):
            await put_cut(made, one.recorded_and_cut())

        found, cursor, more = list[bytes](), b"", True
        while more:
            page = made.hub.outgoing.collect(known(made, two), cursor, 1)
            assert len(page.envelopes) == 1
            found += names(page)
            cursor, more = page.cursor, page.more

        assert found == told_by(one)

    tell(story)


def test_a_cursor_another_hub_gave_begins_at_the_start() -> None:
    async def story() -> None:
        made = await open_hub()
        one, two = await two_of(made)
        await put_cut(made, one.recorded_and_cut())
        strange = bytes(16) + (2).to_bytes(8, "big") + b"another!"

        assert names(collect(made, two, strange)) == told_by(one)
        assert names(collect(made, two, b"\xff" * 32)) == told_by(one)

    tell(story)


def test_a_revoked_sister_gets_nothing_more() -> None:
    async def story() -> None:
        made = await open_hub()
        one, two = await two_of(made)
        await put_cut(made, one.recorded_and_cut())

        made.hub.revoke(two.applicant.signing.id)

        assert names(collect(made, two)) == []

    tell(story)


def test_who_waits_hears_of_a_sister_at_once_and_others_sleep_on() -> None:
    async def story() -> None:
        made = await open_hub()
        one, two = await two_of(made)
        other = await enrolled(made, "other")
        heard: list[str] = []
        for device, name in ((two, "sister"), (other, "stranger")):
            post = device.applicant.post
            made.hub.outgoing.on_laid(post, lambda name=name: heard.append(name))

        await put_cut(made, one.recorded_and_cut())
        await asyncio.sleep(0)

        assert set(heard) == {"sister"}
        assert made.hub.outgoing.has_news(known(made, two), b"")
        assert not made.hub.outgoing.has_news(known(made, other), b"")

    tell(story)


def test_by_hand_goes_what_a_device_did_not_ask_on_from() -> None:
    async def story() -> None:
        made = await open_hub()
        one, two = await two_of(made)
        await put_cut(made, one.recorded_and_cut())
        reached = collect(made, two).cursor
        collect(made, two, reached)
        await put_cut(made, one.recorded_and_cut())

        by_hand = made.hub.outgoing.by_hand(known(made, two), DOWN_BYTES)

        assert [read_head(raw).core.envelope for raw in by_hand] == told_by(one)[-1:]

    tell(story)
