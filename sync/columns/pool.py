"""Ids of one batch, each written once: streams, persons, whatever bodies refer to.

Entry 0 is the log of the batch and entry 1 is nobody (empty). A name that spells the
log in hex, as `access:<log>:<day>` does, is written with one zero byte in that place.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sync.columns.cursor import Reader, Writer
from sync.columns.numbers import read_numbers, write_numbers
from sync.errors import FormatError
from sync.ids import NOBODY

LONGEST: Final = 64
"""Bytes longer than this are no id."""

_HERE: Final = b"\0"
_GIVEN: Final = 2
_SPELLS: Final = 1
_APART: Final = (8, 16)
"""Ids of these lengths are random: they stay outside the compression."""


class Pool:
    """The ids of one batch, by number."""

    def __init__(self, log: bytes) -> None:
        self._spelled = log.hex().encode()
        self.ids: list[bytes] = [log, NOBODY]
        self._numbers = {each: at for at, each in enumerate(self.ids)}
        self._next = len(self.ids)

    def number(self, found: bytes) -> int:
        """Return the number of an id, a new one if need be."""
        return self._numbers.setdefault(self._add(found), len(self.ids) - 1)

    def _add(self, found: bytes) -> bytes:
        if found not in self._numbers:
            self.ids.append(found)
        return found

    def has(self, found: bytes) -> bool:
        """Tell whether an id was named already."""
        return found in self._numbers

    def write(self, out: Writer) -> None:
        """Write the ids but for the first two."""
        listed = self.ids[_GIVEN:]
        spelled = [self._spelled in each and _HERE not in each for each in listed]
        shown = [
            each.replace(self._spelled, _HERE) if spells else each
            for each, spells in zip(listed, spelled, strict=True)
        ]
        out.plan(_SPELLS if any(spelled) else 0)
        out.count(len(listed))
        write_numbers(out, [len(each) for each in shown])
        if any(spelled):
            out.bits(spelled)
        for each in shown:
            put = out.apart if len(each) in _APART else out.raw
            put(each)

    def read(self, reader: Reader) -> None:
        """Read the ids. Raises FormatError or TooLarge."""
        how, size = reader.plan(), reader.count()
        lengths = read_numbers(reader, size)
        spells = reader.bits(size) if how == _SPELLS else [False] * size
        for length, spelled in zip(lengths, spells, strict=True):
            if not 0 <= length <= LONGEST:
                raise FormatError("id")
            take = reader.apart if length in _APART else reader.take
            found = take(length)
            self.ids.append(found.replace(_HERE, self._spelled) if spelled else found)

    def named(self, numbers: Sequence[int]) -> list[bytes]:
        """Return the ids with these numbers. Raises FormatError."""
        ids = self.ids
        if not numbers:
            return []
        most = max(numbers)
        if min(numbers) < 0 or most >= len(ids):
            raise FormatError("id nobody listed")
        self._next = max(self._next, most + 1)
        return [ids[each] for each in numbers]

    def named_or_next(self, numbers: Sequence[int]) -> list[bytes]:
        """Return the ids one below these numbers; 0 is the first not named before."""
        upcoming = self._next
        found = []
        for each in numbers:
            found.append(each - 1 if each else upcoming)
            upcoming += not each
        return self.named(found)
