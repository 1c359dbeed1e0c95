"""Keys, hashes and sealing to one owner, from the page of the wire."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hpke
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

from tests.wire_client.codec import Refused, array, pack

HYBRID_PUBLIC: Final = 1_216
CURVE_PUBLIC: Final = 32
_KEM_PUBLIC: Final = 1_184
_KEM_SEED: Final = 64
_HYBRID = hpke.Suite(hpke.KEM.MLKEM768_X25519, hpke.KDF.SHAKE256, hpke.AEAD.AES_256_GCM)
_CURVE = hpke.Suite(hpke.KEM.X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)


def sha(*parts: bytes) -> bytes:
    """Return the SHA-256 of what the parts are together."""
    return hashlib.sha256(b"".join(parts)).digest()


def key_id(public: bytes) -> bytes:
    """Return the name of a public key."""
    return sha(public)[:8]


def label(name: str) -> bytes:
    """Return a label and its zero byte."""
    return name.encode() + b"\0"


@dataclass(frozen=True, slots=True)
class Signer:
    """A key that signs."""

    private: Ed25519PrivateKey

    @classmethod
    def read(cls, seed: bytes) -> Signer:
        """Read it from its seed."""
        return cls(Ed25519PrivateKey.from_private_bytes(seed))

    @property
    def public(self) -> bytes:
        """Its public half."""
        return self.private.public_key().public_bytes_raw()

    def sign(self, name: str, text: bytes) -> bytes:
        """Sign a text under a label."""
        return self.private.sign(label(name) + text)

    def signed(self, name: str, text: bytes) -> bytes:
        """Return a signed text."""
        return pack([text, self.sign(name, text)])


def verify(public: bytes, name: str, text: bytes, signature: bytes) -> None:
    """Refuse a text that was not signed by a key."""
    try:
        key = Ed25519PublicKey.from_public_bytes(public)
        key.verify(signature, label(name) + text)
    except (InvalidSignature, ValueError) as why:
        raise Refused(f"signature under {name}") from why


def signed_text(name: str, raw: bytes, public: bytes) -> bytes:
    """Return the text of a signed text that a key signed."""
    text, signature = array(raw, 2)
    verify(public, name, text, signature)
    return bytes(text)


@dataclass(frozen=True, slots=True)
class Opener:
    """A sealing key with its private half, of either suite."""

    curve: X25519PrivateKey
    lattice: MLKEM768PrivateKey | None

    @classmethod
    def make(cls) -> Opener:
        """Make a hybrid key."""
        return cls.read(secrets.token_bytes(96))

    @classmethod
    def read(cls, raw: bytes) -> Opener:
        """Read 96 bytes, or 32 of suite 1."""
        if len(raw) == CURVE_PUBLIC:
            return cls(X25519PrivateKey.from_private_bytes(raw), None)
        return cls(
            X25519PrivateKey.from_private_bytes(raw[_KEM_SEED:]),
            MLKEM768PrivateKey.from_seed_bytes(raw[:_KEM_SEED]),
        )

    @property
    def public(self) -> bytes:
        """Its public half."""
        curve = self.curve.public_key().public_bytes_raw()
        if self.lattice is None:
            return curve
        return self.lattice.public_key().public_bytes_raw() + curve

    @property
    def suite(self) -> int:
        """The best suite it has."""
        return 1 if self.lattice is None else 2

    def id(self, suite: int) -> bytes:
        """Return under which name a suite knows it."""
        return key_id(self.public if suite == 2 else self.public[-CURVE_PUBLIC:])

    def open(self, suite: int, sealed: bytes, info: bytes) -> bytes:
        """Open what was sealed to this key."""
        try:
            if suite == 1:
                return _CURVE.decrypt(sealed, self.curve, info)
            if self.lattice is None:
                raise Refused("a key of suite 1 opens no suite 2")
            both = hpke.MLKEM768X25519PrivateKey(self.lattice, self.curve)
            return _HYBRID.decrypt(sealed, both, info)
        except InvalidTag as why:
            raise Refused("sealed to another, or changed") from why


def recipient(public: bytes, suite: int) -> bytes:
    """Return the part of a public key that a suite seals to."""
    return public if suite == 2 else public[-CURVE_PUBLIC:]


def seal_to(public: bytes, text: bytes, info: bytes) -> bytes:
    """Seal a text to a public key, in the suite of its size."""
    curve = X25519PublicKey.from_public_bytes(public[-CURVE_PUBLIC:])
    if len(public) == CURVE_PUBLIC:
        return _CURVE.encrypt(text, curve, info)
    lattice = MLKEM768PublicKey.from_public_bytes(public[:_KEM_PUBLIC])
    return _HYBRID.encrypt(text, hpke.MLKEM768X25519PublicKey(lattice, curve), info)
