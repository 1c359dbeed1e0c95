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

from sync.cursors import (
    BatchRow,
    Uncut,
    batch_of,
    next_batch_no,
    note_cut,
    superseded,
    uncut,
)
from sync.envelope import Core, EnvelopeKind, seal
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
from sync.ids import EnvelopeId, Ids, KeyId, LogId, new_envelope
from sync.journal import Journal, Link
from sync.limits import (
    MAX_BATCH_AGE_MS,
    MAX_BATCH_BYTES,
    MAX_BATCH_EVENTS,
    MAX_INFLATE_RATIO,
    MAX_INFLATED_BYTES,
    MAX_MANIFEST_BYTES,
    MAX_MOMENT_MS,
    MAX_NUMBER,
    MIN_INFLATE_BYTES,
)
from sync.trust.certificate import SUITE_HYBRID

if TYPE_CHECKING:
    from sync.trust.certificate import Descriptor
    from sync.trust.pairs import SigningKey

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


@dataclass(frozen=True, slots=True)
class Sender:
    """Who cuts batches, and whom they are sealed to."""

    signer: SigningKey
    realm: bytes
    destination: KeyId
    recipients: tuple[bytes, ...]

    @classmethod
    def to_hub(cls, signer: SigningKey, hub: Descriptor, post_public: bytes) -> Sender:
        """Return a sender to this hub, its escrow and the post itself."""
        recipients = (*hub.recipients, post_public)
        return cls(signer, hub.realm, hub.destination, recipients)


@dataclass(frozen=True, slots=True)
class Cut:
    """A batch that was cut, with its sealed bytes; after commit they go to the road."""

    envelope: EnvelopeId
    log: LogId
    batch_no: int
    first: int
    last: int
    sealed: bytes


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


def due(found: Sequence[Uncut], now_ms: int, *, online: bool, urgent: bool) -> bool:
    """Tell whether to cut now: urgent, full, or online and an event waited a minute.

    Offline a batch waits until it is full, because a fuller one packs better.
    """
    if urgent and found:
        return True
    if any(each.is_full for each in found):
        return True
    return online and any(
        now_ms - each.oldest_ms >= MAX_BATCH_AGE_MS or each.oldest_ms > now_ms
        for each in found
    )


def cut(
    journal: Journal,
    sender: Sender,
    ids: Ids,
    now_ms: int,
    unsent: tuple[int, int] | None = None,
) -> list[Cut]:
    """Cut and seal the next batch of each log of this device that has events left.

    Runs in the writer thread, inside the caller's transaction; call again until it
    returns nothing. `unsent` is told to the hub. Raises TooLarge or FormatError.
    """
    return [
        _cut_run(journal, sender, ids, now_ms, _run(journal, each, unsent))
        for each in uncut(journal)
    ]


def reseal(
    journal: Journal,
    sender: Sender,
    ids: Ids,
    now_ms: int,
    envelope: EnvelopeId | bytes,
) -> Cut | None:
    """Seal the events of a batch again, under a new envelope id and batch number.

    For `key_gone`, and for a batch number the hub knows with other bytes: it gets the
    next, until one is free. None when the batch is unknown or read already.
    """
    row = batch_of(journal.database, envelope)
    if row is None or row.level >= 2:
        return None
    superseded(journal.database, envelope)
    run = _Run(row.log, row.first, row.last, row.oldest_ms, None)
    return _cut_run(journal, sender, ids, now_ms, run)


@dataclass(frozen=True, slots=True)
class _Run:
    log: LogId
    first: int
    last: int
    oldest_ms: int
    unsent: tuple[int, int] | None


def _run(journal: Journal, found: Uncut, unsent: tuple[int, int] | None) -> _Run:
    links = journal.links(found.log, found.first, found.first + found.events - 1)
    size, count = 0, 0
    for link in links:
        size += len(link.canon)
        if count and size > MAX_BATCH_BYTES:
            break
        count += 1
    last = found.first + count - 1
    return _Run(found.log, found.first, last, found.oldest_ms, unsent)


def _cut_run(journal: Journal, sender: Sender, ids: Ids, now_ms: int, run: _Run) -> Cut:
    envelope = new_envelope(ids)
    batch_no = next_batch_no(journal.database, run.log)
    links = journal.links(run.log, run.first, run.last)
    before = journal.chain_before(run.log, run.first)
    if before is None:
        raise ChainError("the events before this batch are not here")
    manifest = Manifest(
        log=run.log,
        first=run.first,
        count=len(links),
        before=before,
        after=links[-1].chain,
        dictionary=DICTIONARY,
        layout=LAYOUT_LIST,
        batch_no=batch_no,
        envelope=envelope,
        extensions={} if run.unsent is None else {UNSENT: list(run.unsent)},
    )
    core = _core(sender, manifest)
    sealed = seal(core, encode(manifest, links), sender.recipients, sender.signer, ids)
    row = BatchRow(
        log=run.log,
        batch_no=batch_no,
        first=run.first,
        last=run.last,
        envelope=envelope,
        cut_ms=now_ms,
        oldest_ms=run.oldest_ms,
        level=0,
        trouble=None,
        received_ms=None,
    )
    note_cut(journal.database, row, sealed)
    return Cut(envelope, run.log, batch_no, run.first, run.last, sealed)


def _core(sender: Sender, manifest: Manifest) -> Core:
    return Core(
        kind=EnvelopeKind.EVENTS,
        realm=sender.realm,
        log=manifest.log,
        sender=sender.signer.id,
        envelope=manifest.envelope,
        batch_no=manifest.batch_no,
        suite=SUITE_HYBRID,
        recipients=[],
        epoch=b"",
        destination=sender.destination,
        attachment=[],
        extensions={},
    )


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
