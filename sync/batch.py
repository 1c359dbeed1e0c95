"""A batch: a bounded run of one log's events, packed, and cut once.

Plaintext of an envelope of kind 1: `u32 length || manifest || packed events`, packed by
zstd with a dictionary. Layout 1 has the events side by side, a column for each field;
layout 0 is the list of their canonical bytes, for what columns make no smaller.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import msgspec
import zstandard

from sync.columns.cursor import Cursor, write_count
from sync.columns.layout import read_columns, write_columns
from sync.errors import ChainError, FormatError, TooLarge, UnknownVersion
from sync.event import (
    ERASED,
    Event,
    Extensions,
    Wire,
    chain_after,
    check_header,
    is_erased,
    pack,
    read_event,
    refuse_unknown,
    unpack,
)
from sync.journal import Link
from sync.limits import (
    MAX_BATCH_EVENTS,
    MAX_CANON_BYTES,
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
LAYOUT_COLUMNS: Final = 1
NO_DICTIONARY: Final = 0
DICTIONARY: Final = 2
"""The dictionary batches are now packed with; it was made for columns."""

UNSENT: Final = "x-unsent"
"""Manifest extension: [events left after this batch, when the oldest was recorded]."""

_LIST_DICTIONARY: Final = 1
"""The dictionary that was made for layout 0."""

_FEW: Final = 64
"""So many events are packed in both layouts, to keep the smaller."""

_MAGIC: Final = b"\x28\xb5\x2f\xfd"
"""How a zstd frame begins; left out in layout 1, where it says nothing new."""

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
    erased: tuple[int, ...] = ()
    """Which of them, counted from 0, came without a body: an erasure must say why."""


def encode(manifest: Manifest, links: Sequence[Link]) -> bytes:
    """Return the plaintext of a batch, checked by reading it back.

    `LAYOUT_COLUMNS` in the manifest allows both layouts: the smaller is taken, and of
    many events the columns unless they give other bytes back. Where erased events
    stand is filled in here. Raises ChainError or FormatError when manifest and events
    do not belong together.
    """
    events = [read_event(link.canon) for link in links]
    asked = _with_erased(manifest, events)
    columns = _in_columns(asked, links, events)
    if columns is not None and len(links) > _FEW:
        return columns
    listed = _in_list(asked, links)
    if columns is not None and len(columns) <= len(listed):
        return columns
    if decode(listed).links != tuple(links):
        raise FormatError("a batch that does not read back")
    return listed


def _with_erased(manifest: Manifest, events: Sequence[Event]) -> Manifest:
    extensions = {key: manifest.extensions[key] for key in manifest.extensions}
    extensions.pop(ERASED, None)
    erased = [at for at, event in enumerate(events) if is_erased(event)]
    if erased:
        extensions[ERASED] = erased
    return msgspec.structs.replace(manifest, extensions=extensions)


def _in_columns(
    manifest: Manifest, links: Sequence[Link], events: Sequence[Event]
) -> bytes | None:
    """Return the plaintext in layout 1, or None unless it gives the same bytes back."""
    if manifest.layout != LAYOUT_COLUMNS:
        return None
    plaintext = _plaintext(manifest, *write_columns(manifest.log, events))
    try:
        same = decode(plaintext).links == tuple(links)
    except (FormatError, ChainError):
        return None
    return plaintext if same else None


def _in_list(manifest: Manifest, links: Sequence[Link]) -> bytes:
    if manifest.layout == LAYOUT_COLUMNS:
        words = min(manifest.dictionary, _LIST_DICTIONARY)
        manifest = msgspec.structs.replace(
            manifest, layout=LAYOUT_LIST, dictionary=words
        )
    return _plaintext(manifest, b"", pack([link.canon for link in links]))


def _plaintext(manifest: Manifest, apart: bytes, text: bytes) -> bytes:
    described = pack(manifest)
    out = bytearray(len(described).to_bytes(_LENGTH, "big") + described)
    frame = _compressed(text, manifest.dictionary)
    if manifest.layout == LAYOUT_COLUMNS:
        write_count(out, len(apart))
        out += apart
        frame = frame[len(_MAGIC) :]
    return bytes(out + frame)


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
    body = plaintext[end:]
    if manifest.layout == LAYOUT_LIST:
        text = _inflated(body, manifest.dictionary)
        canons = unpack(_Canons, text, limit=MAX_INFLATED_BYTES)
        return _chained(manifest, canons, [read_event(canon) for canon in canons])
    rest = Cursor(body)
    apart = rest.take(rest.count())
    text = _inflated(_MAGIC + rest.rest(), manifest.dictionary)
    events = read_columns(
        (apart, text), manifest.log, manifest.first, manifest.count, _allowed(body)
    )
    return _chained(manifest, [_canon(event) for event in events], events)


def _canon(event: Event) -> bytes:
    """Return the canonical form of an event put together from columns."""
    check_header(event)
    canon = pack(event)
    if len(canon) > MAX_CANON_BYTES:
        raise TooLarge("event")
    return canon


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
    if manifest.layout not in (LAYOUT_LIST, LAYOUT_COLUMNS):
        raise UnknownVersion(f"layout {manifest.layout}")
    refuse_unknown(manifest.extensions, frozenset({ERASED}))


def _chained(
    manifest: Manifest, canons: Sequence[bytes], events: Sequence[Event]
) -> Batch:
    if len(canons) != manifest.count:
        raise FormatError("number of events")
    links: list[Link] = []
    erased: list[int] = []
    chain = manifest.before
    for at, (canon, event) in enumerate(zip(canons, events, strict=True)):
        if event.seq != manifest.first + at or event.log != manifest.log:
            raise ChainError("an event of another place in the log")
        chain = chain_after(chain, event, canon)
        links.append(Link(canon, chain))
        if is_erased(event):
            erased.append(at)
    if chain != manifest.after:
        raise ChainError("the chain ends elsewhere")
    if erased != manifest.extensions.get(ERASED, []):
        raise FormatError("erased events")
    return Batch(manifest, tuple(links), tuple(events), tuple(erased))


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


def _allowed(body: bytes) -> int:
    """Return how many bytes a packed body may become."""
    grown = max(MIN_INFLATE_BYTES, len(body) * MAX_INFLATE_RATIO)
    return min(grown, MAX_INFLATED_BYTES)


def _inflated(body: bytes, dictionary: int) -> bytes:
    words = _dictionary(dictionary)
    try:
        frame = zstandard.get_frame_parameters(body)
        if not 0 < frame.content_size <= _allowed(body):
            raise TooLarge("what a batch would inflate to")
        if frame.dict_id != dictionary:
            raise FormatError("dictionary")
        inflate = zstandard.ZstdDecompressor(dict_data=words).decompress
        return inflate(body, allow_extra_data=False)
    except zstandard.ZstdError as why:
        raise FormatError("packed events") from why
