"""A bundle that was carried to the hub, and what goes back the same way.

Each envelope is judged as if it had come alone over a network; then the reply holds,
for every device that is known by what it sent, the receipts and what waits for it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final

from sync.bundle import Unpacking
from sync.envelope import Core, read_head
from sync.errors import Denied, FileError, SyncError
from sync.hub.hub import Hub, Received
from sync.hub.inbox import Fate
from sync.ids import EnvelopeId, KeyId, LogId
from sync.reasons import reason_of
from sync.reply import ForDevice, packed_reply

_DOWN_BYTES: Final = 8 * 1024 * 1024
"""What goes down to one device with one reply."""


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What a bundle held, and the reply to it; it may be taken in again.

    `fresh` came for the first time, `known` was here; `apart` counts what was set aside
    or refused, by reason. `posts` are those it is from. `is_torn`: its end is missing,
    and all before that counts.
    """

    fresh: int
    known: int
    apart: dict[str, int]
    posts: frozenset[bytes]
    is_torn: bool
    reply: bytes


@dataclass(slots=True)
class _Sender:
    log: LogId
    receipts: list[bytes] = field(default_factory=list)


@dataclass(slots=True)
class _Count:
    fresh: int = 0
    known: int = 0
    apart: Counter[str] = field(default_factory=Counter)
    senders: dict[bytes, _Sender] = field(default_factory=dict)

    def came(self, core: Core, received: Received) -> None:
        if received.is_new:
            self.fresh += 1
        else:
            self.known += 1
        if received.fate is Fate.SET_ASIDE:
            self.apart[received.reason] += 1
        if received.receipts:
            sender = self.senders.setdefault(core.sender, _Sender(LogId(core.log)))
            sender.receipts += received.receipts


async def take_in(
    hub: Hub, chunks: Iterable[bytes], told: Callable[[int], None]
) -> TakenIn:
    """Take in a bundle; `told` hears how many envelopes came so far.

    Raises FormatError for what is no bundle, UnknownVersion for a newer one, TooLarge,
    FileError when the disk cannot take it. What came before the fault is kept, and
    counts as known the next time.
    """
    unpacking, count, so_far = Unpacking(), _Count(), 0
    for chunk in chunks:
        for raw in unpacking.feed(chunk):
            await _one(hub, raw, count)
            so_far += 1
            told(so_far)
    devices = {each.key: each for each in hub.devices()}
    known = [devices[KeyId(key)] for key in count.senders if KeyId(key) in devices]
    parts = [
        ForDevice(
            count.senders[each.key].log,
            tuple(count.senders[each.key].receipts),
            hub.outgoing.by_hand(each, _DOWN_BYTES),
        )
        for each in known
    ]
    return TakenIn(
        count.fresh,
        count.known,
        dict(count.apart),
        frozenset(each.post for each in known),
        not unpacking.is_between,
        packed_reply(parts),
    )


async def _one(hub: Hub, raw: bytes, count: _Count) -> None:
    try:
        core = read_head(raw).core
        received = await hub.receive(EnvelopeId(core.envelope), raw)
    except FileError:
        raise
    except Denied as why:
        count.apart[str(why.reason)] += 1
    except SyncError as why:
        count.apart[reason_of(why)] += 1
    else:
        count.came(core, received)
