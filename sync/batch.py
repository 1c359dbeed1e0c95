"""A batch: a bounded run of one log's events, packed, and cut once.

Plaintext of an envelope of kind 1: `u32 length || manifest || packed events`. Layout 0
is the list of the events' canonical bytes, compressed by zstd with a dictionary.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import msgspec
import zstandard

from sync.errors import ChainError, FormatError, TooLarge, UnknownVersion
from sync.event import (
    Event,
    Extensions,
    Wire,
    chain_next,
    pack,
    read_event,
    refuse_unknown,
    unpack,
)
from sync.journal import Link
from sync.limits import (
    MAX_BATCH_EVENTS,
    MAX_INFLATE_RATIO,
    MAX_INFLATED_BYTES,
    MAX_MANIFEST_BYTES,
    MAX_MOMENT_MS,
    MAX_NUMBER,
    MIN_INFLATE_BYTES,
)

if TYPE_CHECKING:
    from sync.envelope import Core

LAYOUT_LIST: Final = 0
NO_DICTIONARY: Final = 0
DICTIONARY: Final = 1
"""The dictionary batches are now packed with."""

UNSENT: Final = "x-unsent"
"""Manifest extension: [events left after this batch, when the oldest was recorded]."""

_LENGTH: Final = 4
_LEVEL: Final = 19
_Canons = Annotated[list[bytes], msgspec.Meta(max_length=MAX_BATCH_EVENTS)]
"""Refused by its length, before a list of millions of nothings is made."""

_FOLDER: Final = Path(__file__).parent / "dictionaries"


class Manifest(Wire, frozen=True, array_like=True):
    """What a batch holds: which events of which log, and how they are packed."""

    log: bytes
    first: int
    count: int
    before: bytes
    after: bytes
    dictionary: int
    layout: int
    batch_no: int
    envelope: bytes
    extensions: Extensions

    @property
    def last(self) -> int:
        """The seq of the last event."""
        return self.first + self.count - 1

    @property
    def unsent(self) -> tuple[int, int] | None:
        """How many events stayed at the device after this one, since when; or None."""
        match self.extensions.get(UNSENT):
            case [int(events), int(oldest_ms)] if (
                0 <= events <= MAX_NUMBER and 0 <= oldest_ms <= MAX_MOMENT_MS
            ):
                return events, oldest_ms
        return None


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch that was read: every event is sound and follows from the one before."""

    manifest: Manifest
    links: tuple[Link, ...]
    events: tuple[Event, ...]


def encode(manifest: Manifest, links: Sequence[Link]) -> bytes:
    """Return the plaintext of a batch, checked by reading it back.

    Raises ChainError or FormatError when manifest and events do not belong together.
    """
    body = _compressed(pack([link.canon for link in links]), manifest.dictionary)
    described = pack(manifest)
    plaintext = len(described).to_bytes(_LENGTH, "big") + described + body
    if decode(plaintext).links != tuple(links):
        raise FormatError("a batch that does not read back")
    return plaintext


def decode(plaintext: bytes) -> Batch:
    """Read a batch. Raises FormatError, TooLarge, UnknownVersion or ChainError."""
    size = int.from_bytes(plaintext[:_LENGTH], "big")
    if size > MAX_MANIFEST_BYTES:
        raise TooLarge("manifest")
    end = _LENGTH + size
    if len(plaintext) < end:
        raise FormatError("batch")
    manifest = unpack(Manifest, plaintext[_LENGTH:end], limit=MAX_MANIFEST_BYTES)
    _check_manifest(manifest)
    packed = _inflated(plaintext[end:], manifest.dictionary)
    canons = unpack(_Canons, packed, limit=MAX_INFLATED_BYTES)
    if len(canons) != manifest.count:
        raise FormatError("number of events")
    return _chained(manifest, canons)


def check_core(manifest: Manifest, core: Core) -> None:
    """Raise FormatError unless a manifest belongs to the envelope it came in."""
    inside = (manifest.batch_no, manifest.log, manifest.envelope)
    if inside != (core.batch_no, core.log, core.envelope):
        raise FormatError("manifest and core differ")


def _check_manifest(manifest: Manifest) -> None:
    sound = (
        len(manifest.log) == 8
        and 1 <= manifest.first <= MAX_NUMBER - MAX_BATCH_EVENTS
        and 1 <= manifest.count <= MAX_BATCH_EVENTS
        and len(manifest.before) == len(manifest.after) == 32
        and 1 <= manifest.batch_no <= MAX_NUMBER
        and len(manifest.envelope) == 16
    )
    if not sound:
        raise FormatError("manifest")
    if manifest.layout != LAYOUT_LIST:
        raise UnknownVersion(f"layout {manifest.layout}")
    refuse_unknown(manifest.extensions)


def _chained(manifest: Manifest, canons: Sequence[bytes]) -> Batch:
    links: list[Link] = []
    events: list[Event] = []
    chain = manifest.before
    for seq, canon in enumerate(canons, manifest.first):
        event = read_event(canon)
        if (event.log, event.seq) != (manifest.log, seq):
            raise ChainError("an event of another place in the log")
        chain = chain_next(chain, canon)
        links.append(Link(canon, chain))
        events.append(event)
    if chain != manifest.after:
        raise ChainError("the chain ends elsewhere")
    return Batch(manifest, tuple(links), tuple(events))


@lru_cache(maxsize=8)
def _dictionary(number: int) -> zstandard.ZstdCompressionDict | None:
    if number == NO_DICTIONARY:
        return None
    if not 0 < number <= DICTIONARY:
        raise UnknownVersion(f"dictionary {number}")
    words = (_FOLDER / f"{number}.zdict").read_bytes()
    return zstandard.ZstdCompressionDict(words)


def _compressed(packed: bytes, dictionary: int) -> bytes:
    words = _dictionary(dictionary)
    return zstandard.ZstdCompressor(level=_LEVEL, dict_data=words).compress(packed)


def _inflated(body: bytes, dictionary: int) -> bytes:
    allowed = max(MIN_INFLATE_BYTES, len(body) * MAX_INFLATE_RATIO)
    words = _dictionary(dictionary)
    try:
        frame = zstandard.get_frame_parameters(body)
        if not 0 < frame.content_size <= min(allowed, MAX_INFLATED_BYTES):
            raise TooLarge("what a batch would inflate to")
        if frame.dict_id != dictionary:
            raise FormatError("dictionary")
        inflate = zstandard.ZstdDecompressor(dict_data=words).decompress
        return inflate(body, allow_extra_data=False)
    except zstandard.ZstdError as why:
        raise FormatError("packed events") from why
