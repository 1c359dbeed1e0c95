"""Key pairs: one that signs, one that opens, and the signed form of a text."""

from __future__ import annotations

import hashlib
from typing import Final

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from cryptography.hazmat.primitives.asymmetric.mlkem import (
    MLKEM768PrivateKey,
    MLKEM768PublicKey,
)
from cryptography.hazmat.primitives.asymmetric.x25519 import (
    X25519PrivateKey,
    X25519PublicKey,
)
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)

from sync.errors import BadSignature, FormatError, SealError
from sync.event import Wire, pack, unpack
from sync.ids import Ids, KeyId

SIGNING_BYTES: Final = 32
"""An Ed25519 key, public or private."""

SIGNATURE_BYTES: Final = 64
"""An Ed25519 signature."""

_MLKEM_PUBLIC: Final = 1184
_MLKEM_SEED: Final = 64
_X25519: Final = 32

SEALING_PUBLIC_BYTES: Final = _MLKEM_PUBLIC + _X25519
"""A public key to seal to: ML-KEM-768, then X25519."""

SEALING_PRIVATE_BYTES: Final = _MLKEM_SEED + _X25519
"""A private key to open with: the ML-KEM seed, then X25519."""

STANZA_OVERHEAD: Final = 1136
"""How much longer a sealed text is: the encapsulated key and the tag."""

_SUITE: Final = Suite(KEM.MLKEM768_X25519, KDF.SHAKE256, AEAD.AES_256_GCM)


def key_id(public: bytes) -> KeyId:
    """Return the short name of a public key."""
    return KeyId(hashlib.sha256(public).digest()[:8])


class SigningKey:
    """An Ed25519 key that signs."""

    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key
        self.public = key.public_key().public_bytes_raw()
        self.id = key_id(self.public)

    @classmethod
    def generate(cls, ids: Ids) -> SigningKey:
        """Make a new key."""
        return cls.from_bytes(ids.random(SIGNING_BYTES))

    @classmethod
    def from_bytes(cls, raw: bytes) -> SigningKey:
        """Read a key from its 32 private bytes. Raises FormatError."""
        if len(raw) != SIGNING_BYTES:
            raise FormatError("signing key")
        return cls(Ed25519PrivateKey.from_private_bytes(raw))

    def to_bytes(self) -> bytes:
        """Return the 32 private bytes."""
        return self._key.private_bytes_raw()

    def sign(self, message: bytes) -> bytes:
        """Return the signature of a message."""
        return self._key.sign(message)


def check_signature(public: bytes, signature: bytes, message: bytes) -> None:
    """Raise BadSignature unless `public` signed this message."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError) as why:
        raise BadSignature("signature") from why


class Signed(Wire, frozen=True, array_like=True):
    """A text and the signature over its label and its exact bytes."""

    text: bytes
    signature: bytes


def sign_text(label: bytes, text: bytes, signer: SigningKey) -> bytes:
    """Return `text` with its signature; the label says what kind of text it is."""
    return pack(Signed(text, signer.sign(label + b"\0" + text)))


def read_signed(label: bytes, raw: bytes, public: bytes, *, limit: int) -> bytes:
    """Return the text that `public` signed. Raises FormatError or BadSignature."""
    signed = unpack(Signed, raw, limit=limit)
    check_signature(public, signed.signature, label + b"\0" + signed.text)
    return signed.text


def peek(raw: bytes, *, limit: int) -> bytes:
    """Return a signed text before its signer is known; nothing in it is proven."""
    return unpack(Signed, raw, limit=limit).text


class SealingKey:
    """A hybrid ML-KEM-768 and X25519 key that opens what is sealed to it."""

    def __init__(self, kem: MLKEM768PrivateKey, curve: X25519PrivateKey) -> None:
        self._key = MLKEM768X25519PrivateKey(kem, curve)
        self._raw = kem.private_bytes_raw() + curve.private_bytes_raw()
        self.public = (
            kem.public_key().public_bytes_raw() + curve.public_key().public_bytes_raw()
        )
        self.id = key_id(self.public)

    @classmethod
    def generate(cls, ids: Ids) -> SealingKey:
        """Make a new key."""
        return cls.from_bytes(ids.random(SEALING_PRIVATE_BYTES))

    @classmethod
    def from_bytes(cls, raw: bytes) -> SealingKey:
        """Read a key from its 96 private bytes. Raises FormatError."""
        if len(raw) != SEALING_PRIVATE_BYTES:
            raise FormatError("sealing key")
        return cls(
            MLKEM768PrivateKey.from_seed_bytes(raw[:_MLKEM_SEED]),
            X25519PrivateKey.from_private_bytes(raw[_MLKEM_SEED:]),
        )

    def to_bytes(self) -> bytes:
        """Return the 96 private bytes."""
        return self._raw

    def open(self, sealed: bytes, bound_to: bytes) -> bytes:
        """Return what was sealed to this key. Raises SealError."""
        try:
            return _SUITE.decrypt(sealed, self._key, info=bound_to)
        except (InvalidTag, ValueError) as why:
            raise SealError("not sealed to this key, or changed") from why


def check_sealing_public(public: bytes) -> None:
    """Raise FormatError unless these bytes are a public key that can be sealed to."""
    seal_to(public, b"", b"")


def seal_to(public: bytes, text: bytes, bound_to: bytes) -> bytes:
    """Seal a short text so that only the owner of `public` reads it.

    `bound_to` must be given again to open it. Raises FormatError for a bad key.
    """
    try:
        return _SUITE.encrypt(text, _sealing_public(public), info=bound_to)
    except ValueError as why:  # a point of low order
        raise FormatError("sealing public key") from why


def _sealing_public(public: bytes) -> MLKEM768X25519PublicKey:
    if len(public) != SEALING_PUBLIC_BYTES:
        raise FormatError("sealing public key")
    try:
        return MLKEM768X25519PublicKey(
            MLKEM768PublicKey.from_public_bytes(public[:_MLKEM_PUBLIC]),
            X25519PublicKey.from_public_bytes(public[_MLKEM_PUBLIC:]),
        )
    except ValueError as why:
        raise FormatError("sealing public key") from why
