"""A hub's encrypted file that was put back from a backup, beside a newer inbox.

The inbox says of some envelopes that they were read, and the file has never seen them.
They are read again; of those whose bytes were let go the hub no longer claims to hold
anything, so that their post sends them anew.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING

from sync.database import rows
from sync.hub.inbox import Fate
from sync.ids import LogId

if TYPE_CHECKING:
    from sync.database import Database
    from sync.hub.inbox import Inbox

_LANDS = "n NOT IN (SELECT n FROM epoch)"
"""Batches and pieces leave a mark in the file; a key epoch does not."""


def landed_of(database: Database, log: LogId) -> frozenset[bytes]:
    """Return the envelopes of one log that have landed in a hub's file.

    Those that came across a border are of no batch; all of them are among these.
    """
    found = rows(
        database,
        "SELECT envelope FROM batch WHERE level = 2 AND log = ? "
        "UNION ALL SELECT envelope FROM piece JOIN attachment "
        "ON attachment.id = piece.attachment WHERE log = ? "
        "UNION ALL SELECT envelope FROM across WHERE came",
        (log, log),
    )
    return frozenset(bytes(envelope) for (envelope,) in found)


def logs_read(inbox: Inbox) -> list[LogId]:
    """Return the logs of which the inbox says that something was read.

    Each is compared with the file envelope by envelope. Counts would not do: a file
    that was put back twice may have as many as the inbox, and others.
    """
    found = inbox.file.ask(
        f"SELECT DISTINCT log FROM envelope WHERE fate = ? AND {_LANDS}",  # noqa: S608 - ours
        Fate.READ,
    )
    return [LogId(bytes(log)) for (log,) in found]


def read_again(inbox: Inbox, log: LogId, landed: Collection[bytes]) -> int:
    """Let what the file lacks of a log be read once more; return how many."""
    found = inbox.file.ask(
        "SELECT n, id, LENGTH(raw) FROM envelope "  # noqa: S608 - ours
        f"WHERE log = ? AND fate = ? AND {_LANDS}",
        *(log, Fate.READ),
    )
    lacking = [(n, size) for n, envelope, size in found if envelope not in landed]
    if not lacking:
        return 0
    with inbox.file.change() as run:
        for n, size in lacking:
            _put_back(run, n) if size else _disclaim(run, n)
    return len(lacking)


def _put_back(run: Callable[..., object], n: int) -> None:
    run("UPDATE envelope SET fate = ? WHERE n = ?", Fate.STORED, n)


def _disclaim(run: Callable[..., object], n: int) -> None:
    run("DELETE FROM receipt WHERE n = ?", n)
    run("DELETE FROM envelope WHERE n = ?", n)
