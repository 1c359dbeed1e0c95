"""An extract is small, holds what is wanted most, and counts nothing twice."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from sync.batch import check_core, decode
from sync.cursors import acknowledge, batches, open_batches, waiting
from sync.cut import Cut
from sync.envelope import open_envelope, open_epoch, open_with_epoch, read_head
from sync.errors import KeyGone
from sync.extract import extract
from sync.head import HUB_ALONE
from sync.ids import EventId, SystemIds
from sync.outbox import unsent, waiting_of
from tests.support.device import PLACE, POST, SENDER, Device

MOST_BYTES = 1_791


def extracted(device: Device, *seqs: int, most: int = MOST_BYTES) -> Cut | None:
    wanted = [EventId(device.journal.log, each) for each in seqs]
    with device.journal.database.atomic():
        now_ms = device.clock.now_ms()
        return extract(device.journal, SENDER, SystemIds(), now_ms, wanted, most)


def there(device: Device, seqs: Sequence[int]) -> Cut:
    made = extracted(device, *seqs)
    assert made is not None
    return made


def read(device: Device, one: Cut, level: int = 2) -> None:
    with device.journal.database.atomic():
        now_ms = device.clock.now_ms()
        acknowledge(device.journal.database, one.envelope, level, now_ms)


def recorded(device: Device, events: int, size: int = 12) -> Device:
    """Record events that are all different: what repeats packs to nothing."""
    for _ in range(events):
        device.record(1, SystemIds().random(size))
    return device


def waits(events: int, size: int = 12) -> Device:
    device = recorded(Device(), events, size)
    device.cut()
    return device


def test_it_fits_and_holds_what_is_wanted_most_and_what_stands_near_it() -> None:
    device = waits(300)

    made = there(device, [200, 20, 210])

    assert len(made.sealed) <= MOST_BYTES
    assert made.first <= 200 < 210 <= made.last
    assert not made.first <= 20 <= made.last
    assert _events(made) > 11


def test_without_an_epoch_at_the_hub_it_is_for_the_hub_alone() -> None:
    device = waits(20)

    head = read_head(there(device, [20]).sealed)

    assert head.core.extensions == {HUB_ALONE: True}
    batch = decode(open_envelope(head, PLACE.hub_sealing))
    check_core(batch.manifest, head.core)
    assert batch.events[-1].seq == 20
    with pytest.raises(KeyGone):
        open_envelope(head, POST)


def test_in_an_epoch_that_the_hub_has_it_holds_more_and_sisters_read_it() -> None:
    device = Device().record(1)
    (first,) = device.cut()
    read(device, first)
    recorded(device, 300).cut()

    made = there(device, [250])

    assert made.epoch == first.epoch
    epoch = read_head(device.begun[first.epoch])
    text = open_with_epoch(read_head(made.sealed), open_epoch(epoch, POST))
    assert len(decode(text).events) > 40
    alone = waits(300)
    assert len(decode(text).events) > 2 * _events(there(alone, [250]))


def test_nothing_counts_twice_and_what_was_read_in_it_counts_no_more() -> None:
    device = waits(300)
    before = unsent(device.journal).events

    made = there(device, [200])
    assert unsent(device.journal).events == before == 300
    read(device, made, 1)
    assert unsent(device.journal).stored_unread == _events(made)
    read(device, made)

    assert unsent(device.journal).events == 300 - _events(made)
    found = waiting_of(device.journal.database, ["note.recorded"], 500)
    assert len(found) == 300 - _events(made)
    assert made.first not in [each.seq for each in found]


def test_what_was_read_whole_in_a_batch_waits_no_more_though_an_extract_does() -> None:
    device = recorded(Device(), 20)
    (whole,) = device.cut()
    there(device, [5])
    assert unsent(device.journal).oldest_ms is not None

    read(device, whole)

    assert unsent(device.journal).events == 0
    assert unsent(device.journal).oldest_ms is None


def test_two_that_overlap_count_what_they_share_once() -> None:
    device = waits(300)

    one, other = there(device, [100]), there(device, [104])
    assert one.last >= other.first
    read(device, one)
    read(device, other)

    held = {*range(one.first, one.last + 1), *range(other.first, other.last + 1)}
    assert unsent(device.journal).events == 300 - len(held)


def test_asked_again_it_is_the_same_until_something_new_waits() -> None:
    device = waits(30)

    first, again = there(device, [30]), there(device, [30])
    device.record(1)
    device.cut()
    other = there(device, [31, 30])

    assert first == again
    assert other.envelope != first.envelope
    assert len(open_batches(device.journal.database)) == 4


def test_it_waits_like_any_batch_and_the_next_number_is_the_next() -> None:
    device = waits(5)

    made = there(device, [5])
    device.record(1)
    (later,) = device.cut()

    lying = [each.envelope for each in waiting(device.journal.database)]
    assert made.envelope in lying
    numbers = [row.batch_no for row in batches(device.journal.database)]
    assert sorted(numbers) == [1, 2, 3]
    assert (later.first, later.last, later.batch_no) == (6, 6, 3)


def test_what_is_in_no_batch_or_read_or_too_large_is_in_none() -> None:
    device = Device().record(2)
    assert extracted(device, 1) is None
    (one,) = device.cut()
    assert extracted(device, 1, most=1_000) is None

    read(device, one)

    assert extracted(device, 1) is None
    large = waits(1, 2_000)
    assert extracted(large, 1) is None


def _events(made: Cut) -> int:
    return made.last - made.first + 1
