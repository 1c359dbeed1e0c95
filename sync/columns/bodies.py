"""Bodies of one kind as columns, a field each; what is no map of fields stays whole."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import msgspec

from sync.columns.presence import read_presence, write_presence
from sync.columns.values import Rows, ValueReader, ValueWriter
from sync.errors import FormatError, TooLarge
from sync.event import pack
from sync.limits import MAX_BODY_BYTES

_MOST_FIELDS: Final = 1_000
"""A body with more fields than any form has stays whole."""

_LARGE: Final = 1 << 32
"""A number from here on is most likely a moment."""

Fields = dict[str, Any]


def write_bodies(values: ValueWriter, bodies: Sequence[bytes], rows: Rows) -> None:
    """Write the bodies of the events of one kind."""
    split = [_fields(body) for body in bodies]
    flags = [each is not None for each in split]
    found = [each for each in split if each is not None]
    if write_presence(values.out, flags):
        _write_fields(values, found, rows.picked(flags))
    if not all(flags):
        pairs = zip(bodies, flags, strict=True)
        values.runs([body for body, flag in pairs if not flag])


def _fields(body: bytes) -> Fields | None:
    """Return a body as a map of fields, or None where its bytes would not come back."""
    try:
        fields = msgspec.msgpack.decode(body, type=Fields)
        same = pack(fields) == body
    except (msgspec.MsgspecError, RecursionError, TypeError, ValueError):
        return None
    return fields if same and len(fields) <= _MOST_FIELDS else None


def _write_fields(values: ValueWriter, found: Sequence[Fields], rows: Rows) -> None:
    names = _ordered(found)
    values.out.plan(len(names))
    for name in names:
        values.out.name(name.encode())
    for name in names:
        present = [name in fields for fields in found]
        write_presence(values.out, present)
        column = [fields[name] for fields in found if name in fields]
        values.write(column, rows.picked(present))


def _ordered(found: Sequence[Fields]) -> list[str]:
    """Return all names of fields, moments last.

    How a moment is written changes most: what stands before it is then the same in
    many batches, and one piece of the dictionary.
    """
    large = {
        name
        for fields in found
        for name, value in fields.items()
        if isinstance(value, int) and value >= _LARGE
    }
    names = {name for fields in found for name in fields}
    return sorted(names, key=lambda name: (name in large, name))


def read_bodies(values: ValueReader, rows: Rows) -> list[bytes]:
    """Read a body for each row. Raises FormatError or TooLarge."""
    present = read_presence(values.reader, len(rows.seqs))
    if all(present):
        return _read_fields(values, rows)
    split = iter(_read_fields(values, rows.picked(present)) if any(present) else ())
    whole = iter(values.runs(len(present) - sum(present)))
    return [next(split) if flag else next(whole) for flag in present]


def _read_fields(values: ValueReader, rows: Rows) -> list[bytes]:
    found: list[Fields] = [{} for _ in rows.seqs]
    for name in _read_names(values):
        present = read_presence(values.reader, len(found))
        filled = [fields for fields, flag in zip(found, present, strict=True) if flag]
        if not filled:
            raise FormatError("a field nobody filled in")
        values.reader.spend(0, len(name) * len(filled))
        here = rows if len(filled) == len(found) else rows.picked(present)
        for fields, value in zip(filled, values.read(here), strict=True):
            fields[name] = value
    return [pack(fields) for fields in found]


def _read_names(values: ValueReader) -> list[str]:
    size = values.reader.plan()
    if size > _MOST_FIELDS:
        raise TooLarge("fields")
    names = [values.reader.name(MAX_BODY_BYTES) for _ in range(size)]
    if len(set(names)) != size:
        raise FormatError("a field twice")
    return names
