"""A hub: stores and acknowledges at any hour, reads once an operator has unlocked."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from sync.batch import Batch
from sync.clock import Clock
from sync.cut import Sender as Cutter
from sync.errors import Denied, FileError, WrongSecret
from sync.event import pack, read_record
from sync.hub.announce import Announcer
from sync.hub.border import Border, Shelf
from sync.hub.down import Outgoing
from sync.hub.enrolment import Enrolment
from sync.hub.errands import Errands
from sync.hub.identity import IDENTITY, HubKeys, Identity
from sync.hub.inbox import Envelope, Fate, Inbox, Kept
from sync.hub.ingest import Ingest, Unlocked
from sync.hub.landing import Reader
from sync.hub.portrait import Portrait
from sync.hub.quarantine import Quarantine
from sync.hub.registry import Device, Registry
from sync.hub.rotation import (
    KeyState,
    UseNotes,
    device_uses,
    key_states,
    unread_recipients,
)
from sync.hub.state import state_of
from sync.hub.turns import alone, turn_of
from sync.hub.uploads import Uploads
from sync.hub.warden import Warden
from sync.ids import EnvelopeId, Ids, KeyId, LogId
from sync.limits import MAX_ENVELOPE_BYTES
from sync.protocol import Reason, State
from sync.trust.enrol import Invitation
from sync.trust.pairs import SigningKey

_log = logging.getLogger("noodpost.hub")

_DESK: Final = b"desk"
"""What processes that share an inbox take turns by: the registry; and each log."""


@dataclass(frozen=True, slots=True)
class Received:
    """What became of an envelope that was delivered, and its receipts so far."""

    fate: Fate
    reason: str
    receipts: tuple[bytes, ...]
    is_new: bool


class Hub:
    """One hub of one region; locked until `unlock`."""

    def __init__(
        self,
        inbox: Inbox,
        identity: Identity,
        receipt_key: SigningKey,
        clock: Clock,
        ids: Ids,
        shelf: Shelf | None = None,
    ) -> None:
        self.identity = identity
        self.clock = clock
        self._inbox = inbox
        self._registry = Registry(inbox)
        self.outgoing = Outgoing(inbox, clock)
        self.border = Border(self._registry, shelf, self._keys)
        self.uploads = Uploads(inbox.file, clock)
        self.enrolment = Enrolment(self._registry, identity, clock, ids)
        self.quarantine = Quarantine(inbox, self._registry, self._keys_or_none)
        freed = self.quarantine.is_released
        parts = inbox, self._registry, self.enrolment, identity, receipt_key, clock
        told, beyond = self.outgoing.sent, self.border.hub_of
        self._ingest = Ingest(*parts, freed, told=told, beyond=beyond)
        announcer = Announcer(self._registry, self.outgoing, ids)
        self._warden = Warden(self._registry, self.enrolment, announcer)
        public = receipt_key.public
        self._portrait = Portrait(self._registry, self.enrolment, public, clock)
        self.errands = Errands(
            *(inbox, self._registry, self.outgoing, public, self._portrait.shown),
            self.border,
        )
        self._uses = UseNotes(inbox, self._registry, clock)
        self._open: Unlocked | None = None
        self._turn = asyncio.Lock()
        self._desk = threading.Lock()

    @contextlib.contextmanager
    def _at_desk(self) -> Iterator[None]:
        """Be the only one who lets devices in or withdraws them, in any process."""
        with self._desk, self._inbox.file.held(_DESK):
            yield

    @property
    def is_unlocked(self) -> bool:
        """Whether an operator has given the keys."""
        return self._open is not None

    async def unlock(self, keys: HubKeys, reader: Reader) -> int:
        """Take an operator's keys and read everything that waits; return how much.

        Raises WrongSecret for another hub's keys.
        """
        if keys.signing.public != self.identity.signing:
            raise WrongSecret("keys of another hub")
        await asyncio.to_thread(self._take_up, keys)
        self._open = Unlocked(keys, reader)
        return await self.retry()

    def _take_up(self, keys: HubKeys) -> None:
        with self._at_desk():
            self._adopt(keys)
            self._warden.finish(self.identity, keys)
            self._warden.replace_lost(self.identity, keys)
            self._portrait.draw(self.identity, keys)

    def _adopt(self, keys: HubKeys) -> None:
        """Be known by these keys: the plain file beside them may be older, or lie."""
        identity = self.identity.with_keys(keys)
        self._registry.set_setting(IDENTITY, pack(identity))
        self.identity = identity
        self._ingest = replace(self._ingest, identity=identity)

    async def rekey(self, keys: HubKeys) -> None:
        """Go on with other keys to read with; they are durable already.

        Every post's key is sealed to the newest first, and every device is told of it.
        Raises Denied while locked, WrongSecret for another hub's keys; FileError where
        the disk is full: what is sealed to either is read, and this is to be done again
        while the hub `is_behind`.
        """
        opened = self._opened()
        if keys.signing.public != self.identity.signing:
            raise WrongSecret("keys of another hub")
        async with self._turn:
            await asyncio.to_thread(self._rekey, opened, keys)

    def _rekey(self, opened: Unlocked, keys: HubKeys) -> None:
        is_new = keys.sealing.id != opened.keys.sealing.id
        both = replace(keys, older=(*keys.older, *opened.keys.held))
        with self._at_desk():
            if is_new:
                self._warden.owe_news()
            self._open = Unlocked(both, opened.reader)
            self.identity = self.identity.with_keys(both)
            self._ingest = replace(self._ingest, identity=self.identity)
            self.enrolment.seal_anew(both)
            self._adopt(keys)
            self._open = Unlocked(keys, opened.reader)
            self._portrait.draw(self.identity, keys)
            self._warden.pay_news(self.descriptor(), self.identity, keys)

    def is_behind(self, keys: HubKeys) -> bool:
        """Tell whether a full disk kept a change of keys from being finished."""
        return self._keys().held_ids != keys.held_ids or self._warden.owes_news

    async def take(self, keys: HubKeys) -> None:
        """Go on with the keys as another process of this hub changed them."""
        opened = self._opened()
        if keys.held_ids != opened.keys.held_ids:
            async with self._turn:
                await asyncio.to_thread(self._adopt, keys)
                self._open = Unlocked(keys, opened.reader)

    def _refresh(self) -> None:
        """Know by which keys another process says this hub is known now.

        What is sealed to those is stored, and read once the keys themselves came.
        """
        raw = self._registry.setting(IDENTITY)
        said = self.identity if raw is None else read_record(Identity, raw)
        if said.sealing_ids != self.identity.sealing_ids:
            self.identity = replace(self.identity, sealing=said.sealing, held=said.held)
            self._ingest = replace(self._ingest, identity=self.identity)

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
        await asyncio.to_thread(self.uploads.sweep)
        async with self._turn:
            await asyncio.to_thread(self._inbox.reconsider)
        await self.read_waiting()
        return await asyncio.to_thread(self._inbox.count, Fate.READ) - before

    async def read_waiting(self) -> None:
        """Judge and read what waits. Raises FileError when it cannot be done now."""
        last = 0
        while True:
            async with self._turn:
                one = await asyncio.to_thread(self._inbox.waiting, last)
                if one is None:
                    break
                last = one.n
                async with alone(self._inbox.file, turn_of(one.raw)):
                    await self._advance(one)

    async def receive(self, envelope: EnvelopeId, raw: bytes) -> Received:
        """Store an envelope, then judge it, then read it if the hub is unlocked.

        What is stored and cannot be read now, for the journal's disk is full, waits
        for `retry`. Raises Denied when it cannot be kept, FileError when it was not.
        """
        if len(raw) > MAX_ENVELOPE_BYTES:
            raise Denied(Reason.TOO_LARGE)
        async with self._turn, alone(self._inbox.file, turn_of(raw)):
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
            self._ingest.let_in(envelope, raw)
        return self._inbox.store(envelope, raw, self.clock.now_ms()), True

    async def _advance(self, one: Envelope) -> None:
        """Take an envelope as far as it will go now."""
        is_readable = await asyncio.to_thread(self._judged, one)
        opened = self._open
        if opened is not None and is_readable and self.identity.fits(opened.keys):
            await self._ingest.read(one, opened)
            await asyncio.to_thread(self._uses.note_read, one, opened.keys)
        while (
            each := await asyncio.to_thread(self._ingest.next_waiting, one)
        ) is not None:
            await self._advance(each)

    def _judged(self, one: Envelope) -> bool:
        """Judge what arrived; tell whether it is stored and not read yet."""
        if self._inbox.file.is_shared:
            self._refresh()
        if one.fate in (Fate.ARRIVED, Fate.SET_ASIDE) and not one.verified:
            return self._ingest.judge(one)
        now = self._inbox.at(one.n)
        return now is not None and now.verified and now.fate is not Fate.READ

    def key_states(self, gaps: frozenset[bytes]) -> tuple[KeyState, ...]:
        """Return every key this hub reads with, newest first, and why it is kept.

        `gaps` are the devices of whose logs events are missing. Raises Denied while
        locked.
        """
        keys = self._keys()
        held = self.identity.sealing_ids
        unread = unread_recipients(self._inbox, self._registry, held)
        uses = device_uses(self._registry, keys, gaps)
        return key_states(keys, uses, unread, self.clock.now_ms())

    def _received(self, one: Envelope, is_new: bool) -> Received:
        fate, reason, receipts = self._inbox.outcome(one)
        return Received(fate, reason, tuple(receipts), is_new)

    def caller(self, token: bytes, log: LogId | None = None) -> Device:
        """Return the device a road token was given to; `log` is its own, or nobody's.

        Raises Denied.
        """
        device = self._registry.by_token(token)
        writer = None if log is None else self._inbox.writer(log)
        if device is None or writer not in (None, device.key):
            raise Denied(Reason.NOT_ALLOWED)
        return device

    def state(self, token: bytes, log: LogId, since: int) -> State:
        """Tell a device what is held of its log, or a sister's. Raises Denied."""
        device, now_ms = self.caller(token), self.clock.now_ms()
        self._registry.check_of_post(device, self._inbox.writer(log))
        self._registry.heard(device.key, now_ms)
        revocation = self.enrolment.revocations().number
        return state_of(self._inbox, log, since, revocation, now_ms)

    def descriptor(self) -> bytes:
        """Return who this hub is, signed. Raises Denied before the first unlock."""
        return self._portrait.shown()

    def remind(self, lost: bytes) -> bytes:
        """Say who this hub is, later than it once said. Raises Denied."""
        with self._at_desk():
            self._portrait.draw_beyond(lost, self.identity, self._keys_or_none())
        return self.descriptor()

    def invite(self, post: bytes | None = None) -> Invitation:
        """Make an invitation for one device, of a new post or of the one named.

        Raises Denied while locked.
        """
        return self.enrolment.invite(self._keys(), post)

    def admit(self, asked: bytes) -> bytes:
        """Answer a device that asks to be known. Raises Denied."""
        with self._at_desk():
            return self.enrolment.admit(asked, self._keys_or_none(), self.descriptor())

    def revoke(self, key: KeyId) -> None:
        """Withdraw a device. Raises Denied while locked."""
        keys = self._keys()
        with self._at_desk():
            self._warden.revoke(key, self.identity, keys)
            self._portrait.draw(self.identity, keys)

    def introduce(self) -> None:
        """Say anew who this hub is, to every device. Raises Denied while locked."""
        keys = self._keys()
        with self._at_desk():
            self._portrait.draw(self.identity, keys)
            self._warden.announce(self.descriptor(), self.identity, keys)

    def renew(self) -> int:
        """Renew every certificate that needs it. Raises Denied while locked."""
        keys = self._keys()
        with self._at_desk():
            return self._warden.renew(self.identity, keys)

    def vouch(self) -> None:
        """Prove what an earlier version kept unproven. Raises Denied while locked."""
        self.enrolment.vouch(self._keys())

    def sender_to(self, post: bytes) -> Cutter:
        """Return how what this hub tells a post is sealed. Raises Denied."""
        return self.enrolment.sender_to(post, self._keys())

    def devices(self) -> tuple[Device, ...]:
        """Return every device, by post and letter."""
        return self._registry.devices()

    def kept(self) -> tuple[Kept, ...]:
        """Return what was set aside or contradicts, newest first."""
        return self._inbox.kept()

    def unread(self) -> int:
        """Return how many envelopes are stored and not read."""
        return self._inbox.count(Fate.STORED)

    def unread_batches(self) -> int:
        """Return how many envelopes with facts are stored and not read."""
        return self._inbox.unread_batches()

    def look(self, envelope: EnvelopeId) -> Batch:
        """Open what a revoked device sent, for an operator to judge.

        Raises Denied while locked or when it is not in quarantine, SyncError when it
        cannot be opened.
        """
        opened, raw = self._opened(), self.quarantine.held(envelope)
        if raw is None:
            raise Denied(Reason.NOT_ALLOWED)
        carrier = self.quarantine.carrier_of(raw)
        return self._ingest.look(raw, carrier, opened)

    async def release(self, envelope: EnvelopeId) -> int:
        """Let in what a revoked device sent; return how many envelopes were read.

        Raises Denied while locked or when it is not in quarantine.
        """
        keys = self._keys()
        await asyncio.to_thread(self.quarantine.release, envelope, keys)
        return await self.retry()

    def _keys_or_none(self) -> HubKeys | None:
        return None if self._open is None else self._open.keys

    def _keys(self) -> HubKeys:
        return self._opened().keys

    def _opened(self) -> Unlocked:
        if self._open is None:
            raise Denied(Reason.LOCKED)
        return self._open
