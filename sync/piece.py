"""A piece of an attachment: sealed in an envelope of its own, read, and checked.

Pieces go after every batch that waits: a photo never delays a fact.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

from sync.attachment import (
    ID_BYTES,
    Attachment,
    Loose,
    Place,
    loose,
    pieces_of,
    sealed,
)
from sync.cursors import Sealed
from sync.cut import sealing
from sync.envelope import Core, EnvelopeKind, seal
from sync.errors import FormatError, UnknownVersion
from sync.event import Extensions, Wire, pack, refuse_unknown, unpack
from sync.ids import Ids, StreamId, new_envelope
from sync.limits import MAX_ATTACHMENT_BYTES, MAX_STREAM_BYTES, PIECE_BYTES

if TYPE_CHECKING:
    from sync.cut import Sender
    from sync.journal import Journal

_VERSION: Final = 1
_AROUND: Final = 512
"""What a piece says besides its bytes, at most."""


class Piece(Wire, frozen=True, array_like=True):
    """The plaintext of an envelope of kind 3."""

    version: int
    attachment: bytes
    place: int
    count: int
    stream: bytes
    size: int
    digest: bytes
    text: bytes
    extensions: Extensions


def seal_next(
    journal: Journal, sender: Sender, ids: Ids, now_ms: int
) -> tuple[Sealed, ...]:
    """Seal the next piece made here; return it, after the key epoch it may begin.

    Empty when there is none, or the hub is too old. Runs in the writer's thread, inside
    the caller's transaction. What is not on the road after it committed is sealed again
    (`attachment.loosen`).
    """
    piece = loose(journal.database)
    if piece is None:
        return ()
    log = journal.log
    epoch, begun = sealing(journal, sender, ids, now_ms, log)
    if epoch is None:  # a hub that knows no epochs knows no attachments
        return ()
    envelope = new_envelope(ids)
    place = (piece.attachment.id, piece.place, piece.attachment.count)
    core = sender.core(EnvelopeKind.ATTACHMENT, log, envelope, attachment=place)
    raw = seal(core, encode(piece), epoch, sender.signer, ids)
    digest = hashlib.sha256(raw).digest()
    sealed(journal.database, piece, envelope, Place(log, epoch.id, digest, now_ms))
    parcel = Sealed(envelope, log, 0, raw, epoch.id)
    return (parcel,) if begun is None else (begun, parcel)


def encode(piece: Loose) -> bytes:
    """Return the plaintext of a piece."""
    one = piece.attachment
    return pack(
        Piece(
            version=_VERSION,
            attachment=one.id,
            place=piece.place,
            count=one.count,
            stream=one.stream,
            size=one.size,
            digest=one.digest,
            text=piece.text,
            extensions={},
        )
    )


def decode(plaintext: bytes) -> Loose:
    """Read a piece. Raises FormatError, TooLarge or UnknownVersion."""
    piece = unpack(Piece, plaintext, limit=PIECE_BYTES + _AROUND)
    if piece.version != _VERSION:
        raise UnknownVersion("piece")
    is_last = piece.place == piece.count - 1
    rest = piece.size - (piece.count - 1) * PIECE_BYTES
    sound = (
        len(piece.attachment) == ID_BYTES
        and 1 <= piece.size <= MAX_ATTACHMENT_BYTES
        and piece.count == pieces_of(piece.size)
        and 0 <= piece.place < piece.count
        and 1 <= len(piece.stream) <= MAX_STREAM_BYTES
        and len(piece.digest) == 32
        and len(piece.text) == (rest if is_last else PIECE_BYTES)
    )
    if not sound:
        raise FormatError("piece")
    refuse_unknown(piece.extensions)
    one = Attachment(
        piece.attachment,
        StreamId(piece.stream),
        piece.digest,
        piece.size,
        piece.count,
    )
    return Loose(one, piece.place, piece.text)


def check_core(piece: Loose, core: Core) -> None:
    """Raise FormatError unless a piece belongs to the envelope it came in."""
    one = piece.attachment
    if core.attachment != [one.id, piece.place, one.count]:
        raise FormatError("piece and core differ")
