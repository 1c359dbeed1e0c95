"""MessagePack by hand, as the page of the wire wants it: one encoding of each value."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any, Final

Value = Any
MOST_DEEP: Final = 24
_INTEGERS: Final = ((0xCC, 1), (0xCD, 2), (0xCE, 4), (0xCF, 8))
_NEGATIVES: Final = ((0xD0, 1), (0xD1, 2), (0xD2, 4), (0xD3, 8))
_BYTES: Final = ((0xC4, 1), (0xC5, 2), (0xC6, 4))
_TEXTS: Final = ((0xD9, 1), (0xDA, 2), (0xDB, 4))
_ARRAYS: Final = ((0xDC, 2), (0xDD, 4))
_MAPS: Final = ((0xDE, 2), (0xDF, 4))
_CONSTANTS: Final = {0xC0: None, 0xC2: False, 0xC3: True}


class Refused(Exception):
    """What came is not what the page of the wire allows."""


def pack(value: Value) -> bytes:
    """Return the one encoding of a value."""
    for kind, write in _WRITERS:
        if isinstance(value, kind):
            return write(value)
    raise Refused(f"no encoding of {type(value)}")


def _text_of(value: str) -> bytes:
    raw = value.encode()
    return _sized(len(raw), 0xA0, 32, _TEXTS) + raw


def _bytes_of(value: bytes) -> bytes:
    return _sized(len(value), 0, 0, _BYTES) + value


def _array_of(value: Sequence[Value]) -> bytes:
    return _sized(len(value), 0x90, 16, _ARRAYS) + b"".join(map(pack, value))


def _map(value: dict[str, Value]) -> bytes:
    parts = [_sized(len(value), 0x80, 16, _MAPS)]
    for key in sorted(value, key=str.encode):
        parts += [pack(key), pack(value[key])]
    return b"".join(parts)


def _integer(value: int) -> bytes:
    if 0 <= value < 128:
        return bytes([value])
    if -32 <= value < 0:
        return bytes([256 + value])
    for mark, width in _INTEGERS if value >= 0 else _NEGATIVES:
        top = 8 * width if value >= 0 else 8 * width - 1
        if -(1 << top) <= value < 1 << top:
            return bytes([mark]) + value.to_bytes(width, "big", signed=value < 0)
    raise Refused("integer of more than 64 bits")


def _sized(
    count: int, small: int, below: int, marks: tuple[tuple[int, int], ...]
) -> bytes:
    if count < below:
        return bytes([small + count])
    for mark, width in marks:
        if count < 1 << 8 * width:
            return bytes([mark]) + count.to_bytes(width, "big")
    raise Refused("too long")


_WRITERS: Final[tuple[tuple[Any, Callable[[Any], bytes]], ...]] = (
    (type(None), lambda _: b"\xc0"),
    (bool, lambda value: b"\xc3" if value else b"\xc2"),
    (int, _integer),
    (str, _text_of),
    (bytes, _bytes_of),
    (list | tuple, _array_of),
    (dict, _map),
)


def unpack(raw: bytes) -> Value:
    """Read one value; refuse another encoding of it, and anything after it."""
    reader = Reader(raw)
    value = reader.value()
    reader.end()
    if pack(value) != raw:
        raise Refused("another encoding of the same value")
    return value


def array(raw: bytes, count: int) -> list[Value]:
    """Read an array of a fixed length."""
    value = unpack(raw)
    if not isinstance(value, list) or len(value) != count:
        raise Refused(f"not an array of {count}")
    return value


def extensions(value: Value, known: frozenset[str] = frozenset()) -> dict[str, Value]:
    """Return a map of extensions; refuse a key that may not be ignored."""
    if not isinstance(value, dict):
        raise Refused("extensions are a map")
    if any(not key.startswith("x-") and key not in known for key in value):
        raise Refused("an extension that may not be ignored")
    return value


class Reader:
    """Bytes, and how far they were read."""

    def __init__(self, raw: bytes) -> None:
        self.raw = raw
        self.at = 0

    def take(self, count: int) -> bytes:
        """Take so many bytes."""
        if count > len(self.raw) - self.at:
            raise Refused("cut short")
        self.at += count
        return self.raw[self.at - count : self.at]

    def u(self, width: int) -> int:
        """Take an unsigned integer."""
        return int.from_bytes(self.take(width), "big")

    def rest(self) -> bytes:
        """Take what is left."""
        return self.take(len(self.raw) - self.at)

    def end(self) -> None:
        """Refuse anything that is left."""
        if self.at != len(self.raw):
            raise Refused("something comes after")

    def value(self, deep: int = 0) -> Value:
        """Take one MessagePack value."""
        if deep > MOST_DEEP:
            raise Refused("too deep")
        mark = self.u(1)
        if mark < 0x80 or mark >= 0xE0:
            return mark if mark < 0x80 else mark - 256
        if mark in _CONSTANTS:
            return _CONSTANTS[mark]
        plain = self._plain(mark)
        return plain if plain is not None else self._nested(mark, deep + 1)

    def _plain(self, mark: int) -> Value:
        wide = dict(_INTEGERS + _NEGATIVES + _BYTES + _TEXTS)
        if mark in dict(_INTEGERS):
            return self.u(wide[mark])
        if mark in dict(_NEGATIVES):
            return int.from_bytes(self.take(wide[mark]), "big", signed=True)
        if mark in dict(_BYTES):
            return self.take(self.u(wide[mark]))
        if mark in dict(_TEXTS) or 0xA0 <= mark < 0xC0:
            count = mark - 0xA0 if mark < 0xC0 else self.u(wide[mark])
            return _text(self.take(count))
        return None

    def _nested(self, mark: int, deep: int) -> Value:
        wide = dict(_ARRAYS + _MAPS)
        if mark >= 0xC0 and mark not in wide:
            raise Refused("a float or an extension type")
        count = mark & 15 if mark < 0xC0 else self.u(wide[mark])
        if 0x90 <= mark < 0xC0 or mark in dict(_ARRAYS):
            return [self.value(deep) for _ in range(count)]
        pairs = [(self.value(deep), self.value(deep)) for _ in range(count)]
        return _sorted(pairs)


def _text(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError as why:
        raise Refused("not UTF-8") from why


def _sorted(pairs: list[tuple[Value, Value]]) -> dict[str, Value]:
    if not all(isinstance(key, str) for key, _ in pairs):
        raise Refused("a key that is not text")
    keys = [key.encode() for key, _ in pairs]
    if any(one >= other for one, other in pairwise(keys)):
        raise Refused("keys out of order, or twice")
    return dict(pairs)
