"""The hub's own words to a post: one log for each, cut and sealed to that post alone.

Runs in the writer's thread of the hub's encrypted file, inside the caller's
transaction; what was sealed is then laid in `sync.hub.down`, twice is once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sync.batch import DICTIONARY, LAYOUT_COLUMNS, Manifest, encode
from sync.clock import hlc_ms
from sync.cursors import (
    READ,
    BatchRow,
    Sealed,
    acknowledge,
    batch_of,
    last_cut,
    next_batch_no,
    note_cut,
    waiting,
)
from sync.database import rows
from sync.envelope import EnvelopeKind, seal
from sync.erasure import unwanted
from sync.errors import ChainError
from sync.event import read_event
from sync.ids import EnvelopeId, Ids, LogId, new_envelope
from sync.journal import set_setting, setting
from sync.limits import MAX_BATCH_BYTES, MAX_BATCH_EVENTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sync.cut import Sender
    from sync.database import Database
    from sync.journal import Journal, Link

_POST: Final = "down_post:"


def new_down_log(journal: Journal, post: bytes) -> LogId:
    """Begin a log for what the hub tells a post.

    A hub that opens its files cannot know whether they are the newest it ever had, and
    the post may hold what they forgot. So it goes on in no log that it did not begin
    since it was opened.
    """
    log = journal.start_log(aside=True)
    set_setting(journal.database, _POST + log.hex(), post)
    return log


def told_to(database: Database, log: LogId | bytes) -> bytes | None:
    """Return the post a log of this hub speaks to; None for any other log."""
    known = setting(database, _POST + log.hex())
    return None if known is None else bytes(known)


def cut_down(
    journal: Journal, sender: Sender, log: LogId, ids: Ids, now_ms: int
) -> list[Sealed]:
    """Cut and seal all that is not yet cut of a log that speaks to a post.

    The sender is the hub, its destination the post. Raises TooLarge or FormatError.
    """
    made: list[Sealed] = []
    while run := _run(journal, log):
        made.append(_sealed(journal, sender, log, run, ids, now_ms))
    return made


def to_lay(database: Database) -> list[tuple[bytes, Sealed]]:
    """Return what was sealed for posts and is not known to lie in the inbox."""
    found = ((told_to(database, each.log), each) for each in waiting(database))
    return [(post, each) for post, each in found if post is not None]


def was_laid(database: Database, envelope: EnvelopeId, now_ms: int) -> None:
    """Let go of sealed bytes that lie in the inbox now."""
    acknowledge(database, envelope, READ, now_ms)


def envelope_with(
    database: Database, log: LogId | bytes, seq: int
) -> EnvelopeId | None:
    """Return the envelope that carries one event of a log, or None."""
    found = rows(
        database,
        "SELECT envelope FROM batch WHERE log = ? AND ? BETWEEN first AND last "
        "ORDER BY batch_no DESC LIMIT 1",
        (log, seq),
    )
    return EnvelopeId(bytes(found[0][0])) if found else None


def said_down(database: Database) -> list[tuple[bytes, EnvelopeId]]:
    """Return the last sealing of all that was laid for posts, by post, oldest first.

    An inbox put back from a backup may know none of it.
    """
    found = rows(
        database,
        "SELECT log, envelope, MAX(batch_no) FROM batch JOIN log USING (log) "
        "WHERE own AND level = ? GROUP BY log, first ORDER BY log, first",
        (READ,),
    )
    said = ((told_to(database, log), EnvelopeId(each)) for log, each, _ in found)
    return [(post, each) for post, each in said if post is not None]


def erased_down(database: Database) -> list[tuple[bytes, EnvelopeId]]:
    """Return what was sealed for posts and held what was erased since, by post."""
    found: list[tuple[bytes, EnvelopeId]] = []
    for envelope in unwanted(database):
        row = batch_of(database, envelope)
        post = None if row is None else told_to(database, row.log)
        if post is not None:
            found.append((post, envelope))
    return found


def seal_anew(
    journal: Journal, sender: Sender, envelope: EnvelopeId, ids: Ids, now_ms: int
) -> Sealed | None:
    """Seal what an envelope to a post carried once more, without what was erased since.

    None when that was done already: what a post has not collected must not be missing.
    """
    row = batch_of(journal.database, envelope)
    if row is None or envelope_with(journal.database, row.log, row.first) != envelope:
        return None
    links = journal.links(row.log, row.first, row.last)
    return _sealed(journal, sender, row.log, links, ids, now_ms)


def _run(journal: Journal, log: LogId) -> Sequence[Link]:
    first = last_cut(journal.database, log) + 1
    links = journal.links(log, first, first + MAX_BATCH_EVENTS - 1)
    size = 0
    for count, link in enumerate(links):
        size += len(link.canon)
        if count and size > MAX_BATCH_BYTES:
            return links[:count]
    return links


def _sealed(
    journal: Journal,
    sender: Sender,
    log: LogId,
    links: Sequence[Link],
    ids: Ids,
    now_ms: int,
) -> Sealed:
    event = read_event(links[0].canon)
    before = journal.chain_before(log, event.seq)
    if before is None:
        raise ChainError("the events before this batch are not here")
    envelope, batch_no = new_envelope(ids), next_batch_no(journal.database, log)
    manifest = Manifest(
        log=log,
        first=event.seq,
        count=len(links),
        before=before,
        after=links[-1].chain,
        dictionary=DICTIONARY,
        layout=LAYOUT_COLUMNS,
        batch_no=batch_no,
        envelope=envelope,
        extensions={},
    )
    core = sender.core(EnvelopeKind.DOWN, log, envelope, batch_no)
    text = encode(manifest, links)
    sealed = seal(core, text, sender.recipients, sender.signer, ids)
    row = BatchRow(
        log=log,
        batch_no=batch_no,
        first=event.seq,
        last=manifest.last,
        envelope=envelope,
        cut_ms=now_ms,
        oldest_ms=hlc_ms(event.hlc),
        level=0,
        trouble=None,
        received_ms=None,
    )
    note_cut(journal.database, row, sealed)
    return Sealed(envelope, log, batch_no, sealed)
