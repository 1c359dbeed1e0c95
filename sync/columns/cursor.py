"""Writing and reading the text of layout 1: counts, bytes, bitmaps.

Whoever reads spends: every value that will be made is counted against what a batch may
expand to, before it is made.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sync.errors import FormatError, TooLarge

_MOST_GROUPS: Final = 10
_U64: Final = 1 << 64
_VALUE: Final = 32
"""What one value takes in memory besides its own bytes, about."""

MOST_COLUMNS: Final = 2_048
"""Columns in a batch: all forms together have a few hundred fields."""


class Writer:
    """Bytes in the making: ids apart, then the plan, then what the plan describes.

    Ids are random, so nothing makes them smaller: they stay outside the compression,
    where they cannot spoil it. Plans of two batches resemble each other: one piece of
    the dictionary often covers a whole kind.
    """

    def __init__(self) -> None:
        self._made = bytearray()
        self._plan = bytearray()
        self._apart = bytearray()

    def plan(self, number: int) -> None:
        """Write a number that says how something is written."""
        write_count(self._plan, number)

    def name(self, words: bytes) -> None:
        """Write a name into the plan, after its length."""
        write_count(self._plan, len(words))
        self._plan += words

    def apart(self, words: bytes) -> None:
        """Write bytes that nothing makes smaller."""
        self._apart += words

    def count(self, number: int) -> None:
        """Write a number below 2^64."""
        write_count(self._made, number)

    def raw(self, words: bytes) -> None:
        """Write bytes as they are; the reader knows how many."""
        self._made += words

    def bits(self, flags: Sequence[bool]) -> None:
        """Write a bitmap, the first flag in the lowest bit."""
        number = sum(1 << place for place, flag in enumerate(flags) if flag)
        self._made += number.to_bytes((len(flags) + 7) // 8, "little")

    def after(self, first: Writer) -> None:
        """Put what another wrote before what is written here."""
        self._apart[:0] = first._apart
        self._plan[:0] = first._plan
        self._made[:0] = first._made

    def done(self) -> tuple[bytes, bytes]:
        """Return the bytes that stay apart, and the text to be compressed."""
        text = bytearray()
        write_count(text, len(self._plan))
        return bytes(self._apart), bytes(text + self._plan + self._made)


class Reader:
    """Bytes being read, and how much they may still expand to."""

    def __init__(self, apart: bytes, text: bytes, allowed: int) -> None:
        self._left = allowed
        self._columns = MOST_COLUMNS
        self._apart = Cursor(apart)
        body = Cursor(text)
        self._plan = Cursor(body.take(body.count()))
        self._body = Cursor(body.rest())
        self.plan = self._plan.count
        self.apart = self._apart.take
        self.count = self._body.count
        self.take = self._body.take

    def spend(self, values: int, size: int = 0) -> None:
        """Count values that are about to be made, and their bytes. Raises TooLarge."""
        self._left -= values * _VALUE + size
        if self._left < 0:
            raise TooLarge("what columns would expand to")

    def column(self) -> int:
        """Read what form the next column has. Raises FormatError or TooLarge."""
        self._columns -= 1
        if self._columns < 0:
            raise TooLarge("columns")
        return self.plan()

    def name(self, longest: int) -> str:
        """Read a name from the plan. Raises FormatError."""
        size = self.plan()
        if size > longest:
            raise FormatError("name")
        try:
            return self._plan.take(size).decode()
        except UnicodeDecodeError as why:
            raise FormatError("name") from why

    def bits(self, size: int) -> list[bool]:
        """Read a bitmap of this many flags. Raises FormatError."""
        number = int.from_bytes(self.take((size + 7) // 8), "little")
        if number >> size:
            raise FormatError("bitmap")
        digits = format(number, f"0{size}b") if size else ""
        return [digit == "1" for digit in reversed(digits)]

    def end(self) -> None:
        """Raise FormatError unless everything was read."""
        if self._apart.rest() or self._plan.rest() or self._body.rest():
            raise FormatError("something after the columns")


class Cursor:
    """A place in bytes that are read once, from front to back."""

    def __init__(self, words: bytes) -> None:
        self._words = words
        self._at = 0

    def take(self, size: int) -> bytes:
        """Read this many bytes. Raises FormatError when there are fewer."""
        end = self._at + size
        if end > len(self._words):
            raise FormatError("columns end early")
        taken = self._words[self._at : end]
        self._at = end
        return taken

    def count(self) -> int:
        """Read an unsigned number below 2^64. Raises FormatError."""
        number = 0
        for group in range(_MOST_GROUPS):
            byte = self.take(1)[0]
            number |= (byte & 0x7F) << (7 * group)
            if byte < 0x80:
                break
        else:
            raise FormatError("a count without end")
        if number >= _U64:
            raise FormatError("count")
        return number

    def rest(self) -> bytes:
        """Return what was not read."""
        return self._words[self._at :]


def write_count(out: bytearray, number: int) -> None:
    """Write an unsigned number in groups of seven bits, the lowest first."""
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
