"""The tables of road.sqlite, step by step."""

from __future__ import annotations

from typing import Final

from sync.database import Migration

MIGRATIONS: Final[tuple[Migration, ...]] = (
    """
    CREATE TABLE envelope (
        n INTEGER PRIMARY KEY,
        id BLOB NOT NULL UNIQUE,
        log BLOB NOT NULL,
        batch_no INTEGER NOT NULL,
        digest BLOB NOT NULL,
        put_ms INTEGER NOT NULL,
        level INTEGER NOT NULL DEFAULT 0,
        trouble TEXT,
        told INTEGER NOT NULL DEFAULT 1,
        sealed BLOB NOT NULL
    );
    CREATE INDEX envelope_next ON envelope (n) WHERE level = 0 AND trouble IS NULL;
    CREATE INDEX envelope_told ON envelope (n) WHERE NOT told;
    CREATE INDEX envelope_log ON envelope (log, id);
    CREATE TABLE receipt (
        envelope BLOB NOT NULL,
        level INTEGER NOT NULL,
        number INTEGER NOT NULL,
        raw BLOB NOT NULL,
        PRIMARY KEY (envelope, level)
    ) WITHOUT ROWID;
    CREATE TABLE log (
        log BLOB PRIMARY KEY,
        since INTEGER NOT NULL DEFAULT 0
    ) WITHOUT ROWID;
    CREATE TABLE setting (
        name TEXT PRIMARY KEY,
        value BLOB NOT NULL
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE envelope_anew (
        n INTEGER PRIMARY KEY,
        id BLOB NOT NULL UNIQUE,
        log BLOB NOT NULL,
        batch_no INTEGER NOT NULL,
        digest BLOB NOT NULL,
        put_ms INTEGER NOT NULL,
        level INTEGER NOT NULL DEFAULT 0,
        trouble TEXT,
        told INTEGER NOT NULL DEFAULT 1,
        epoch BLOB NOT NULL DEFAULT x'',
        is_epoch INTEGER NOT NULL DEFAULT 0,
        sealed BLOB NOT NULL
    );
    INSERT INTO envelope_anew (n, id, log, batch_no, digest, put_ms, level, trouble,
        told, sealed)
        SELECT n, id, log, batch_no, digest, put_ms, level, trouble, told, sealed
        FROM envelope;
    DROP TABLE envelope;
    ALTER TABLE envelope_anew RENAME TO envelope;
    CREATE INDEX envelope_next ON envelope (is_epoch DESC, batch_no = 0, n)
        WHERE level = 0 AND trouble IS NULL;
    CREATE INDEX envelope_told ON envelope (n) WHERE NOT told;
    CREATE INDEX envelope_log ON envelope (log, id);
    CREATE INDEX envelope_epoch ON envelope (epoch) WHERE epoch != x'';
    CREATE INDEX envelope_epochs ON envelope (log, n) WHERE is_epoch;
    CREATE TABLE down (
        n INTEGER PRIMARY KEY,
        digest BLOB NOT NULL UNIQUE,
        arrived_ms INTEGER NOT NULL,
        size INTEGER NOT NULL,
        reason TEXT,
        sealed BLOB NOT NULL
    );
    CREATE INDEX down_waits ON down (n) WHERE reason IS NULL;
    CREATE INDEX down_size ON down (size);
    CREATE TABLE held (
        log BLOB PRIMARY KEY,
        hub_ms INTEGER NOT NULL,
        heard_ms INTEGER NOT NULL,
        held BLOB NOT NULL,
        read BLOB NOT NULL,
        epochs BLOB NOT NULL
    ) WITHOUT ROWID
    """,
    "ALTER TABLE held ADD COLUMN pieces BLOB",
    "CREATE INDEX down_aside ON down (n, size) WHERE reason IS NOT NULL",
    """
    CREATE TABLE parcel (
        n INTEGER PRIMARY KEY AUTOINCREMENT,
        carrier TEXT NOT NULL,
        made_ms INTEGER NOT NULL
    );
    CREATE TABLE carried (
        parcel INTEGER NOT NULL,
        envelope BLOB NOT NULL,
        PRIMARY KEY (parcel, envelope)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE neighbour (
        url TEXT PRIMARY KEY,
        tls_root TEXT NOT NULL,
        added_ms INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE handed (
        place BLOB NOT NULL,
        envelope BLOB NOT NULL,
        digest BLOB NOT NULL,
        tried_ms INTEGER NOT NULL,
        is_kept INTEGER NOT NULL DEFAULT 0,
        PRIMARY KEY (place, envelope)
    ) WITHOUT ROWID;
    CREATE TABLE way_back (
        place BLOB NOT NULL,
        log BLOB NOT NULL,
        cursor BLOB NOT NULL,
        PRIMARY KEY (place, log)
    ) WITHOUT ROWID
    """,
    "ALTER TABLE down ADD COLUMN claims BLOB",
    """
    ALTER TABLE neighbour ADD COLUMN is_base INTEGER NOT NULL DEFAULT 0;
    CREATE TABLE for_base (
        n INTEGER PRIMARY KEY,
        digest BLOB NOT NULL UNIQUE,
        log BLOB NOT NULL,
        came_ms INTEGER NOT NULL,
        sealed BLOB NOT NULL
    );
    CREATE INDEX for_base_old ON for_base (came_ms)
    """,
    "ALTER TABLE neighbour ADD COLUMN named TEXT NOT NULL DEFAULT ''",
    """
    ALTER TABLE down ADD COLUMN sister BLOB;
    ALTER TABLE down ADD COLUMN is_hubs INTEGER NOT NULL DEFAULT 1;
    CREATE TABLE entrusted (
        n INTEGER PRIMARY KEY,
        digest BLOB NOT NULL UNIQUE,
        id BLOB NOT NULL,
        log BLOB NOT NULL,
        batch_no INTEGER NOT NULL,
        kind INTEGER NOT NULL,
        came_ms INTEGER NOT NULL,
        since_ms INTEGER NOT NULL,
        wait_ms INTEGER NOT NULL,
        is_held INTEGER NOT NULL,
        sealed BLOB NOT NULL
    );
    CREATE INDEX entrusted_log ON entrusted (log);
    CREATE INDEX entrusted_due ON entrusted (since_ms + wait_ms);
    CREATE INDEX entrusted_since ON entrusted (since_ms);
    CREATE INDEX entrusted_id ON entrusted (id)
    """,
    """
    CREATE TABLE sister_log (
        log BLOB PRIMARY KEY,
        asked_ms INTEGER NOT NULL,
        wait_ms INTEGER NOT NULL
    ) WITHOUT ROWID;
    INSERT INTO sister_log SELECT DISTINCT log, 0, 0 FROM entrusted WHERE is_held;
    DROP INDEX entrusted_due;
    DROP INDEX entrusted_since;
    CREATE INDEX entrusted_due ON entrusted (since_ms + wait_ms) WHERE NOT is_held;
    CREATE INDEX entrusted_since ON entrusted (since_ms) WHERE NOT is_held
    """,
)
"""The road's schema, step by step; a released step is never edited.

The bytes of an envelope come last in its row: what stands before them is read without
walking through them.
"""

SET: Final = (
    "INSERT INTO setting (name, value) VALUES (?, ?) "
    "ON CONFLICT (name) DO UPDATE SET value = excluded.value"
)
"""Keep one thing by its name, in place of what was known."""

WAITING: Final = (
    "SELECT id, log, batch_no, CAST(sealed AS BLOB), digest, epoch FROM envelope "
    "WHERE id = ?"
)
"""An envelope with its bytes, as a `Waiting` has them."""
