"""A hub: stores and acknowledges at any hour, reads once an operator has unlocked."""

from __future__ import annotations

import asyncio
import logging
import threading
from dataclasses import dataclass

from sync.clock import Clock
from sync.envelope import read_head
from sync.errors import Denied, FileError, SyncError, WrongSecret
from sync.hub.enrolment import Enrolment
from sync.hub.identity import HubKeys, Identity, describe
from sync.hub.inbox import Envelope, Fate, Inbox, Kept
from sync.hub.ingest import Ingest
from sync.hub.landing import Reader
from sync.hub.registry import Device, Given, Registry
from sync.ids import EnvelopeId, Ids, KeyId, LogId
from sync.limits import MAX_ENVELOPE_BYTES
from sync.protocol import Reason, State
from sync.trust.enrol import Invitation
from sync.trust.pairs import SigningKey

_DESCRIPTOR = "descriptor"

_log = logging.getLogger("noodpost.hub")


@dataclass(frozen=True, slots=True)
class Received:
    """What became of an envelope that was delivered, and its receipts so far."""

    fate: Fate
    reason: str
    receipts: tuple[bytes, ...]
    is_new: bool


@dataclass(frozen=True, slots=True)
class _Open:
    keys: HubKeys
    reader: Reader


@dataclass(frozen=True, slots=True)
class Sender:
    """The key an envelope is from; unverified it is only what the envelope says."""

    key: KeyId
    verified: bool


