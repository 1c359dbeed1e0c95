"""How often the same facts are sealed anew: at once, then ever more seldom."""

from dataclasses import replace
from itertools import pairwise

import pytest

from sync.attachment import keep
from sync.cursors import acknowledge, set_aside
from sync.cut import SPOILED, reseal, resealed, rest_ms
from sync.ids import StreamId, SystemIds
from sync.limits import RESEALED_AGAIN_MS, RESEALED_MOST_MS
from sync.outbox import unsent
from sync.piece import seal_next
from sync.trust.keys import SealingKey
from tests.support.device import SENDER, Device
from tests.support.fakes import SeededIds

NEXT_HUB = SealingKey.generate(SeededIds("next hub"))
ROTATED = replace(SENDER, recipients=(NEXT_HUB.public, *SENDER.recipients[1:]))
GONE = "key_gone"
MINUTE_MS = 60_000
DAY_MS = 24 * 60 * MINUTE_MS


def rest(device, envelope, trouble=GONE):
    return rest_ms(device.journal.database, envelope, trouble, device.clock.now_ms())


def refused(device, envelope, trouble=GONE, sender=SENDER):
    """Let a hub refuse an envelope; return the next, or None while it rests."""
    set_aside(device.journal.database, envelope, trouble)
    if rest(device, envelope, trouble) != 0:
        return None
    return device.reseal(envelope, sender)


def refused_for(device, envelope, span_ms):
    """Let a hub refuse all it gets for so long; return when each was sealed anew."""
    moments = []
    for _ in range(span_ms // RESEALED_AGAIN_MS):
        while (made := refused(device, envelope)) is not None:
            envelope = made.envelope
            moments.append(device.clock.now_ms())
        device.clock.advance(RESEALED_AGAIN_MS)
    return envelope, moments


def test_a_hub_that_refuses_for_ever_costs_ever_less():
    device = Device()
    (first,) = device.record(3).cut()

    _, moments = refused_for(device, first.envelope, DAY_MS)

    gaps = [after - before for before, after in pairwise(moments)]
    growing = [RESEALED_AGAIN_MS << n for n in range(10)]
    assert gaps[:11] == [*growing, RESEALED_MOST_MS]
    assert set(gaps[10:]) == {RESEALED_MOST_MS}
    assert len(moments) == 33
    assert unsent(device.journal).events == 3


def test_however_long_a_hub_refused_its_next_key_waits_an_hour_at_most():
    device = Device()
    (first,) = device.record(3).cut()
    envelope, _ = refused_for(device, first.envelope, 2 * DAY_MS)

    waited_ms = rest(device, envelope)
    device.clock.advance(waited_ms)
    moved = refused(device, envelope, sender=ROTATED)

    assert waited_ms <= RESEALED_MOST_MS
    assert moved is not None
    assert moved.begun is not None


def test_keys_that_change_by_the_month_never_wait():
    device = Device()
    (made,) = device.record(3).cut()

    for _ in range(14):
        device.clock.advance(30 * DAY_MS)
        made = refused(device, made.envelope)
        assert made is not None


def test_a_first_sealing_to_a_key_that_was_just_replaced_costs_five_seconds():
    device = Device()
    (first,) = device.record(3).cut()
    again = refused(device, first.envelope)  # before the new descriptor was heard
    set_aside(device.journal.database, again.envelope, GONE)

    device.clock.advance(RESEALED_AGAIN_MS)

    assert refused(device, again.envelope, sender=ROTATED) is not None


@pytest.mark.parametrize("set_ms", [-400 * DAY_MS, 400 * DAY_MS])
def test_a_clock_that_was_set_makes_no_rest_longer(set_ms):
    device = Device()
    (first,) = device.record(3).cut()
    envelope, _ = refused_for(device, first.envelope, DAY_MS)

    device.clock.advance(set_ms)

    assert rest(device, envelope) == 0


def test_what_an_epoch_carries_rests_with_it():
    device = Device()
    (first,) = device.record(3).cut()
    again = refused(device, first.envelope)

    rests = rest(device, again.epoch), rest(device, again.envelope)

    assert rests == (RESEALED_AGAIN_MS, RESEALED_AGAIN_MS)


def test_what_was_sealed_anew_with_its_epoch_is_not_sealed_a_third_time():
    device = Device()
    (first,) = device.record(3).cut()
    database, now_ms = device.journal.database, device.clock.now_ms()
    for envelope in (first.epoch, first.envelope):
        set_aside(database, envelope, GONE)
    with database.atomic():
        (again,) = resealed(device.journal, SENDER, SystemIds(), now_ms, first.epoch)

    third = reseal(device.journal, SENDER, SystemIds(), now_ms, first.envelope)

    assert third is None
    assert acknowledge(database, again.envelope, 2, now_ms)
    assert unsent(device.journal).events == 0


def test_a_copy_of_a_file_that_is_far_ahead_is_caught_up_with_at_once():
    device = Device()
    (made,) = device.record(1).cut()

    for _ in range(100):
        made = refused(device, made.envelope, "batch_taken")

    assert made.batch_no == 101


@pytest.mark.parametrize("trouble", sorted(SPOILED))
def test_what_was_spoiled_at_a_hub_is_sealed_anew_once(trouble):
    device = Device()
    (first,) = device.record(1).cut()

    again = refused(device, first.envelope, trouble)
    device.clock.advance(DAY_MS)

    assert again is not None
    assert rest(device, again.envelope, trouble) is None


def test_a_piece_of_a_photo_rests_as_facts_do():
    device = Device()
    database = device.journal.database
    keep(database, b"n" * 16, StreamId(b"here"), b"a photo", 5)
    rests = []
    for _ in range(3):
        now_ms = device.clock.now_ms()
        *_, parcel = seal_next(device.journal, SENDER, SystemIds(), now_ms)
        rests.append(rest(device, parcel.envelope))
        database.conn.execute("UPDATE piece SET envelope = NULL")

    assert rests == [0, RESEALED_AGAIN_MS, 2 * RESEALED_AGAIN_MS]
