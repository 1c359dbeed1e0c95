"""The tables of a journal's file, step by step."""

from __future__ import annotations

from typing import Final

from sync.attachment import MIGRATION as ATTACHMENT_MIGRATION
from sync.attachment import SEALINGS_MIGRATION
from sync.database import Migration
from sync.erasure import MIGRATION as ERASURE_MIGRATION

MIGRATIONS: Final[tuple[Migration, ...]] = (
    """
    CREATE TABLE log (
        log BLOB PRIMARY KEY,
        own INTEGER NOT NULL,
        genesis BLOB,
        device BLOB,
        started_ms INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE event (
        n INTEGER PRIMARY KEY,
        log BLOB NOT NULL,
        seq INTEGER NOT NULL,
        hlc INTEGER NOT NULL,
        stream BLOB NOT NULL,
        kind TEXT NOT NULL,
        suspect INTEGER NOT NULL DEFAULT 0,
        canon BLOB NOT NULL,
        chain BLOB NOT NULL,
        UNIQUE (log, seq)
    );
    CREATE INDEX event_stream ON event (stream, hlc, log, seq);
    CREATE TABLE fork (
        log BLOB NOT NULL,
        seq INTEGER NOT NULL,
        canon BLOB NOT NULL,
        PRIMARY KEY (log, seq, canon)
    ) WITHOUT ROWID;
    CREATE TABLE batch (
        log BLOB NOT NULL,
        batch_no INTEGER NOT NULL,
        first INTEGER NOT NULL,
        last INTEGER NOT NULL,
        envelope BLOB NOT NULL UNIQUE,
        cut_ms INTEGER NOT NULL,
        oldest_ms INTEGER NOT NULL,
        level INTEGER NOT NULL DEFAULT 0,
        trouble TEXT,
        received_ms INTEGER,
        sealed BLOB,
        PRIMARY KEY (log, batch_no)
    ) WITHOUT ROWID;
    CREATE INDEX batch_last ON batch (log, last, first);
    CREATE INDEX batch_cut ON batch (cut_ms, batch_no);
    CREATE INDEX batch_open ON batch (level) WHERE level < 2;
    CREATE INDEX batch_received ON batch (received_ms) WHERE level = 2;
    CREATE TABLE setting (
        name TEXT PRIMARY KEY,
        value BLOB NOT NULL
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE epoch (
        id BLOB PRIMARY KEY,
        log BLOB NOT NULL,
        secret BLOB,
        made_ms INTEGER NOT NULL,
        used INTEGER NOT NULL DEFAULT 0,
        recipients BLOB NOT NULL,
        level INTEGER NOT NULL DEFAULT 0,
        trouble TEXT,
        sealed BLOB
    ) WITHOUT ROWID;
    CREATE INDEX epoch_current ON epoch (log) WHERE secret IS NOT NULL;
    CREATE INDEX epoch_kept ON epoch (log) WHERE sealed IS NOT NULL;
    ALTER TABLE batch ADD COLUMN epoch BLOB;
    CREATE INDEX batch_epoch ON batch (epoch) WHERE level < 2
    """,
    ERASURE_MIGRATION,
    "ALTER TABLE log ADD COLUMN post BLOB",
    """
    CREATE TABLE landed (
        envelope BLOB PRIMARY KEY,
        log BLOB NOT NULL,
        batch_no INTEGER NOT NULL,
        first INTEGER NOT NULL,
        last INTEGER NOT NULL,
        landed_ms INTEGER NOT NULL,
        trouble TEXT,
        UNIQUE (log, batch_no)
    ) WITHOUT ROWID
    """,
    ATTACHMENT_MIGRATION,
    "CREATE INDEX batch_troubled ON batch (trouble, received_ms) "
    "WHERE trouble IS NOT NULL",
    SEALINGS_MIGRATION,
    """
    CREATE TABLE sister (
        device BLOB PRIMARY KEY,
        certificate BLOB NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE sister_epoch (
        id BLOB PRIMARY KEY,
        device BLOB NOT NULL,
        log BLOB NOT NULL,
        suite INTEGER NOT NULL,
        came_ms INTEGER NOT NULL,
        secret BLOB NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX sister_epoch_came ON sister_epoch (came_ms)
    """,
    """
    ALTER TABLE log ADD COLUMN realm BLOB;
    CREATE TABLE across (
        envelope BLOB PRIMARY KEY,
        realm BLOB NOT NULL,
        stream BLOB NOT NULL,
        came INTEGER NOT NULL,
        upto INTEGER NOT NULL,
        at_ms INTEGER NOT NULL,
        level INTEGER NOT NULL,
        level_ms INTEGER,
        sealed BLOB
    ) WITHOUT ROWID;
    CREATE INDEX across_stream ON across (stream, realm, upto);
    CREATE INDEX across_waits ON across (realm) WHERE sealed IS NOT NULL
    """,
)
"""The journal's schema, step by step; a released step is never edited."""
