"""Who is who in a region: certificates, and the descriptor a hub shows to anyone.

The region's CA signs hubs; a hub signs devices. A date that has passed never refuses
what a post sends up; only a revocation does (see `sync.trust.revoke`).
"""

from __future__ import annotations

import hashlib
from enum import IntEnum
from typing import Final

from sync.errors import FormatError, TrustError, UnknownVersion, WrongRealm
from sync.event import Extensions, Wire, pack, refuse_unknown, unpack
from sync.ids import KeyId, Mode
from sync.limits import (
    MAX_CERTIFICATE_BYTES,
    MAX_MESSAGE_BYTES,
    MAX_MOMENT_MS,
    MAX_NAME_BYTES,
    MAX_NUMBER,
)
from sync.trust.pairs import (
    CURVE_BYTES,
    SEALING_PUBLIC_BYTES,
    SIGNING_BYTES,
    SUITE_CURVE,
    SigningKey,
    check_sealing_public,
    key_id,
    peek,
    read_signed,
    sign_text,
)

REALM_BYTES: Final = 9
VERSION: Final = 1
POST_BYTES: Final = 8

_CERTIFICATE: Final = b"certificate-v1/sig"
_DESCRIPTOR: Final = b"descriptor-v1/sig"


STANDS_IN: Final = "x-stands-in"
"""Extension of a descriptor: name and address of hubs that take post along for it."""
_MOST_STAND_IN: Final = 24
_MOST_ADDRESS_CHARACTERS: Final = 200


class Role(IntEnum):
    """What a certificate is for."""

    DEVICE = 1
    HUB = 2


class Certificate(Wire, frozen=True, array_like=True):
    """A public key, whose it is and until when; signed by `issuer`."""

    version: int
    role: int
    realm: bytes
    signing: bytes
    sealing: bytes
    post: bytes
    post_name: str
    post_code: str
    letter: str
    min_suite: int
    not_before_ms: int
    not_after_ms: int
    issuer: bytes
    extensions: Extensions

    @property
    def key(self) -> KeyId:
        """The id of the key this certificate is about."""
        return key_id(self.signing)

    def is_current(self, now_ms: int) -> bool:
        """Tell whether its dates include now; this flags, and never refuses."""
        return self.not_before_ms <= now_ms <= self.not_after_ms


class Descriptor(Wire, frozen=True, array_like=True):
    """What a hub says of itself: its keys and limits, signed by its signing key."""

    version: int
    realm: bytes
    name: str
    ca: bytes
    certificate: bytes
    sealing: bytes
    receipt: bytes
    escrow: bytes
    revocation: int
    limits: dict[str, int]
    at_ms: int
    extensions: Extensions

    @property
    def hub(self) -> Certificate:
        """The hub's certificate. Raises TrustError or FormatError."""
        return read_certificate(self.certificate, self.ca, self.realm)

    @property
    def destination(self) -> KeyId:
        """The id of the hub's signing key: where envelopes are addressed to."""
        return self.hub.key

    @property
    def stands_in(self) -> tuple[tuple[str, str], ...]:
        """Which hubs of other regions take post along for this one: name, address.

        What is not of that form is passed over: the rest of a descriptor counts.
        """
        said = self.extensions.get(STANDS_IN, [])
        found: list[tuple[str, str]] = []
        for each in said[:_MOST_STAND_IN] if isinstance(said, list) else ():
            match each:
                case [str(name), str(url)] if (
                    len(name.encode()) <= MAX_NAME_BYTES
                    and len(url) <= _MOST_ADDRESS_CHARACTERS
                ):
                    found.append((name, url))
        return tuple(found)

    @property
    def recipients(self) -> tuple[bytes, bytes]:
        """Whom a batch is sealed to besides the post itself: hub and escrow."""
        return self.sealing, self.escrow


def realm_of(ca_public: bytes, mode: Mode) -> bytes:
    """Return the realm of a region CA: where its signatures count."""
    mark = b"\x01" if mode is Mode.EXERCISE else b"\x00"
    return hashlib.sha256(ca_public).digest()[:8] + mark


def mode_of_realm(realm: bytes) -> Mode:
    """Return whether a realm is real or an exercise. Raises FormatError."""
    if len(realm) != REALM_BYTES or realm[8] > 1:
        raise FormatError("realm")
    return Mode.EXERCISE if realm[8] else Mode.REAL


def hub_hash(hub_signing: bytes) -> bytes:
    """Return the 16 bytes by which an invitation names a hub's signing key."""
    return hashlib.sha256(hub_signing).digest()[:16]


def sign_certificate(certificate: Certificate, issuer: SigningKey) -> bytes:
    """Return the signed bytes of a certificate. Raises FormatError, TrustError."""
    _check_certificate(certificate, issuer.public, certificate.realm)
    return sign_text(_CERTIFICATE, pack(certificate), issuer)


