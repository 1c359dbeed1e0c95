"""The inbox's tables, step by step."""

from __future__ import annotations

from typing import Final

from sync.database import Migration

MIGRATIONS: Final[tuple[Migration, ...]] = (
    """
    CREATE TABLE envelope (
        n INTEGER PRIMARY KEY,
        id BLOB NOT NULL,
        digest BLOB NOT NULL,
        size INTEGER NOT NULL,
        arrived_ms INTEGER NOT NULL,
        fate TEXT NOT NULL,
        verified INTEGER NOT NULL DEFAULT 0,
        reason TEXT NOT NULL DEFAULT '',
        log BLOB,
        batch_no INTEGER,
        raw BLOB NOT NULL,
        UNIQUE (id, digest)
    );
    CREATE INDEX envelope_fate ON envelope (fate, n);
    CREATE INDEX envelope_batch ON envelope (log, batch_no, verified, fate);
    CREATE INDEX envelope_log ON envelope (log, fate, n);
    CREATE INDEX envelope_unverified ON envelope (size) WHERE verified = 0;
    CREATE TABLE receipt (
        number INTEGER PRIMARY KEY,
        n INTEGER NOT NULL,
        log BLOB NOT NULL,
        level INTEGER NOT NULL,
        raw BLOB NOT NULL,
        UNIQUE (n, level)
    );
    CREATE INDEX receipt_log ON receipt (log, number);
    CREATE TABLE writer (
        log BLOB PRIMARY KEY,
        key BLOB NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE device (
        key BLOB PRIMARY KEY,
        certificate BLOB NOT NULL,
        post BLOB NOT NULL,
        post_name TEXT NOT NULL,
        post_code TEXT NOT NULL,
        letter TEXT NOT NULL,
        words BLOB NOT NULL,
        token BLOB NOT NULL UNIQUE,
        since_ms INTEGER NOT NULL,
        heard_ms INTEGER,
        unsent INTEGER,
        unsent_oldest_ms INTEGER,
        unsent_batch INTEGER NOT NULL DEFAULT 0,
        revoked_ms INTEGER
    ) WITHOUT ROWID;
    CREATE TABLE post (
        post BLOB PRIMARY KEY,
        sealed_key BLOB NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE invitation (
        id BLOB PRIMARY KEY,
        sealed_token BLOB,
        made_ms INTEGER NOT NULL,
        expires_ms INTEGER NOT NULL,
        used_ms INTEGER,
        key BLOB,
        post BLOB,
        question BLOB,
        answer BLOB
    ) WITHOUT ROWID;
    CREATE TABLE setting (
        name TEXT PRIMARY KEY,
        value BLOB NOT NULL
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE down (
        n INTEGER PRIMARY KEY,
        post BLOB NOT NULL,
        device BLOB,
        envelope BLOB NOT NULL UNIQUE,
        laid_ms INTEGER NOT NULL,
        sealed BLOB
    );
    CREATE INDEX down_waiting ON down (post, n) WHERE sealed IS NOT NULL;
    CREATE INDEX down_post ON down (post, n);
    CREATE TABLE collected (
        n INTEGER NOT NULL,
        device BLOB NOT NULL,
        at_ms INTEGER NOT NULL,
        PRIMARY KEY (n, device)
    ) WITHOUT ROWID;
    CREATE INDEX collected_device ON collected (device, n)
    """,
    """
    ALTER TABLE post ADD COLUMN mac BLOB;
    ALTER TABLE invitation ADD COLUMN mac BLOB;
    CREATE TABLE key_use (
        device BLOB NOT NULL,
        key BLOB NOT NULL,
        last_ms INTEGER NOT NULL,
        PRIMARY KEY (device, key)
    ) WITHOUT ROWID;
    CREATE TABLE released (
        id BLOB NOT NULL,
        digest BLOB NOT NULL,
        mac BLOB NOT NULL,
        PRIMARY KEY (id, digest)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE epoch (
        id BLOB PRIMARY KEY,
        n INTEGER NOT NULL,
        log BLOB NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX epoch_log ON epoch (log, n);
    CREATE TABLE epoch_wanted (
        epoch BLOB NOT NULL,
        n INTEGER NOT NULL,
        PRIMARY KEY (epoch, n)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE upload (
        k INTEGER PRIMARY KEY,
        envelope BLOB NOT NULL,
        digest BLOB NOT NULL,
        size INTEGER NOT NULL,
        held INTEGER NOT NULL,
        owner BLOB NOT NULL,
        is_known INTEGER NOT NULL,
        touched_ms INTEGER NOT NULL,
        UNIQUE (envelope, digest, size)
    );
    CREATE INDEX upload_owner ON upload (owner, touched_ms, size);
    CREATE INDEX upload_touched ON upload (is_known, touched_ms);
    CREATE INDEX upload_reserved ON upload (is_known, size);
    CREATE TABLE upload_part (
        part INTEGER PRIMARY KEY,
        k INTEGER NOT NULL,
        at INTEGER NOT NULL,
        raw BLOB NOT NULL,
        UNIQUE (k, at)
    )
    """,
    """
    CREATE TABLE upload_anew (
        k INTEGER PRIMARY KEY,
        envelope BLOB NOT NULL,
        digest BLOB NOT NULL,
        size INTEGER NOT NULL,
        held INTEGER NOT NULL,
        owner BLOB NOT NULL,
        is_known INTEGER NOT NULL,
        touched_ms INTEGER NOT NULL,
        UNIQUE (envelope, digest, size, owner, is_known)
    );
    INSERT INTO upload_anew SELECT k, envelope, digest, size, held, owner, is_known,
        touched_ms FROM upload;
    DROP TABLE upload;
    ALTER TABLE upload_anew RENAME TO upload;
    CREATE INDEX upload_owner ON upload (owner, touched_ms, size);
    CREATE INDEX upload_touched ON upload (is_known, touched_ms);
    CREATE INDEX upload_reserved ON upload (is_known, size)
    """,
    """
    CREATE INDEX writer_key ON writer (key);
    CREATE INDEX device_post ON device (post);
    CREATE TABLE heard_sisters (
        device BLOB PRIMARY KEY,
        number INTEGER NOT NULL
    ) WITHOUT ROWID
    """,
)
"""The inbox's schema, step by step; a released step is never edited.

The bytes of an envelope come last in its row: what stands before them is read without
walking through them.
"""
