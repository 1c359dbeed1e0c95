"""Events of one log as columns: headers first, then the bodies of each kind."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from sync.columns.bodies import read_bodies, write_bodies
from sync.columns.cursor import Reader, Writer
from sync.columns.numbers import read_numbers, write_numbers
from sync.columns.pool import Pool
from sync.columns.presence import read_presence, spread, write_presence
from sync.columns.values import Rows, ValueReader, ValueWriter
from sync.errors import FormatError
from sync.event import Event, Extensions, pack, unpack
from sync.limits import MAX_CANON_BYTES, MAX_KIND_BYTES

_COUNTER: Final = 16

Cause = tuple[bytes, int]


def write_columns(log: bytes, events: Sequence[Event]) -> tuple[bytes, bytes]:
    """Return events of one log, in order and without gaps, as layout 1 has them.

    First the ids, which stay as they are, then the text to be compressed.
    """
    pool, out = Pool(log), Writer()
    values = ValueWriter(out, pool)
    rows = Rows([e.seq for e in events], [e.hlc >> _COUNTER for e in events])
    names = list(dict.fromkeys((event.kind, event.v) for event in events))
    which = {name: at for at, name in enumerate(names)}
    out.plan(len(names))
    write_numbers(out, [which[event.kind, event.v] for event in events])
    _write_headers(values, events, rows)
    for kind, v in names:
        flags = [event.kind == kind and event.v == v for event in events]
        said = [e.body for e, flag in zip(events, flags, strict=True) if flag]
        out.name(kind.encode())
        out.plan(v)
        write_bodies(values, said, rows.picked(flags))
    ids = Writer()
    pool.write(ids)
    out.after(ids)
    return out.done()


def _write_headers(values: ValueWriter, events: Sequence[Event], rows: Rows) -> None:
    out = values.out
    write_numbers(out, rows.moments)
    write_numbers(out, [event.hlc & 0xFFFF for event in events])
    values.ids([event.actor for event in events])
    values.new_ids([event.stream for event in events])
    _write_causes(values, [event.cause for event in events], rows)
    if write_presence(out, [bool(event.extensions) for event in events]):
        values.runs([pack(event.extensions) for event in events if event.extensions])


def _write_causes(
    values: ValueWriter, causes: Sequence[Cause | None], rows: Rows
) -> None:
    present = [cause is not None for cause in causes]
    if write_presence(values.out, present):
        found = [cause for cause in causes if cause is not None]
        values.ids([log for log, _ in found])
        pairs = zip(rows.picked(present).seqs, found, strict=True)
        write_numbers(values.out, [at - seq for at, (_, seq) in pairs])


def read_columns(
    packed: tuple[bytes, bytes], log: bytes, first: int, count: int, allowed: int
) -> list[Event]:
    """Read so many events of a log, from `first` on; `allowed` bytes at most.

    Their headers are still to be checked. Raises FormatError or TooLarge.
    """
    reader = Reader(*packed, allowed)
    pool = Pool(log)
    pool.read(reader)
    values = ValueReader(reader, pool)
    kinds = reader.plan()
    which = read_numbers(reader, count)
    if kinds > count or set(which) != set(range(kinds)):
        raise FormatError("kinds")
    rows = Rows(range(first, first + count), read_numbers(reader, count))
    headers = _read_headers(values, rows)
    bodies = _read_kinds(values, which, kinds, rows)
    reader.end()
    return [
        Event(log, seq, hlc, actor, stream, *said[:2], cause, said[2], extensions)
        for seq, (hlc, actor, stream, cause, extensions), said in zip(
            rows.seqs, headers, bodies, strict=True
        )
    ]


_Header = tuple[int, bytes, bytes, Cause | None, Extensions]
_Body = tuple[str, int, bytes]


def _read_headers(values: ValueReader, rows: Rows) -> Iterable[_Header]:
    count = len(rows.seqs)
    counters = read_numbers(values.reader, count)
    pairs = zip(rows.moments, counters, strict=True)
    hlcs = [(moment << _COUNTER) + counter for moment, counter in pairs]
    actors, streams = values.ids(count), values.new_ids(count)
    causes = _read_causes(values, rows)
    extensions = _read_extensions(values, count)
    return zip(hlcs, actors, streams, causes, extensions, strict=True)


def _read_causes(values: ValueReader, rows: Rows) -> list[Cause | None]:
    present = read_presence(values.reader, len(rows.seqs))
    if not any(present):
        return [None] * len(present)
    seqs = rows.picked(present).seqs
    logs = values.ids(len(seqs))
    back = read_numbers(values.reader, len(seqs))
    found = zip(logs, seqs, back, strict=True)
    return spread([(log, seq - step) for log, seq, step in found], present, None)


def _read_extensions(values: ValueReader, count: int) -> list[Extensions]:
    present = read_presence(values.reader, count)
    if not any(present):
        return [{}] * count
    packed = values.runs(sum(present))
    found = [unpack(Extensions, each, limit=MAX_CANON_BYTES) for each in packed]
    return spread(found, present, {})


def _read_kinds(
    values: ValueReader, which: Sequence[int], kinds: int, rows: Rows
) -> list[_Body]:
    bodies: list[_Body] = [("", 0, b"")] * len(which)
    places: list[list[int]] = [[] for _ in range(kinds)]
    for place, kind in enumerate(which):
        places[kind].append(place)
    for taken in places:
        name, v = values.reader.name(MAX_KIND_BYTES), values.reader.plan()
        seqs = [rows.seqs[place] for place in taken]
        moments = [rows.moments[place] for place in taken]
        found = read_bodies(values, Rows(seqs, moments))
        for place, body in zip(taken, found, strict=True):
            bodies[place] = (name, v, body)
    return bodies
