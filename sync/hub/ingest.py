"""From bytes to facts: judge an envelope, then open it, land it, and say so."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from typing import Final

from sync.batch import Batch, Manifest, check_core, decode
from sync.clock import Clock, hlc_ms
from sync.envelope import (
    Core,
    EnvelopeKind,
    Head,
    check_sender,
    open_envelope,
    read_head,
)
from sync.errors import (
    BadSignature,
    ChainError,
    Denied,
    EpochMissing,
    FileError,
    FormatError,
    KeyGone,
    MixedModes,
    Revoked,
    SealError,
    SyncError,
    TooLarge,
    TrustError,
    UnknownSender,
    UnknownVersion,
    WrongRealm,
)
from sync.hub.enrolment import Enrolment
from sync.hub.identity import HubKeys, Identity
from sync.hub.inbox import Envelope, Fate, Inbox
from sync.hub.landing import Landed, Opened, Reader
from sync.hub.registry import Registry
from sync.ids import EnvelopeId, KeyId, LogId, mode_of
from sync.limits import CLOCK_SUSPECT_MS
from sync.protocol import Reason
from sync.receipt import Level, Receipt, sign_receipt
from sync.trust.certificate import Certificate, read_certificate
from sync.trust.pairs import SigningKey, key_id

_RECEIPT_VERSION: Final = 1

_REASONS: Final[tuple[tuple[type[SyncError], Reason], ...]] = (
    (WrongRealm, Reason.REALM),
    (UnknownVersion, Reason.VERSION),
    (EpochMissing, Reason.EPOCH_MISSING),
    (KeyGone, Reason.KEY_GONE),
    (Revoked, Reason.REVOKED),
    (UnknownSender, Reason.UNKNOWN_SENDER),
    (BadSignature, Reason.SIGNATURE),
    (TrustError, Reason.UNKNOWN_SENDER),
    (TooLarge, Reason.TOO_LARGE),
    (SealError, Reason.SEAL),
    (ChainError, Reason.CHAIN),
    (MixedModes, Reason.MIXED_MODES),
)

_log = logging.getLogger("noodpost.hub")


@dataclass(frozen=True, slots=True)
class Ingest:
    """Judges and reads the envelopes of one inbox."""

    inbox: Inbox
    registry: Registry
    enrolment: Enrolment
    identity: Identity
    receipt_key: SigningKey
    clock: Clock

    def verify(self, envelope: EnvelopeId, raw: bytes) -> Core:
        """Check everything that takes no key: head, place, sender, signature.

        Raises SyncError; `reason_of` says which reason that is.
        """
        head = read_head(raw, self.identity.realm)
        core = head.core
        if core.envelope != envelope:
            raise Denied(Reason.OTHER_ID)
        if core.destination != self.identity.destination:
            raise WrongRealm("another hub")
        if core.kind != EnvelopeKind.EVENTS:
            raise Denied(Reason.KIND)
        if mode_of(LogId(core.log)) is not self.identity.mode:
            raise MixedModes("log")
        self._check_sender(head)
        if self.inbox.writer(LogId(core.log)) not in (None, core.sender):
            raise Denied(Reason.LOG_TAKEN)
        if key_id(self.identity.sealing) not in core.recipients:
            raise KeyGone("not sealed to this hub")
        return core

    def _check_sender(self, head: Head) -> None:
        certificate: Certificate | None = None
        known = self.registry.certificate(head.core.sender)
        if known is not None:
            identity = self.identity
            certificate = read_certificate(known, identity.signing, identity.realm)
        check_sender(
            head, certificate, self.enrolment.revocations(), self.clock.now_ms()
        )

    def judge(self, one: Envelope) -> None:
        """Settle an envelope that arrived: stored with a receipt, or set aside."""
        if self.inbox.is_contradicted(one):
            self._settle(one, Fate.CONTRADICTS, Reason.OTHER_BYTES)
            return
        try:
            core = self.verify(one.id, one.raw)
        except FileError:
            raise
        except SyncError as why:
            self._settle(one, Fate.SET_ASIDE, reason_of(why))
            return
        if self.inbox.holder(LogId(core.log), core.batch_no) not in (None, one.id):
            self._settle(one, Fate.CONTRADICTS, Reason.BATCH_TAKEN)
            return
        self._acknowledge(one, core, Level.STORED)

    async def read(self, one: Envelope, keys: HubKeys, reader: Reader) -> None:
        """Open a stored envelope and land its batch, or set it aside; receipt 2.

        Raises FileError when the journal cannot take it now; it then stays stored.
        """
        try:
            core, batch = await asyncio.to_thread(self._open, one, keys)
            landed = await reader.append(self._opened(core, batch))
        except FileError:
            raise
        except SyncError as why:
            reason = reason_of(why)
            await asyncio.to_thread(self._settle, one, Fate.SET_ASIDE, reason)
            return
        await asyncio.to_thread(self._finish, one, core, batch.manifest, landed)

    def _open(self, one: Envelope, keys: HubKeys) -> tuple[Core, Batch]:
        head = read_head(one.raw, self.identity.realm)
        batch = decode(open_envelope(head, keys.sealing))
        try:
            check_core(batch.manifest, head.core)
        except FormatError as why:
            raise Denied(Reason.MANIFEST) from why
        return head.core, batch

    def _opened(self, core: Core, batch: Batch) -> Opened:
        latest_ms = self.clock.now_ms() + CLOCK_SUSPECT_MS
        return Opened(
            envelope=EnvelopeId(core.envelope),
            log=LogId(core.log),
            batch_no=core.batch_no,
            first=batch.manifest.first,
            before=batch.manifest.before,
            links=batch.links,
            events=batch.events,
            device=KeyId(core.sender),
            suspect=any(hlc_ms(event.hlc) > latest_ms for event in batch.events),
        )

    def _finish(
        self, one: Envelope, core: Core, manifest: Manifest, landed: Landed
    ) -> None:
        self._acknowledge(one, core, Level.READ)
        if manifest.unsent is not None:
            self.registry.reported(core.sender, core.batch_no, *manifest.unsent)
        if landed.trouble is not None:
            _log.warning("envelope %s landed: %s", one.id.hex(), landed.trouble)

    def _acknowledge(self, one: Envelope, core: Core, level: Level) -> None:
        now_ms = self.clock.now_ms()

        def sign(number: int) -> bytes:
            receipt = Receipt(
                version=_RECEIPT_VERSION,
                realm=self.identity.realm,
                number=number,
                level=level,
                envelope=one.id,
                digest=one.digest,
                log=core.log,
                batch_no=core.batch_no,
                at_ms=now_ms,
                extensions={},
            )
            return sign_receipt(receipt, self.receipt_key)

        place = LogId(core.log), core.batch_no, KeyId(core.sender)
        self.inbox.acknowledge(one, level, place, now_ms, sign)

    def _settle(self, one: Envelope, fate: Fate, reason: Reason) -> None:
        self.inbox.settle(one, fate, reason)
        _log.warning("envelope %s: %s, %s", one.id.hex(), fate, reason)


def reason_of(why: SyncError) -> Reason:
    """Return the reason a hub gives for an error; never its text."""
    if isinstance(why, Denied):
        return Reason(why.reason)
    for kind, reason in _REASONS:
        if isinstance(why, kind):
            return reason
    return Reason.FORMAT
