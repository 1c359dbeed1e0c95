"""From bytes to facts: judge an envelope, then open it, land it, and say so."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field, replace
from typing import Final

from sync.across import read_across
from sync.batch import Batch, Manifest, decode
from sync.carried import carried
from sync.clock import Clock, hlc_ms
from sync.envelope import (
    Core,
    EnvelopeKind,
    Head,
    check_epoch,
    check_sender,
    check_signer,
    check_suite,
    open_envelope,
    open_epoch,
    open_with_epoch,
    read_head,
)
from sync.errors import (
    Denied,
    EpochMissing,
    FileError,
    KeyGone,
    MixedModes,
    SyncError,
    UnknownSender,
    WrongRealm,
)
from sync.hub.enrolment import Enrolment
from sync.hub.epochs import Epochs, Secrets
from sync.hub.identity import HubKeys, Identity
from sync.hub.inbox import Envelope, Fate, Inbox
from sync.hub.landing import Landed, Opened, Reader
from sync.hub.registry import Registry
from sync.ids import EnvelopeId, KeyId, LogId, mode_of
from sync.landed import read_batch
from sync.limits import CLOCK_SUSPECT_MS
from sync.protocol import Reason
from sync.reasons import reason_of
from sync.receipt import Level, Receipt, sign_receipt
from sync.trust.certificate import Certificate, Descriptor, read_certificate
from sync.trust.pairs import SigningKey
from sync.trust.revoke import no_revocations

_RECEIPT_VERSION: Final = 1

_log = logging.getLogger("noodpost.hub")


@dataclass(frozen=True, slots=True)
class Unlocked:
    """What it takes to read: an operator's keys, and where facts go.

    `secrets` are those of the key epochs opened so far; they are gone with the keys.
    """

    keys: HubKeys
    reader: Reader
    secrets: Secrets = field(default_factory=Secrets)


@dataclass(frozen=True, slots=True)
class Ingest:
    """Judges and reads the envelopes of one inbox."""

    inbox: Inbox
    registry: Registry
    enrolment: Enrolment
    identity: Identity
    receipt_key: SigningKey
    clock: Clock
    is_released: Callable[[bytes, bytes], bool] = field(default=lambda _id, _raw: False)
    """Whether an operator let in these bytes of a device that was revoked since."""
    told: Callable[[KeyId], None] = field(default=lambda _device: None)
    """Who hears that a device sent something its sisters can have now."""
    beyond: Callable[[bytes], Descriptor | None] = field(default=lambda _key: None)
    """Which hub of another region signs with a key, where one was agreed with."""

    @property
    def epochs(self) -> Epochs:
        """The key epochs of this inbox."""
        return Epochs(self.inbox)

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
        if core.kind not in _READS:
            raise Denied(Reason.KIND)
        if mode_of(LogId(core.log)) is not self.identity.mode:
            raise MixedModes("log")
        if core.kind == EnvelopeKind.ACROSS:
            self._check_beyond(head)
        else:
            self._check_sender(head, raw)
        if self.inbox.writer(LogId(core.log)) not in (None, core.sender):
            raise Denied(Reason.LOG_TAKEN)
        self._check_key(head)
        return core

    def let_in(self, envelope: EnvelopeId, raw: bytes) -> None:
        """Let in only known devices, once strangers have used up their room.

        Raises Denied for all others.
        """
        try:
            self.verify(envelope, raw)
        except FileError:
            raise
        except (EpochMissing, KeyGone):
            return  # its sender is proven, and must hear what to bring instead
        except SyncError as why:
            raise Denied(Reason.BUSY) from why

    def _verify_stored(self, one: Envelope) -> None:
        """Check again what a plain file calls verified; anybody may have laid it there.

        Only a revocation since does not count: it was stored before that.
        """
        trusting = replace(self, is_released=lambda _id, _raw: True)
        trusting.verify(one.id, one.raw)

    def _check_key(self, head: Head) -> None:
        sealed = self.epochs.of(head) if head.core.epoch else head
        if not self.identity.sealing_ids.intersection(sealed.core.recipients):
            raise KeyGone("not sealed to this hub")

    def look(self, raw: bytes, carrier: bytes | None, unlocked: Unlocked) -> Batch:
        """Open a batch of a revoked device for an operator; nothing is changed.

        Its signature is checked, only the revocation is not. `carrier` is the envelope
        of its key epoch, where that waits for a judgement too. Raises SyncError.
        """
        trusting = replace(self, is_released=lambda _id, _raw: True)
        head = read_head(raw, self.identity.realm)
        trusting._check_sender(head, raw)
        if head.core.kind != EnvelopeKind.EVENTS:
            raise Denied(Reason.KIND)
        if carrier is None:
            return trusting._batch(head, unlocked)
        epoch = read_head(carrier, self.identity.realm)
        trusting._check_sender(epoch, carrier)
        check_epoch(head, epoch)
        key = unlocked.keys.one_of(epoch.core.recipients)
        return decode(open_with_epoch(head, open_epoch(epoch, key)))

    def _check_sender(self, head: Head, raw: bytes) -> None:
        certificate: Certificate | None = None
        known = self.registry.certificate(head.core.sender)
        if known is not None:
            identity = self.identity
            certificate = read_certificate(known, identity.signing, identity.realm)
        now_ms = self.clock.now_ms()
        revocations = self.enrolment.revocations()
        if revocations.has(head.core.sender) and self.is_released(
            head.core.envelope, raw
        ):
            revocations = no_revocations(self.identity.realm, now_ms)
        check_sender(head, certificate, revocations, now_ms)

    def _check_beyond(self, head: Head) -> Descriptor:
        """Return the hub of another region that signed this. Raises SyncError."""
        hub = self.beyond(head.core.sender)
        if hub is None:
            raise UnknownSender("no hub of another region")
        check_suite(head, hub.hub)
        check_signer(head, hub.hub.signing)
        return hub

    def judge(self, one: Envelope) -> bool:
        """Settle an envelope that arrived: stored with a receipt, or set aside.

        Returns whether it is stored.
        """
        if self.inbox.is_contradicted(one):
            self._settle(one, Fate.CONTRADICTS, Reason.OTHER_BYTES)
            return False
        try:
            core = self.verify(one.id, one.raw)
        except FileError:
            raise
        except SyncError as why:
            if isinstance(why, EpochMissing):
                self.epochs.want(one, read_head(one.raw).core.epoch)
            self._settle(one, Fate.SET_ASIDE, reason_of(why))
            return False
        taken = core.batch_no and self.inbox.holder(LogId(core.log), core.batch_no)
        if taken and taken != one.id:
            self._settle(one, Fate.CONTRADICTS, Reason.BATCH_TAKEN)
            return False
        if core.kind == EnvelopeKind.KEY_EPOCH:
            self.epochs.hold(one, LogId(core.log))
        self._acknowledge(one, core, Level.STORED)
        return True

    def next_waiting(self, one: Envelope) -> Envelope | None:
        """Return the next envelope that waited for this one, a key epoch; each once."""
        return self.epochs.next_waiting(one.id)

    async def read(self, one: Envelope, unlocked: Unlocked) -> None:
        """Open a stored envelope and do what its kind asks, or set it aside.

        Raises FileError when the journal cannot take it now; it then stays stored.
        """
        try:
            if one.verified:  # says the plain inbox: it was judged another time
                await asyncio.to_thread(self._verify_stored, one)
            head = read_head(one.raw, self.identity.realm)
            await _READS[head.core.kind](self, one, head, unlocked)
        except FileError:
            raise
        except SyncError as why:
            reason = reason_of(why)
            await asyncio.to_thread(self._settle, one, Fate.SET_ASIDE, reason)

    async def _read_batch(self, one: Envelope, head: Head, unlocked: Unlocked) -> None:
        """Land the events; receipt 2."""
        batch = await asyncio.to_thread(self._batch, head, unlocked)
        landed = await unlocked.reader.append(self._opened(head.core, batch))
        await asyncio.to_thread(self._finish, one, head.core, batch.manifest, landed)

    def _batch(self, head: Head, unlocked: Unlocked) -> Batch:
        return read_batch(self._text(head, unlocked), head.core)

    async def _read_epoch(self, one: Envelope, head: Head, unlocked: Unlocked) -> None:
        """Look whether the secret is there; receipt 2."""
        await asyncio.to_thread(self._secret, head, unlocked)
        await asyncio.to_thread(self._acknowledge, one, head.core, Level.READ)

    async def _read_piece(self, one: Envelope, head: Head, unlocked: Unlocked) -> None:
        """Keep a piece of an attachment; receipt 2."""
        text = await asyncio.to_thread(self._text, head, unlocked)
        post = await asyncio.to_thread(self._post_of, head.core.sender)
        arrived = await asyncio.to_thread(carried, head.core, text, post)
        await unlocked.reader.keep(arrived)
        await asyncio.to_thread(self._acknowledge, one, head.core, Level.READ)

    async def _read_across(self, one: Envelope, head: Head, unlocked: Unlocked) -> None:
        """Land what the hub of another region tells of a casualty; receipt 2."""
        hub = await asyncio.to_thread(self._check_beyond, head)
        text = await asyncio.to_thread(self._text, head, unlocked)
        sender = KeyId(head.core.sender)
        came = read_across(text, one.id, hub.realm, sender)
        await unlocked.reader.cross(came)
        await asyncio.to_thread(self._acknowledge, one, head.core, Level.READ)

    def _text(self, head: Head, unlocked: Unlocked) -> bytes:
        core = head.core
        if not core.epoch:
            return open_envelope(head, unlocked.keys.one_of(core.recipients))
        secret = unlocked.secrets.get(core.epoch)
        if secret is None:
            secret = self._secret(self.epochs.of(head), unlocked)
        return open_with_epoch(head, secret)

    def _secret(self, epoch: Head, unlocked: Unlocked) -> bytes:
        key = unlocked.keys.one_of(epoch.core.recipients)
        secret = open_epoch(epoch, key)
        unlocked.secrets.keep(epoch.core.envelope, secret)
        return secret

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
            post=self._post_of(core.sender),
        )

    def _post_of(self, sender: bytes) -> bytes:
        """Return the post of a device, as its signed certificate says and no row."""
        certificate = self.enrolment.certificate(sender)
        return b"" if certificate is None else certificate.post

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
        if level == Level.STORED:
            self.told(KeyId(core.sender))

    def _settle(self, one: Envelope, fate: Fate, reason: Reason) -> None:
        self.inbox.settle(one, fate, reason)
        _log.warning("envelope %s: %s, %s", one.id.hex(), fate, reason)


_Read = Callable[[Ingest, Envelope, Head, Unlocked], Coroutine[None, None, None]]

_READS: Final[dict[int, _Read]] = {
    EnvelopeKind.EVENTS: Ingest._read_batch,
    EnvelopeKind.KEY_EPOCH: Ingest._read_epoch,
    EnvelopeKind.ATTACHMENT: Ingest._read_piece,
    EnvelopeKind.ACROSS: Ingest._read_across,
}
"""What a hub does with an envelope of each kind it takes.

Each raises SyncError to set the envelope aside, and gives receipt 2 itself.
"""
