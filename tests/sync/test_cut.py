import msgspec
import pytest

from sync.batch import check_core, decode
from sync.cursors import acknowledge, batches, waiting
from sync.cut import cut, reseal
from sync.envelope import (
    check_epoch,
    check_sender,
    open_epoch,
    open_with_epoch,
    read_head,
)
from sync.errors import ChainError, FormatError
from sync.ids import SystemIds
from sync.limits import MAX_BATCH_BYTES, MAX_BATCH_EVENTS, MAX_BODY_BYTES
from sync.outbox import unsent
from sync.trust.revoke import no_revocations
from tests.support.device import PLACE, POST, SEALING, SENDER, SIGNING, Device
from tests.support.fakes import NOON_MS
from tests.support.sealed import device_certificate


def opened(device, one, key=PLACE.hub_sealing):
    """The batch as a receiver opens it, by the epoch this device began."""
    head, epoch = checked(one.sealed), checked(device.begun[one.epoch])
    check_epoch(head, epoch)
    batch = decode(open_with_epoch(head, open_epoch(epoch, key)))
    check_core(batch.manifest, head.core)
    return batch


def checked(raw):
    head = read_head(raw, PLACE.realm)
    certificate = device_certificate(PLACE, SIGNING, SEALING)
    check_sender(head, certificate, no_revocations(PLACE.realm, 0), NOON_MS)
    return head


def test_hub_escrow_and_post_read_what_was_cut():
    device = Device().record(3)

    one = device.cut()[0]

    for key in (PLACE.hub_sealing, PLACE.escrow, POST):
        batch = opened(device, one, key)
        assert list(batch.links) == device.journal.links(device.journal.log, 1, 3)
        assert [event.seq for event in batch.events] == [1, 2, 3]
        assert batch.manifest.last == 3


def test_nothing_is_cut_twice():
    device = Device().record(3)

    first, second = device.cut(), device.cut()
    device.record(2)
    third = device.cut()

    assert second == []
    assert [(one.batch_no, one.first, one.last) for one in first + third] == [
        (1, 1, 3),
        (2, 4, 5),
    ]


def test_a_cut_that_is_rolled_back_never_was():
    device = Device().record(3)

    class Oops(Exception):
        """The disk is full."""

    with pytest.raises(Oops), device.journal.database.atomic():
        cut(device.journal, SENDER, SystemIds(), NOON_MS)
        raise Oops

    assert device.cut()[0].batch_no == 1


def test_a_batch_holds_no_more_events_than_the_limit():
    device = Device().record(MAX_BATCH_EVENTS + 1)

    sizes = [one.last - one.first + 1 for one in device.cut() + device.cut()]

    assert sizes == [MAX_BATCH_EVENTS, 1]


def test_a_batch_holds_no_more_bytes_than_the_limit():
    device = Device().record(9, body=bytes(MAX_BODY_BYTES))

    cuts = [device.cut()[0] for _ in range(3)]

    assert [one.last for one in cuts] == [3, 6, 9]
    assert all(
        sum(len(link.canon) for link in opened(device, one).links) <= MAX_BATCH_BYTES
        for one in cuts
    )


def test_batches_follow_from_each_other():
    device = Device().record(2)
    first = opened(device, device.cut()[0])
    second = opened(device, device.record(2).cut()[0])

    assert second.manifest.before == first.manifest.after


def test_each_log_of_a_device_has_its_own_batches():
    device = Device().record(2)
    device.journal.start_log()
    device.record(3)

    cuts = device.cut()

    assert sorted(one.last for one in cuts) == [2, 3]
    assert {one.batch_no for one in cuts} == {1}


def test_a_batch_tells_how_much_waited_at_the_post():
    device = Device().record(3)

    told = opened(device, device.cut((3, NOON_MS))[0])
    untold = opened(device, device.record(1).cut()[0])

    assert told.manifest.unsent == (3, NOON_MS)
    assert untold.manifest.unsent is None


def test_urgent_events_are_cut_at_once_even_offline():
    device = Device().record(1)

    assert device.due(online=False, urgent=True)
    assert not device.due(online=False)
    assert not device.due(online=True)


def test_online_an_event_waits_a_minute_at_most():
    device = Device().record(1)
    device.clock.advance(59_999)
    assert not device.due()

    device.clock.advance(1)

    assert device.due()
    assert not device.due(online=False)


def test_a_full_batch_is_due_even_offline():
    assert Device().record(MAX_BATCH_EVENTS).due(online=False)
    assert Device().record(4, body=bytes(MAX_BODY_BYTES)).due(online=False)


def test_a_clock_set_back_does_not_keep_events_from_being_cut():
    device = Device().record(1)
    device.clock.advance(-86_400_000)

    assert device.due()


def test_nothing_is_due_when_nothing_was_recorded():
    assert not Device().due(urgent=True)


def test_a_batch_whose_key_is_gone_is_sealed_again_under_new_numbers():
    device = Device().record(3)
    old = device.cut()[0]
    new = device.reseal(old.envelope)

    assert (new.first, new.last, new.batch_no) == (1, 3, 2)
    assert new.envelope != old.envelope
    assert opened(device, new).links == opened(device, old).links
    assert [one.envelope for one in waiting(device.journal.database)] == [
        new.epoch,
        new.envelope,
    ]
    assert unsent(device.journal).events == 3


def test_what_was_read_is_not_sealed_again():
    device = Device().record(1)
    one = device.cut()[0]
    acknowledge(device.journal.database, one.envelope, 2, NOON_MS)

    again = reseal(device.journal, SENDER, SystemIds(), NOON_MS, one.envelope)
    unknown = reseal(device.journal, SENDER, SystemIds(), NOON_MS, bytes(16))

    assert (again, unknown) == (None, None)
    assert len(batches(device.journal.database)) == 1


def test_a_log_without_its_beginning_cannot_be_cut():
    device = Device().record(2)
    device.journal.database.conn.execute("UPDATE log SET genesis = NULL")

    with pytest.raises(ChainError):
        device.cut()


def test_a_very_repetitive_batch_is_no_bomb():
    device = Device().record(3, body=b"a" * MAX_BODY_BYTES)

    assert len(opened(device, device.cut()[0]).events) == 3


@pytest.mark.parametrize(
    "changed", [{"batch_no": 2}, {"log": b"another!"}, {"envelope": b"x" * 16}]
)
def test_a_manifest_of_another_envelope_is_refused(changed):
    device = Device().record(1)
    one = device.cut()[0]
    core = read_head(one.sealed).core
    manifest = opened(device, one).manifest

    with pytest.raises(FormatError):
        check_core(manifest, msgspec.structs.replace(core, **changed))
