"""What a person may ask about a kit: open it, so that its parts lie on the shelf."""

from __future__ import annotations

from dataclasses import dataclass

from app.care.controlled import Passage
from app.care.kit import contents, lot_out_of
from app.care.refusal import Refusal
from app.care.stock import LotKey, StockReceived, StockUnpacked, lot_stream
from app.commands.controlled import Passed, enter
from app.commands.power import own_post, recorded
from app.commands.stock import Taken, held_lot, refuse_barred, refuse_skipping, tidy_key
from app.store.desk import Desk, event_id
from app.store.queries.item import catalogue
from app.store.queries.stock import usable_lots
from sync.event import Event
from sync.ids import ActorId


@dataclass(frozen=True, slots=True)
class Unpacking:
    """What is said of the kits in a register, and of what came out of them.

    `reason` is why this lot, where another goes first or this one has expired.
    """

    said: str = ""
    source: str = ""
    reason: str = ""


def unpack_kits(
    desk: Desk, by: ActorId, taken: Taken, words: Unpacking = Unpacking()
) -> list[Event]:
    """Record that kits were opened: they are gone, and their parts lie in their place.

    One transaction, and one retraction puts it all back: the first event is the cause
    of the others. Which lot may be opened goes by the rules of giving out, but no more
    kits than should be there. A controlled drug, the kit or a part of it, needs the
    second person as any piece that comes or goes. Raises Refusal.
    """
    post, key = own_post(desk), tidy_key(taken.lot)
    parts = contents(catalogue(desk.database), key.item, taken.pieces)
    _refuse_closed(desk, key, taken, words.reason)
    said = " · ".join(each for each in (words.said, words.reason) if each.strip())
    opened = StockUnpacked(
        key.item,
        taken.pieces,
        post,
        desk.now_ms(),
        key.lot,
        key.expiry,
        words.reason,
        taken.place,
    )
    first = recorded(desk, by, lot_stream(post, key), opened)
    gone = Passed(key.item, -taken.pieces, Passage.ISSUED, key.lot, remark=said)
    enter(desk, by, gone, first)
    events = [first]
    for code, pieces in parts.items():
        lot = lot_out_of(key, code)
        coming = StockReceived(
            code,
            pieces,
            post,
            opened.observed_ms,
            lot.lot,
            lot.expiry,
            words.source,
            taken.place,
        )
        stream = lot_stream(post, lot)
        events.append(recorded(desk, by, stream, coming, event_id(first)))
        came = Passed(code, pieces, Passage.RECEIVED, lot.lot, remark=words.source)
        enter(desk, by, came, events[-1])
    return events


def _refuse_closed(desk: Desk, key: LotKey, taken: Taken, reason: str) -> None:
    """Raise Refusal where these kits may not be opened, or are not there."""
    refuse_barred(desk, key)
    lot = held_lot(desk, key)
    if lot.is_held(taken.place):
        raise Refusal("lot_held", lot=key.lot)
    today = desk.today()
    good = usable_lots(desk.database, own_post(desk), key.item, today)
    refuse_skipping(good, key, reason, today)
    there = max(lot.by_place.get(taken.place, 0), 0)
    if taken.pieces > there:
        raise Refusal("not_enough", usable=there)
