"""Envelopes that are wrong in one respect, and right in every other."""

from __future__ import annotations

import msgspec

from sync.batch import Manifest, encode
from sync.envelope import Core, EnvelopeKind, read_head, seal
from sync.event import Draft, pack
from sync.ids import NOBODY, StreamId
from tests.support.hub import Device


def core_of(device: Device, **changed: object) -> Core:
    """Return the core this device would write for its first batch."""
    assert device.joined is not None
    descriptor = device.joined.enrolled.descriptor
    core = Core(
        kind=EnvelopeKind.EVENTS,
        realm=descriptor.realm,
        log=device.log,
        sender=device.applicant.signing.id,
        envelope=b"envelope-16-byte",
        batch_no=1,
        suite=2,
        recipients=[],
        epoch=b"",
        destination=descriptor.destination,
        attachment=[],
        extensions={},
    )
    return msgspec.structs.replace(core, **changed)


def batch_of(device: Device, **changed: object) -> bytes:
    """Return the plaintext of this device's first batch, of one event."""
    journal = device.journal
    draft = Draft(StreamId(b"stream-of-16-byt"), "thing.noted", 1, b"\x80", NOBODY)
    with journal.database.atomic():
        (event,) = journal.record([draft])
    links = journal.links(device.log, event.seq, event.seq)
    before = journal.chain_before(device.log, event.seq)
    assert before is not None
    manifest = Manifest(
        log=device.log,
        first=event.seq,
        count=1,
        before=before,
        after=links[-1].chain,
        dictionary=0,
        layout=0,
        batch_no=1,
        envelope=b"envelope-16-byte",
        extensions={},
    )
    return encode(msgspec.structs.replace(manifest, **changed), links)


def sealed(device: Device, core: Core, plaintext: bytes) -> bytes:
    """Return an envelope to the hub this device joined."""
    assert device.joined is not None
    recipients = device.joined.enrolled.descriptor.recipients
    return seal(core, plaintext, recipients, device.applicant.signing, device.ids)


def with_core(raw: bytes, **changed: object) -> bytes:
    """Return an envelope with another core than the one that was signed."""
    head = read_head(raw)
    core = pack(msgspec.structs.replace(head.core, **changed))
    changed_head = b"ENVL\x01" + len(core).to_bytes(4, "big") + core
    changed_head += pack(list(head.stanzas))
    size = len(changed_head).to_bytes(4, "big")
    return size + changed_head + head.payload + head.signature
