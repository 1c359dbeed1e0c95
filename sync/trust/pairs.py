"""Key pairs: one that signs, one that opens, and the signed form of a text.

Two suites of sealing: 2, ML-KEM-768 with X25519, and 1, X25519 alone, for platforms
whose `cryptography` has no ML-KEM. A hybrid key opens both: its X25519 part is its key
of suite 1.
"""

from __future__ import annotations

import hashlib
from typing import Final

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from sync.errors import BadSignature, FormatError, SealError, UnknownVersion
from sync.event import Wire, pack, unpack
from sync.ids import Ids, KeyId
from sync.trust import hpke

try:
    from sync.trust import hybrid
except ImportError:  # an older `cryptography`: suite 1 only
    HAS_HYBRID = False
else:
    HAS_HYBRID = True

SUITE_CURVE: Final = 1
"""X25519, HKDF-SHA256, AES-256-GCM (RFC 9180); payload Cobblestone-256."""

SUITE_HYBRID: Final = 2
"""ML-KEM-768 and X25519, SHAKE256, AES-256-GCM; payload Cobblestone-256."""

SIGNING_BYTES: Final = 32
"""An Ed25519 key, public or private."""

SIGNATURE_BYTES: Final = 64
"""An Ed25519 signature."""

_MLKEM_PUBLIC: Final = 1184
_MLKEM_SEED: Final = 64

CURVE_BYTES: Final = 32
"""An X25519 key, public or private: all a device of suite 1 has to seal and open."""

SEALING_PUBLIC_BYTES: Final = _MLKEM_PUBLIC + CURVE_BYTES
"""A public key to seal to: ML-KEM-768, then X25519."""

SEALING_PRIVATE_BYTES: Final = _MLKEM_SEED + CURVE_BYTES
"""A private key to open with: the ML-KEM seed, then X25519."""

STANZA_OVERHEAD: Final = 1136
"""How much longer a text sealed in suite 2 is: the encapsulated key and the tag."""

STANZA_OVERHEADS: Final = {
    SUITE_CURVE: hpke.ENC_BYTES + hpke.TAG_BYTES,
    SUITE_HYBRID: STANZA_OVERHEAD,
}
"""The same for each suite there is."""


def newest_suite() -> int:
    """Return the strongest suite this platform has."""
    return SUITE_HYBRID if HAS_HYBRID else SUITE_CURVE


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
    """A key that opens what is sealed to it: hybrid, or X25519 alone.

    `id` is how envelopes of its own suite name it; see `id_in` for the other.
    """

    def __init__(self, raw: bytes) -> None:
        self._raw = raw
        self._curve = X25519PrivateKey.from_private_bytes(raw[-CURVE_BYTES:])
        self._pair = _pair(raw[:-CURVE_BYTES], self._curve)
        self.suite = SUITE_CURVE if self._pair is None else SUITE_HYBRID
        kem = b"" if self._pair is None else self._pair.kem_public
        self.public = kem + self._curve.public_key().public_bytes_raw()
        self.id = key_id(self.public)

    @classmethod
    def generate(cls, ids: Ids, suite: int | None = None) -> SealingKey:
        """Make a new key of a suite, by default the strongest this platform has."""
        is_hybrid = (suite or newest_suite()) == SUITE_HYBRID
        return cls.from_bytes(
            ids.random(SEALING_PRIVATE_BYTES if is_hybrid else CURVE_BYTES)
        )

    @classmethod
    def from_bytes(cls, raw: bytes) -> SealingKey:
        """Read a key from its 96 private bytes, or 32 of suite 1. Raises FormatError.

        Raises UnknownVersion for a hybrid key where the platform has no ML-KEM.
        """
        if len(raw) not in (SEALING_PRIVATE_BYTES, CURVE_BYTES):
            raise FormatError("sealing key")
        return cls(raw)

    def to_bytes(self) -> bytes:
        """Return the private bytes."""
        return self._raw

    def id_in(self, suite: int) -> KeyId:
        """Return how envelopes of a suite name this key."""
        return self.id if suite == self.suite else key_id(self.public[-CURVE_BYTES:])

    def open(self, sealed: bytes, bound_to: bytes, suite: int | None = None) -> bytes:
        """Return what was sealed to this key, in its own suite unless said otherwise.

        Raises SealError.
        """
        suite = self.suite if suite is None else suite
        if suite > self.suite:
            raise SealError("sealed in a suite this key does not have")
        try:
            return self._unsealed(sealed, bound_to, suite)
        except (InvalidTag, ValueError) as why:
            raise SealError("not sealed to this key, or changed") from why

    def _unsealed(self, sealed: bytes, bound_to: bytes, suite: int) -> bytes:
        if not HAS_HYBRID:
            return hpke.unseal(self._curve, sealed, bound_to)
        if suite == SUITE_CURVE or self._pair is None:
            return hybrid.unseal_curve(self._curve, sealed, bound_to)
        return hybrid.unseal_hybrid(self._pair, sealed, bound_to)


def suite_of(public: bytes) -> int:
    """Return the suite of a public key to seal to. Raises FormatError."""
    if len(public) == SEALING_PUBLIC_BYTES:
        return SUITE_HYBRID
    if len(public) == CURVE_BYTES:
        return SUITE_CURVE
    raise FormatError("sealing public key")


def in_suite(public: bytes, suite: int) -> bytes:
    """Return the public key by which its owner is sealed to in a suite.

    Raises FormatError when the owner has none.
    """
    if suite_of(public) < suite:
        raise FormatError("a key of a weaker suite")
    return public if suite == SUITE_HYBRID else public[-CURVE_BYTES:]


def check_sealing_public(public: bytes) -> None:
    """Raise FormatError unless these bytes are a public key that can be sealed to.

    A platform without ML-KEM looks at the part it can use.
    """
    seal_to(in_suite(public, min(suite_of(public), newest_suite())), b"", b"")


def seal_to(public: bytes, text: bytes, bound_to: bytes) -> bytes:
    """Seal a short text so that only the owner of `public` reads it, in its suite.

    `bound_to` must be given again to open it. Raises FormatError for a bad key,
    UnknownVersion for a hybrid one where the platform has no ML-KEM.
    """
    suite = suite_of(public)
    try:
        if HAS_HYBRID:
            return hybrid.seal(public, text, bound_to)
        if suite == SUITE_HYBRID:
            raise UnknownVersion("this platform has no ML-KEM")
        return hpke.seal(public, text, bound_to)
    except ValueError as why:  # a point of low order
        raise FormatError("sealing public key") from why


def _pair(seed: bytes, curve: X25519PrivateKey) -> hybrid.Pair | None:
    if not seed:
        return None
    if not HAS_HYBRID:
        raise UnknownVersion("this platform has no ML-KEM")
    return hybrid.pair(seed, curve)
