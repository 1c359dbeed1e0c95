"""A parcel where nothing of this device waits: to fetch, or for a sister."""

from __future__ import annotations

from sync.courier.by_hand import bundled
from sync.courier.entrusted import Giver
from sync.cut import Sender
from sync.envelope import EnvelopeKind, seal
from sync.ids import new_envelope
from sync.limits import ENTRUSTED_HELD_MS
from sync.reply import ForDevice, packed_reply
from tests.hub.test_by_hand import MOST, carried, given_back, written
from tests.hub.test_down import say
from tests.hub.test_sisters import two_of
from tests.support.hub import Device, enrolled, open_hub, tell


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
        road.collect(raw, b"", now_ms, giver=Giver.NEIGHBOUR)
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


def piece_of(device: Device) -> bytes:
    """Return what says in its head that it is a piece of a photo of this device."""
    assert device.joined is not None
    sender = Sender.to_hub(
        device.applicant.signing,
        device.joined.enrolled.descriptor,
        device.joined.enrolled.post_key.public,
    )
    name = new_envelope(device.ids)
    core = sender.core(
        EnvelopeKind.ATTACHMENT, device.log, name, attachment=(bytes(16), 0, 1)
    )
    return seal(core, b"piece", sender.recipients, sender.signer, device.ids)


def test_a_reply_anybody_may_have_written_takes_no_photo_of_a_sister_away() -> None:
    async def story() -> None:
        made = await open_hub()
        lost, device = await two_of(made)
        device.recorded_and_cut()
        road, now_ms = device.road, device.clock.now_ms()
        piece = piece_of(lost)
        road.collect([piece], b"", now_ms, giver=Giver.NEIGHBOUR)
        road.landed([each.n for each in road.collected()], 1, is_sisters=True)

        given_back(device, packed_reply([ForDevice(device.log, (), (piece,))]))
        road.landed([each.n for each in road.collected()], 1, is_sisters=True)
        device.clock.advance(ENTRUSTED_HELD_MS)
        state = made.hub.state(road_token(device), lost.log, 0)
        road.entrusted.hub_has(state, (), device.clock.now_ms())

        kept = road.entrusted.next(lost.log, device.clock.now_ms())
        assert kept is not None
        assert kept.sealed == piece

    tell(story)


def road_token(device: Device) -> bytes:
    address = device.road.hub()
    assert address is not None
    return address.token
