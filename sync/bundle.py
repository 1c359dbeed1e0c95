"""A bundle: many envelopes after each other, of any sender, each whole or not at all.

`"BNDL" 0x01`, then for each `u32 length || envelope`. It only grows at its end, and
a damaged tail loses only the tail.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from sync.errors import FormatError, TooLarge, UnknownVersion
from sync.limits import MAX_ENVELOPE_BYTES

MAGIC: Final = b"BNDL"
VERSION: Final = b"\x01"
_LENGTH: Final = 4
BESIDES: Final = len(MAGIC) + len(VERSION)
BESIDES_EACH: Final = _LENGTH
"""Bytes of a bundle beside its envelopes: once, and for each."""


def packed(envelopes: Iterable[bytes], magic: bytes = MAGIC) -> bytes:
    """Return a bundle of envelopes, or of what `magic` says it is of."""
    each = (len(one).to_bytes(_LENGTH, "big") + one for one in envelopes)
    return magic + VERSION + b"".join(each)


class Unpacking:
    """Reads a bundle as it comes in; holds no more than one envelope of it."""

    def __init__(
        self, magic: bytes = MAGIC, most_bytes: int = MAX_ENVELOPE_BYTES
    ) -> None:
        self._magic = magic
        self._most_bytes = most_bytes
        self._left = bytearray()
        self._is_begun = False

    @property
    def held(self) -> int:
        """How many bytes wait for the rest of their envelope."""
        return len(self._left)

    @property
    def is_between(self) -> bool:
        """Tell whether what came so far ends where an envelope ends."""
        return self._is_begun and not self._left

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        """Take more bytes and yield every envelope that is whole now.

        Raises FormatError, UnknownVersion or TooLarge; nothing after that can be read.
        """
        self._left += chunk
        if not self._is_begun and not self._begin():
            return
        while (end := self._end()) is not None and len(self._left) >= end:
            one = bytes(self._left[_LENGTH:end])
            del self._left[:end]
            yield one

    def _begin(self) -> bool:
        mark = self._magic + VERSION
        known = bytes(self._left[: len(self._magic)])
        if known != self._magic[: len(known)]:
            raise FormatError("not a bundle")
        if len(self._left) < len(mark):
            return False
        if bytes(self._left[: len(mark)]) != mark:
            raise UnknownVersion("bundle")
        del self._left[: len(mark)]
        self._is_begun = True
        return True

    def _end(self) -> int | None:
        if len(self._left) < _LENGTH:
            return None
        size = int.from_bytes(self._left[:_LENGTH], "big")
        if size > self._most_bytes:
            raise TooLarge("an envelope in a bundle")
        return _LENGTH + size
