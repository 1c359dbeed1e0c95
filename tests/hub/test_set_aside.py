"""What cannot be used is kept, named, told, tried again, and blocks nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace

import msgspec
import pytest

from sync.envelope import seal
from sync.epoch import Epoch
from sync.errors import DiskFull, WrongSecret
from sync.event import unpack
from sync.hub.identity import HubKeys
from sync.hub.inbox import Fate
from sync.hub.quarantine import Sender
from sync.ids import EnvelopeId, Mode
from sync.protocol import Delivered, Reason
from sync.trust.certificate import Descriptor
from sync.trust.pairs import SealingKey, SigningKey
from tests.support.fakes import SeededIds
from tests.support.forged import batch_of, core_of, sealed, with_core
from tests.support.hub import (
    Device,
    TestHub,
    device_of,
    enrol,
    enrolled,
    hub_of,
    is_road_empty,
    open_hub,
    put,
    put_all,
    tell,
    turn_with,
)

ENVELOPE = EnvelopeId(b"envelope-16-byte")

Forge = Callable[[Device], bytes]


def flipped_signature(device: Device) -> bytes:
    raw = bytearray(sealed(device, core_of(device), batch_of(device)))
    raw[-1] ^= 1
    return bytes(raw)


def flipped_payload(device: Device) -> bytes:
    raw = bytearray(sealed(device, core_of(device), batch_of(device)))
    raw[-100] ^= 1
    return bytes(raw)


def other_realm(device: Device) -> bytes:
    return sealed(device, core_of(device, realm=b"realm-8-\0"), batch_of(device))


def other_mode(device: Device) -> bytes:
    log = bytes([device.log[0] | 0x80]) + device.log[1:]
    return sealed(device, core_of(device, log=log), batch_of(device))


def other_destination(device: Device) -> bytes:
    return sealed(device, core_of(device, destination=bytes(8)), batch_of(device))


def other_id(device: Device) -> bytes:
    return sealed(device, core_of(device, envelope=bytes(16)), batch_of(device))


def other_kind(device: Device) -> bytes:
    return sealed(device, core_of(device, kind=4), batch_of(device))


def other_suite(device: Device) -> bytes:
    return with_core(sealed(device, core_of(device), batch_of(device)), suite=9)


def a_key_epoch(device: Device) -> bytes:
    epoch = Epoch(EnvelopeId(b"epoch-of-16-byte"), bytes(32))
    signer = device.applicant.signing
    return seal(core_of(device), batch_of(device), epoch, signer, device.ids)


def other_manifest(device: Device) -> bytes:
    return sealed(device, core_of(device), batch_of(device, batch_no=2))


def no_batch(device: Device) -> bytes:
    return sealed(device, core_of(device), b"\0\0\0\x08Geachte redactie")


def a_stranger(device: Device) -> bytes:
    stranger = replace(
        device.applicant, signing=SigningKey.generate(SeededIds("stranger"))
    )
    return sealed(
        replace(device, applicant=stranger),
        core_of(device, sender=stranger.signing.id),
        batch_of(device),
    )


def an_old_key(device: Device) -> bytes:
    assert device.joined is not None
    enrolled_ = device.joined.enrolled
    old = SealingKey.generate(SeededIds("old")).public
    aged = replace(
        device.joined,
        enrolled=replace(
            enrolled_, descriptor=changed(enrolled_.descriptor, sealing=old)
        ),
    )
    return sealed(replace(device, joined=aged), core_of(device), batch_of(device))


def changed(structure: Descriptor, **fields: object) -> Descriptor:
    return msgspec.structs.replace(structure, **fields)


def nested_deep(device: Device) -> bytes:
    value: object = 1
    for _ in range(700):
        value = [value]
    raw = sealed(device, core_of(device), batch_of(device))
    return with_core(raw, extensions={"x-deep": value})


CASES: list[tuple[Forge, Reason, int]] = [
    (lambda _device: b"", Reason.FORMAT, 422),
    (nested_deep, Reason.FORMAT, 422),
    (lambda _device: b"\0\0\0\x40" + bytes(4000), Reason.FORMAT, 422),
    (lambda _device: b"\xff" * 4000, Reason.TOO_LARGE, 422),
    (flipped_signature, Reason.SIGNATURE, 422),
    (flipped_payload, Reason.SIGNATURE, 422),
    (other_realm, Reason.REALM, 422),
    (other_mode, Reason.MIXED_MODES, 422),
    (other_destination, Reason.REALM, 422),
    (other_id, Reason.OTHER_ID, 422),
    (other_kind, Reason.KIND, 422),
    (other_suite, Reason.VERSION, 422),
    (a_key_epoch, Reason.EPOCH_MISSING, 424),
    (other_manifest, Reason.MANIFEST, 422),
    (no_batch, Reason.FORMAT, 422),
    (a_stranger, Reason.UNKNOWN_SENDER, 422),
    (an_old_key, Reason.KEY_GONE, 410),
]


@pytest.mark.parametrize(("forge", "reason", "status"), CASES)
def test_what_cannot_be_used_is_kept_with_its_reason(
    forge: Forge, reason: Reason, status: int
) -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)

        answer = await put(made, forge(device), ENVELOPE)

        assert answer.status_code == status
        assert unpack(Delivered, answer.content, limit=10_000).reason == reason
        assert [(one.fate, one.reason) for one in made.hub.kept()] == [
            (Fate.SET_ASIDE, reason)
        ]
        assert made.reader.events() == []

    tell(story)


@pytest.mark.parametrize("forge", [case[0] for case in CASES])
def test_what_was_set_aside_does_not_block_what_follows(forge: Forge) -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made, "first")
        await put(made, forge(device), ENVELOPE)
        other = await enrolled(made, "second", "B")
        cut = other.recorded_and_cut(2)

        answer = await put_all(made, cut)

        assert answer.status_code == 201
        assert made.reader.events() == other.events()

    tell(story)


def test_a_log_belongs_to_the_first_device_that_used_it() -> None:
    async def story() -> None:
        made = await open_hub()
        owner = await enrolled(made, "owner")
        thief = await enrolled(made, "thief", "B")
        await put(made, sealed(owner, core_of(owner), batch_of(owner)), ENVELOPE)
        core = core_of(thief, log=owner.log, envelope=bytes(16), batch_no=2)

        answer = await put(made, sealed(thief, core, b""), bytes(16))

        assert answer.status_code == 422
        assert made.hub.kept()[0].reason == Reason.LOG_TAKEN

    tell(story)


def test_a_revoked_device_is_set_aside_and_what_it_sent_before_stays() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        before, after = device.recorded_and_cut(), device.recorded_and_cut()
        await put_all(made, before)

        made.hub.revoke(device.applicant.signing.id)
        refused = await put_all(made, after)
        again = await put_all(made, before)

        assert refused.status_code == 422
        (kept,) = made.hub.kept()
        key = device.applicant.signing.id
        assert kept.reason == Reason.REVOKED
        assert made.hub.quarantine.sender(kept) == Sender(key, verified=False)
        assert again.status_code == 200
        assert len(made.reader.events()) == 1

    tell(story)


def test_an_expired_certificate_refuses_nothing() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        made.clock.advance(10 * 365 * 24 * 3_600_000)
        cut = device.recorded_and_cut()

        answer = await put_all(made, cut)

        assert answer.status_code == 201

    tell(story)


def test_what_was_set_aside_is_read_once_its_sender_is_known() -> None:
    async def story() -> None:
        made = await open_hub()
        known = await enrolled(made)
        device = device_of("newcomer")
        device.joined = known.joined
        cut = device.recorded_and_cut()
        refused = await put_all(made, cut)
        await enrol(made, device)

        count = await made.hub.retry()

        assert refused.status_code == 422
        assert count == 2  # its key epoch, and the batch
        assert made.hub.kept() == ()
        assert made.reader.events() == device.events()

    tell(story)


def test_delivering_once_more_tries_once_more() -> None:
    async def story() -> None:
        made = await open_hub()
        known = await enrolled(made)
        device = device_of("newcomer")
        device.joined = known.joined
        cut = device.recorded_and_cut()
        await put_all(made, cut)
        await enrol(made, device)

        answer = await put_all(made, cut)

        assert answer.status_code == 200
        assert made.reader.events() == device.events()

    tell(story)


def test_a_post_is_told_what_its_hub_cannot_read() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        made.hub.lock()
        raw = sealed(device, core_of(device), b"\0\0\0\x08no batch at all")
        device.road.put(ENVELOPE, device.log, 1, raw, 0)
        await turn_with(made.road, device)
        stored = [(one.level, one.trouble) for one in device.road.outstanding()]

        await made.unlock()
        await turn_with(made.road, device)

        assert stored == [(1, None)]
        assert [one.trouble for one in device.road.troubles()] == [Reason.FORMAT]

    tell(story)


def test_a_locked_hub_stores_and_reads_in_order_once_unlocked() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        made.hub.lock()
        cuts = [device.recorded_and_cut(2) for _ in range(5)]
        answers = [await put_all(made, cut) for cut in cuts]
        unread = made.hub.unread()

        count = await made.unlock()

        assert {answer.status_code for answer in answers} == {201}
        assert (unread, count, made.hub.unread()) == (6, 6, 0)  # with the key epoch
        assert made.reader.events() == device.events()

    tell(story)


def test_a_hub_that_starts_alone_stores_before_anyone_unlocks() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        cut = device.recorded_and_cut()
        made.hub.lock()
        restarted = type(made.hub)(
            made.inbox, made.founding.identity, made.receipt_key, made.clock, made.ids
        )

        received = [
            await restarted.receive(one.envelope, one.sealed) for one in cut.parcels
        ]

        assert {one.fate for one in received} == {Fate.STORED}
        assert [len(one.receipts) for one in received] == [1, 1]
        assert restarted.descriptor() == made.hub.descriptor()

    tell(story)


def test_a_hub_is_not_unlocked_by_keys_of_another() -> None:
    ids = SeededIds("other")
    keys = HubKeys(SigningKey.generate(ids), SealingKey.generate(ids))
    made = hub_of()

    with pytest.raises(WrongSecret):
        asyncio.run(made.hub.unlock(keys, made.reader))

    assert not made.hub.is_unlocked


def test_a_full_journal_lets_the_hub_store_and_read_later() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        device.recorded_and_cut()
        made.reader.failure = DiskFull("journal")
        await turn_with(made.road, device)
        stored = [one.level for one in device.road.outstanding()]

        made.reader.failure = None
        await made.hub.retry()
        await turn_with(made.road, device)

        assert stored == [1]
        assert is_road_empty(device)
        assert made.reader.events() == device.events()

    tell(story)


def test_an_exercise_and_the_real_never_meet_at_a_hub() -> None:
    async def story() -> None:
        real, drill = await open_hub(), await open_hub(Mode.EXERCISE)
        device = await enrolled(drill)
        cut = device.recorded_and_cut()

        answer = await put(real, cut.sealed, cut.envelope)

        assert answer.status_code == 422
        assert real.hub.kept()[0].reason == Reason.REALM
        assert await is_read(drill, device)

    tell(story)


async def is_read(made: TestHub, device: Device) -> bool:
    await turn_with(made.road, device)
    return is_road_empty(device) and made.reader.events() == device.events()
