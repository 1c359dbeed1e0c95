"""What the other devices of one post sealed, read with the key of the post.

Whoever brings it, hub, relay, stick or neighbour, is believed in nothing: the hub's
signature says which device is of this post, in the certificate that the device puts in
each of its key epochs, and the device's own signature says what it recorded.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from functools import partial
from typing import TYPE_CHECKING

from sync.carried import carried, keep_piece
from sync.database import Database, rows
from sync.envelope import (
    EnvelopeKind,
    Head,
    by_first_key,
    check_sender,
    check_suite,
    open_envelope,
    open_with_epoch,
    read_epoch,
)
from sync.erasure import is_in_force, want_gone
from sync.errors import (
    Denied,
    EpochMissing,
    MixedModes,
    SealError,
    SyncError,
    UnknownSender,
    WrongRealm,
)
from sync.event import ERASURE, is_erased
from sync.head import HUB_ALONE
from sync.ids import EnvelopeId, KeyId, LogId, mode_of
from sync.landed import has_landed, land_down, read_batch
from sync.limits import SISTER_EPOCH_KEPT_MS
from sync.protocol import Reason
from sync.trust.certificate import Certificate, read_certificate

if TYPE_CHECKING:
    from sync.clock import Clock
    from sync.ids import Mode
    from sync.journal import Journal
    from sync.trust.pairs import SealingKey
    from sync.trust.revoke import Revocations


@dataclass(frozen=True, slots=True)
class Home:
    """The device that reads: whose it is, and by what it knows its sisters.

    `own` is its certificate, `hub_signing` signs those of all devices, `keys` are the
    post's, the one in use first.
    """

    own: Certificate
    destination: KeyId
    hub_signing: bytes
    mode: Mode
    keys: Sequence[SealingKey]
    revocations: Revocations


def has_sisters(database: Database) -> bool:
    """Tell whether another device of this post was heard of."""
    return bool(rows(database, "SELECT 1 FROM sister LIMIT 1"))


class Taken(Enum):
    """What an envelope proved to be."""

    PASSED = 0
    """Nothing of a sister that may be kept: unproven, for the hub alone, or erased."""
    SISTERS = 1
    """A sister signed these very bytes, and nothing in them was erased."""
    KNOWN = 2
    """The same, and it made her known: what was set aside before may be readable."""


def take_sister(journal: Journal, head: Head, home: Home, clock: Clock) -> Taken:
    """Take what a sister sealed, once; tell what it proved to be.

    What this device sealed itself is passed over, and so is what a sister sealed to the
    hub alone. Raises SyncError when it cannot be used, and then nothing changed.
    """
    core = head.core
    if core.destination != home.destination:
        raise WrongRealm("another hub")
    if mode_of(LogId(core.log)) is not home.mode:
        raise MixedModes("log")
    if core.sender == home.own.key:
        return Taken.PASSED
    check_suite(head, home.own)
    with journal.database.atomic():
        if core.kind == EnvelopeKind.KEY_EPOCH:
            return _take_epoch(journal.database, head, home, clock.now_ms())
        known = _certificate(journal.database, core.sender, home)
        _check(head, known, home, clock.now_ms())
        if core.extensions.get(HUB_ALONE) is True:
            return Taken.PASSED
        if core.kind == EnvelopeKind.EVENTS:
            is_whole = _take_batch(journal, head, home, clock.now_ms())
        elif core.kind == EnvelopeKind.ATTACHMENT:
            is_whole = _take_piece(journal, head, home, clock)
        else:
            raise Denied(Reason.KIND)
        return _kept(journal.database, EnvelopeId(core.envelope), is_whole=is_whole)


def _kept(database: Database, envelope: EnvelopeId, *, is_whole: bool) -> Taken:
    """Tell whether bytes are kept; those of what was erased leave the road for good."""
    if is_whole:
        return Taken.SISTERS
    want_gone(database, envelope)
    return Taken.PASSED


def _take_epoch(database: Database, head: Head, home: Home, now_ms: int) -> Taken:
    """Keep the secret of a key epoch, and who began it.

    It is opened before its sender is known, for the certificate is inside, where no
    road reads the post's name; nothing of it counts before that sender's signature.
    """
    core = head.core
    if rows(database, "SELECT 1 FROM sister_epoch WHERE id = ?", (core.envelope,)):
        return _known_epoch(database, head, home, now_ms)
    text = by_first_key(home.keys, partial(read_epoch, head))
    raw = text.certificate
    known = (
        read_certificate(raw, home.hub_signing, home.own.realm)
        if raw
        else _certificate(database, core.sender, home)
    )
    _check(head, known, home, now_ms)
    if raw:
        database.conn.execute(
            "INSERT OR REPLACE INTO sister (device, certificate) VALUES (?, ?)",
            (core.sender, raw),
        )
    database.conn.execute(
        "DELETE FROM sister_epoch WHERE came_ms < ?", (now_ms - SISTER_EPOCH_KEPT_MS,)
    )
    database.conn.execute(
        "INSERT INTO sister_epoch (id, device, log, suite, came_ms, secret) "
        "VALUES (?, ?, ?, ?, ?, ?)",
        (core.envelope, core.sender, core.log, core.suite, now_ms, text.secret),
    )
    return Taken.KNOWN


def _known_epoch(database: Database, head: Head, home: Home, now_ms: int) -> Taken:
    """Tell whether what has the id of an epoch that is here is a sister's, too."""
    try:
        _check(head, _certificate(database, head.core.sender, home), home, now_ms)
    except SyncError:
        return Taken.PASSED
    return Taken.SISTERS


