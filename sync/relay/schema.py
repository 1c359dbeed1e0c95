"""The tables of relay.sqlite, step by step."""

from __future__ import annotations

from typing import Final

from sync.database import Migration

MIGRATIONS: Final[tuple[Migration, ...]] = (
    """
    CREATE TABLE envelope (
        n INTEGER PRIMARY KEY,
        id BLOB NOT NULL,
        digest BLOB NOT NULL UNIQUE,
        log BLOB NOT NULL,
        realm BLOB NOT NULL,
        sender BLOB NOT NULL,
        brought_by BLOB NOT NULL,
        is_epoch INTEGER NOT NULL,
        size INTEGER NOT NULL,
        came_ms INTEGER NOT NULL,
        level INTEGER NOT NULL DEFAULT 0,
        sealed BLOB NOT NULL
    );
    CREATE INDEX envelope_log ON envelope (log, n);
    CREATE INDEX envelope_sender ON envelope (sender, size);
    CREATE INDEX envelope_brought ON envelope (brought_by, size);
    CREATE INDEX envelope_size ON envelope (size);
    CREATE INDEX envelope_waits ON envelope (is_epoch DESC, n) WHERE level < 2;
    CREATE INDEX envelope_old ON envelope (came_ms);
    CREATE TABLE brought (
        place BLOB NOT NULL,
        digest BLOB NOT NULL,
        tried_ms INTEGER NOT NULL,
        is_kept INTEGER NOT NULL DEFAULT 0,
        PRIMARY KEY (place, digest)
    ) WITHOUT ROWID;
    CREATE TABLE back (
        n INTEGER PRIMARY KEY AUTOINCREMENT,
        log BLOB NOT NULL,
        kind INTEGER NOT NULL,
        digest BLOB NOT NULL,
        of BLOB NOT NULL,
        level INTEGER NOT NULL,
        size INTEGER NOT NULL,
        came_ms INTEGER NOT NULL,
        raw BLOB NOT NULL,
        UNIQUE (log, digest)
    );
    CREATE INDEX back_log ON back (log, n);
    CREATE INDEX back_of ON back (of, level);
    CREATE INDEX back_old ON back (came_ms);
    CREATE TABLE cursor (
        place BLOB NOT NULL,
        log BLOB NOT NULL,
        cursor BLOB NOT NULL,
        PRIMARY KEY (place, log)
    ) WITHOUT ROWID;
    CREATE TABLE hub (
        realm BLOB PRIMARY KEY,
        raw BLOB NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE setting (
        name TEXT PRIMARY KEY,
        value BLOB NOT NULL
    ) WITHOUT ROWID
    """,
    """
    ALTER TABLE envelope ADD COLUMN epoch BLOB NOT NULL DEFAULT x'';
    CREATE INDEX envelope_id ON envelope (id);
    CREATE INDEX envelope_epoch ON envelope (epoch, n) WHERE epoch != x'';
    CREATE TABLE addressed (
        key BLOB NOT NULL,
        id BLOB NOT NULL,
        PRIMARY KEY (key, id)
    ) WITHOUT ROWID;
    CREATE TABLE wanted (
        key BLOB PRIMARY KEY,
        asked_ms INTEGER NOT NULL
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE envelope_anew (
        n INTEGER PRIMARY KEY AUTOINCREMENT,
        id BLOB NOT NULL,
        digest BLOB NOT NULL UNIQUE,
        log BLOB NOT NULL,
        realm BLOB NOT NULL,
        sender BLOB NOT NULL,
        brought_by BLOB NOT NULL,
        is_epoch INTEGER NOT NULL,
        size INTEGER NOT NULL,
        came_ms INTEGER NOT NULL,
        level INTEGER NOT NULL DEFAULT 0,
        epoch BLOB NOT NULL DEFAULT x'',
        sealed BLOB NOT NULL
    );
    INSERT INTO envelope_anew SELECT n, id, digest, log, realm, sender, brought_by,
        is_epoch, size, came_ms, level, epoch, sealed FROM envelope;
    DROP TABLE envelope;
    ALTER TABLE envelope_anew RENAME TO envelope;
    CREATE INDEX envelope_log ON envelope (log, n);
    CREATE INDEX envelope_sender ON envelope (sender, size);
    CREATE INDEX envelope_brought ON envelope (brought_by, size);
    CREATE INDEX envelope_size ON envelope (size);
    CREATE INDEX envelope_waits ON envelope (is_epoch DESC, n) WHERE level < 2;
    CREATE INDEX envelope_old ON envelope (came_ms);
    CREATE INDEX envelope_id ON envelope (id);
    CREATE INDEX envelope_epoch ON envelope (epoch, n) WHERE epoch != x''
    """,
)
"""A released step is never edited. The bytes come last in their row.

No number is given twice, also when all was let go of: sisters hear on from the last.
"""

WAITS: Final = (
    "SELECT envelope.digest, log, size FROM envelope LEFT JOIN brought "
    "ON brought.digest = envelope.digest AND place = ? WHERE level < 2 "
    "AND (COALESCE(tried_ms, 0) <= CASE WHEN is_kept THEN ? ELSE ? END "
    "OR tried_ms > ?) AND realm = COALESCE(?, realm) "
    "ORDER BY tried_ms IS NOT NULL, is_epoch DESC, n LIMIT ?"
)
SHOWN: Final = (
    "SELECT back.raw FROM back JOIN envelope ON envelope.digest = back.of "
    "WHERE back.log = ? AND back.level = 1 AND envelope.level < 2 "
    "ORDER BY back.n DESC LIMIT ?"
)
COUNT: Final = (
    "SELECT COUNT(*), COALESCE(SUM(size), 0), COUNT(DISTINCT sender) FROM envelope "
    "WHERE level < 2"
)
COUNT_BY_REALM: Final = (
    "SELECT realm, COUNT(*), COALESCE(SUM(size), 0), COUNT(DISTINCT sender) "
    "FROM envelope WHERE level < 2 GROUP BY realm"
)
NEWEST_SHOWN: Final = (
    "SELECT raw FROM back WHERE log = ? AND level > 0 ORDER BY n DESC LIMIT 1"
)
