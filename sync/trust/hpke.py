"""Suite 1 by hand: HPKE base mode (RFC 9180) with X25519, HKDF-SHA256 and AES-GCM.

For platforms whose `cryptography` has no HPKE of its own; single-shot, empty aad. Tests
hold it against the published vectors, and against the library in both directions.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.asymmetric.x25519 import (
    X25519PrivateKey,
    X25519PublicKey,
)
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

ENC_BYTES: Final = 32
"""The encapsulated key: a public key made for this one text."""

TAG_BYTES: Final = 16

AES_128_GCM: Final = 1
AES_256_GCM: Final = 2
_KEY_BYTES: Final = {AES_128_GCM: 16, AES_256_GCM: 32}
_NONCE_BYTES: Final = 12
_HASH_BYTES: Final = 32

_VERSION: Final = b"HPKE-v1"
_KEM: Final = b"KEM\x00\x20"
_HPKE: Final = b"HPKE\x00\x20\x00\x01"
_BASE_MODE: Final = b"\x00"


@dataclass(frozen=True, slots=True)
class Schedule:
    """What both sides derive, and all that sealing the one text takes."""

    key: bytes
    nonce: bytes


def seal(
    public: bytes,
    text: bytes,
    info: bytes,
    *,
    aead: int = AES_256_GCM,
    once: X25519PrivateKey | None = None,
) -> bytes:
    """Return `enc || ciphertext || tag` for the owner of a public key.

    `once` is the key pair for this one text, for vectors; else it is made here. Raises
    ValueError for a public key that will not do.
    """
    pair = once or X25519PrivateKey.generate()
    enc = pair.public_key().public_bytes_raw()
    shared = pair.exchange(X25519PublicKey.from_public_bytes(public))
    made = schedule(_encapsulated(shared, enc + public), info, aead=aead)
    return enc + AESGCM(made.key).encrypt(made.nonce, text, None)


def unseal(
    key: X25519PrivateKey, sealed: bytes, info: bytes, *, aead: int = AES_256_GCM
) -> bytes:
    """Return what was sealed to this key. Raises ValueError or InvalidTag."""
    enc, rest = sealed[:ENC_BYTES], sealed[ENC_BYTES:]
    if len(rest) < TAG_BYTES:
        raise ValueError("too short to be sealed")
    shared = key.exchange(X25519PublicKey.from_public_bytes(enc))
    context = enc + key.public_key().public_bytes_raw()
    made = schedule(_encapsulated(shared, context), info, aead=aead)
    return AESGCM(made.key).decrypt(made.nonce, rest, None)


def schedule(shared: bytes, info: bytes, *, aead: int = AES_256_GCM) -> Schedule:
    """Return the key and nonce of a shared secret, as both sides derive them."""
    suite = _HPKE + aead.to_bytes(2, "big")
    context = _BASE_MODE
    for label, text in ((b"psk_id_hash", b""), (b"info_hash", info)):
        context += _extract(suite, b"", label, text)
    secret = _extract(suite, shared, b"secret", b"")
    return Schedule(
        key=_expand(suite, secret, b"key", context, _KEY_BYTES[aead]),
        nonce=_expand(suite, secret, b"base_nonce", context, _NONCE_BYTES),
    )


def _encapsulated(shared: bytes, context: bytes) -> bytes:
    secret = _extract(_KEM, b"", b"eae_prk", shared)
    return _expand(_KEM, secret, b"shared_secret", context, _HASH_BYTES)


def _extract(suite: bytes, salt: bytes, label: bytes, text: bytes) -> bytes:
    """HKDF-Extract of RFC 5869: HMAC under the salt, zeros where it is empty."""
    mac = hmac.HMAC(salt or bytes(_HASH_BYTES), hashes.SHA256())
    mac.update(_VERSION + suite + label + text)
    return mac.finalize()


def _expand(suite: bytes, secret: bytes, label: bytes, info: bytes, size: int) -> bytes:
    labelled = size.to_bytes(2, "big") + _VERSION + suite + label + info
    return HKDFExpand(hashes.SHA256(), size, labelled).derive(secret)
