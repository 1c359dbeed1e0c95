"""What never leaves this device: drafts, sealed PINs, numbers given out.

One list of migrations makes a file: the journal's first step, this room's first, then
every later step of the journal. A released step is never edited, nor moved: a file
counts the steps it had.
"""

from __future__ import annotations

from typing import Final

from sync.database import Migration
from sync.journal import MIGRATIONS as JOURNAL_MIGRATIONS

FILE_MIGRATIONS: Final[tuple[Migration, ...]] = (
    JOURNAL_MIGRATIONS[0],
    """
    CREATE TABLE draft (
        actor BLOB NOT NULL,
        form TEXT NOT NULL,
        body_json TEXT NOT NULL,
        at_ms INTEGER NOT NULL,
        PRIMARY KEY (actor, form)
    ) WITHOUT ROWID;
    CREATE TABLE pin (
        actor BLOB PRIMARY KEY,
        sealed BLOB NOT NULL,
        tries INTEGER NOT NULL DEFAULT 0,
        wait_until_ms INTEGER NOT NULL DEFAULT 0
    ) WITHOUT ROWID;
    CREATE TABLE reservation (
        actor BLOB PRIMARY KEY,
        counter INTEGER NOT NULL UNIQUE,
        number TEXT NOT NULL,
        at_ms INTEGER NOT NULL
    ) WITHOUT ROWID
    """,
    *JOURNAL_MIGRATIONS[1:],
)
"""The schema of a file that holds a journal and its picture."""
