"""An envelope: sealed to several recipients, signed, and refused when anything changed.

Layout and order of checks: `sync/WIRE.md`. A receiver calls `read_head`, finds the
sender's certificate, `check_sender`, and only then `open_envelope`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Any, Final

import msgspec
from cryptography.cobblestone import Cobblestone256Decryptor, Cobblestone256Encryptor
from cryptography.exceptions import InvalidTag

from sync.errors import (
    EpochMissing,
    FormatError,
    KeyGone,
    Revoked,
    SealError,
    TooLarge,
    UnknownSender,
    UnknownVersion,
    WrongRealm,
)
from sync.event import Extensions, Wire, pack, refuse_unknown, unpack
from sync.limits import (
    MAX_ENVELOPE_BYTES,
    MAX_HEAD_BYTES,
    MAX_NUMBER,
    MAX_RECIPIENTS,
    MIN_PADDED_BYTES,
)
from sync.trust.certificate import REALM_BYTES, SUITE_HYBRID, Certificate, Role
from sync.trust.pairs import (
    SIGNATURE_BYTES,
    STANZA_OVERHEAD,
    SealingKey,
    SigningKey,
    check_signature,
    key_id,
    seal_to,
)

if TYPE_CHECKING:
    from sync.ids import Ids
    from sync.trust.revoke import Revocations

_MAGIC: Final = b"ENVL"
_VERSION: Final = 1
_LENGTH: Final = 4
_HEAD_START: Final = _LENGTH + len(_MAGIC) + 1
_KEY_BYTES: Final = 32
_STANZA_BYTES: Final = _KEY_BYTES + STANZA_OVERHEAD
PAYLOAD_OVERHEAD: Final = 72
"""What Cobblestone-256 adds to one chunk: salt, commitment and tag."""

_MIN_PAYLOAD: Final = MIN_PADDED_BYTES + PAYLOAD_OVERHEAD
_STANZA: Final = b"envelope-v1/stanza\0"
_PAYLOAD: Final = b"envelope-v1/payload\0"
_SIGNATURE: Final = b"envelope-v1/sig\0"


class EnvelopeKind(IntEnum):
    """What an envelope carries."""

    EVENTS = 1
    KEY_EPOCH = 2
    ATTACHMENT = 3
    DOWN = 4
    RECEIPT = 5
    TRUST = 6


class Core(Wire, frozen=True, array_like=True):
    """What anyone on the road may read: who sent it, to whom, and its number."""

    kind: int
    realm: bytes
    log: bytes
    sender: bytes
    envelope: bytes
    batch_no: int
    suite: int
    recipients: list[bytes]
    epoch: bytes
    destination: bytes
    attachment: list[Any]
    extensions: Extensions


@dataclass(frozen=True, slots=True)
class Head:
    """An envelope taken apart; nothing in it is proven before `check_sender`."""

    core: Core
    core_digest: bytes
    head_digest: bytes
    stanzas: tuple[bytes, ...]
    payload: bytes
    signature: bytes


def padded_size(size: int) -> int:
    """Return PADMÉ of a size: at most 12 % more, and at least 256."""
    if size <= MIN_PADDED_BYTES:
        return MIN_PADDED_BYTES
    exponent = size.bit_length() - 1
    low_bits = exponent - exponent.bit_length()
    mask = (1 << low_bits) - 1
    return (size + mask) & ~mask


def seal(
    core: Core,
    plaintext: bytes,
    recipients: Sequence[bytes],
    signer: SigningKey,
    ids: Ids,
) -> bytes:
    """Seal a text to the owners of public keys, in random order, and sign it.

    The core's recipients are filled in here. Raises TooLarge or FormatError.
    """
    order = sorted(recipients, key=lambda _: ids.random(16))
    names = [bytes(key_id(public)) for public in order]
    core = msgspec.structs.replace(core, recipients=names)
    _check_core(core)
    core_raw = pack(core)
    content_key = ids.random(_KEY_BYTES)
    bound_to = _STANZA + hashlib.sha256(core_raw).digest()
    stanzas = [seal_to(public, content_key, bound_to) for public in order]
    head = _MAGIC + bytes([_VERSION]) + _u32(len(core_raw)) + core_raw + pack(stanzas)
    head_digest = hashlib.sha256(head).digest()
    payload = _encrypted(_padded(plaintext), content_key, head_digest)
    signature = signer.sign(_signed(head_digest, payload))
    sealed = _u32(len(head)) + head + payload + signature
    if len(head) > MAX_HEAD_BYTES or len(sealed) > MAX_ENVELOPE_BYTES:
        raise TooLarge("envelope")
    return sealed


def read_head(raw: bytes, realm: bytes | None = None) -> Head:
    """Take an envelope apart: sizes, version, realm and suite are checked.

    Without a `realm` any is accepted, as a relay does. Raises TooLarge, FormatError,
    UnknownVersion, WrongRealm or EpochMissing.
    """
    head, payload, signature = _parts(raw)
    if head[: len(_MAGIC)] != _MAGIC:
        raise FormatError("not an envelope")
    if head[len(_MAGIC)] != _VERSION:
        raise UnknownVersion("envelope version")
    core_raw, stanzas_raw = _split(head[len(_MAGIC) + 1 :])
    core = unpack(Core, core_raw, limit=MAX_HEAD_BYTES)
    if realm is not None and core.realm != realm:
        raise WrongRealm("envelope")
    _check_core(core)
    stanzas = unpack(list[bytes], stanzas_raw, limit=MAX_HEAD_BYTES)
    fits = all(len(stanza) == _STANZA_BYTES for stanza in stanzas)
    if len(stanzas) != len(core.recipients) or not fits:
        raise FormatError("stanzas")
    return Head(
        core=core,
        core_digest=hashlib.sha256(core_raw).digest(),
        head_digest=hashlib.sha256(head).digest(),
        stanzas=tuple(stanzas),
        payload=payload,
        signature=signature,
    )


def check_sender(
    head: Head,
    certificate: Certificate | None,
    revocations: Revocations,
    now_ms: int,
) -> bool:
    """Check that the device of `certificate` signed this; True when its date is past.

    A date never refuses, only flags. Raises UnknownSender, Revoked, WrongRealm,
    UnknownVersion or BadSignature.
    """
    core = head.core
    if certificate is None or certificate.role != Role.DEVICE:
        raise UnknownSender("no certificate of this device")
    if certificate.key != core.sender:
        raise UnknownSender("a certificate of another device")
    if certificate.realm != core.realm:
        raise WrongRealm("certificate")
    if core.suite < certificate.min_suite:
        raise UnknownVersion("a weaker suite than this device has")
    if revocations.has(certificate.key):
        raise Revoked("device")
    check_signature(
        certificate.signing, head.signature, _signed(head.head_digest, head.payload)
    )
    return not certificate.is_current(now_ms)


def open_envelope(head: Head, key: SealingKey) -> bytes:
    """Return the text sealed in an envelope whose sender was checked.

    Raises KeyGone when it was not sealed to `key`, SealError when it was changed.
    """
    if key.id not in head.core.recipients:
        raise KeyGone("not sealed to this key")
    stanza = head.stanzas[head.core.recipients.index(key.id)]
    content_key = key.open(stanza, _STANZA + head.core_digest)
    try:
        decryptor = Cobblestone256Decryptor(content_key, _PAYLOAD + head.head_digest)
        padded = decryptor.update(head.payload) + decryptor.finalize()
    except (InvalidTag, ValueError) as why:
        raise SealError("payload") from why
    return _unpadded(padded)


def _u32(number: int) -> bytes:
    return number.to_bytes(_LENGTH, "big")


def _signed(head_digest: bytes, payload: bytes) -> bytes:
    return _SIGNATURE + head_digest + hashlib.sha256(payload).digest()


def _parts(raw: bytes) -> tuple[bytes, bytes, bytes]:
    if len(raw) > MAX_ENVELOPE_BYTES:
        raise TooLarge("envelope")
    if len(raw) < _HEAD_START + _LENGTH + _MIN_PAYLOAD + SIGNATURE_BYTES:
        raise FormatError("envelope")
    size = int.from_bytes(raw[:_LENGTH], "big")
    if size > MAX_HEAD_BYTES:
        raise TooLarge("envelope head")
    head = raw[_LENGTH : _LENGTH + size]
    payload = raw[_LENGTH + size : -SIGNATURE_BYTES]
    if size < _HEAD_START or len(payload) < _MIN_PAYLOAD:
        raise FormatError("envelope")
    return head, payload, raw[-SIGNATURE_BYTES:]


def _split(rest: bytes) -> tuple[bytes, bytes]:
    size = int.from_bytes(rest[:_LENGTH], "big")
    core = rest[_LENGTH : _LENGTH + size]
    if len(core) != size:
        raise FormatError("core")
    return core, rest[_LENGTH + size :]


def _check_core(core: Core) -> None:
    if core.suite != SUITE_HYBRID:
        raise UnknownVersion(f"suite {core.suite}")
    refuse_unknown(core.extensions)
    names = core.recipients
    sound = (
        core.kind in tuple(EnvelopeKind)
        and len(core.realm) == REALM_BYTES
        and len(core.log) == 8
        and len(core.sender) == 8
        and len(core.envelope) == 16
        and 1 <= core.batch_no <= MAX_NUMBER
        and len(names) == len(set(names)) <= MAX_RECIPIENTS
        and all(len(name) == 8 for name in names)
        and len(core.destination) == 8
    )
    if not sound or not _is_attachment(core):
        raise FormatError("core")
    if core.epoch:
        raise EpochMissing("key epoch")
    if not names:
        raise FormatError("no recipients")


def _is_attachment(core: Core) -> bool:
    if core.kind != EnvelopeKind.ATTACHMENT:
        return core.attachment == []
    try:
        name, index, count = core.attachment
    except ValueError:
        return False
    is_name = isinstance(name, bytes) and len(name) == 16
    return is_name and type(index) is type(count) is int and 0 <= index < count


def _padded(plaintext: bytes) -> bytes:
    text = _u32(len(plaintext)) + plaintext
    return text.ljust(padded_size(len(text)), b"\0")


def _unpadded(padded: bytes) -> bytes:
    size = int.from_bytes(padded[:_LENGTH], "big")
    end = _LENGTH + size
    if len(padded) != padded_size(end) or any(padded[end:]):
        raise SealError("padding")
    return padded[_LENGTH:end]


def _encrypted(padded: bytes, key: bytes, head_digest: bytes) -> bytes:
    encryptor = Cobblestone256Encryptor(key, _PAYLOAD + head_digest)
    return encryptor.update(padded) + encryptor.finalize()
