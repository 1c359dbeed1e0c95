"""What only a recent `cryptography` has: its own HPKE, and the hybrid KEM of suite 2.

Importing this raises ImportError on a platform without it; `sync.trust.pairs` then
knows suite 1 alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

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

MLKEM_PUBLIC_BYTES: Final = 1184

_CURVE: Final = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
_HYBRID: Final = Suite(KEM.MLKEM768_X25519, KDF.SHAKE256, AEAD.AES_256_GCM)


@dataclass(frozen=True, slots=True)
class Pair:
    """Both halves of a hybrid private key, and the public half of ML-KEM."""

    key: MLKEM768X25519PrivateKey
    kem_public: bytes


def pair(seed: bytes, curve: X25519PrivateKey) -> Pair:
    """Return the hybrid key of an ML-KEM-768 seed and an X25519 key."""
    kem = MLKEM768PrivateKey.from_seed_bytes(seed)
    public = kem.public_key().public_bytes_raw()
    return Pair(MLKEM768X25519PrivateKey(kem, curve), public)


def seal(public: bytes, text: bytes, info: bytes) -> bytes:
    """Seal to a hybrid public key, or to an X25519 one alone. Raises ValueError."""
    curve = X25519PublicKey.from_public_bytes(public[-32:])
    if len(public) == 32:
        return _CURVE.encrypt(text, curve, info=info)
    kem = MLKEM768PublicKey.from_public_bytes(public[:MLKEM_PUBLIC_BYTES])
    return _HYBRID.encrypt(text, MLKEM768X25519PublicKey(kem, curve), info=info)


def unseal_hybrid(pair: Pair, sealed: bytes, info: bytes) -> bytes:
    """Return what was sealed in suite 2. Raises ValueError or InvalidTag."""
    return _HYBRID.decrypt(sealed, pair.key, info=info)


def unseal_curve(curve: X25519PrivateKey, sealed: bytes, info: bytes) -> bytes:
    """Return what was sealed in suite 1. Raises ValueError or InvalidTag."""
    return _CURVE.decrypt(sealed, curve, info=info)
