"""Who a hub is: what everyone may know of it, and the keys an operator opens."""

from __future__ import annotations

from dataclasses import dataclass

from sync.clock import Clock
from sync.ids import Ids, KeyId, Mode
from sync.limits import (
    CERTIFICATE_LIFE_MS,
    MAX_BATCH_BYTES,
    MAX_BATCH_EVENTS,
    MAX_ENVELOPE_BYTES,
)
from sync.trust.certificate import (
    SUITE_HYBRID,
    VERSION,
    Certificate,
    Descriptor,
    Role,
    mode_of_realm,
    realm_of,
    sign_certificate,
    sign_descriptor,
)
from sync.trust.pairs import SealingKey, SigningKey, key_id


@dataclass(frozen=True, slots=True)
class Identity:
    """What a hub is and a locked hub still knows of itself; nothing here is secret."""

    name: str
    url: str
    realm: bytes
    ca: bytes
    signing: bytes
    certificate: bytes
    sealing: bytes
    escrow: bytes

    @property
    def mode(self) -> Mode:
        """Real or exercise."""
        return mode_of_realm(self.realm)

    @property
    def destination(self) -> KeyId:
        """Where envelopes for this hub are addressed to."""
        return key_id(self.signing)


@dataclass(frozen=True, slots=True)
class HubKeys:
    """What an operator opens: the key that admits devices, the key that reads."""

    signing: SigningKey
    sealing: SealingKey


@dataclass(frozen=True, slots=True)
class Founding:
    """A new region with one hub: `ca` and `escrow` are to be taken away, offline."""

    identity: Identity
    keys: HubKeys
    ca: SigningKey
    escrow: SealingKey


def found(name: str, url: str, mode: Mode, clock: Clock, ids: Ids) -> Founding:
    """Make the keys of a new region and its first hub."""
    ca, escrow = SigningKey.generate(ids), SealingKey.generate(ids)
    keys = HubKeys(SigningKey.generate(ids), SealingKey.generate(ids))
    realm = realm_of(ca.public, mode)
    now_ms = clock.now_ms()
    certificate = Certificate(
        version=VERSION,
        role=Role.HUB,
        realm=realm,
        signing=keys.signing.public,
        sealing=b"",
        post=b"",
        post_name=name,
        post_code="",
        letter="",
        min_suite=SUITE_HYBRID,
        not_before_ms=now_ms,
        not_after_ms=now_ms + CERTIFICATE_LIFE_MS,
        issuer=ca.id,
        extensions={},
    )
    identity = Identity(
        name=name,
        url=url,
        realm=realm,
        ca=ca.public,
        signing=keys.signing.public,
        certificate=sign_certificate(certificate, ca),
        sealing=keys.sealing.public,
        escrow=escrow.public,
    )
    return Founding(identity, keys, ca, escrow)


def describe(
    identity: Identity,
    receipt: bytes,
    revocation: int,
    now_ms: int,
    signer: SigningKey,
) -> bytes:
    """Return the signed descriptor of a hub, as anyone may ask for it."""
    descriptor = Descriptor(
        version=VERSION,
        realm=identity.realm,
        name=identity.name,
        ca=identity.ca,
        certificate=identity.certificate,
        sealing=identity.sealing,
        receipt=receipt,
        escrow=identity.escrow,
        revocation=revocation,
        limits={
            "batch_bytes": MAX_BATCH_BYTES,
            "batch_events": MAX_BATCH_EVENTS,
            "envelope_bytes": MAX_ENVELOPE_BYTES,
        },
        at_ms=now_ms,
        extensions={},
    )
    return sign_descriptor(descriptor, signer)