def redated(known: Certificate, not_before_ms: int, not_after_ms: int) -> Certificate:
    """Return a certificate for the same keys with other dates, to be signed anew."""
    return Certificate(
        version=VERSION,
        role=known.role,
        realm=known.realm,
        signing=known.signing,
        sealing=known.sealing,
        post=known.post,
        post_name=known.post_name,
        post_code=known.post_code,
        letter=known.letter,
        min_suite=known.min_suite,
        not_before_ms=not_before_ms,
        not_after_ms=not_after_ms,
        issuer=known.issuer,
        extensions=known.extensions,
    )


def read_certificate(raw: bytes, issuer: bytes, realm: bytes) -> Certificate:
    """Read a certificate that `issuer` signed for this realm.

    Raises FormatError, BadSignature, WrongRealm or TrustError.
    """
    text = read_signed(_CERTIFICATE, raw, issuer, limit=MAX_CERTIFICATE_BYTES)
    certificate = unpack(Certificate, text, limit=MAX_CERTIFICATE_BYTES)
    _check_certificate(certificate, issuer, realm)
    return certificate


def sign_descriptor(descriptor: Descriptor, hub: SigningKey) -> bytes:
    """Return the signed bytes of a hub's descriptor."""
    return sign_text(_DESCRIPTOR, pack(descriptor), hub)


def read_descriptor(
    raw: bytes, realm: bytes, *, hub: bytes | None = None
) -> Descriptor:
    """Read a hub's descriptor and check it from the region's CA down.

    `hub` is the hash an invitation carries; without it only the realm says whom to
    believe. Raises FormatError, BadSignature, WrongRealm or TrustError.
    """
    descriptor = _unproven(raw)
    if descriptor.realm != realm:
        raise WrongRealm("descriptor")
    if realm_of(descriptor.ca, mode_of_realm(realm)) != realm:
        raise WrongRealm("region CA")
    certificate = descriptor.hub
    if certificate.role != Role.HUB:
        raise TrustError("the descriptor is not a hub's")
    if hub is not None and hub_hash(certificate.signing) != hub:
        raise TrustError("another hub than the invitation names")
    read_signed(_DESCRIPTOR, raw, certificate.signing, limit=MAX_MESSAGE_BYTES)
    check_sealing_public(descriptor.sealing)
    check_sealing_public(descriptor.escrow)
    return descriptor


def any_descriptor(raw: bytes) -> Descriptor:
    """Read the descriptor of a hub of any region, proven from its own CA down.

    Whether that CA is the region's, two people compare. Raises as `read_descriptor`.
    """
    return read_descriptor(raw, _unproven(raw).realm)


def _unproven(raw: bytes) -> Descriptor:
    text = peek(raw, limit=MAX_MESSAGE_BYTES)
    descriptor = unpack(Descriptor, text, limit=MAX_MESSAGE_BYTES)
    _check_version(descriptor.version)
    sound = (
        len(descriptor.ca) == SIGNING_BYTES
        and len(descriptor.receipt) == SIGNING_BYTES
        and len(descriptor.name.encode()) <= MAX_NAME_BYTES
        and 0 <= descriptor.revocation <= MAX_NUMBER
        and 0 <= descriptor.at_ms <= MAX_MOMENT_MS
    )
    if not sound:
        raise FormatError("descriptor")
    refuse_unknown(descriptor.extensions)
    return descriptor


def _check_certificate(certificate: Certificate, issuer: bytes, realm: bytes) -> None:
    _check_version(certificate.version)
    if certificate.realm != realm:
        raise WrongRealm("certificate")
    if certificate.issuer != key_id(issuer):
        raise TrustError("the certificate names another issuer")
    is_device = certificate.role == Role.DEVICE
    sound = (
        certificate.role in (Role.DEVICE, Role.HUB)
        and len(certificate.signing) == SIGNING_BYTES
        and len(certificate.sealing) in _sealing_sizes(certificate)
        and len(certificate.post) == (POST_BYTES if is_device else 0)
        and len(certificate.post_name.encode()) <= MAX_NAME_BYTES
        and len(certificate.post_code) <= 16
        and len(certificate.letter) <= 4
        and certificate.not_before_ms >= 0
        and certificate.not_before_ms <= certificate.not_after_ms <= MAX_MOMENT_MS
    )
    if not sound:
        raise FormatError("certificate")
    refuse_unknown(certificate.extensions)


def _sealing_sizes(certificate: Certificate) -> tuple[int, ...]:
    """Return how long a sealing key may be: a lone curve only where suite 1 is let."""
    if certificate.role != Role.DEVICE:
        return (0,)
    if certificate.min_suite <= SUITE_CURVE:
        return SEALING_PUBLIC_BYTES, CURVE_BYTES
    return (SEALING_PUBLIC_BYTES,)


def _check_version(version: int) -> None:
    if version != VERSION:
        raise UnknownVersion(f"version {version}")
