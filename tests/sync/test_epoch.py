"""Key epochs at the device: when one begins, what it costs, when its secret goes."""

from dataclasses import replace

import pytest

from sync.batch import decode
from sync.cursors import (
    Sealed,
    acknowledge,
    place_of,
    sealed_of,
    set_aside,
    waiting,
)
from sync.cut import resealed
from sync.database import open_database
from sync.envelope import (
    EnvelopeKind,
    open_envelope,
    open_epoch,
    open_with_epoch,
    padded_size,
    read_head,
)
from sync.epoch import current, epoch_of
from sync.ids import SystemIds
from sync.journal import MIGRATIONS
from sync.limits import EPOCH_ENVELOPES, EPOCH_LIFE_MS
from sync.outbox import unsent
from sync.trust.keys import SealingKey
from tests.support.device import PLACE, POST, SENDER, Device
from tests.support.fakes import NOON_MS, SeededIds

NEXT_POST = SealingKey.generate(SeededIds("next post"))
MOVED = replace(SENDER, recipients=(*SENDER.recipients[:2], NEXT_POST.public))


def secret_of(device, epoch):
    return epoch_of(device.journal.database, epoch).secret


def one_more(device, sender=SENDER):
    return device.record(1).cut(sender=sender)[0]


def test_the_first_batch_begins_an_epoch_and_later_ones_only_name_it():
    device = Device()

    first, second = one_more(device), one_more(device)

    assert first.begun is not None
    assert second.begun is None
    assert first.epoch == second.epoch == first.begun.envelope
    assert [one.envelope for one in first.parcels] == [first.epoch, first.envelope]
    assert [one.epoch for one in first.parcels] == [b"", first.epoch]


def test_an_epoch_envelope_is_of_its_own_kind_and_counts_no_batch():
    begun = one_more(Device()).begun

    core = read_head(begun.sealed).core

    assert (core.kind, core.batch_no, core.epoch) == (EnvelopeKind.KEY_EPOCH, 0, b"")
    assert len(core.recipients) == 3
    assert begun.is_epoch


def test_a_batch_in_an_epoch_carries_no_stanzas_and_no_recipients():
    head = read_head(one_more(Device()).sealed)

    assert (head.core.recipients, head.stanzas) == ([], ())


def test_hub_escrow_and_post_open_what_was_sealed_in_an_epoch():
    device = Device()
    one_more(device)
    second = one_more(device)
    head, epoch = read_head(second.sealed), read_head(device.begun[second.epoch])

    for key in (PLACE.hub_sealing, PLACE.escrow, POST):
        batch = decode(open_with_epoch(head, open_epoch(epoch, key)))
        assert batch.manifest.batch_no == 2


def test_an_envelope_in_an_epoch_adds_little_to_its_padded_text():
    device = Device()
    one_more(device)

    raw = one_more(device).sealed

    text = open_with_epoch(
        read_head(raw),
        secret_of(device, read_head(raw).core.epoch),
    )
    assert len(raw) - padded_size(4 + len(text)) <= 340


def test_after_a_day_another_epoch_begins():
    device = Device()
    first = one_more(device)
    device.clock.advance(EPOCH_LIFE_MS - 1)
    still = one_more(device)
    device.clock.advance(1)

    after = one_more(device)

    assert still.epoch == first.epoch
    assert after.epoch != first.epoch
    assert after.begun is not None


def test_after_a_thousand_envelopes_another_epoch_begins():
    device = Device()
    first = one_more(device)
    device.journal.database.conn.execute("UPDATE epoch SET used = ?", (999,))

    last, after = one_more(device), one_more(device)

    assert EPOCH_ENVELOPES == 1_000
    assert last.epoch == first.epoch
    assert after.epoch != first.epoch


def test_a_clock_set_back_does_not_keep_an_epoch_for_ever():
    device = Device()
    first = one_more(device)
    device.clock.advance(-EPOCH_LIFE_MS * 3)

    after = one_more(device)

    assert after.epoch != first.epoch
    assert one_more(device).epoch == after.epoch


