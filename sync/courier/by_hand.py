"""The road a person walks: what waits goes along as a file, and a file comes back.

No keys are needed: what is written was sealed, and of what comes back a receipt counts
when the hub signed it, and an envelope is laid on the road for the open post to judge.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from sync.bundle import packed
from sync.courier.answers import returned
from sync.courier.entrusted import Giver
from sync.courier.freight import HubAddress, Waiting
from sync.courier.road import Road
from sync.errors import RoadError, SyncError
from sync.ids import EnvelopeId
from sync.protocol import Reason
from sync.receipt import Receipt, read_receipt
from sync.reply import Item, Kind, Reading

_WORTH: Final = (Kind.RECEIPT, Kind.ENVELOPE)


@dataclass(frozen=True, slots=True)
class Bundled:
    """A bundle to hand over: its bytes, what is in it, and how many did not fit.

    `along` more are of sisters. With neither, all it is for is the reply.
    """

    raw: bytes
    envelopes: tuple[EnvelopeId, ...]
    left: int
    along: int = 0


@dataclass(frozen=True, slots=True)
class Back:
    """What a reply brought: new receipts and envelopes, and what was known already.

    `foreign` counts what was for others, or not signed by our hub. `is_torn`: its end
    is missing. All before it counts.
    """

    receipts: int = 0
    envelopes: int = 0
    known: int = 0
    foreign: int = 0
    is_torn: bool = False


def bundled(
    road: Road,
    most_bytes: int,
    told: Callable[[int, int], None] = lambda *_: None,
    *,
    for_sisters: bool = False,
) -> Bundled:
    """Return what the hub has not said it read, as one bundle. Raises FileError.

    A key epoch that any of it names goes before, though the hub may hold it. What was
    spoiled on the road is left for the post to seal again. `told` hears how many
    envelopes are in it, of how many; what it raises ends this. `for_sisters`: what
    sisters sealed and the hub may lack goes along as far as there is room. Where
    nothing waits the newest key epoch goes alone: by it the hub knows whom to answer.
    """
    waiting, left = road.hand.waiting(most_bytes)
    sound = []
    for place, one in enumerate(waiting):
        told(place, len(waiting))
        if _is_sound(road, one):
            sound.append(one)
    along: list[bytes] = []
    if for_sisters and not left:
        room = most_bytes - len(packed(one.sealed for one in sound))
        along = road.entrusted.along(room)
    if not (sound or along or left):
        return Bundled(packed(road.hand.newest_epochs()), (), 0)
    raw = packed([*(one.sealed for one in sound), *along])
    return Bundled(raw, tuple(one.envelope for one in sound), left, len(along))


def _is_sound(road: Road, one: Waiting) -> bool:
    if not one.is_sound:
        road.trouble(one.envelope, Reason.FORMAT)
    return one.is_sound


def take_back(road: Road, chunks: Iterable[bytes], now_ms: int) -> Back:
    """Take what a hub gave back by hand; twice is once.

    Raises RoadError `not_enrolled` before there is a hub whose word counts, FormatError
    for what is no reply, UnknownVersion for one of a newer hub, FileError. What came
    before the fault counts.
    """
    hub = road.hub()
    if hub is None:
        raise RoadError("not_enrolled")
    own = {log for log, _ in road.logs()}
    reading, counts = Reading(), Counter[str]()
    for chunk in chunks:
        for item in reading.feed(chunk):
            if item.kind in _WORTH:
                if item.log in own:
                    counts[taken(road, hub, item, now_ms)] += 1
                else:
                    counts[_for_sister(road, hub, item, now_ms)] += 1
    return Back(**counts, is_torn=not reading.is_between)


def _for_sister(road: Road, hub: HubAddress, item: Item, now_ms: int) -> str:
    """Take a receipt for what a sister sealed; return what it counts as."""
    if item.kind is not Kind.RECEIPT:
        return "foreign"
    receipt = _signed(hub, item)
    if receipt is None:
        return "foreign"
    is_ours = road.entrusted.has(receipt.digest)
    if is_ours:
        road.entrusted.held(receipt.digest)
    return "receipts" if is_ours else "foreign"


def taken(
    road: Road,
    hub: HubAddress,
    item: Item,
    now_ms: int,
    giver: Giver = Giver.REPLY,
) -> str:
    """Take a receipt or an envelope for a log of ours; return what it counts as.

    The name is that of a count of `Back`. Who the `giver` is nobody signed.
    """
    if item.kind is Kind.ENVELOPE:
        cursor = road.cursor()
        # Without room the hub gives it again with the next reply.
        fits = road.has_room_down()
        is_new = fits and road.collect([item.raw], cursor, now_ms, cursor, giver=giver)
        return "envelopes" if is_new else "known"
    receipt = _signed(hub, item)
    if receipt is None:
        return "foreign"
    if road.digest(receipt.envelope) != receipt.digest:
        return "known"  # of what was let go of long ago
    return "receipts" if road.keep(returned(receipt, item.raw)) else "known"


def _signed(hub: HubAddress, item: Item) -> Receipt | None:
    """Return a receipt that our hub signed, or None."""
    try:
        return read_receipt(item.raw, hub.receipt_public)
    except SyncError:
        return None