class Hub:
    """One hub of one region; locked until `unlock`."""

    def __init__(
        self,
        inbox: Inbox,
        identity: Identity,
        receipt_key: SigningKey,
        clock: Clock,
        ids: Ids,
    ) -> None:
        self.identity = identity
        self.clock = clock
        self._inbox = inbox
        self._registry = Registry(inbox)
        self._receipt_key = receipt_key
        self._enrolment = Enrolment(self._registry, identity, clock, ids)
        self._ingest = Ingest(
            inbox, self._registry, self._enrolment, identity, receipt_key, clock
        )
        self._open: _Open | None = None
        self._turn = asyncio.Lock()
        self._desk = threading.Lock()

    @property
    def is_unlocked(self) -> bool:
        """Whether an operator has given the keys."""
        return self._open is not None

    async def unlock(self, keys: HubKeys, reader: Reader) -> int:
        """Take an operator's keys and read everything that waits; return how much.

        Raises WrongSecret for another hub's keys.
        """
        ours = (self.identity.signing, self.identity.sealing)
        if (keys.signing.public, keys.sealing.public) != ours:
            raise WrongSecret("keys of another hub")
        await asyncio.to_thread(self._describe, keys)
        self._open = _Open(keys, reader)
        return await self.retry()

    def lock(self) -> None:
        """Let go of the keys; storing goes on."""
        self._open = None

    async def quiet(self) -> None:
        """Wait until nothing is being read; after `lock` the reader may then close."""
        async with self._turn:
            pass

    async def retry(self) -> int:
        """Judge again what was set aside and read what waits; return how many read.

        Raises FileError when the disk cannot take it; call it again now and then.
        """
        before = await asyncio.to_thread(self._inbox.count, Fate.READ)
        async with self._turn:
            await asyncio.to_thread(self._inbox.reconsider)
        last = 0
        while True:
            async with self._turn:
                one = await asyncio.to_thread(self._inbox.waiting, last)
                if one is None:
                    break
                last = one.n
                await self._advance(one)
        return await asyncio.to_thread(self._inbox.count, Fate.READ) - before

    async def receive(self, envelope: EnvelopeId, raw: bytes) -> Received:
        """Store an envelope, then judge it, then read it if the hub is unlocked.

        What is stored and cannot be read now, for the journal's disk is full, waits
        for `retry`. Raises Denied when it cannot be kept, FileError when it was not.
        """
        if len(raw) > MAX_ENVELOPE_BYTES:
            raise Denied(Reason.TOO_LARGE)
        async with self._turn:
            one, is_new = await asyncio.to_thread(self._store, envelope, raw)
            try:
                await self._advance(one)
            except FileError as why:
                _log.warning("envelope %s waits: %s", envelope.hex(), why)
                if not self._inbox.receipts(one):
                    raise
            return await asyncio.to_thread(self._received, one, is_new)

    def _store(self, envelope: EnvelopeId, raw: bytes) -> tuple[Envelope, bool]:
        known = self._inbox.find(envelope, raw)
        if known is not None:
            return known, False
        if not self._inbox.has_room(len(raw)):
            self._verify_first(envelope, raw)
        return self._inbox.store(envelope, raw, self.clock.now_ms()), True

    def _verify_first(self, envelope: EnvelopeId, raw: bytes) -> None:
        """Let in only known devices, once strangers have used up their room."""
        try:
            self._ingest.verify(envelope, raw)
        except FileError:
            raise
        except SyncError as why:
            raise Denied(Reason.BUSY) from why

    async def _advance(self, one: Envelope) -> None:
        """Take an envelope as far as it will go now."""
        if one.fate in (Fate.ARRIVED, Fate.SET_ASIDE) and not one.verified:
            await asyncio.to_thread(self._ingest.judge, one)
        now = await asyncio.to_thread(self._inbox.find, one.id, one.raw)
        is_readable = now is not None and now.verified and now.fate is not Fate.READ
        if self._open is not None and is_readable:
            await self._ingest.read(one, self._open.keys, self._open.reader)

    def _received(self, one: Envelope, is_new: bool) -> Received:
        now = self._inbox.find(one.id, one.raw) or one
        receipts = tuple(self._inbox.receipts(one))
        return Received(now.fate, now.reason, receipts, is_new)

    def state(self, token: bytes, log: LogId, since: int) -> State:
        """Tell a device what is held of its log. Raises Denied."""
        device = self._registry.by_token(token)
        if device is None or self._inbox.writer(log) not in (None, device.key):
            raise Denied(Reason.NOT_ALLOWED)
        now_ms = self.clock.now_ms()
        self._registry.heard(device.key, now_ms)
        numbered = self._inbox.receipts_after(log, since)
        upto = numbered[-1][0] if numbered else since
        return State(
            log=log,
            held=self._inbox.spans(log, read=False),
            read=self._inbox.spans(log, read=True),
            set_aside=self._inbox.set_aside_of(log),
            receipts=[raw for _, raw in numbered],
            upto=upto,
            more=bool(self._inbox.receipts_after(log, upto)),
            revocation=self._enrolment.revocations().number,
            now_ms=now_ms,
            extensions={},
        )

    def descriptor(self) -> bytes:
        """Return who this hub is, signed. Raises Denied before the first unlock."""
        raw = self._registry.setting(_DESCRIPTOR)
        if raw is None:
            raise Denied(Reason.LOCKED)
        return raw

    def _describe(self, keys: HubKeys) -> None:
        described = describe(
            self.identity,
            self._receipt_key.public,
            self._enrolment.revocations().number,
            self.clock.now_ms(),
            keys.signing,
        )
        self._registry.set_setting(_DESCRIPTOR, described)

    def invite(self, post: bytes | None = None) -> Invitation:
        """Make an invitation for one device, of a new post or of the one named.

        Raises Denied while locked.
        """
        return self._enrolment.invite(self._keys(), post)

    def admit(self, asked: bytes) -> bytes:
        """Answer a device that asks to be known. Raises Denied."""
        keys = None if self._open is None else self._open.keys
        with self._desk:
            return self._enrolment.admit(asked, keys, self.descriptor())

    def revoke(self, key: KeyId) -> None:
        """Withdraw a device. Raises Denied while locked."""
        keys = self._keys()
        with self._desk:
            self._enrolment.revoke(key, keys)
            self._describe(keys)

    def devices(self) -> tuple[Device, ...]:
        """Return every device, by post and letter."""
        return self._registry.devices()

    def invitations(self) -> tuple[Given, ...]:
        """Return the invitations given out, newest first."""
        return self._registry.given()

    def kept(self) -> tuple[Kept, ...]:
        """Return what was set aside or contradicts, newest first."""
        return self._inbox.kept()

    def sender(self, one: Kept) -> Sender | None:
        """Return who an envelope that was kept is from, if it says so at all."""
        if one.log is not None:
            key = self._inbox.writer(one.log)
            return None if key is None else Sender(key, verified=True)
        raw = self._inbox.unverified(one.envelope)
        try:
            return (
                None
                if raw is None
                else Sender(KeyId(read_head(raw).core.sender), verified=False)
            )
        except SyncError:
            return None

    def unread(self) -> int:
        """Return how many envelopes are stored and not read."""
        return self._inbox.count(Fate.STORED)

    def _keys(self) -> HubKeys:
        if self._open is None:
            raise Denied(Reason.LOCKED)
        return self._open.keys
