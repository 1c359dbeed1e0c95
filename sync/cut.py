"""Cutting: a run of one log's events becomes a batch, is sealed, and never changes.

All of it happens in the writer's thread, inside one transaction of the journal's file.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sync.batch import DICTIONARY, LAYOUT_LIST, UNSENT, Manifest, encode
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
from sync.errors import ChainError
from sync.ids import EnvelopeId, Ids, KeyId, LogId, new_envelope
from sync.journal import Journal
from sync.limits import MAX_BATCH_AGE_MS, MAX_BATCH_BYTES
from sync.trust.certificate import SUITE_HYBRID

if TYPE_CHECKING:
    from sync.trust.certificate import Descriptor
    from sync.trust.pairs import SigningKey


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