def test_other_recipients_get_another_epoch():
    device = Device()
    first = one_more(device)

    moved = one_more(device, MOVED)

    assert moved.epoch != first.epoch
    assert read_head(moved.begun.sealed).core.recipients.count(NEXT_POST.id) == 1


def test_the_order_of_recipients_is_no_change():
    device = Device()
    first = one_more(device)
    turned = replace(SENDER, recipients=SENDER.recipients[::-1])

    assert one_more(device, turned).epoch == first.epoch


def test_another_hub_gets_another_epoch_though_its_keys_are_the_same():
    device = Device()
    first = one_more(device)

    assert one_more(device, replace(SENDER, destination=b"otherhub")).epoch != (
        first.epoch
    )


def test_each_log_has_its_own_epoch():
    device = Device().record(1)
    device.journal.start_log()
    device.record(1)

    one, other = device.cut()

    assert one.epoch != other.epoch


def test_a_secret_goes_when_its_epoch_ends():
    device = Device()
    first = one_more(device)
    device.clock.advance(EPOCH_LIFE_MS)

    second = one_more(device)

    assert secret_of(device, first.epoch) is None
    assert secret_of(device, second.epoch) is not None


def test_a_secret_goes_after_a_day_even_if_nothing_new_is_recorded():
    device = Device()
    one = one_more(device)
    device.clock.advance(EPOCH_LIFE_MS)

    acknowledge(device.journal.database, one.envelope, 2, device.clock.now_ms())

    assert secret_of(device, one.epoch) is None
    assert sealed_of(device.journal.database, one.epoch) is None


def test_the_sealed_epoch_is_kept_until_every_batch_of_it_is_read():
    device = Device()
    database = device.journal.database
    cuts = [one_more(device), one_more(device)]
    device.clock.advance(EPOCH_LIFE_MS)
    after = one_more(device)
    acknowledge(database, after.epoch, 2, NOON_MS)
    acknowledge(database, after.envelope, 2, NOON_MS)

    kept = []
    for one in cuts:
        kept.append(sealed_of(database, cuts[0].epoch) is not None)
        acknowledge(database, one.envelope, 2, device.clock.now_ms())

    assert kept == [True, True]
    assert sealed_of(database, cuts[0].epoch) is None
    assert waiting(database) == []


def test_the_road_gets_an_epoch_before_the_batches_that_name_it():
    device = Device()
    one, other = one_more(device), one_more(device)
    database = device.journal.database
    acknowledge(database, one.epoch, 2, NOON_MS)

    again = waiting(database)

    assert [each.envelope for each in again] == [
        one.epoch,
        one.envelope,
        other.envelope,
    ]
    assert [each.level for each in again] == [2, 0, 0]
    assert [each.epoch for each in again] == [b"", one.epoch, one.epoch]


def test_an_epoch_was_read_when_a_batch_of_it_was():
    device = Device()
    one = one_more(device)
    database = device.journal.database

    acknowledge(database, one.envelope, 1, NOON_MS)
    stored = [each.envelope for each in waiting(database)]
    acknowledge(database, one.envelope, 2, NOON_MS)

    assert stored == [one.epoch, one.envelope]
    assert waiting(database) == []


def test_receipts_of_an_epoch_are_news_once_and_count_no_events():
    device = Device()
    one = one_more(device)
    database = device.journal.database

    news = [acknowledge(database, one.epoch, level, NOON_MS) for level in (1, 1, 2, 2)]

    assert news == [True, False, True, False]
    found = unsent(device.journal)
    assert (found.events, found.stored_unread, found.set_aside) == (1, 0, 0)


def test_an_epoch_set_aside_counts_no_events():
    device = Device()
    one = one_more(device)
    database = device.journal.database

    news = [set_aside(database, one.epoch, "seal") for _ in range(2)]

    assert news == [True, False]
    assert unsent(device.journal).set_aside == 0
    assert epoch_of(database, one.epoch).trouble == "seal"


def test_the_place_of_an_envelope_is_known_for_batch_and_epoch():
    device = Device()
    one = one_more(device)
    database = device.journal.database

    assert place_of(database, one.envelope) == (one.log, 1)
    assert place_of(database, one.epoch) == (one.log, 0)
    assert place_of(database, bytes(16)) is None


