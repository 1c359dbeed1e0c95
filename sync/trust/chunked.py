"""Cobblestone-256: the C2SP chunked-encryption recipe with SHA-512 and AES-256-GCM.

The library's own where it has it; else the same by hand, in chunks of 16 KiB whose last
one is shorter. Tests hold it against the published vectors, which are of the same
recipe with SHA-256, and against the library in both directions.
"""

from __future__ import annotations

import hmac
import secrets
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

try:
    from cryptography import cobblestone
except ImportError:  # an older `cryptography`
    HAS_COBBLESTONE = False
else:
    HAS_COBBLESTONE = True

KEY_BYTES: Final = 32
CHUNK_BYTES: Final = 16 * 1024
TAG_BYTES: Final = 16
SALT_BYTES: Final = 24
COMMITMENT_BYTES: Final = 32

OVERHEAD_BYTES: Final = SALT_BYTES + COMMITMENT_BYTES + TAG_BYTES
"""What one chunk becomes longer by: salt, commitment and tag."""

_SHA_512: Final = hashes.SHA512()
_NONCE_BYTES: Final = 12
_LABEL: Final = b"c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\x00"


def encrypt(key: bytes, context: bytes, text: bytes) -> bytes:
    """Encrypt a text under a key, bound to a context that must be given again."""
    if not HAS_COBBLESTONE:
        return encrypt_by_hand(key, context, text)
    stream = cobblestone.Cobblestone256Encryptor(key, context)
    return stream.update(text) + stream.finalize()


def decrypt(key: bytes, context: bytes, sealed: bytes) -> bytes:
    """Return the text again. Raises InvalidTag or ValueError."""
    if not HAS_COBBLESTONE:
        return decrypt_by_hand(key, context, sealed)
    stream = cobblestone.Cobblestone256Decryptor(key, context)
    return stream.update(sealed) + stream.finalize()


def encrypt_by_hand(
    key: bytes,
    context: bytes,
    text: bytes,
    *,
    salt: bytes | None = None,
    digest: hashes.HashAlgorithm = _SHA_512,
) -> bytes:
    """Do what the library does; `salt` and `digest` are for vectors."""
    salt = secrets.token_bytes(SALT_BYTES) if salt is None else salt
    cipher, nonce, commitment = _derived(key, context, salt, digest)
    chunks = [
        cipher.encrypt(_nonce(nonce, at), text[start : start + CHUNK_BYTES], None)
        for at, start in enumerate(range(0, len(text) + 1, CHUNK_BYTES))
    ]
    return salt + commitment + b"".join(chunks)


def decrypt_by_hand(
    key: bytes,
    context: bytes,
    sealed: bytes,
    *,
    digest: hashes.HashAlgorithm = _SHA_512,
) -> bytes:
    """Do what the library does. Raises InvalidTag or ValueError."""
    salt, rest = sealed[:SALT_BYTES], sealed[SALT_BYTES:]
    stated, body = rest[:COMMITMENT_BYTES], rest[COMMITMENT_BYTES:]
    size = CHUNK_BYTES + TAG_BYTES
    if len(salt) < SALT_BYTES or len(body) % size < TAG_BYTES:
        raise InvalidTag
    cipher, nonce, commitment = _derived(key, context, salt, digest)
    if not hmac.compare_digest(stated, commitment):
        raise InvalidTag
    return b"".join(
        cipher.decrypt(_nonce(nonce, at), body[start : start + size], None)
        for at, start in enumerate(range(0, len(body), size))
    )


def _derived(
    key: bytes, context: bytes, salt: bytes, digest: hashes.HashAlgorithm
) -> tuple[AESGCM, bytes, bytes]:
    if len(key) != KEY_BYTES:
        raise ValueError("key")
    size = KEY_BYTES + _NONCE_BYTES + COMMITMENT_BYTES
    found = HKDFExpand(digest, size, _LABEL + salt + context).derive(key)
    nonce_at, commitment_at = KEY_BYTES, KEY_BYTES + _NONCE_BYTES
    cipher = AESGCM(found[:nonce_at])
    return cipher, found[nonce_at:commitment_at], found[commitment_at:]


def _nonce(base: bytes, at: int) -> bytes:
    mixed = int.from_bytes(base, "big") ^ at
    return mixed.to_bytes(_NONCE_BYTES, "big")
