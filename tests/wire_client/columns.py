"""Layout 1 of a batch, read from the page of the wire."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

from tests.wire_client.codec import Reader, Refused, Value, pack, unpack

MOST_FIELDS: Final = 1_000
MOST_DEEP: Final = 4
_ID_BYTES: Final = (8, 16)

Row = tuple[int, int]
"""The seq and the moment of an event."""


def _count(reader: Reader) -> int:
    total = shift = 0
    while shift < 70:
        group = reader.u(1)
        total |= (group & 127) << shift
        shift += 7
        if group < 128:
            return total
    raise Refused("a count of more than 64 bits")


def _signed(reader: Reader) -> int:
    value = _count(reader)
    return -(value + 1) // 2 if value & 1 else value // 2


@dataclass(slots=True)
class Parts:
    """The three parts of a batch, and the ids it names."""

    apart: Reader
    plan: Reader
    body: Reader
    pool: list[bytes]
    unnamed: int

    def sized(self) -> bytes:
        """Take a count, and so many bytes."""
        return self.body.take(_count(self.body))

    def bits(self, count: int) -> list[bool]:
        """Take flags."""
        raw = int.from_bytes(self.body.take((count + 7) // 8), "little")
        if raw >> count:
            raise Refused("unused bits are not 0")
        return [bool(raw >> place & 1) for place in range(count)]

    def numbers(self, count: int) -> list[int]:
        """Take integers."""
        how = _count(self.plan)
        width, mode = how & 15, how & ~15
        if mode == 0:
            return self._planes(count, width)
        if mode == 16:
            base = _signed(self.body)
            return [base + each for each in self._planes(count, width)]
        if mode != 32 or not count:
            raise Refused("an unknown way to write numbers")
        first, least = _signed(self.body), _signed(self.body)
        steps = self._planes(count - 1, width)
        return list(accumulate((least + step for step in steps), initial=first))

    def _planes(self, count: int, width: int) -> list[int]:
        planes = [self.body.take(count) for _ in range(width)]
        return [
            sum(plane[place] << 8 * at for at, plane in enumerate(planes))
            for place in range(count)
        ]

    def presence(self, count: int) -> list[bool]:
        """Take which of them have a value."""
        how = _count(self.plan)
        if how > 2:
            raise Refused("an unknown presence")
        return self.bits(count) if how == 2 else [how == 0] * count

    def ids(self, count: int) -> list[bytes]:
        """Take ids of the pool."""
        return self._named(self.numbers(count))

    def new_ids(self, count: int) -> list[bytes]:
        """Take ids of the pool, of which 0 is the next that nothing named."""
        places, upcoming = [], self.unnamed
        for place in self.numbers(count):
            places.append(place - 1 if place else upcoming)
            upcoming += not place
        return self._named(places)

    def _named(self, places: list[int]) -> list[bytes]:
        if any(not 0 <= place < len(self.pool) for place in places):
            raise Refused("an id that is not in the pool")
        self.unnamed = max([self.unnamed, *(place + 1 for place in places)])
        return [self.pool[place] for place in places]


def from_columns(
    log: bytes, run: tuple[int, int], apart: bytes, inflated: bytes
) -> list[list[Value]]:
    """Put the events of a batch together."""
    frame = Reader(inflated)
    plan = Reader(frame.take(_count(frame)))
    parts = Parts(Reader(apart), plan, frame, [log, b""], 2)
    _read_pool(parts, log)
    rows = _read_rows(parts, log, *run)
    for reader in (parts.apart, parts.plan, parts.body):
        reader.end()
    return rows


def _read_pool(parts: Parts, log: bytes) -> None:
    short = _count(parts.plan)
    lengths = parts.numbers(_count(parts.body))
    shortened = parts.bits(len(lengths)) if short else [False] * len(lengths)
    for length, has_log in zip(lengths, shortened, strict=True):
        source = parts.apart if length in _ID_BYTES else parts.body
        raw = source.take(length)
        parts.pool.append(raw.replace(b"\0", log.hex().encode()) if has_log else raw)


def _read_rows(parts: Parts, log: bytes, first: int, count: int) -> list[list[Value]]:
    most = _count(parts.plan)
    kinds = parts.numbers(count)
    if set(kinds) != set(range(most)):
        raise Refused("a kind that is not used")
    moments, counters = parts.numbers(count), parts.numbers(count)
    actors, streams = parts.ids(count), parts.new_ids(count)
    seqs = range(first, first + count)
    causes = _causes(parts, seqs)
    said = [unpack(parts.sized()) if has else {} for has in parts.presence(count)]
    rows: list[list[Value]] = [[]] * count
    for kind in range(most):
        places = [place for place in range(count) if kinds[place] == kind]
        name, v = parts.plan.take(_count(parts.plan)).decode(), _count(parts.plan)
        bodies = _bodies(parts, [(seqs[at], moments[at]) for at in places])
        for at, body in zip(places, bodies, strict=True):
            hlc = moments[at] << 16 | counters[at]
            head = [log, seqs[at], hlc, actors[at], streams[at], name, v]
            rows[at] = [*head, causes[at], body, said[at]]
    return rows


def _causes(parts: Parts, seqs: range) -> list[Value]:
    has = parts.presence(len(seqs))
    if not any(has):
        return [None] * len(seqs)
    logs = iter(parts.ids(sum(has)))
    back = iter(parts.numbers(sum(has)))
    return [
        [next(logs), seq - next(back)] if there else None
        for seq, there in zip(seqs, has, strict=True)
    ]


def _bodies(parts: Parts, rows: list[Row]) -> list[bytes]:
    has = parts.presence(len(rows))
    mapped = [row for row, there in zip(rows, has, strict=True) if there]
    maps = iter(_fields(parts, mapped) if mapped else [])
    fielded = [next(maps) if there else None for there in has]
    return [parts.sized() if body is None else pack_map(body) for body in fielded]


def _fields(parts: Parts, rows: list[Row]) -> list[dict[str, bytes]]:
    names = [
        parts.plan.take(_count(parts.plan)).decode() for _ in range(_count(parts.plan))
    ]
    if len(set(names)) != len(names) or len(names) > MOST_FIELDS:
        raise Refused("fields that are not all different")
    made: list[dict[str, bytes]] = [{} for _ in rows]
    for name in names:
        has = parts.presence(len(rows))
        owners = [place for place, there in enumerate(has) if there]
        values = column(parts, [rows[place] for place in owners], 0)
        for place, value in zip(owners, values, strict=True):
            made[place][name] = value
    return made


def pack_map(fields: dict[str, bytes]) -> bytes:
    """Pack a map of which the values are packed already."""
    names = dict.fromkeys(fields, 0)
    packed = pack(names)
    head = packed[: len(packed) - sum(len(pack(name)) + 1 for name in names)]
    ordered = sorted(fields, key=str.encode)
    return head + b"".join(pack(name) + fields[name] for name in ordered)


def column(parts: Parts, rows: list[Row], deep: int) -> list[bytes]:
    """Take a column: its values, each packed."""
    form = _count(parts.plan)
    if form >= len(_FORMS) or deep > MOST_DEEP:
        raise Refused("an unknown form")
    return _FORMS[form](parts, rows, deep)


def _packed(parts: Parts, rows: list[Row], deep: int) -> list[bytes]:
    return [parts.sized() for _ in rows]


def _numbers(parts: Parts, rows: list[Row], deep: int) -> list[bytes]:
    return [pack(value) for value in parts.numbers(len(rows))]


def _moments(parts: Parts, rows: list[Row], deep: int) -> list[bytes]:
    values = parts.numbers(len(rows))
    return [pack(row[1] - value) for row, value in zip(rows, values, strict=True)]


def _back(parts: Parts, rows: list[Row], deep: int) -> list[bytes]:
    values = parts.numbers(len(rows))
    return [pack(row[0] - value) for row, value in zip(rows, values, strict=True)]


def _texts(parts: Parts, rows: list[Row], deep: int) -> list[bytes]:
    return [pack(parts.sized().decode()) for _ in rows]


def _words(parts: Parts, rows: list[Row], deep: int) -> list[bytes]:
    words = [pack(parts.sized().decode()) for _ in range(_count(parts.body))]
    return [words[place] for place in parts.numbers(len(rows))]


def _ids(parts: Parts, rows: list[Row], deep: int) -> list[bytes]:
    return [pack(value) for value in parts.ids(len(rows))]


def _raw(parts: Parts, rows: list[Row], deep: int) -> list[bytes]:
    return [pack(parts.sized()) for _ in rows]


def _flags(parts: Parts, rows: list[Row], deep: int) -> list[bytes]:
    return [pack(flag) for flag in parts.bits(len(rows))]


def _array(items: list[bytes]) -> bytes:
    empty = pack([0] * len(items))
    return empty[: len(empty) - len(items)] + b"".join(items)


def _lists(parts: Parts, rows: list[Row], deep: int) -> list[bytes]:
    lengths = parts.numbers(len(rows))
    spread = [row for row, n in zip(rows, lengths, strict=True) for _ in range(n)]
    items = iter(column(parts, spread, deep + 1) if spread else [])
    return [_array([next(items) for _ in range(n)]) for n in lengths]


def _items(parts: Parts, rows: list[Row], deep: int) -> list[bytes]:
    width = _count(parts.plan)
    if not 1 <= width <= 16:
        raise Refused("an array of so many")
    columns = [column(parts, rows, deep + 1) for _ in range(width)]
    return [_array(list(items)) for items in zip(*columns, strict=True)]


def _letters(parts: Parts, rows: list[Row], deep: int) -> list[bytes]:
    size = _count(parts.body)
    raw = parts.body.take(size * len(rows))
    count = len(rows)
    return [pack(raw[place::count].decode()) for place in range(count)]


_Form = Callable[[Parts, list[Row], int], list[bytes]]
_FORMS: Final[tuple[_Form, ...]] = (
    _packed,
    _numbers,
    _moments,
    _back,
    _texts,
    _words,
    _ids,
    _raw,
    _flags,
    _lists,
    _items,
    _letters,
)
