"""Pieces of attachments that arrived, at a hub or a sister: opened, checked, kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sync.attachment import Loose, land
from sync.database import rows
from sync.erasure import is_in_force, want_gone
from sync.errors import Denied, FormatError
from sync.ids import EnvelopeId, KeyId, LogId
from sync.piece import check_core, decode
from sync.protocol import Reason

if TYPE_CHECKING:
    from sync.clock import Clock
    from sync.database import Database
    from sync.envelope import Core
    from sync.journal import Journal


@dataclass(frozen=True, slots=True)
class Carried:
    """A piece that was verified and opened, ready to be kept."""

    envelope: EnvelopeId
    log: LogId
    device: KeyId
    post: bytes
    piece: Loose


def carried(core: Core, plaintext: bytes, post: bytes) -> Carried:
    """Read the piece in an envelope of a device of `post`.

    Raises FormatError, TooLarge, Denied.
    """
    piece = decode(plaintext)
    try:
        check_core(piece, core)
    except FormatError as why:
        raise Denied(Reason.MANIFEST) from why
    log, device = LogId(core.log), KeyId(core.sender)
    return Carried(EnvelopeId(core.envelope), log, device, post, piece)


def keep_piece(journal: Journal, arrived: Carried, clock: Clock) -> None:
    """Keep a piece, once; one of a stream that was erased by law is not kept at all.

    Raises Denied where it contradicts what is here.
    """
    database = journal.database
    with database.atomic():
        if is_in_force(database, arrived.piece.attachment.stream):
            want_gone(database, arrived.envelope)
            return
        journal.adopt_log(arrived.log, arrived.device, arrived.post)
        log = _begun_in(database, arrived)
        land(database, arrived.piece, log, arrived.envelope, clock.now_ms())


def _begun_in(database: Database, arrived: Carried) -> LogId:
    """Return the log an attachment began in, where the same device wrote that.

    A file put back from a backup goes on in a new log, with half a photo sent.
    """
    found = rows(
        database,
        "SELECT log FROM attachment JOIN log USING (log) WHERE id = ? AND device = ?",
        (arrived.piece.attachment.id, arrived.device),
    )
    return LogId(bytes(found[0][0])) if found else arrived.log