def _certificate(database: Database, device: bytes, home: Home) -> Certificate:
    found = rows(database, "SELECT certificate FROM sister WHERE device = ?", (device,))
    if not found:
        raise UnknownSender("a device that said nothing of itself yet")
    return read_certificate(bytes(found[0][0]), home.hub_signing, home.own.realm)


def _check(head: Head, known: Certificate, home: Home, now_ms: int) -> None:
    """Check that a device of this very post signed it, from the hub's word down."""
    if known.post != home.own.post:
        raise UnknownSender("a device of another post")
    check_sender(head, known, home.revocations, now_ms)


def _take_batch(journal: Journal, head: Head, home: Home, now_ms: int) -> bool:
    """Land a batch, once; tell whether nothing that was in it was erased."""
    database = journal.database
    if has_landed(database, head.core.envelope):
        return not _had_erased(database, head.core.envelope)
    batch = read_batch(_text(database, head, home), head.core)
    land_down(journal, batch, KeyId(head.core.sender), now_ms, home.own.post)
    told_of = {
        each.stream
        for each in batch.events
        if each.kind != ERASURE and not is_erased(each)
    }
    return not any(is_in_force(database, stream) for stream in told_of)


def _take_piece(journal: Journal, head: Head, home: Home, clock: Clock) -> bool:
    """Keep a piece, once; tell whether what it is about was not erased."""
    text = _text(journal.database, head, home)
    arrived = carried(head.core, text, home.own.post)
    keep_piece(journal, arrived, clock)
    return not is_in_force(journal.database, arrived.piece.attachment.stream)


def _had_erased(database: Database, envelope: bytes) -> bool:
    """Tell whether a batch that landed had, or has, something that was erased since."""
    found = rows(
        database,
        "SELECT 1 FROM landed JOIN event ON event.log = landed.log "
        "AND event.seq BETWEEN landed.first AND landed.last "
        "JOIN erased USING (stream) WHERE envelope = ? AND kind != ? LIMIT 1",
        (envelope, ERASURE),
    )
    return bool(found)


def _text(database: Database, head: Head, home: Home) -> bytes:
    core = head.core
    if core.epoch:
        return open_with_epoch(head, _secret(database, head))
    return by_first_key(home.keys, partial(open_envelope, head))


def _secret(database: Database, head: Head) -> bytes:
    core = head.core
    found = rows(
        database,
        "SELECT device, log, suite, secret FROM sister_epoch WHERE id = ?",
        (core.epoch,),
    )
    if not found:
        raise EpochMissing("a sister's key epoch")
    device, log, suite, secret = found[0]
    if (bytes(device), bytes(log), suite) != (core.sender, core.log, core.suite):
        raise SealError("a key epoch of another")
    return bytes(secret)
