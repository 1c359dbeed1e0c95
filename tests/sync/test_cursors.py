from sync.cursors import (
    acknowledge,
    batch_of,
    batches,
    set_aside,
    waiting,
)
from sync.cut import reseal
from sync.ids import SystemIds
from sync.outbox import Unsent, unsent
from tests.support.device import SENDER, Device
from tests.support.fakes import NOON_MS


def batches_waiting(device):
    return [
        each.envelope for each in waiting(device.journal.database) if not each.is_epoch
    ]


def test_before_anything_is_recorded_nothing_waits():
    assert unsent(Device().journal) == Unsent()


def test_what_is_recorded_waits_until_the_hub_has_read_it():
    device = Device().record(3)
    assert unsent(device.journal) == Unsent(events=3, oldest_ms=NOON_MS)

    one = device.cut()[0]
    assert unsent(device.journal) == Unsent(events=3, oldest_ms=NOON_MS)

    acknowledge(device.journal.database, one.envelope, 2, NOON_MS + 5)
    assert unsent(device.journal) == Unsent(last_received_ms=NOON_MS + 5)


def test_stored_is_not_received():
    device = Device().record(3)
    one = device.cut()[0]

    news = acknowledge(device.journal.database, one.envelope, 1, NOON_MS)

    found = unsent(device.journal)
    assert news
    assert (found.events, found.stored_unread) == (3, 3)
    assert found.last_received_ms is None
    assert batches_waiting(device) == [one.envelope]


def test_the_sealed_bytes_are_kept_until_the_hub_has_read_them():
    device = Device().record(1)
    one = device.cut()[0]
    kept = waiting(device.journal.database)

    acknowledge(device.journal.database, one.envelope, 2, NOON_MS)

    assert [each.sealed for each in kept] == [one.begun.sealed, one.sealed]
    assert batches_waiting(device) == []
    assert batch_of(device.journal.database, one.envelope).level == 2


def test_the_same_receipt_twice_is_no_news():
    device = Device().record(1)
    one = device.cut()[0]
    database = device.journal.database

    news = [
        acknowledge(database, one.envelope, level, NOON_MS) for level in (1, 1, 2, 2, 1)
    ]

    assert news == [True, False, True, False, False]
    assert batch_of(database, one.envelope).level == 2


def test_a_receipt_for_an_unknown_envelope_changes_nothing():
    assert not acknowledge(Device().journal.database, bytes(16), 2, NOON_MS)


def test_a_later_batch_may_be_received_first():
    device = Device().record(2)
    first = device.cut()[0]
    device.clock.advance(1_000)
    second = device.record(3).cut()[0]
    acknowledge(device.journal.database, second.envelope, 2, NOON_MS)

    found = unsent(device.journal)

    assert (found.events, found.oldest_ms) == (2, NOON_MS)
    assert batches_waiting(device) == [first.envelope]


def test_a_batch_the_hub_cannot_read_is_counted_apart_and_kept():
    device = Device().record(2)
    one = device.cut()[0]
    database = device.journal.database
    acknowledge(database, one.envelope, 1, NOON_MS)

    news = [set_aside(database, one.envelope, reason) for reason in ("seal", "seal")]

    found = unsent(device.journal)
    assert news == [True, False]
    assert (found.events, found.set_aside, found.stored_unread) == (2, 2, 0)
    assert batches_waiting(device) == [one.envelope]


def test_what_was_in_trouble_is_clear_once_it_is_read():
    device = Device().record(2)
    one = device.cut()[0]
    database = device.journal.database
    set_aside(database, one.envelope, "unknown_sender")

    acknowledge(database, one.envelope, 2, NOON_MS)

    assert unsent(device.journal).set_aside == 0
    assert batch_of(database, one.envelope).trouble is None
    assert not set_aside(database, one.envelope, "seal")


def test_a_receipt_for_either_sealing_counts_the_events_once():
    device = Device().record(4)
    old = device.cut()[0]
    database = device.journal.database
    new = reseal(device.journal, SENDER, SystemIds(), NOON_MS, old.envelope)
    acknowledge(database, old.envelope, 1, NOON_MS)
    assert unsent(device.journal).events == 4

    acknowledge(database, old.envelope, 2, NOON_MS)

    assert unsent(device.journal).events == 0
    assert batches_waiting(device) == []
    assert batch_of(database, new.envelope).level == 2


def test_batches_are_listed_newest_first():
    device = Device().record(1)
    device.cut()
    device.clock.advance(1)
    device.record(2).cut()

    listed = batches(device.journal.database)

    assert [(row.batch_no, row.events) for row in listed] == [(2, 2), (1, 1)]
    assert len(batches(device.journal.database, 1)) == 1


def test_a_log_from_before_a_restore_still_counts():
    device = Device().record(2)
    device.journal.start_log()
    device.record(1)

    assert unsent(device.journal).events == 3


def test_what_came_from_another_device_does_not_wait():
    device, other = Device(), Device("other").record(5)
    log = other.journal.log
    device.journal.adopt_log(log, b"device-2")

    device.journal.append(other.journal.links(log, 1, 5))

    assert unsent(device.journal).events == 0
    assert device.cut() == []
