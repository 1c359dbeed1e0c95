"""News of trust: what a hub tells one device about keys, certificates and the list.

It travels down in an envelope of kind TRUST, sealed to the device's own key and signed
by the hub. What it carries is signed once more by itself and is judged here again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sync.errors import FormatError, TrustError, UnknownVersion
from sync.event import Extensions, Wire, pack, refuse_unknown, unpack
from sync.limits import MAX_CERTIFICATE_BYTES, MAX_MESSAGE_BYTES
from sync.trust.certificate import (
    Certificate,
    Descriptor,
    Role,
    read_certificate,
    read_descriptor,
)
from sync.trust.pairs import SEALING_PRIVATE_BYTES, SealingKey
from sync.trust.revoke import Revocations, read_revocations

_VERSION: Final = 1


class TrustNews(Wire, frozen=True, array_like=True):
    """What one device is told; whatever is empty has not changed."""

    version: int
    descriptor: bytes
    revocations: bytes
    certificate: bytes
    post_key: bytes
    extensions: Extensions


@dataclass(frozen=True, slots=True)
class Told:
    """News that was read and judged; None for what it does not say."""

    descriptor: Descriptor | None = None
    revocations: Revocations | None = None
    certificate: Certificate | None = None
    post_key: SealingKey | None = None


def news(
    *,
    descriptor: bytes = b"",
    revocations: bytes = b"",
    certificate: bytes = b"",
    post_key: SealingKey | None = None,
) -> bytes:
    """Return the text of an envelope of kind TRUST."""
    raw_key = b"" if post_key is None else post_key.to_bytes()
    told = TrustNews(_VERSION, descriptor, revocations, certificate, raw_key, {})
    return pack(told)


def read_news(raw: bytes) -> TrustNews:
    """Read the text of an envelope of kind TRUST; what it carries is not judged yet.

    Raises TooLarge, FormatError or UnknownVersion.
    """
    told = unpack(TrustNews, raw, limit=MAX_MESSAGE_BYTES)
    if told.version != _VERSION:
        raise UnknownVersion("news of trust")
    sound = len(told.certificate) <= MAX_CERTIFICATE_BYTES and (
        len(told.post_key) in (0, SEALING_PRIVATE_BYTES)
    )
    if not sound:
        raise FormatError("news of trust")
    refuse_unknown(told.extensions)
    return told


def judge_news(told: TrustNews, known: Descriptor, signing: bytes) -> Told:
    """Return what a device may take of news from the hub it knows.

    `signing` is the device's own public key. Older descriptors and lists are left out:
    an envelope may come late. Raises FormatError, BadSignature, WrongRealm, TrustError.
    """
    hub = known.hub.signing
    return Told(
        descriptor=newer_descriptor(told.descriptor, known)
        if told.descriptor
        else None,
        revocations=read_revocations(told.revocations, hub, known.realm)
        if told.revocations
        else None,
        certificate=_own(told.certificate, hub, known.realm, signing)
        if told.certificate
        else None,
        post_key=SealingKey.from_bytes(told.post_key) if told.post_key else None,
    )


def newer_descriptor(raw: bytes, known: Descriptor) -> Descriptor | None:
    """Return a descriptor that replaces the known one of the same hub, or None.

    It is proven from the region's CA down. Raises FormatError, BadSignature,
    WrongRealm, or TrustError for another hub's.
    """
    found = read_descriptor(raw, known.realm)
    if found.destination != known.destination:
        raise TrustError("the descriptor of another hub")
    return found if found.at_ms > known.at_ms else None


def _own(raw: bytes, hub: bytes, realm: bytes, signing: bytes) -> Certificate:
    certificate = read_certificate(raw, hub, realm)
    if certificate.role != Role.DEVICE or certificate.signing != signing:
        raise TrustError("a certificate of other keys")
    return certificate
