"""A parcel where nothing of this device waits: to fetch, or for a sister."""

from __future__ import annotations

from sync.courier.by_hand import bundled
from tests.hub.test_by_hand import MOST, carried, given_back, written
from tests.hub.test_down import say
from tests.hub.test_sisters import two_of
from tests.support.hub import enrolled, open_hub, tell


def test_where_nothing_waits_the_parcel_asks_what_the_hub_has() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        device.recorded_and_cut()
        given_back(device, (await carried(made, written(device).raw)).reply)
        say(made, device.applicant.post, "Kom terug")

        asking = written(device)
        took = await carried(made, asking.raw)
        back = given_back(device, took.reply)

        assert (asking.envelopes, asking.along, asking.left) == ((), 0, 0)
        assert (took.fresh, took.known) == (0, 1)
        assert back.envelopes == 1

    tell(story)


def test_what_a_lost_sister_sealed_goes_along_and_its_receipt_is_taken() -> None:
    async def story() -> None:
        made = await open_hub()
        lost, device = await two_of(made)
        cut = lost.recorded_and_cut()
        road, now_ms = device.road, device.clock.now_ms()
        raw = [each.sealed for each in cut.parcels]
        road.collect(raw, b"", now_ms, is_hubs=False)
        road.landed([each.n for each in road.collected()], 1, is_sisters=True)
        went = bundled(road, MOST, for_sisters=True)
        too_small = bundled(road, len(went.raw) - 1, for_sisters=True)

        took = await carried(made, went.raw)
        back = given_back(device, took.reply)

        assert (went.along, too_small.along) == (2, 1)
        assert made.reader.events() == lost.events()
        assert back.receipts > 0
        assert bundled(road, MOST, for_sisters=True).along == 0

    tell(story)
