"""Who a hub is: what everyone may know of it, and the keys an operator opens."""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from sync.clock import Clock
from sync.errors import KeyGone, TrustError
from sync.ids import Ids, KeyId, Mode
from sync.limits import (
    CERTIFICATE_LIFE_MS,
    MAX_BATCH_BYTES,
    MAX_BATCH_EVENTS,
    MAX_ENVELOPE_BYTES,
)
from sync.trust.certificate import (
    STANDS_IN,
    VERSION,
    Certificate,
    Descriptor,
    Role,
    mode_of_realm,
    realm_of,
    sign_certificate,
    sign_descriptor,
)
from sync.trust.pairs import SUITE_HYBRID, SealingKey, SigningKey, key_id

IDENTITY: Final = "identity"
"""The setting of the plain inbox by which a locked hub knows itself."""

_CURVE_BYTES: Final = 32
_REGISTRY: Final = b"hub-v1/registry\0"


@dataclass(frozen=True, slots=True)
class Identity:
    """What a hub is and a locked hub still knows of itself; nothing here is secret.

    `sealing` is the newest key, the one the descriptor announces; `held` are the ids of
    every older key this hub can still open with.
    """

    name: str
    url: str
    realm: bytes
    ca: bytes
    signing: bytes
    certificate: bytes
    sealing: bytes
    escrow: bytes
    held: tuple[bytes, ...] = ()

    @property
    def sealing_ids(self) -> frozenset[bytes]:
        """The ids of every key this hub opens with: in each suite, newest and older.

        An envelope that names none of them is `key_gone`; a locked hub knows that too.
        """
        return frozenset((*recipient_ids(self.sealing), *self.held))

    def with_keys(self, keys: HubKeys) -> Identity:
        """Return this identity as these keys make it: newest first, older ones held."""
        older = (name for each in keys.older for name in recipient_ids(each.key.public))
        return replace(self, sealing=keys.sealing.public, held=tuple(older))

    def fits(self, keys: HubKeys) -> bool:
        """Tell whether these keys open all that this identity is known by."""
        return self.with_keys(keys).sealing_ids == self.sealing_ids

    @property
    def mode(self) -> Mode:
        """Real or exercise."""
        return mode_of_realm(self.realm)

    @property
    def destination(self) -> KeyId:
        """Where envelopes for this hub are addressed to."""
        return key_id(self.signing)


@dataclass(frozen=True, slots=True)
class HeldKey:
    """A key a hub opens with, and since when it has it."""

    key: SealingKey
    made_ms: int


@dataclass(frozen=True, slots=True)
class HubKeys:
    """What an operator opens: the key that admits devices, the keys that read.

    `sealing` is the newest; `older` are still held, newest first.
    """

    signing: SigningKey
    sealing: SealingKey
    made_ms: int = 0
    older: tuple[HeldKey, ...] = ()

    @property
    def held(self) -> tuple[HeldKey, ...]:
        """Every key that reads, newest first."""
        return (HeldKey(self.sealing, self.made_ms), *self.older)

    @property
    def held_ids(self) -> tuple[bytes, ...]:
        """The ids of every key that reads, newest first."""
        return tuple(bytes(each.key.id) for each in self.held)

    def one_of(self, recipients: Iterable[bytes]) -> SealingKey:
        """Return the key that opens what is sealed to `recipients`, newest first.

        Raises KeyGone when none of them is held.
        """
        names = set(recipients)
        for each in self.held:
            if names.intersection(recipient_ids(each.key.public)):
                return each.key
        raise KeyGone("not sealed to a key this hub holds")

    @property
    def registry_key(self) -> bytes:
        """The key by which the plain registry cannot be forged; never rotated."""
        return hmac.digest(self.signing.to_bytes(), _REGISTRY, "sha256")


@dataclass(frozen=True, slots=True)
class Founding:
    """A new region with one hub: `ca` and `escrow` are to be taken away, offline."""

    identity: Identity
    keys: HubKeys
    ca: SigningKey
    escrow: SealingKey


def recipient_ids(public: bytes) -> tuple[bytes, bytes]:
    """Return how envelopes name the owner of a hybrid key, in suite 2 and suite 1."""
    return key_id(public), key_id(public[-_CURVE_BYTES:])


def found(name: str, url: str, mode: Mode, clock: Clock, ids: Ids) -> Founding:
    """Make the keys of a new region and its first hub."""
    ca, escrow = SigningKey.generate(ids), SealingKey.generate(ids)
    identity, keys = new_hub(Place(name, url, mode), ca, escrow.public, clock, ids)
    return Founding(identity, keys, ca, escrow)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a hub is: the name of its region, its address, real or exercise."""

    name: str
    url: str
    mode: Mode


def new_hub(
    place: Place, ca: SigningKey, escrow: bytes, clock: Clock, ids: Ids
) -> tuple[Identity, HubKeys]:
    """Make the keys of a hub of a region, certified by the region's CA."""
    now_ms = clock.now_ms()
    keys = HubKeys(SigningKey.generate(ids), SealingKey.generate(ids), now_ms)
    identity = Identity(
        name=place.name,
        url=place.url,
        realm=realm_of(ca.public, place.mode),
        ca=ca.public,
        signing=keys.signing.public,
        certificate=b"",
        sealing=keys.sealing.public,
        escrow=escrow,
    )
    return certified(identity, ca, now_ms), keys


def certified(identity: Identity, ca: SigningKey, now_ms: int) -> Identity:
    """Return a hub's identity with a certificate from now on.

    Raises TrustError when this is the CA of another region.
    """
    if ca.public != identity.ca:
        raise TrustError("the CA of another region")
    certificate = Certificate(
        version=VERSION,
        role=Role.HUB,
        realm=identity.realm,
        signing=identity.signing,
        sealing=b"",
        post=b"",
        post_name=identity.name,
        post_code="",
        letter="",
        min_suite=SUITE_HYBRID,
        not_before_ms=now_ms,
        not_after_ms=now_ms + CERTIFICATE_LIFE_MS,
        issuer=ca.id,
        extensions={},
    )
    return replace(identity, certificate=sign_certificate(certificate, ca))


def describe(
    identity: Identity,
    receipt: bytes,
    revocation: int,
    now_ms: int,
    signer: SigningKey,
    stands_in: Iterable[tuple[str, str]] = (),
) -> bytes:
    """Return the signed descriptor of a hub, as anyone may ask for it.

    `stands_in` are hubs of other regions that take along what this one's posts bring
    while they do not reach it: name and address.
    """
    named = [list(each) for each in stands_in]
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
        extensions={STANDS_IN: named} if named else {},
    )
    return sign_descriptor(descriptor, signer)
