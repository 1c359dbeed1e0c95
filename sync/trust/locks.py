"""What people type to get in: passphrases, recovery codes, PINs, and waiting turns."""

from __future__ import annotations

import hmac
import json
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from sync.errors import FileError, FormatError
from sync.files import read_small, replace_small
from sync.limits import MAX_TRIES_WAIT_MS

if TYPE_CHECKING:
    from os import PathLike

    from sync.clock import Clock
    from sync.ids import Ids

_UNREADABLE: Final = (
    FileError,
    ValueError,
    TypeError,
    KeyError,
    RecursionError,
    OverflowError,
)
_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's: no I, L, O or U, so that paper is read back as it was written."""

_CODE_BYTES: Final = 20
_CODE_LETTERS: Final = 32
_GROUP: Final = 4
_SALT_BYTES: Final = 16
_FREE_TRIES: Final = 3
_FIRST_WAIT_MS: Final = 5_000
_MOST_DOUBLINGS: Final = 16
_MOST_MEMORY_KIB: Final = 1024 * 1024
_MOST_PASSES: Final = 64


@dataclass(frozen=True, slots=True)
class Cost:
    """How dear one guess is: Argon2id memory, passes and lanes."""

    memory_kib: int = 64 * 1024
    passes: int = 3
    lanes: int = 1

    def is_sane(self) -> bool:
        """Tell whether these numbers can be meant: a file may ask for anything."""
        return (
            8 * self.lanes <= self.memory_kib <= _MOST_MEMORY_KIB
            and 1 <= self.passes <= _MOST_PASSES
            and 1 <= self.lanes <= _MOST_PASSES
        )


PIN_COST: Final = Cost(memory_kib=19 * 1024, passes=2)
"""A PIN is asked often and lies inside the encrypted file."""


def stretch(secret: str, salt: bytes, cost: Cost) -> bytes:
    """Return 32 bytes made from a typed secret, at a cost."""
    kdf = Argon2id(
        salt=salt,
        length=32,
        iterations=cost.passes,
        lanes=cost.lanes,
        memory_cost=cost.memory_kib,
    )
    typed = unicodedata.normalize("NFKC", secret).encode("utf-8", "surrogatepass")
    return kdf.derive(typed)


def new_recovery_code(ids: Ids) -> str:
    """Return a recovery code to write down: 32 letters, in groups of four."""
    number = int.from_bytes(ids.random(_CODE_BYTES), "big")
    letters = "".join(_ALPHABET[number >> shift & 31] for shift in range(155, -1, -5))
    return "-".join(letters[i : i + _GROUP] for i in range(0, _CODE_LETTERS, _GROUP))


def tidy_recovery_code(typed: str) -> str:
    """Return a recovery code as it was meant: without spaces, O read as 0, I as 1.

    Raises FormatError when it is no recovery code at all.
    """
    read_as = str.maketrans({"O": "0", "I": "1", "L": "1", "-": "", "–": ""})
    letters = "".join(typed.upper().split()).translate(read_as)
    if len(letters) != _CODE_LETTERS or not set(letters) <= set(_ALPHABET):
        raise FormatError("a recovery code is 32 letters and digits")
    return letters


def seal_pin(pin: str, ids: Ids, cost: Cost = PIN_COST) -> bytes:
    """Return what is kept of a PIN, from which it cannot be read."""
    salt = ids.random(_SALT_BYTES)
    head = b"\x01" + cost.memory_kib.to_bytes(4, "big")
    head += bytes([cost.passes, cost.lanes])
    return head + salt + stretch(pin, salt, cost)


def pin_fits(pin: str, sealed: bytes) -> bool:
    """Tell whether this is the PIN. Raises FormatError when `sealed` is damaged."""
    if len(sealed) != 7 + _SALT_BYTES + 32 or sealed[0] != 1:
        raise FormatError("sealed PIN")
    cost = Cost(int.from_bytes(sealed[1:5], "big"), sealed[5], sealed[6])
    if not cost.is_sane():
        raise FormatError("sealed PIN")
    salt, kept = sealed[7 : 7 + _SALT_BYTES], sealed[7 + _SALT_BYTES :]
    return hmac.compare_digest(stretch(pin, salt, cost), kept)


class Tries:
    """Counts wrong tries in a small file, so that the wait survives a restart.

    Three are free; then 5 s, 10 s, 20 s … at most 15 minutes.
    """

    def __init__(self, path: str | PathLike[str], clock: Clock) -> None:
        self._path = Path(path)
        self._clock = clock

    def wait_ms(self) -> int:
        """Return how long the next try must wait. Raises FileError."""
        failed, at_ms = self._read()
        now_ms = self._clock.now_ms()
        if now_ms < at_ms:  # the clock was set back: count from here
            self._write(failed, now_ms)
            at_ms = now_ms
        return max(0, at_ms + delay_ms(failed) - now_ms)

    def failed(self) -> int:
        """Note a wrong try; return how long to wait for the next. Raises FileError."""
        failed, _ = self._read()
        self._write(failed + 1, self._clock.now_ms())
        return delay_ms(failed + 1)

    def succeeded(self) -> None:
        """Forget the wrong tries. Raises FileError."""
        if self._read() != (0, 0):
            self._write(0, 0)

    def _read(self) -> tuple[int, int]:
        try:
            kept = json.loads(read_small(self._path) or b"{}")
            failed, at_ms = int(kept["failed"]), int(kept["at_ms"])
        except _UNREADABLE:
            return 0, 0  # who can damage the file can also delete it
        return max(0, failed), max(0, at_ms)

    def _write(self, failed: int, at_ms: int) -> None:
        raw = json.dumps({"failed": failed, "at_ms": at_ms}).encode()
        replace_small(self._path, raw, durable=True)


def delay_ms(failed: int) -> int:
    """Return how long to wait after so many wrong tries."""
    if failed <= _FREE_TRIES:
        return 0
    doublings = min(failed - _FREE_TRIES - 1, _MOST_DOUBLINGS)
    return min(_FIRST_WAIT_MS << doublings, MAX_TRIES_WAIT_MS)
