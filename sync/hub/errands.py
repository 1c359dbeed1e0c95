"""Errands: what a relay brings for posts it cannot read, and what goes back to them.

Each envelope is judged as if it had come alone. Whoever brings one of a log, or shows a
receipt this hub gave for one, has carried for that log, and gets what goes back to it:
receipts, and sealed envelopes of the down-stream. Nothing of it is readable on the way.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import Final

from sync.envelope import read_head
from sync.errors import Denied, SyncError
from sync.hub.border import Border
from sync.hub.down import Outgoing
from sync.hub.inbox import Inbox
from sync.hub.registry import Registry
from sync.ids import EnvelopeId, LogId
from sync.limits import DOWN_BYTES, MAX_CURSOR_BYTES, MAX_ERRAND_ITEMS
from sync.protocol import Reason, Result
from sync.receipt import read_receipt
from sync.reply import ERRAND, ForDevice, Item, Kind, Reading, kept, packed_reply

_LATE: Final = (429, 503, 507)

Receive = Callable[[bytes], Awaitable[Result]]


@dataclass(frozen=True, slots=True)
class Done:
    """The answer to an errand; `is_late` when some of it must be brought again."""

    reply: bytes
    is_late: bool


@dataclass(slots=True)
class _OfLog:
    """What was brought for one log, and what is said of it."""

    receipts: dict[bytes, None] = field(default_factory=dict)
    kept: list[bytes] = field(default_factory=list)
    cursor: bytes = b""
    is_carried: bool = False
    is_brought: bool = False
    """Whether something came that is ours to judge, taken or not."""


class Errands:
    """Answers errands of one hub."""

    def __init__(
        self,
        inbox: Inbox,
        registry: Registry,
        outgoing: Outgoing,
        receipt_public: bytes,
        descriptor: Callable[[], bytes],
        border: Border,
    ) -> None:
        self._inbox = inbox
        self._registry = registry
        self._outgoing = outgoing
        self._receipt_public = receipt_public
        self._descriptor = descriptor
        self._border = border

    async def done(
        self, raw: bytes, receive: Receive, address: str, now_ms: int
    ) -> Done:
        """Do a whole errand; `receive` judges one envelope that `address` brought.

        What is for the hub of another region is taken along for it where that was
        agreed.

        After one that cannot be taken now the rest waits too: they keep their order.
        Raises FormatError, UnknownVersion, TooLarge, and Denied for too many things;
        what came before that is kept.
        """
        logs: dict[LogId, _OfLog] = {}
        reading, is_late = Reading(ERRAND), False
        for n, item in enumerate(reading.feed(raw)):
            if n >= MAX_ERRAND_ITEMS:
                raise Denied(Reason.TOO_LARGE)
            of = logs.setdefault(item.log, _OfLog())
            if item.kind is Kind.ENVELOPE and not is_late:
                along = await asyncio.to_thread(
                    self._border.take_along, item.raw, address, now_ms
                )
                if along is not None:
                    of.kept.append(along)
                    continue
                result = await receive(item.raw)
                is_late = result.status in _LATE
                await asyncio.to_thread(self._brought, of, item, result)
            elif item.kind is Kind.RECEIPT:
                await asyncio.to_thread(self._shown, of, item)
            elif item.kind is Kind.CURSOR and len(item.raw) <= MAX_CURSOR_BYTES:
                of.cursor = item.raw
        reply = await asyncio.to_thread(self._reply, logs)
        return Done(reply, is_late or not reading.is_between)

    def _brought(self, of: _OfLog, item: Item, result: Result) -> None:
        of.is_brought = True
        if not result.receipts:
            return
        core = read_head(item.raw).core
        of.kept.append(kept(core.envelope, hashlib.sha256(item.raw).digest()))
        if core.log == item.log:
            of.receipts.update(dict.fromkeys(result.receipts))
            of.is_carried = True

    def _shown(self, of: _OfLog, item: Item) -> None:
        """Say what became of an envelope that a receipt of ours is shown for."""
        try:
            receipt = read_receipt(item.raw, self._receipt_public)
        except SyncError:
            return
        if receipt.log == item.log:
            of.is_carried = True
            envelope = EnvelopeId(receipt.envelope)
            now = self._inbox.receipts_of(envelope, receipt.digest)
            of.receipts.update(dict.fromkeys(each for each in now if each != item.raw))

    def _reply(self, logs: dict[LogId, _OfLog]) -> bytes:
        parts, left = [], DOWN_BYTES
        for log, of in logs.items():
            # Anybody may have brought something that bears the name of a log of ours.
            is_ours = self._inbox.writer(log) is not None
            foreign = None if is_ours else self._border.way_back(log, of.cursor, left)
            if foreign is not None:
                left -= sum(map(len, (*foreign.receipts, *foreign.envelopes)))
                parts.append(replace(foreign, kept=tuple(of.kept)))
                continue
            came, cursor = self._back(log, of, left)
            left -= sum(map(len, came))
            # What was sealed to a key that is gone is sealed anew once this is known.
            is_first = of.is_brought and not of.cursor
            parts.append(
                ForDevice(
                    log,
                    tuple(of.receipts),
                    came,
                    cursor,
                    tuple(of.kept),
                    self._who() if is_first else None,
                )
            )
        return packed_reply(parts)

    def _back(
        self, log: LogId, of: _OfLog, most_bytes: int
    ) -> tuple[tuple[bytes, ...], bytes | None]:
        writer = self._inbox.writer(log) if of.is_carried and most_bytes > 0 else None
        device = None if writer is None else self._registry.device(writer)
        if device is None:
            return (), None
        page = self._outgoing.by_errand(device, of.cursor, most_bytes)
        return page.envelopes, page.cursor

    def _who(self) -> bytes | None:
        try:
            return self._descriptor()
        except Denied:
            return None
