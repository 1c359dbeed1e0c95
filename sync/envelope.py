"""An envelope: sealed to several recipients, signed, and refused when anything changed.

Layout and order of checks: `sync/WIRE.md`. A receiver calls `read_head`, finds the
sender's certificate, `check_sender`, and only then `open_envelope`; or, where the head
names a key epoch, `open_with_epoch` with the secret that `open_epoch` gave.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Final, TypeVar

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from sync.epoch import Epoch
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
from sync.head import (
    KEY_BYTES,
    MAGIC,
    VERSION,
    Core,
    EnvelopeKind,
    Head,
    check_sound,
    read_head,
)
from sync.limits import MAX_ENVELOPE_BYTES, MAX_HEAD_BYTES, MIN_PADDED_BYTES
from sync.trust import chunked
from sync.trust.certificate import Certificate, Role
from sync.trust.pairs import (
    STANZA_OVERHEADS,
    SealingKey,
    SigningKey,
    check_signature,
    in_suite,
    key_id,
    seal_to,
)

if TYPE_CHECKING:
    from sync.ids import Ids
    from sync.trust.revoke import Revocations

__all__ = [
    "PAYLOAD_OVERHEAD",
    "Core",
    "EnvelopeKind",
    "EpochKey",
    "Head",
    "by_first_key",
    "check_epoch",
    "check_sender",
    "check_signer",
    "check_suite",
    "epoch_text",
    "open_envelope",
    "open_epoch",
    "open_with_epoch",
    "padded_size",
    "read_epoch",
    "read_head",
    "seal",
]

Text = TypeVar("Text")

_LENGTH: Final = 4
_EPOCH_VERSION: Final = 1
_EPOCH_TEXT_BYTES: Final = 8192
_CERTIFICATE: Final = "x-certificate"
PAYLOAD_OVERHEAD: Final = chunked.OVERHEAD_BYTES
"""What Cobblestone-256 adds to one chunk: salt, commitment and tag."""

_STANZA: Final = b"envelope-v1/stanza\0"
_PAYLOAD: Final = b"envelope-v1/payload\0"
_SIGNATURE: Final = b"envelope-v1/sig\0"
_EPOCH: Final = b"envelope-v1/epoch"


class EpochKey(Wire, frozen=True, array_like=True):
    """The text of a key epoch's envelope: the secret of the envelopes to come."""

    version: int
    secret: bytes
    extensions: Extensions

    @property
    def certificate(self) -> bytes:
        """The certificate of who began it, unproven; empty where it says none."""
        said = self.extensions.get(_CERTIFICATE, b"")
        return said if isinstance(said, bytes) else b""


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
    to: Sequence[bytes] | Epoch,
    signer: SigningKey,
    ids: Ids,
) -> bytes:
    """Seal a text and sign it: to the owners of public keys, or in a key epoch.

    Owners are put in random order, and sealed to in the core's suite. The core's
    recipients and epoch are filled in here. Raises TooLarge or FormatError.
    """
    if isinstance(to, Epoch):
        core = msgspec.structs.replace(core, recipients=[], epoch=bytes(to.id))
        keys: list[bytes] = []
        content_key = _key_in_epoch(to.secret, core.envelope)
    else:
        keys = _in_order(to, core.suite, ids)
        names = [bytes(key_id(public)) for public in keys]
        core = msgspec.structs.replace(core, recipients=names, epoch=b"")
        content_key = ids.random(KEY_BYTES)
    check_sound(core)
    core_raw = pack(core)
    bound_to = _STANZA + hashlib.sha256(core_raw).digest()
    stanzas = [seal_to(public, content_key, bound_to) for public in keys]
    head = MAGIC + bytes([VERSION]) + _u32(len(core_raw)) + core_raw + pack(stanzas)
    return _sealed(head, plaintext, content_key, signer)


def _in_order(publics: Sequence[bytes], suite: int, ids: Ids) -> list[bytes]:
    if suite not in STANZA_OVERHEADS:
        raise UnknownVersion(f"suite {suite}")
    order = sorted(publics, key=lambda _: ids.random(16))
    return [in_suite(public, suite) for public in order]


def _sealed(head: bytes, plaintext: bytes, key: bytes, signer: SigningKey) -> bytes:
    head_digest = hashlib.sha256(head).digest()
    payload = chunked.encrypt(key, _PAYLOAD + head_digest, _padded(plaintext))
    signature = signer.sign(_signed(head_digest, payload))
    sealed = _u32(len(head)) + head + payload + signature
    if len(head) > MAX_HEAD_BYTES or len(sealed) > MAX_ENVELOPE_BYTES:
        raise TooLarge("envelope")
    return sealed