def reseal_all(device, envelope, sender=SENDER):
    with device.journal.database.atomic():
        now_ms = device.clock.now_ms()
        return resealed(device.journal, sender, SystemIds(), now_ms, envelope)


def test_when_the_key_of_an_epoch_is_gone_all_its_batches_are_sealed_again():
    device = Device()
    cuts = [one_more(device), one_more(device)]
    set_aside(device.journal.database, cuts[0].epoch, "key_gone")

    again = reseal_all(device, cuts[0].epoch, MOVED)

    fresh = again[0].epoch
    assert [(one.first, one.last, one.batch_no) for one in again] == [
        (1, 1, 3),
        (2, 2, 4),
    ]
    assert {one.epoch for one in again} == {fresh} != {cuts[0].epoch}
    assert [one.envelope for one in waiting(device.journal.database)] == [
        fresh,
        again[0].envelope,
        again[1].envelope,
    ]
    assert unsent(device.journal).events == 2


@pytest.mark.parametrize("trouble", ["key_gone", "epoch_missing"])
def test_a_batch_whose_epoch_is_the_trouble_gets_a_fresh_one(trouble):
    device = Device()
    one, other = one_more(device), one_more(device)
    for each in (one, other):
        set_aside(device.journal.database, each.envelope, trouble)

    first, second = device.reseal(one.envelope), device.reseal(other.envelope)

    assert first.begun is not None
    assert first.epoch == second.epoch != one.epoch
    assert sealed_of(device.journal.database, one.epoch) is None


def test_a_batch_number_that_was_taken_stays_in_its_epoch():
    device = Device()
    one = one_more(device)
    set_aside(device.journal.database, one.envelope, "batch_taken")

    assert device.reseal(one.envelope).epoch == one.epoch


def test_an_epoch_the_hub_has_read_is_not_replaced():
    device = Device()
    one = one_more(device)
    acknowledge(device.journal.database, one.epoch, 2, NOON_MS)

    assert reseal_all(device, one.epoch) is None
    assert current(device.journal.database, one.log).id == one.epoch


def test_one_batch_is_sealed_again_by_the_same_question():
    device = Device()
    one = one_more(device)

    assert [each.first for each in reseal_all(device, one.envelope)] == [1]
    assert reseal_all(device, bytes(16)) is None


def test_a_hub_that_knows_no_epochs_gets_stanzas_for_a_day():
    device = Device()
    first = one_more(device)
    set_aside(device.journal.database, first.epoch, "kind")

    (again,) = reseal_all(device, first.epoch)
    next_one = one_more(device)
    device.clock.advance(EPOCH_LIFE_MS + 1)
    later = one_more(device)

    assert (again.epoch, next_one.epoch) == (b"", b"")
    assert open_envelope(read_head(again.sealed), PLACE.hub_sealing)
    assert later.begun is not None


def test_until_it_is_sealed_again_an_epoch_refused_is_not_used():
    device = Device()
    first = one_more(device)
    set_aside(device.journal.database, first.epoch, "kind")

    assert one_more(device).epoch == b""


def test_a_rolled_back_cut_leaves_no_epoch():
    device = Device().record(1)

    class Oops(Exception):
        """The disk is full."""

    with pytest.raises(Oops), device.journal.database.atomic():
        device.cut()
        raise Oops

    assert current(device.journal.database, device.journal.log) is None


def test_a_batch_of_an_older_file_still_waits_sealed_to_its_recipients(tmp_path):
    path = tmp_path / "journal.sqlite"
    older = open_database(path, None, MIGRATIONS[:1])
    with older.atomic():
        older.conn.execute(
            "INSERT INTO batch (log, batch_no, first, last, envelope, cut_ms, "
            "oldest_ms, sealed) VALUES (?, 1, 1, 3, ?, 0, 0, ?)",
            (b"log-of-8", bytes(16), b"sealed"),
        )
    older.close()

    database = open_database(path, None, MIGRATIONS)

    assert waiting(database) == [Sealed(bytes(16), b"log-of-8", 1, b"sealed")]
    assert acknowledge(database, bytes(16), 2, NOON_MS)
    assert waiting(database) == []
    database.close()
