"""A column of integers: what is common to all taken off, the rest in byte planes.

One byte of the plan says how: the low half is the width, flags tell whether a base was
taken off and whether the numbers are steps from the one before. All low bytes come
first, then the next ones: bytes that resemble each other stand together, which is what
makes them small.
"""

from __future__ import annotations

import struct
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, pairwise
from math import log2
from typing import Final

from sync.columns.cursor import Reader, Writer
from sync.errors import FormatError

LEAST: Final = -(1 << 63)
MOST: Final = (1 << 63) - 1
"""What a column of numbers can hold."""

_WIDTH: Final = 0x0F
_BASED: Final = 0x10
_STEPS: Final = 0x20
_WIDEST: Final = 8
_FEW: Final = 8
_U64: Final = (1 << 64) - 1


def fits(values: Sequence[int]) -> bool:
    """Tell whether these numbers can be a column."""
    return not values or (min(values) >= LEAST and max(values) <= MOST)


@dataclass(frozen=True, slots=True, order=True)
class Way:
    """One way to write numbers, and about what they will weigh after compression."""

    weight: float
    how: int
    start: tuple[int, ...]
    planes: bytes


def best_way(values: Sequence[int]) -> Way:
    """Return the way to write a column that is likely to become smallest."""
    return min(_ways(values))


def write_way(out: Writer, way: Way) -> None:
    """Write a column in a way that was chosen."""
    out.plan(way.how)
    for number in way.start:
        out.count(_unsigned(number))
    out.raw(way.planes)


def write_numbers(out: Writer, values: Sequence[int]) -> None:
    """Write a column in the best way."""
    write_way(out, best_way(values))


def read_numbers(reader: Reader, size: int) -> list[int]:
    """Read a column of so many numbers. Raises FormatError or TooLarge."""
    reader.spend(size)
    how = reader.plan()
    width = how & _WIDTH
    if how - width not in (0, _BASED, _STEPS) or width > _WIDEST:
        raise FormatError("numbers")
    base = _signed(reader.count()) if how - width else 0
    if how - width == _STEPS:
        if not size:
            raise FormatError("steps of nothing")
        least = _signed(reader.count())
        steps = _joined(reader.take(width * (size - 1)), width, size - 1)
        values = list(accumulate([each + least for each in steps], initial=base))
    else:
        values = _joined(reader.take(width * size), width, size)
        values = [each + base for each in values] if base else values
    if not fits(values):
        raise FormatError("number")
    return values


def _ways(values: Sequence[int]) -> list[Way]:
    if not values:
        return [Way(0, 0, (), b"")]
    least = min(values)
    ways = [] if least < 0 else [_way(0, (), values)]
    if least:
        ways.append(_way(_BASED, (least,), [each - least for each in values]))
    if len(values) > 1:
        steps = [after - before for before, after in pairwise(values)]
        least = min(steps)
        if fits(steps) and max(steps) - least <= _U64:
            start = (values[0], least)
            rest = [step - least for step in steps]
            ways.append(_way(_STEPS, start, rest))
    return ways


def _way(how: int, start: tuple[int, ...], values: Sequence[int]) -> Way:
    width = (max(values).bit_length() + 7) // 8
    planes = _planes(values, width)
    size = len(values)
    weight = sum(entropy(planes[i * size : i * size + size]) for i in range(width))
    said = sum(1 + abs(number).bit_length() // 7 for number in start)
    return Way(weight + said, how | width, start, planes)


def entropy(plane: bytes) -> float:
    """Return the bytes these take when each is coded by how often it occurs."""
    size = len(plane)
    if size <= _FEW:
        return float(size)
    seen = sum(map(_weight, Counter(plane).values()))
    return 2 + (_weight(size) - seen) / 8


@lru_cache(maxsize=4096)
def _weight(times: int) -> float:
    return times * log2(times)


def _planes(values: Sequence[int], width: int) -> bytes:
    if width <= 1:
        return bytes(values) if width else b""
    rows = struct.pack(f"<{len(values)}Q", *values)
    return b"".join(rows[place::8] for place in range(width))


def _joined(planes: bytes, width: int, size: int) -> list[int]:
    if width <= 1:
        return list(planes) if width else [0] * size
    rows = bytearray(8 * size)
    for place in range(width):
        rows[place::8] = planes[place * size : place * size + size]
    return list(struct.unpack(f"<{size}Q", rows))


def _unsigned(number: int) -> int:
    return number << 1 if number >= 0 else (-number << 1) - 1


def _signed(number: int) -> int:
    return number >> 1 if not number & 1 else -(number >> 1) - 1