def epoch_text(secret: bytes, certificate: bytes = b"") -> bytes:
    """Return the text of the envelope that begins a key epoch.

    Whoever reads it without a hub knows the sender by the certificate in it.
    """
    said: Extensions = {_CERTIFICATE: certificate} if certificate else {}
    return pack(EpochKey(_EPOCH_VERSION, secret, said))


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
    check_suite(head, certificate)
    if revocations.has(certificate.key):
        raise Revoked("device")
    check_signer(head, certificate.signing)
    return not certificate.is_current(now_ms)


def check_suite(head: Head, device: Certificate) -> None:
    """Raise UnknownVersion for a weaker suite than a device's certificate allows.

    It binds both ways: what comes from this device, and what is sealed to it.
    """
    if head.core.suite < device.min_suite:
        raise UnknownVersion("a weaker suite than this device has")


def check_signer(head: Head, signing: bytes) -> None:
    """Raise BadSignature unless this public key signed this very envelope."""
    check_signature(signing, head.signature, _signed(head.head_digest, head.payload))


def open_envelope(head: Head, key: SealingKey) -> bytes:
    """Return the text sealed in an envelope whose sender was checked.

    Raises KeyGone when it was not sealed to `key`, EpochMissing when it names a key
    epoch instead, SealError when it was changed.
    """
    core = head.core
    if core.epoch:
        raise EpochMissing("sealed in a key epoch")
    name = key.id_in(core.suite)
    if name not in core.recipients:
        raise KeyGone("not sealed to this key")
    stanza = head.stanzas[core.recipients.index(name)]
    content_key = key.open(stanza, _STANZA + head.core_digest, core.suite)
    return _opened(head, content_key)


def by_first_key(
    keys: Iterable[SealingKey], opens: Callable[[SealingKey], Text]
) -> Text:
    """Return what the first key opens that it was sealed to; older ones are tried too.

    Raises KeyGone when it was sealed to none of them, and whatever `opens` does.
    """
    for key in keys:
        try:
            return opens(key)
        except KeyGone:
            continue
    raise KeyGone("not sealed to this post")


def open_epoch(head: Head, key: SealingKey) -> bytes:
    """Return the secret of the key epoch this envelope begins.

    Raises KeyGone or SealError as `open_envelope` does, FormatError for another text.
    """
    return read_epoch(head, key).secret


def read_epoch(head: Head, key: SealingKey) -> EpochKey:
    """Return the text of the key epoch this envelope begins; raises as `open_epoch`."""
    if head.core.kind != EnvelopeKind.KEY_EPOCH:
        raise FormatError("not a key epoch")
    text = open_envelope(head, key)
    found = unpack(EpochKey, text, limit=_EPOCH_TEXT_BYTES)
    if found.version != _EPOCH_VERSION:
        raise UnknownVersion("key epoch version")
    refuse_unknown(found.extensions)
    if len(found.secret) != KEY_BYTES:
        raise FormatError("key epoch")
    return found


def open_with_epoch(head: Head, secret: bytes) -> bytes:
    """Return the text of an envelope that names the key epoch of this secret.

    Raises SealError when it was sealed with another, or changed.
    """
    if not head.core.epoch:
        raise SealError("not sealed in a key epoch")
    return _opened(head, _key_in_epoch(secret, head.core.envelope))


def check_epoch(head: Head, epoch: Head) -> None:
    """Raise SealError unless `epoch` begins the key epoch that `head` names.

    Both of one sender, log and suite: nobody lends out a secret.
    """
    inner, outer = head.core, epoch.core
    same = (
        outer.kind == EnvelopeKind.KEY_EPOCH
        and inner.epoch == outer.envelope
        and (inner.sender, inner.log, inner.suite)
        == (outer.sender, outer.log, outer.suite)
    )
    if not same:
        raise SealError("a key epoch of another")


def _key_in_epoch(secret: bytes, envelope: bytes) -> bytes:
    kdf = HKDF(hashes.SHA256(), KEY_BYTES, salt=envelope, info=_EPOCH)
    return kdf.derive(secret)


def _opened(head: Head, key: bytes) -> bytes:
    try:
        padded = chunked.decrypt(key, _PAYLOAD + head.head_digest, head.payload)
    except (InvalidTag, ValueError) as why:
        raise SealError("payload") from why
    return _unpadded(padded)


def _u32(number: int) -> bytes:
    return number.to_bytes(_LENGTH, "big")


def _signed(head_digest: bytes, payload: bytes) -> bytes:
    return _SIGNATURE + head_digest + hashlib.sha256(payload).digest()


def _padded(plaintext: bytes) -> bytes:
    text = _u32(len(plaintext)) + plaintext
    return text.ljust(padded_size(len(text)), b"\0")


def _unpadded(padded: bytes) -> bytes:
    size = int.from_bytes(padded[:_LENGTH], "big")
    end = _LENGTH + size
    if len(padded) != padded_size(end) or any(padded[end:]):
        raise SealError("padding")
    return padded[_LENGTH:end]
