"""Events, their chain, and batches of them, from the page of the wire."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import zstandard

from tests.wire_client.codec import Reader, Refused, Value, array, extensions, pack
from tests.wire_client.columns import from_columns

DICTIONARY_FILES: Final = "sync/dictionaries/{}.zdict"
MOST_INFLATED: Final = 64 * 2**20
LEAST_INFLATED: Final = 2**20
RATIO: Final = 200
LEVEL: Final = 19
MAGIC: Final = b"\x28\xb5\x2f\xfd"
ERASED: Final = "erased"
ERASURE: Final = "entity.erased"


class Event(NamedTuple):
    """One event, in the order of its array."""

    log: bytes
    seq: int
    hlc: int
    actor: bytes
    stream: bytes
    kind: str
    v: int
    cause: list[Any] | None
    body: bytes
    extensions: dict[str, Value]

    @property
    def canon(self) -> bytes:
        """Its bytes."""
        return pack(list(self))


class Manifest(NamedTuple):
    """What a batch says of itself, in the order of its array."""

    log: bytes
    first: int
    size: int
    before: bytes
    after: bytes
    dictionary: int
    layout: int
    batch_no: int
    envelope: bytes
    extensions: dict[str, Value]


def chain_start(log: bytes, genesis: bytes) -> bytes:
    """Return h(0)."""
    return hashlib.sha256(b"log" + log + genesis).digest()


def chain_next(before: bytes, canon: bytes) -> bytes:
    """Return h(n)."""
    return hashlib.sha256(before + canon).digest()


@dataclass(slots=True)
class Log:
    """One log of this client: it gives events their places and their links."""

    log: bytes
    genesis: bytes
    events: list[Event]
    chain: list[bytes]
    clocks: dict[bytes, int]

    @classmethod
    def begin(cls, log: bytes, genesis: bytes) -> Log:
        """Begin a log."""
        return cls(log, genesis, [], [chain_start(log, genesis)], {})

    def record(
        self,
        now_ms: int,
        stream: bytes,
        kind: str,
        body: bytes,
        *,
        actor: bytes = b"",
        v: int = 1,
        cause: Event | None = None,
    ) -> Event:
        """Record one event; it comes after its cause."""
        if cause is not None:
            self.hear(cause)
        before = max(self.clocks.get(stream, 0), self.clocks.get(b"", 0))
        hlc = max(now_ms << 16, before + 1)
        seq = len(self.events) + 1
        after = [cause.log, cause.seq] if cause is not None else None
        event = Event(self.log, seq, hlc, actor, stream, kind, v, after, body, {})
        self.clocks[stream] = self.clocks[b""] = hlc
        self.events.append(event)
        self.chain.append(chain_next(self.chain[-1], event.canon))
        return event

    def hear(self, event: Event) -> None:
        """Take in another log's event: what comes in its stream comes after it."""
        known = self.clocks.get(event.stream, 0)
        self.clocks[event.stream] = max(known, event.hlc)

    def erase(self, stream: bytes) -> None:
        """Take the bodies of a stream away; each event keeps its place in the chain."""
        for place, event in enumerate(self.events):
            if event.stream == stream and event.kind != ERASURE:
                said = event.extensions | {ERASED: self.chain[place + 1]}
                self.events[place] = event._replace(body=b"", extensions=said)

    def batch(self, first: int, last: int, batch_no: int, envelope: bytes) -> bytes:
        """Cut a batch of layout 0 without dictionary."""
        canons = [event.canon for event in self.events[first - 1 : last]]
        before, after = self.chain[first - 1], self.chain[last]
        said = [self.log, first, len(canons), before, after, 0, 0, batch_no, envelope]
        left = [len(self.events) - last, self.events[last - 1].hlc >> 16]
        gone = [
            place
            for place, event in enumerate(self.events[first - 1 : last])
            if ERASED in event.extensions
        ]
        extra = {"x-unsent": left} | ({ERASED: gone} if gone else {})
        manifest = pack([*said, extra])
        packed = zstandard.ZstdCompressor(level=LEVEL).compress(pack(canons))
        return len(manifest).to_bytes(4, "big") + manifest + packed


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch as it was read."""

    manifest: Manifest
    events: list[Event]
    chain: list[bytes]


def read_batch(raw: bytes, dictionaries: dict[int, bytes]) -> Batch:
    """Read a batch of any layout, and hold its chain against what it says."""
    reader = Reader(raw)
    manifest = Manifest(*array(reader.take(reader.u(4)), 10))
    known = extensions(manifest.extensions, frozenset([ERASED]))
    packed = reader.rest()
    if manifest.layout == 0:
        inflated = _inflate(packed, manifest.dictionary, dictionaries)
        canons = Reader(inflated)
        listed = canons.value()
        canons.end()
        events = [read_event(canon) for canon in listed]
    elif manifest.layout == 1:
        ahead = Reader(packed)
        apart = ahead.take(_count(ahead))
        frame = MAGIC + ahead.rest()
        inflated = _inflate(frame, manifest.dictionary, dictionaries)
        rows = from_columns(
            manifest.log, (manifest.first, manifest.size), apart, inflated
        )
        events = [Event(*row) for row in rows]
    else:
        raise Refused("an unknown layout")
    return Batch(manifest, events, _chain(manifest, events, known.get(ERASED, [])))


def read_event(canon: bytes) -> Event:
    """Read one event."""
    event = Event(*array(canon, 10))
    extensions(event.extensions, frozenset([ERASED]))
    return event


def _count(reader: Reader) -> int:
    total = shift = 0
    while True:
        group = reader.u(1)
        total |= (group & 127) << shift
        shift += 7
        if group < 128:
            return total


def _inflate(frame: bytes, number: int, dictionaries: dict[int, bytes]) -> bytes:
    try:
        size = zstandard.get_frame_parameters(frame).content_size
    except zstandard.ZstdError as why:
        raise Refused("not a frame") from why
    if size > min(MOST_INFLATED, max(LEAST_INFLATED, RATIO * len(frame))):
        raise Refused("inflates to too much")
    words = zstandard.ZstdCompressionDict(dictionaries[number]) if number else None
    opener = zstandard.ZstdDecompressor(dict_data=words)
    try:
        inflated = opener.decompress(frame, allow_extra_data=False)
    except zstandard.ZstdError as why:
        raise Refused("a damaged frame") from why
    if len(inflated) != size:
        raise Refused("another size than it says")
    return inflated


def _chain(manifest: Manifest, events: list[Event], erased: list[int]) -> list[bytes]:
    link, links = manifest.before, []
    stated = [at for at, event in enumerate(events) if ERASED in event.extensions]
    if stated != erased:
        raise Refused("erased forms the manifest does not name")
    for place, event in enumerate(events):
        if (event.log, event.seq) != (manifest.log, manifest.first + place):
            raise Refused("an event out of its place")
        if ERASED in event.extensions:
            link = event.extensions[ERASED]
        else:
            link = chain_next(link, event.canon)
        links.append(link)
    if link != manifest.after or len(events) != manifest.size:
        raise Refused("the chain ends elsewhere")
    return links
