"""Every page of an encrypted file, free ones too, as its key reads them."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

_PAGE: Final = 4096
_RESERVE: Final = 80
_SALT: Final = 16
_WAL_HEAD: Final = 32
_FRAME_HEAD: Final = 24


def decrypted(path: Path, key: bytes) -> bytes:
    """Return all that a file and its write-ahead log hold, page after page."""
    return _pages(path.read_bytes(), key) + _frames(path, key)


def _frames(path: Path, key: bytes) -> bytes:
    log = path.with_name(path.name + "-wal")
    raw = log.read_bytes() if log.exists() else b""
    size = _FRAME_HEAD + _PAGE
    starts = range(_WAL_HEAD, len(raw) - size + 1, size)
    return b"".join(_pages(raw[at + _FRAME_HEAD : at + size], key) for at in starts)


def _pages(raw: bytes, key: bytes) -> bytes:
    starts = range(0, len(raw) - _PAGE + 1, _PAGE)
    return b"".join(_page(raw[at : at + _PAGE], key) for at in starts)


def _page(raw: bytes, key: bytes) -> bytes:
    """Decrypt a page as it is, and as a first one, which begins with a salt."""
    end = _PAGE - _RESERVE
    vector = raw[end : end + 16]
    whole, first = raw[:end], raw[_SALT:end]
    return _cbc(whole, key, vector) + _cbc(first, key, vector)


def _cbc(text: bytes, key: bytes, vector: bytes) -> bytes:
    decryptor = Cipher(algorithms.AES(key), modes.CBC(vector)).decryptor()
    return decryptor.update(text) + decryptor.finalize()
