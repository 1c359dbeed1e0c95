"""What goes to a hub with somebody's feet, and what comes back with them."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from sync.bundle import packed
from sync.courier.by_hand import Back, Bundled, bundled, take_back
from sync.courier.hand import Parcel
from sync.courier.road import Road
from sync.errors import FormatError, RoadError, UnknownVersion
from sync.hub.by_hand import TakenIn, take_in
from sync.reply import ForDevice, packed_reply
from tests.hub.test_down import known, say
from tests.support.hub import (
    Device,
    TestHub,
    device_of,
    enrolled,
    is_road_empty,
    open_hub,
    put_all,
    tell,
)

MOST = 32 * 1024 * 1024


def written(device: Device) -> Bundled:
    return bundled(device.road, MOST)


async def carried(made: TestHub, *raw: bytes) -> TakenIn:
    return await take_in(made.hub, raw, lambda _count: None)


def given_back(device: Device, raw: bytes) -> Back:
    return take_back(device.road, [raw], device.clock.now_ms())


def test_what_waits_goes_along_and_the_receipts_come_back() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        device.recorded_and_cut(3)
        device.recorded_and_cut(2)

        took = await carried(made, written(device).raw)
        back = given_back(device, took.reply)

        assert made.reader.events() == device.events()
        assert (took.fresh, took.known, took.apart) == (3, 0, {})  # an epoch and two
        assert took.posts == {device.applicant.post}
        assert back == Back(receipts=6)
        assert is_road_empty(device)

    tell(story)


def test_the_same_stick_twice_is_once_both_ways() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        device.recorded_and_cut()
        raw = written(device).raw

        first = await carried(made, raw)
        again = await carried(made, raw)
        given_back(device, first.reply)
        back = given_back(device, again.reply)

        assert (again.fresh, again.known) == (0, 2)
        assert made.reader.events() == device.events()
        assert back.receipts == 0

    tell(story)


def test_a_torn_bundle_loses_only_its_tail_and_the_rest_goes_again() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        for _ in range(3):
            device.recorded_and_cut()
        raw = written(device).raw

        torn = await carried(made, raw[:-10])
        given_back(device, torn.reply)
        whole = await carried(made, written(device).raw)
        given_back(device, whole.reply)

        assert torn.is_torn
        assert torn.fresh == 3
        assert not whole.is_torn
        assert made.reader.events() == device.events()
        assert is_road_empty(device)

    tell(story)


def test_a_torn_reply_counts_as_far_as_it_goes() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        device.recorded_and_cut()
        took = await carried(made, written(device).raw)

        back = given_back(device, took.reply[:-5])

        assert back.is_torn
        assert back.receipts == 3
        assert not is_road_empty(device)
        assert given_back(device, took.reply) == Back(receipts=1, known=3)
        assert is_road_empty(device)

    tell(story)


def test_a_locked_hub_says_it_stored_them_and_later_that_it_read_them() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        device.recorded_and_cut()
        made.hub.lock()

        stored = await carried(made, written(device).raw)
        given_back(device, stored.reply)
        levels = [one.level for one in device.road.outstanding()]
        await made.unlock()
        took = await carried(made, written(device).raw)
        given_back(device, took.reply)

        assert levels == [1, 1]
        assert is_road_empty(device)

    tell(story)


def test_what_the_hub_has_to_say_comes_back_with_the_receipts() -> None:
    async def story() -> None:
        made = await open_hub()
        device, other = await enrolled(made), await enrolled(made, "other")
        say(made, device.applicant.post, "kom terug")
        say(made, other.applicant.post, "niet voor jou")
        device.recorded_and_cut()

        took = await carried(made, written(device).raw)
        back = given_back(device, took.reply)
        again = given_back(device, took.reply)

        lies = [one.sealed for one in device.road.collected()]
        page = made.hub.outgoing.collect(known(made, device), b"")
        assert back.envelopes == len(lies) == 1
        assert lies == list(page.envelopes)
        assert again.envelopes == 0

    tell(story)


def test_what_went_by_hand_waits_at_the_hub_until_the_device_asks_on() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        say(made, device.applicant.post, "een")
        key = known(made, device)

        first = made.hub.outgoing.by_hand(key, MOST)
        page = made.hub.outgoing.collect(key, b"")
        made.hub.outgoing.collect(key, page.cursor)

        assert first == page.envelopes
        assert made.hub.outgoing.by_hand(key, MOST) == ()

    tell(story)


def test_one_stick_carries_several_posts_and_each_takes_only_its_own() -> None:
    async def story() -> None:
        made = await open_hub()
        one, two = await enrolled(made), await enrolled(made, "other")
        one.recorded_and_cut(2)
        two.recorded_and_cut(1)
        sealed = [
            each.sealed for d in (one, two) for each in d.road.hand.waiting(MOST)[0]
        ]

        took = await carried(made, packed(sealed))
        back = given_back(one, took.reply)

        assert took.posts == {one.applicant.post, two.applicant.post}
        assert (back.receipts, back.foreign) == (4, 4)
        assert is_road_empty(one)
        assert not is_road_empty(two)

    tell(story)


def test_a_strangers_bundle_is_counted_apart_and_gets_no_reply() -> None:
    async def story() -> None:
        made, elsewhere = await open_hub(), await open_hub(seed="elsewhere")
        stranger = await enrolled(elsewhere, "stranger")
        stranger.recorded_and_cut()

        took = await carried(made, written(stranger).raw)

        assert sum(took.apart.values()) == 2
        assert took.posts == frozenset()
        assert took.reply == packed_reply([])
        assert made.reader.events() == []

    tell(story)


def test_rubbish_among_envelopes_does_not_stop_the_rest() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        device.recorded_and_cut()
        sealed = [each.sealed for each in device.road.hand.waiting(MOST)[0]]

        took = await carried(made, packed([b"rubbish", *sealed]))

        assert took.apart == {"format": 1}
        assert took.fresh == 2

    tell(story)


@pytest.mark.parametrize(
    ("raw", "fault"), [(b"PK\x03\x04", FormatError), (b"BNDL\x02", UnknownVersion)]
)
def test_what_is_no_bundle_of_ours_is_named(raw: bytes, fault: type[Exception]) -> None:
    async def story() -> None:
        made = await open_hub()
        with pytest.raises(fault):
            await carried(made, raw)

    tell(story)


def test_a_receipt_another_key_signed_is_not_believed() -> None:
    async def story() -> None:
        made, liar = await open_hub(), await open_hub(seed="liar")
        device = await enrolled(made)
        cut = device.recorded_and_cut()
        twin = await enrolled(liar, "twin")
        await put_all(liar, twin.recorded_and_cut())
        false = [raw for _, raw in liar.inbox.receipts_after(twin.log, 0)]

        back = given_back(device, packed_reply([ForDevice(cut.log, tuple(false), ())]))

        assert back == Back(foreign=len(false))
        assert [one.level for one in device.road.outstanding()] == [0, 0]

    tell(story)


def test_before_there_is_a_hub_nobodys_word_counts() -> None:
    with pytest.raises(RoadError):
        given_back(device_of(), packed_reply([]))


def test_an_epoch_that_was_read_goes_along_again_while_something_names_it() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        device.recorded_and_cut()
        given_back(device, (await carried(made, written(device).raw)).reply)
        device.recorded_and_cut()
        lost = await open_hub()  # the same hub, that remembers nothing
        await enrolled(lost)

        took = await carried(lost, written(device).raw)

        assert (took.fresh, took.apart) == (2, {})

    tell(story)


def test_what_was_spoiled_on_the_road_is_left_for_the_post() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        device.recorded_and_cut()
        first = device.road.outstanding()[0]
        with device.road._file.change() as run:
            run("UPDATE envelope SET sealed = x'00' WHERE id = ?", first.envelope)

        went = written(device)

        assert first.envelope not in went.envelopes
        assert device.road.outstanding()[0].trouble == "format"

    tell(story)


def test_what_is_too_large_does_not_hold_up_what_fits() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        for n in range(60):
            device.record(stream=hashlib.sha256(bytes([n])).digest()[:16])
        device.cut()
        device.recorded_and_cut()
        epoch, large, small = device.road.hand.waiting(MOST)[0]

        went = bundled(device.road, len(packed([epoch.sealed, small.sealed])))

        assert len(large.sealed) > len(small.sealed)
        assert went.envelopes == (epoch.envelope, small.envelope)
        assert went.left == 1

    tell(story)


def test_a_bundle_is_as_large_as_wanted_and_says_what_stayed() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        for _ in range(4):
            device.recorded_and_cut()

        whole = written(device)
        epoch, first = device.road.hand.waiting(MOST)[0][:2]
        two = len(packed([epoch.sealed, first.sealed]))

        went = bundled(device.road, two)
        nothing = bundled(device.road, len(packed([epoch.sealed])) - 1)

        assert (went.envelopes, went.left) == (whole.envelopes[:2], 3)
        assert (nothing.envelopes, nothing.left) == ((), 5)

    tell(story)


def test_a_parcel_is_on_its_way_until_its_receipts_are_back(tmp_path: Path) -> None:
    async def story() -> None:
        made = await open_hub()
        device = device_of(path=str(tmp_path / "road.sqlite"))
        device = await _enrolled_on(made, device)
        device.recorded_and_cut()
        went = written(device)

        device.road.hand.gave("Jan", went.envelopes, 9)
        device.road.close()
        device.road = Road.open(tmp_path / "road.sqlite")
        on_its_way = device.road.hand.parcels()
        given_back(device, (await carried(made, went.raw)).reply)

        assert on_its_way == (Parcel(1, "Jan", 9, envelopes=2, unread=2),)
        assert device.road.hand.parcels() == ()

    tell(story)


def test_a_parcel_that_never_arrived_is_let_go_of() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        device.recorded_and_cut()
        n = device.road.hand.gave("Jan", written(device).envelopes, 9)
        device.road.hand.gave("Ilse", written(device).envelopes, 10)

        device.road.hand.forget(n)

        assert [each.carrier for each in device.road.hand.parcels()] == ["Ilse"]
        assert len(written(device).envelopes) == 2

    tell(story)


def test_what_was_read_to_the_last_is_not_kept_as_a_parcel() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        device.recorded_and_cut()
        first = written(device)
        device.road.hand.gave("Jan", first.envelopes, 9)
        given_back(device, (await carried(made, first.raw)).reply)
        device.recorded_and_cut()

        n = device.road.hand.gave("Ilse", written(device).envelopes, 10)

        kept = device.road._file.ask("SELECT DISTINCT parcel FROM carried")
        assert kept == [(n,)]
        assert [each.carrier for each in device.road.hand.parcels()] == ["Ilse"]

    tell(story)


async def _enrolled_on(made: TestHub, device: Device) -> Device:
    from tests.support.hub import enrol

    await enrol(made, device)
    return device
