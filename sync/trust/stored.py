"""What a hub keeps in a database that others look after: sealed under its file key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from sync.errors import SealError

if TYPE_CHECKING:
    from sync.ids import Ids

_LABEL: Final = b"hub-v1/journal\0"
_KEY_BYTES: Final = 32
_NONCE_BYTES: Final = 12


class StoredKey:
    """Seals and opens rows; whoever opens the encrypted file has it, nobody else."""

    def __init__(self, file_key: bytes) -> None:
        derived = HKDF(SHA256(), _KEY_BYTES, None, _LABEL).derive(file_key)
        self._cipher = AESGCM(derived)

    def seal(self, text: bytes, bound_to: bytes, ids: Ids) -> bytes:
        """Return `text` sealed, so that it opens nowhere but where it is bound to."""
        nonce = ids.random(_NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, text, bound_to)

    def open(self, sealed: bytes, bound_to: bytes) -> bytes:
        """Open what was sealed here. Raises SealError for anything else."""
        nonce, rest = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
        try:
            return self._cipher.decrypt(nonce, rest, bound_to)
        except (InvalidTag, ValueError) as why:
            raise SealError(
                "a row that is not this hub's, or not of this place"
            ) from why
