"""Photos on their way to a hub: after the facts, piece by piece, and all of it."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest

from sync import omission
from sync.attachment import (
    Attachment,
    Loose,
    acknowledged,
    content,
    keep,
    loosen,
    unread,
)
from sync.carried import carried
from sync.cursors import acknowledge
from sync.cut import Sender, cut
from sync.envelope import EnvelopeKind, read_head
from sync.erasure import erase
from sync.errors import Denied
from sync.event import ERASURE, Draft, pack
from sync.hub.inbox import Fate
from sync.hub.lag import read_again
from sync.hub.rotation import rotated
from sync.ids import NOBODY, EnvelopeId, StreamId
from sync.limits import PIECE_BYTES
from sync.omission import missing, missing_pieces
from sync.piece import encode, seal_next
from sync.receipt import read_receipt
from tests.support.hub import (
    Device,
    TestHub,
    enrolled,
    hub_of,
    open_hub,
    tell,
    turn_with,
)

NAME = b"photo-of-a-wound"
STREAM = StreamId(b"stream-of-16-byt")
PHOTO = bytes(range(256)) * 8192 + b"the end"
DIGEST = hashlib.sha256(PHOTO).digest()


def sender_of(device: Device) -> Sender:
    assert device.joined is not None
    return Sender.to_hub(
        device.applicant.signing,
        device.joined.enrolled.descriptor,
        device.joined.enrolled.post_key.public,
    )


def attach(device: Device, photo: bytes = PHOTO) -> None:
    with device.journal.database.atomic():
        keep(device.journal.database, NAME, STREAM, photo, device.clock.now_ms())


def lay_pieces(device: Device) -> int:
    """Seal every piece and lay it on the road; return how many."""
    count = 0
    while True:
        with device.journal.database.atomic():
            loaded = seal_next(
                device.journal, sender_of(device), device.ids, device.clock.now_ms()
            )
        if not loaded:
            return count
        count += 1
        for one in loaded:
            device.road.put(
                one.envelope, one.log, one.batch_no, one.sealed, 0, one.epoch
            )


def photo_at(made: TestHub) -> bytes | None:
    return content(made.reader.journal.database, NAME, DIGEST)


def apply_receipts(made: TestHub, device: Device) -> None:
    for one in device.road.returned():
        receipt = read_receipt(one.raw, made.receipt_key.public)
        acknowledge(device.journal.database, receipt.envelope, receipt.level, 0)


def test_a_photo_comes_to_the_hub_whole_and_is_acknowledged() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        attach(device)

        count = lay_pieces(device)
        await turn_with(made.road, device)
        apply_receipts(made, device)

        assert count == 3
        assert photo_at(made) == PHOTO
        assert unread(device.journal.database).attachments == 0

    tell(story)


def test_a_fact_goes_before_every_photo_that_waits() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        attach(device)
        lay_pieces(device)
        device.record()
        with device.journal.database.atomic():
            sender, now_ms = sender_of(device), device.clock.now_ms()
            (batch,) = cut(device.journal, sender, device.ids, now_ms)
        device.lay(batch)

        order = []
        while (one := device.road.next()) is not None:
            order.append(read_head(one.sealed).core.kind)
            device.road.withdraw(one.envelope)

        assert order == [
            EnvelopeKind.KEY_EPOCH,
            EnvelopeKind.EVENTS,
            *[EnvelopeKind.ATTACHMENT] * 3,
        ]

    tell(story)


def test_a_receipt_of_a_piece_under_a_number_seen_before_is_asked_for() -> None:
    async def story() -> None:
        made = hub_of()
        await made.unlock()
        device = await enrolled(made)
        attach(device)
        made.hub.lock()
        lay_pieces(device)
        await turn_with(made.road, device)
        device.road.seen_upto(device.log, 9_999)

        await made.unlock()
        await turn_with(made.road, device)
        await turn_with(made.road, device)
        apply_receipts(made, device)

        assert unread(device.journal.database).attachments == 0

    tell(story)


def test_a_locked_hub_stores_pieces_and_reads_them_later() -> None:
    async def story() -> None:
        made = hub_of()
        await made.unlock()
        device = await enrolled(made)
        made.hub.lock()
        attach(device)
        lay_pieces(device)

        await turn_with(made.road, device)
        apply_receipts(made, device)
        locked = photo_at(made), unread(device.journal.database).attachments
        await made.unlock()

        assert locked == (None, 1)
        assert photo_at(made) == PHOTO

    tell(story)


def test_a_piece_lost_on_the_road_is_sealed_again_and_lands_once() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        attach(device, PHOTO)
        lay_pieces(device)
        await turn_with(made.road, device)
        sealed = device.road.outstanding()
        database = device.journal.database
        database.conn.execute("UPDATE piece SET level = 0")
        for (envelope,) in database.conn.execute("SELECT envelope FROM piece"):
            loosen(database, envelope)

        again = lay_pieces(device)
        await turn_with(made.road, device)

        assert (sealed, again) == ((), 3)
        assert photo_at(made) == PHOTO

    tell(story)


def test_another_device_cannot_change_a_photo() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        attach(device)
        lay_pieces(device)
        await turn_with(made.road, device)
        other = await enrolled(made, "other", "B")
        attach(other, b"another photo altogether")
        lay_pieces(other)

        await turn_with(made.road, other)

        assert photo_at(made) == PHOTO
        assert made.inbox.count(Fate.SET_ASIDE) == 1

    tell(story)


def test_a_piece_that_is_not_what_its_envelope_says_is_set_aside() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        attach(device, b"small")
        lay_pieces(device)
        (core,) = [
            core
            for core in (read_head(raw).core for raw in _sealed(device))
            if core.kind == EnvelopeKind.ATTACHMENT
        ]
        lie = Attachment(NAME, STREAM, DIGEST, 2 * PIECE_BYTES, 2)

        with pytest.raises(Denied):
            carried(core, encode(Loose(lie, 1, bytes(PIECE_BYTES))), b"post-of-8")

    tell(story)


def test_what_was_erased_by_law_is_not_kept_when_it_comes_late() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        attach(device, b"small")
        journal = made.reader.journal
        with journal.database.atomic():
            journal.start_log()
            (by,) = journal.record([Draft(STREAM, ERASURE, 1, pack({}), NOBODY)])
            erase(journal.database, by)

        lay_pieces(device)
        await turn_with(made.road, device)
        apply_receipts(made, device)

        assert (
            content(journal.database, NAME, hashlib.sha256(b"small").digest()) is None
        )
        assert unread(device.journal.database).attachments == 0

    tell(story)


def _sealed(device: Device) -> list[bytes]:
    found = []
    while (one := device.road.next()) is not None:
        found.append(one.sealed)
        device.road.withdraw(one.envelope)
    return found


def test_a_photo_half_sent_by_a_file_that_was_restored_comes_whole() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        attach(device)
        lay_pieces(device)
        first = [device.road.outstanding()[at].envelope for at in (0, 1)]
        for one in device.road.outstanding():
            if one.envelope not in first:
                device.road.withdraw(one.envelope)
        await turn_with(made.road, device)
        database = device.journal.database
        for (envelope,) in database.conn.execute("SELECT envelope FROM piece"):
            loosen(database, envelope)
        device.journal.start_log()

        lay_pieces(device)
        await turn_with(made.road, device)
        apply_receipts(made, device)

        assert photo_at(made) == PHOTO
        assert unread(database).attachments == 0
        assert made.inbox.count(Fate.SET_ASIDE) == 0

    tell(story)


def test_a_hub_names_the_pieces_it_holds_and_no_key_epoch_among_them() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        attach(device)
        lay_pieces(device)
        courier = await turn_with(made.road, device)
        apply_receipts(made, device)

        await courier.turn()

        held = device.road.held(device.log)
        assert held is not None
        assert held.pieces is not None
        assert len(held.pieces) == 3
        known = acknowledged(device.journal.database, device.log)
        assert missing_pieces(known, held.pieces) == []

    tell(story)


def test_what_a_hub_has_no_key_for_any_more_counts_as_lost() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        sent = device.recorded_and_cut(2)
        attach(device)
        lay_pieces(device)
        courier = await turn_with(made.road, device)
        apply_receipts(made, device)
        await courier.turn()
        before = _lost(device)

        # An older file of the hub was put back: its inbox read with a key it has not.
        keys = rotated(made.founding.keys, made.ids, made.clock.now_ms())
        await made.hub.rekey(replace(keys, older=()))
        read_again(made.inbox, device.log, ())
        await made.hub.retry()
        await courier.turn()

        batches, pieces = _lost(device)
        assert before == ([], [])
        assert made.inbox.count(Fate.SET_ASIDE) == 4
        assert batches == [sent.envelope]
        assert len(pieces) == 3

    tell(story)


def _lost(device: Device) -> tuple[list[EnvelopeId], list[EnvelopeId]]:
    """Return the batches and pieces that a hub read, and by its word holds no more."""
    held, database = device.road.held(device.log), device.journal.database
    assert held is not None
    assert held.pieces is not None
    known = omission.acknowledged(database, device.log)
    lost = missing(known, (*held.held, *held.read))
    pieces = missing_pieces(acknowledged(database, device.log), held.pieces)
    return [row.envelope for row in lost], pieces
