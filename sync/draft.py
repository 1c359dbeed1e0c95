"""A run of one log's events as its next batch, before it is sealed, and kept after."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sync.batch import DICTIONARY, LAYOUT_COLUMNS, UNSENT, Manifest, encode
from sync.cursors import BatchRow, next_batch_no, note_cut
from sync.errors import ChainError
from sync.ids import EnvelopeId, Ids, LogId, new_envelope

if TYPE_CHECKING:
    from sync.journal import Journal


@dataclass(frozen=True, slots=True)
class Run:
    """Events of a log, both ends included; `unsent` is what the hub is told is left."""

    log: LogId
    first: int
    last: int
    oldest_ms: int
    unsent: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A run with its number, the envelope it is to travel in, and what goes into it."""

    run: Run
    batch_no: int
    envelope: EnvelopeId
    text: bytes


def draft(journal: Journal, ids: Ids, run: Run) -> Draft:
    """Return a run as the next batch of its log. Raises ChainError."""
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
        layout=LAYOUT_COLUMNS,
        batch_no=batch_no,
        envelope=envelope,
        extensions={} if run.unsent is None else {UNSENT: list(run.unsent)},
    )
    return Draft(run, batch_no, envelope, encode(manifest, links))


def keep(
    journal: Journal, made: Draft, sealed: bytes, now_ms: int, epoch: bytes = b""
) -> None:
    """Remember what was sealed: in a key epoch, or (empty) to its recipients."""
    run = made.run
    row = BatchRow(
        log=run.log,
        batch_no=made.batch_no,
        first=run.first,
        last=run.last,
        envelope=made.envelope,
        cut_ms=now_ms,
        oldest_ms=run.oldest_ms,
        level=0,
        trouble=None,
        received_ms=None,
        epoch=epoch,
    )
    note_cut(journal.database, row, sealed)
