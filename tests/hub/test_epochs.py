"""A hub reads what is sealed in a key epoch, whichever of the two comes first."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import pytest

from sync.cut import Sender, cut, resealed
from sync.envelope import EnvelopeKind, epoch_text, open_epoch, read_head, seal
from sync.epoch import Epoch
from sync.event import unpack
from sync.hub.epochs import Epochs, Secrets
from sync.hub.inbox import Fate
from sync.ids import EnvelopeId
from sync.protocol import EPOCHS, Delivered, Reason
from sync.receipt import read_receipt
from sync.trust.certificate import read_certificate, sign_certificate
from sync.trust.pairs import SUITE_CURVE, SealingKey
from tests.support.fakes import SeededIds
from tests.support.forged import batch_of, core_of, sealed
from tests.support.hub import (
    Device,
    TestHub,
    enrolled,
    hub_of,
    is_road_empty,
    open_hub,
    put,
    put_all,
    tell,
    turn_with,
)

EPOCH = Epoch(EnvelopeId(b"epoch-of-16-byte"), bytes(range(32)))
KIND = {"kind": EnvelopeKind.KEY_EPOCH, "batch_no": 0, "envelope": EPOCH.id}


def answered(content: bytes) -> str:
    return unpack(Delivered, content, limit=10_000).reason


def epoch_of(device: Device, **changed: object) -> bytes:
    """The envelope that begins `EPOCH`, by this device."""
    return sealed(device, core_of(device, **KIND, **changed), epoch_text(EPOCH.secret))


def in_epoch(device: Device, **changed: object) -> bytes:
    """A batch of this device, sealed in `EPOCH`."""
    core, signer = core_of(device, **changed), device.applicant.signing
    return seal(core, batch_of(device), EPOCH, signer, device.ids)


BATCH = b"envelope-16-byte"


def test_batches_of_an_epoch_are_read_and_each_gets_its_receipts() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        cuts = [device.recorded_and_cut() for _ in range(3)]

        answers = [await put_all(made, one) for one in cuts]

        assert [answer.status_code for answer in answers] == [201, 201, 201]
        assert made.reader.events() == device.events()

    tell(story)


def test_an_epoch_gets_both_receipts_and_is_no_batch() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        begun = device.recorded_and_cut().begun
        assert begun is not None

        answer = await put(made, begun.sealed, begun.envelope)

        receipts = unpack(Delivered, answer.content, limit=10_000).receipts
        public = made.receipt_key.public
        assert [read_receipt(raw, public).level for raw in receipts] == [1, 2]
        assert {read_receipt(raw, public).batch_no for raw in receipts} == {0}
        assert device.joined is not None
        state = made.hub.state(device.joined.address.token, device.log, 0)
        assert (state.held, state.read) == ([], [])
        assert state.extensions[EPOCHS] == [begun.envelope]

    tell(story)


def test_a_batch_before_its_epoch_is_kept_and_read_when_that_comes() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        cuts = [device.recorded_and_cut() for _ in range(3)]
        early = [await put(made, one.sealed, one.envelope) for one in cuts]
        begun = cuts[0].begun
        assert begun is not None

        answer = await put(made, begun.sealed, begun.envelope)

        assert {each.status_code for each in early} == {424}
        assert {answered(each.content) for each in early} == {Reason.EPOCH_MISSING}
        assert answer.status_code == 201
        assert made.reader.events() == device.events()
        assert made.hub.kept() == ()

    tell(story)


def test_a_locked_hub_stores_what_waited_for_an_epoch() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        made.hub.lock()
        one = device.recorded_and_cut()
        early = await put(made, one.sealed, one.envelope)
        late = await put_all(made, one)
        count = await made.unlock()

        assert (early.status_code, late.status_code) == (424, 200)
        assert count == 2
        assert made.reader.events() == device.events()

    tell(story)


def test_a_restarted_hub_still_reads_in_an_epoch_it_holds() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        await put_all(made, device.recorded_and_cut())
        again = type(made.hub)(
            made.inbox, made.founding.identity, made.receipt_key, made.clock, made.ids
        )
        await again.unlock(made.founding.keys, made.reader)
        one = device.recorded_and_cut()

        received = await again.receive(one.envelope, one.sealed)

        assert received.fate is Fate.READ
        assert made.reader.events() == device.events()

    tell(story)


async def judged(made: TestHub, device: Device, epoch: bytes, batch: bytes) -> str:
    await put(made, epoch, EPOCH.id)
    answer = await put(made, batch, BATCH)
    return answered(answer.content)


def test_an_epoch_of_another_log_is_refused() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        other = bytes([device.log[0], *bytes(7)])

        said = await judged(made, device, epoch_of(device, log=other), in_epoch(device))

        assert said == Reason.SEAL
        assert made.reader.events() == []

    tell(story)


def test_an_epoch_of_another_sender_is_refused() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        lender = await enrolled(made, "lender", "B")

        said = await judged(made, device, epoch_of(lender), in_epoch(device))

        assert said == Reason.SEAL
        assert made.reader.events() == []

    tell(story)


def test_an_epoch_with_another_secret_does_not_open_a_batch() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        core = core_of(device, **KIND)
        epoch = sealed(device, core, epoch_text(bytes(32)))

        said = await judged(made, device, epoch, in_epoch(device))

        assert said == Reason.SEAL

    tell(story)


def to_others(device: Device) -> Device:
    """The same device, that knows an older key of its hub."""
    assert device.joined is not None
    known = device.joined.enrolled
    old = SealingKey.generate(SeededIds("old")).public
    aged = msgspec.structs.replace(known.descriptor, sealing=old)
    joined = replace(device.joined, enrolled=replace(known, descriptor=aged))
    return replace(device, joined=joined)


def test_an_epoch_sealed_to_a_key_the_hub_has_not_is_gone_and_so_are_its_batches() -> (
    None
):
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        one = to_others(device)
        one.record()
        cut_ = one.cut()

        first = await put_all(made, cut_)
        begun = await put(made, cut_.begun.sealed, cut_.begun.envelope)

        assert (first.status_code, begun.status_code) == (410, 410)
        assert answered(first.content) == Reason.KEY_GONE

    tell(story)


def test_batches_whose_key_is_gone_are_sealed_again_and_read() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        aged = to_others(device)
        aged.record(2)
        old = aged.cut()
        await put_all(made, old)
        descriptor = device.joined.enrolled.descriptor
        post = device.joined.enrolled.post_key.public
        sender = Sender.to_hub(device.applicant.signing, descriptor, post)

        again = resealed(
            device.journal, sender, device.ids, device.clock.now_ms(), old.epoch
        )
        answers = [await put_all(made, one) for one in again]

        assert [answer.status_code for answer in answers] == [201]
        assert made.reader.events() == device.events()

    tell(story)


def test_a_text_that_is_no_epoch_is_set_aside() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        raw = sealed(device, core_of(device, **KIND), b"Geachte redactie")

        answer = await put(made, raw, EPOCH.id)

        assert answered(answer.content) == Reason.FORMAT
        assert answer.status_code == 422

    tell(story)


def test_the_epoch_is_brought_before_its_batches_by_the_courier() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        for _ in range(3):
            device.recorded_and_cut()

        await turn_with(made.road, device)

        assert made.reader.events() == device.events()
        assert is_road_empty(device)

    tell(story)


def test_a_hub_that_lost_an_epoch_gets_it_again_from_the_courier() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        device.recorded_and_cut()
        await turn_with(made.road, device)
        with made.inbox.file.change() as run:
            run("DELETE FROM envelope WHERE batch_no = 0")
            run("DELETE FROM epoch")
        made.hub.lock()
        await made.unlock()
        device.recorded_and_cut()

        for _ in range(3):
            await turn_with(made.road, device)

        assert made.reader.events() == device.events()
        assert is_road_empty(device)

    tell(story)


def test_secrets_are_in_memory_only_and_go_with_the_keys() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        one = device.recorded_and_cut()
        await put_all(made, one)
        epoch = read_head(one.begun.sealed)
        secret = open_epoch(epoch, made.founding.keys.sealing)
        opened = made.hub._open

        made.hub.lock()

        assert opened.secrets.get(one.epoch) == secret
        assert made.hub._open is None
        found = made.inbox.file.ask("SELECT raw FROM envelope")
        assert not any(secret in bytes(raw) for (raw,) in found)

    tell(story)


def test_only_the_secrets_used_last_are_kept() -> None:
    secrets = Secrets()
    ids = [number.to_bytes(16, "big") for number in range(258)]

    for each in ids[:256]:
        secrets.keep(each, each)
    secrets.get(ids[0])
    for each in ids[256:]:
        secrets.keep(each, each)

    assert secrets.get(ids[0]) == ids[0]
    assert [secrets.get(each) for each in ids[1:3]] == [None, None]


def test_the_newest_epochs_of_a_log_are_told() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        begun = []
        for _ in range(18):
            device.clock.advance(25 * 3_600_000)
            one = device.recorded_and_cut()
            begun.append(one.epoch)
            await put_all(made, one)

        assert Epochs(made.inbox).held(device.log) == begun[-16:]

    tell(story)


def test_a_hub_reads_a_post_of_suite_1() -> None:
    async def story() -> None:
        made = await open_hub()
        device = await enrolled(made)
        known = made.hub._registry
        lower_the_suite(made, device)
        post = SealingKey.generate(SeededIds("post"), SUITE_CURVE).public
        descriptor = device.joined.enrolled.descriptor
        sender = Sender.to_hub(device.applicant.signing, descriptor, post)
        device.record()
        with device.journal.database.atomic():
            (one,) = cut(device.journal, sender, device.ids, 0)

        answer = await put_all(made, one)

        assert known.certificate(device.applicant.signing.id)
        assert answer.status_code == 201
        assert made.reader.events() == device.events()

    tell(story)


def lower_the_suite(made: TestHub, device: Device) -> None:
    """Let this device's certificate say that it may use suite 1."""
    keys, identity = made.founding.keys, made.founding.identity
    raw = made.hub._registry.certificate(device.applicant.signing.id)
    said = read_certificate(raw, keys.signing.public, identity.realm)
    lower = msgspec.structs.replace(said, min_suite=SUITE_CURVE)
    with made.inbox.file.change() as run:
        run(
            "UPDATE device SET certificate = ? WHERE key = ?",
            *(sign_certificate(lower, keys.signing), device.applicant.signing.id),
        )


@pytest.mark.parametrize("kind", [EnvelopeKind.DOWN, EnvelopeKind.RECEIPT])
def test_kinds_a_device_does_not_send_are_set_aside(kind: EnvelopeKind) -> None:
    async def story() -> None:
        made = hub_of(seed="kinds")
        await made.unlock()
        device = await enrolled(made)

        core = core_of(device, kind=kind, batch_no=int(kind == EnvelopeKind.DOWN))

        answer = await put(made, sealed(device, core, b""), BATCH)

        assert answered(answer.content) == Reason.KIND

    tell(story)
