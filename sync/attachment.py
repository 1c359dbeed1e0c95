"""Attachments: photos and documents, whole and in the pieces they travel in.

They lie in the encrypted file beside the journal, which only names them: the event that
attaches one carries its id and the SHA-256 of all of it. A piece is sealed once; its
sealed bytes lie on the road alone, and when they are lost there it is sealed again.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Final

from sync.database import Database, rows
from sync.errors import Denied, FormatError, TooLarge
from sync.ids import EnvelopeId, LogId, StreamId
from sync.limits import MAX_ATTACHMENT_BYTES, PIECE_BYTES

MIGRATION: Final = """
    CREATE TABLE attachment (
        id BLOB PRIMARY KEY,
        stream BLOB NOT NULL,
        digest BLOB NOT NULL,
        size INTEGER NOT NULL,
        count INTEGER NOT NULL,
        log BLOB,
        at_ms INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX attachment_stream ON attachment (stream);
    CREATE TABLE piece (
        n INTEGER PRIMARY KEY,
        attachment BLOB NOT NULL,
        place INTEGER NOT NULL,
        envelope BLOB UNIQUE,
        epoch BLOB,
        sealed_log BLOB,
        sealed_digest BLOB,
        level INTEGER NOT NULL DEFAULT 0,
        trouble TEXT,
        text BLOB NOT NULL,
        UNIQUE (attachment, place)
    );
    CREATE INDEX piece_open ON piece (level) WHERE level < 2;
    CREATE INDEX piece_epoch ON piece (epoch) WHERE level < 2
    """
"""`log` is empty for what was attached here; its pieces are open until level 2."""

SEALINGS_MIGRATION: Final = """
    ALTER TABLE piece ADD COLUMN sealings INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE piece ADD COLUMN sealed_ms INTEGER NOT NULL DEFAULT 0;
    UPDATE piece SET sealings = 1 WHERE sealed_log IS NOT NULL
    """
"""How often a piece was sealed, and when last."""

ID_BYTES: Final = 16
_READ: Final = 2
_TAKEN: Final = "other_bytes"
"""`sync.protocol.Reason.OTHER_BYTES`: what is here already says something else."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """One attachment: whose it is, and what all of it must be."""

    id: bytes
    stream: StreamId
    digest: bytes
    size: int
    count: int


@dataclass(frozen=True, slots=True)
class Loose:
    """A piece of an attachment made here that is not sealed yet."""

    attachment: Attachment
    place: int
    text: bytes


@dataclass(frozen=True, slots=True)
class Place:
    """Where a piece was sealed: of which log and key epoch, to which bytes, when."""

    log: LogId
    epoch: bytes
    digest: bytes
    at_ms: int


@dataclass(frozen=True, slots=True)
class Unread:
    """What the hub has not read of the attachments made here."""

    attachments: int = 0
    size: int = 0
    set_aside: int = 0


def pieces_of(size: int) -> int:
    """Return in how many pieces so many bytes travel."""
    return max(1, -(-size // PIECE_BYTES))


def keep(
    database: Database, name: bytes, stream: StreamId, content: bytes, now_ms: int
) -> Attachment:
    """Keep an attachment made here, ready to be sealed piece by piece.

    Raises TooLarge, and FormatError for one without content.
    """
    if len(content) > MAX_ATTACHMENT_BYTES:
        raise TooLarge("attachment")
    if not content:
        raise FormatError("attachment")
    count = pieces_of(len(content))
    digest = hashlib.sha256(content).digest()
    made = Attachment(name, stream, digest, len(content), count)
    _note(database, made, None, now_ms)
    for place in range(count):
        _put(database, made, place, content[place * PIECE_BYTES :][:PIECE_BYTES])
    return made


def land(
    database: Database, piece: Loose, log: LogId, envelope: EnvelopeId, now_ms: int
) -> bool:
    """Keep a piece that arrived; True when it was new. Landing twice is landing once.

    Raises Denied where it contradicts what is here: the first one stays.
    """
    one = piece.attachment
    found = rows(
        database,
        "SELECT stream, digest, size, count, log FROM attachment WHERE id = ?",
        (one.id,),
    )
    if not found:
        _note(database, one, log, now_ms)
    elif tuple(found[0]) != (one.stream, one.digest, one.size, one.count, log):
        raise Denied(_TAKEN)
    held = rows(
        database,
        "SELECT text FROM piece WHERE attachment = ? AND place = ?",
        (one.id, piece.place),
    )
    if held and bytes(held[0][0]) != piece.text:
        raise Denied(_TAKEN)
    if not held:
        _put(database, one, piece.place, piece.text, _READ, envelope)
    return not held


def loose(database: Database) -> Loose | None:
    """Return the next piece made here that is to be sealed, or None."""
    found = rows(
        database,
        "SELECT id, stream, digest, size, count, place, text FROM piece "
        "JOIN attachment ON attachment.id = piece.attachment "
        "WHERE level = 0 AND envelope IS NULL AND log IS NULL ORDER BY n LIMIT 1",
    )
    if not found:
        return None
    *one, place, text = found[0]
    return Loose(Attachment(*one), place, text)


def sealed(
    database: Database, piece: Loose, envelope: EnvelopeId, place: Place
) -> None:
    """Note in which envelope a piece was sealed, and what its receipts must fit."""
    database.conn.execute(
        "UPDATE piece SET envelope = ?, epoch = ?, sealed_log = ?, sealed_digest = ?, "
        "sealed_ms = ?, sealings = sealings + 1, trouble = NULL "
        "WHERE attachment = ? AND place = ?",
        (
            envelope,
            place.epoch,
            place.log,
            place.digest,
            place.at_ms,
            piece.attachment.id,
            piece.place,
        ),
    )


def loosen(database: Database, envelope: EnvelopeId | bytes) -> bool:
    """Let a piece be sealed again: its sealed bytes are lost, or of no use."""
    done = database.conn.execute(
        "UPDATE piece SET envelope = NULL, epoch = NULL, level = 0, trouble = NULL "
        "WHERE envelope = ? AND level < 2",
        (envelope,),
    )
    return bool(done.rowcount)


def reopen(database: Database, envelope: EnvelopeId | bytes) -> None:
    """Let a piece be sealed again though it was acknowledged: a hub lost it."""
    database.conn.execute(
        "UPDATE piece SET envelope = NULL, epoch = NULL, level = 0, trouble = NULL "
        "WHERE envelope = ?",
        (envelope,),
    )


def acknowledged(database: Database, log: LogId) -> list[EnvelopeId]:
    """Return the envelopes of a log's pieces that a hub said it holds, oldest first."""
    found = rows(
        database,
        "SELECT envelope FROM piece WHERE sealed_log = ? AND level > 0 "
        "AND envelope IS NOT NULL AND trouble IS NULL ORDER BY n",
        (log,),
    )
    return [EnvelopeId(envelope) for (envelope,) in found]


def loosen_all(database: Database) -> None:
    """Let every attachment made here be sealed again: another hub has none of it."""
    database.conn.execute(
        "UPDATE piece SET envelope = NULL, epoch = NULL, level = 0, trouble = NULL, "
        "sealings = 0 WHERE attachment IN "
        "(SELECT id FROM attachment WHERE log IS NULL)"
    )


def acknowledge(database: Database, envelope: EnvelopeId | bytes, level: int) -> bool:
    """Note a receipt for a piece's envelope; True when it is news."""
    done = database.conn.execute(
        "UPDATE piece SET level = ?, trouble = NULL WHERE envelope = ? AND level < ?",
        (level, envelope, level),
    )
    return bool(done.rowcount)


def set_aside(database: Database, envelope: EnvelopeId | bytes, reason: str) -> bool:
    """Note why the hub cannot use a piece; True when it is news."""
    done = database.conn.execute(
        "UPDATE piece SET trouble = ? "
        "WHERE envelope = ? AND level < 2 AND trouble IS NOT ?",
        (reason, envelope, reason),
    )
    return bool(done.rowcount)


def sealings(database: Database, envelope: EnvelopeId | bytes) -> tuple[int, int]:
    """Return how often the piece in an envelope was sealed, and when last."""
    found = rows(
        database,
        "SELECT sealings, sealed_ms FROM piece WHERE envelope = ?",
        (envelope,),
    )
    return (int(found[0][0]), int(found[0][1])) if found else (0, 0)


def afloat(database: Database) -> list[tuple[EnvelopeId, bytes]]:
    """Return the envelopes of sealed pieces that the hub has not read, with digests."""
    found = rows(
        database,
        "SELECT envelope, sealed_digest FROM piece "
        "WHERE level < 2 AND envelope IS NOT NULL ORDER BY n",
    )
    return [(EnvelopeId(envelope), bytes(digest)) for envelope, digest in found]


def place_of(database: Database, envelope: EnvelopeId | bytes) -> Place | None:
    """Return where the piece in an envelope was sealed, or None: not ours."""
    found = rows(
        database,
        "SELECT sealed_log, epoch, sealed_digest, sealed_ms FROM piece "
        "WHERE envelope = ? AND sealed_log IS NOT NULL",
        (envelope,),
    )
    return Place(*found[0]) if found else None


def unread(database: Database) -> Unread:
    """Return what the hub has not read of the attachments made here."""
    found = rows(
        database,
        "SELECT COUNT(DISTINCT attachment), COALESCE(SUM(LENGTH(text)), 0), "
        "COUNT(DISTINCT CASE WHEN trouble IS NOT NULL THEN attachment END) "
        "FROM piece WHERE level < 2",
    )
    return Unread(*found[0])


def content(database: Database, name: bytes, digest: bytes) -> bytes | None:
    """Return all of an attachment, or None while any of it is missing.

    `digest` is what the event that names it says; other content is none at all.
    """
    found = rows(
        database,
        "SELECT text FROM piece JOIN attachment ON attachment.id = piece.attachment "
        "WHERE attachment.id = ? AND attachment.digest = ? ORDER BY place",
        (name, digest),
    )
    whole = b"".join(bytes(text) for (text,) in found)
    return whole if found and hashlib.sha256(whole).digest() == digest else None


def forget(database: Database, stream: StreamId | bytes) -> None:
    """Let go of every attachment of a stream, whatever became of it."""
    database.conn.execute(
        "DELETE FROM piece WHERE attachment IN "
        "(SELECT id FROM attachment WHERE stream = ?)",
        (stream,),
    )
    database.conn.execute("DELETE FROM attachment WHERE stream = ?", (stream,))


def _note(database: Database, one: Attachment, log: LogId | None, now_ms: int) -> None:
    database.conn.execute(
        "INSERT INTO attachment (id, stream, digest, size, count, log, at_ms) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        (one.id, one.stream, one.digest, one.size, one.count, log, now_ms),
    )


def _put(
    database: Database,
    one: Attachment,
    place: int,
    text: bytes,
    level: int = 0,
    envelope: EnvelopeId | None = None,
) -> None:
    database.conn.execute(
        "INSERT INTO piece (attachment, place, level, envelope, text) "
        "VALUES (?, ?, ?, ?, ?)",
        (one.id, place, level, envelope, text),
    )
