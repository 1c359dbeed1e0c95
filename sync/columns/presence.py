"""Which rows of a column have a value: all of them, none, or those a bitmap says."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, TypeVar

from sync.columns.cursor import Reader, Writer
from sync.errors import FormatError

T = TypeVar("T")

_ALL: Final = 0
_NONE: Final = 1
_SOME: Final = 2


def write_presence(out: Writer, present: Sequence[bool]) -> bool:
    """Write which rows have a value; True when any has."""
    has = any(present)
    if all(present):
        out.plan(_ALL)
    else:
        out.plan(_SOME if has else _NONE)
        if has:
            out.bits(present)
    return has


def read_presence(reader: Reader, size: int) -> list[bool]:
    """Read which of so many rows have a value. Raises FormatError."""
    how = reader.plan()
    if how > _SOME:
        raise FormatError("presence")
    return reader.bits(size) if how == _SOME else [how == _ALL] * size


def spread(found: Iterable[T], present: Sequence[bool], absent: T) -> list[T]:
    """Return the values at the rows that have one, and `absent` at the others."""
    values = iter(found)
    return [next(values) if flag else absent for flag in present]
