"""What it takes to seal and open in a test: a region, a device, a core."""

from __future__ import annotations

from dataclasses import dataclass

from sync.envelope import Core, EnvelopeKind, seal
from sync.epoch import Epoch
from sync.ids import KeyId, Mode, SystemIds
from sync.trust.certificate import (
    Certificate,
    Descriptor,
    Role,
    read_descriptor,
    realm_of,
    sign_certificate,
    sign_descriptor,
)
from sync.trust.keys import SealingKey, SigningKey
from tests.support.fakes import NOON_MS, SeededIds

YEAR_MS = 365 * 24 * 3_600_000
SIGNER = SigningKey.generate(SeededIds("signer"))


def core_of(signer: SigningKey, **changed: object) -> Core:
    """Return a core as a device of the real realm would write it."""
    fields = {
        "kind": EnvelopeKind.EVENTS,
        "realm": bytes(9),
        "log": bytes(8),
        "sender": signer.id,
        "envelope": bytes(16),
        "batch_no": 1,
        "suite": 2,
        "recipients": [],
        "epoch": b"",
        "destination": bytes(8),
        "attachment": [],
        "extensions": {},
    }
    return Core(**{**fields, **changed})


def sealed_in(epoch: Epoch, text: bytes = b"text", **changed: object) -> bytes:
    """Return an envelope in a key epoch, by a signer that is always the same."""
    return seal(core_of(SIGNER, **changed), text, epoch, SIGNER, SystemIds())


def sealed_to(public: bytes, text: bytes = b"text", **changed: object) -> bytes:
    """Return an envelope to the owner of one key, by the same signer."""
    return seal(core_of(SIGNER, **changed), text, (public,), SIGNER, SystemIds())


@dataclass(frozen=True, slots=True)
class Region:
    """A region with its hub: every key, for tests that play all parts."""

    realm: bytes
    ca: SigningKey
    hub: SigningKey
    hub_sealing: SealingKey
    receipt: SigningKey
    escrow: SealingKey
    descriptor: Descriptor
    descriptor_raw: bytes


def region(mode: Mode = Mode.REAL, seed: int | str = "region") -> Region:
    """Return a region that follows from a seed."""
    ids = SeededIds(seed)
    ca, hub, receipt = (SigningKey.generate(ids) for _ in range(3))
    sealing, escrow = SealingKey.generate(ids), SealingKey.generate(ids)
    realm = realm_of(ca.public, mode)
    descriptor = Descriptor(
        version=1,
        realm=realm,
        name="Hub Zuid",
        ca=ca.public,
        certificate=sign_certificate(hub_certificate(realm, hub, ca.id), ca),
        sealing=sealing.public,
        receipt=receipt.public,
        escrow=escrow.public,
        revocation=0,
        limits={"max_envelope_bytes": 2_097_152},
        at_ms=NOON_MS,
        extensions={},
    )
    raw = sign_descriptor(descriptor, hub)
    read = read_descriptor(raw, realm)
    return Region(realm, ca, hub, sealing, receipt, escrow, read, raw)


def hub_certificate(realm: bytes, hub: SigningKey, issuer: KeyId) -> Certificate:
    """Return what a region CA says of a hub."""
    return Certificate(
        version=1,
        role=Role.HUB,
        realm=realm,
        signing=hub.public,
        sealing=b"",
        post=b"",
        post_name="",
        post_code="",
        letter="",
        min_suite=2,
        not_before_ms=NOON_MS - YEAR_MS,
        not_after_ms=NOON_MS + YEAR_MS,
        issuer=issuer,
        extensions={},
    )


def device_certificate(
    place: Region, signing: SigningKey, sealing: SealingKey, **changed: object
) -> Certificate:
    """Return what a hub says of a device."""
    fields = {
        "version": 1,
        "role": Role.DEVICE,
        "realm": place.realm,
        "signing": signing.public,
        "sealing": sealing.public,
        "post": b"post-id!",
        "post_name": "EHBO-post Markt",
        "post_code": "A042",
        "letter": "A",
        "min_suite": 2,
        "not_before_ms": NOON_MS - YEAR_MS,
        "not_after_ms": NOON_MS + YEAR_MS,
        "issuer": place.hub.id,
        "extensions": {},
    }
    return Certificate(**{**fields, **changed})
