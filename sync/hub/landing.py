"""Landing: the events of an opened batch enter the journal, once, with their mark.

The mark is a row of the journal's table `batch`, written in the same transaction: a
crash between reading and acknowledging never doubles anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from sync.across import Crossed
from sync.carried import Carried
from sync.clock import Clock, hlc_ms
from sync.cursors import READ, BatchRow, batch_of
from sync.database import Database, rows
from sync.erasure import has_any, is_in_force, unexplained, want_gone
from sync.errors import Denied
from sync.event import ERASURE, Event, chain_after, is_erased, read_event
from sync.ids import EnvelopeId, EventId, KeyId, LogId
from sync.journal import Journal, Link
from sync.protocol import Reason

FORK = "fork"
"""The trouble of a batch that holds an event with other bytes than the known one."""

UNEXPLAINED = "unexplained"
"""The trouble of a batch with events that lost their body, and no erasure says why.

It is taken back by itself once that erasure is here and in force.
"""


@dataclass(frozen=True, slots=True)
class Opened:
    """A batch that was verified and opened, ready to land."""

    envelope: EnvelopeId
    log: LogId
    batch_no: int
    first: int
    before: bytes
    links: Sequence[Link]
    events: Sequence[Event]
    device: KeyId
    suspect: bool
    post: bytes = b""
    """The post of the device, as its certificate says; a hub has none."""

    @property
    def last(self) -> int:
        """The number of its last event."""
        return self.first + len(self.links) - 1


@dataclass(frozen=True, slots=True)
class Landed:
    """What became of a batch: how many events were new, and what is wrong with it."""

    new: int
    forked: tuple[EventId, ...]
    trouble: str | None


class Reader(Protocol):
    """Where a hub's events go; it owns the one writing connection."""

    async def append(self, batch: Opened) -> Landed:
        """Call `land` in one transaction of the journal's file.

        Raises SyncError when the batch can never land, FileError when it cannot now.
        """

    async def keep(self, arrived: Carried) -> None:
        """Call `keep_piece` in one transaction of the journal's file; raises alike."""

    async def cross(self, came: Crossed) -> None:
        """Call `land_across` in one transaction of the journal's file; raises alike."""


def land(journal: Journal, batch: Opened, clock: Clock) -> Landed:
    """Append the events of a batch and mark it read; landing twice is landing once.

    An early batch lands at once; only its chain waits for what comes before. Events
    that do not follow are kept and flagged: both ends of a break are somebody's facts.
    Raises Denied, MixedModes or FormatError, and then nothing landed.
    """
    database = journal.database
    with database.atomic():
        before = batch_of(database, batch.envelope)
        if before is not None:
            return Landed(0, (), before.trouble)
        _refuse_taken(journal, batch)
        journal.adopt_log(batch.log, batch.device, batch.post)
        done = journal.append(batch.links, batch.events, suspect=batch.suspect)
        trouble = _trouble(journal, batch, is_forked=bool(done.forked))
        _mark(database, batch, trouble, clock.now_ms())
        _check_next(journal, batch)
        explain(database)
        _shun_late(database, batch)
    return Landed(len(done.new), done.forked, trouble)


def _refuse_taken(journal: Journal, batch: Opened) -> None:
    """Refuse what an inbox put back from a backup could not know to refuse."""
    writer = rows(
        journal.database,
        "SELECT own, device FROM log WHERE log = ? AND realm IS NULL",
        (batch.log,),
    )
    if writer and (writer[0][0] or writer[0][1] not in (None, batch.device)):
        raise Denied(Reason.LOG_TAKEN)
    # What another region called its own is this device's, which we certified.
    journal.database.conn.execute(
        "UPDATE log SET realm = NULL, device = ?, post = ? WHERE log = ? "
        "AND realm NOTNULL",
        (batch.device, batch.post, batch.log),
    )
    if rows(
        journal.database,
        "SELECT 1 FROM batch WHERE log = ? AND batch_no = ?",
        (batch.log, batch.batch_no),
    ):
        raise Denied(Reason.BATCH_TAKEN)


def troubled(database: Database, limit: int = 200) -> list[BatchRow]:
    """Return the landed batches that fork or do not follow, newest first."""
    found = rows(
        database,
        "SELECT log, batch_no, first, last, envelope, cut_ms, oldest_ms, level, "
        "trouble, received_ms FROM batch WHERE level = 2 AND trouble IS NOT NULL "
        "ORDER BY received_ms DESC, batch_no DESC LIMIT ?",
        (limit,),
    )
    return [BatchRow(*row) for row in found]


def _trouble(journal: Journal, batch: Opened, *, is_forked: bool) -> str | None:
    if is_forked:
        return FORK
    known = journal.chain_before(batch.log, batch.first)
    if known not in (None, batch.before):
        return Reason.CHAIN.value
    has_gaps = any(is_erased(event) for event in batch.events)
    place = batch.log, batch.first, batch.last
    return UNEXPLAINED if has_gaps and unexplained(journal.database, *place) else None


def _shun_late(database: Database, batch: Opened) -> None:
    """Let the sealed bytes go of what told of a stream after it was erased."""
    if not has_any(database):
        return
    streams = {each.stream for each in batch.events if each.kind != ERASURE}
    if any(is_in_force(database, stream) for stream in streams):
        want_gone(database, batch.envelope)


def explain(database: Database) -> None:
    """Take back the trouble of batches whose erased events are explained by now."""
    for envelope, *place in rows(
        database,
        "SELECT envelope, log, first, last FROM batch WHERE level = 2 AND trouble = ?",
        (UNEXPLAINED,),
    ):
        if not unexplained(database, *place):
            database.conn.execute(
                "UPDATE batch SET trouble = NULL WHERE envelope = ?", (envelope,)
            )


def _check_next(journal: Journal, batch: Opened) -> None:
    """Do the check that a batch which came early is still waiting for."""
    following = journal.links(batch.log, batch.last + 1, batch.last + 1)
    if not following:
        return
    tip, (after,) = batch.links[-1].chain, following
    if chain_after(tip, read_event(after.canon), after.canon) != after.chain:
        journal.database.conn.execute(
            "UPDATE batch SET trouble = COALESCE(trouble, ?) "
            "WHERE log = ? AND ? BETWEEN first AND last",
            (Reason.CHAIN.value, batch.log, batch.last + 1),
        )


def _mark(database: Database, batch: Opened, trouble: str | None, now_ms: int) -> None:
    database.conn.execute(
        "INSERT INTO batch (log, batch_no, first, last, envelope, cut_ms, oldest_ms, "
        "level, trouble, received_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            batch.log,
            batch.batch_no,
            batch.first,
            batch.last,
            batch.envelope,
            now_ms,
            hlc_ms(batch.events[0].hlc),
            READ,
            trouble,
            now_ms,
        ),
    )
