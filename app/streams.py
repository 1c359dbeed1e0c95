"""Every type of stream, on one page: what its facts fold into, and its table."""

from __future__ import annotations

from typing import Any, Final

from app.care import (
    access,
    casualty,
    casualty_line,
    clock,
    controlled,
    dependent,
    handout,
    link,
    local_item,
    lot,
    message,
    outage,
    pack,
    post,
    recall,
    relative,
    request,
    resident,
    staff,
    stock,
    storage,
    tally,
    transfer,
)
from app.care.message import Message, MessageLine
from app.care.staff import Staff
from app.kind import Stream


def _same(state: Any) -> Any:
    return state


_OWED: Final = ("due_ms", "intervention_ms", "move_ms", "change_ms")
"""In the indexes that lists go by, so that who is late is counted without the rows."""

STREAMS: Final[dict[str, Stream]] = {
    each.name: each
    for each in (
        Stream(
            "casualty",
            casualty.Casualty,
            casualty.FOLD,
            casualty_line.CasualtyLine,
            casualty_line.line,
            indexes=(
                ("gone", "rank", "registered_ms", "stream", *_OWED),
                ("post", "gone", "rank", "registered_ms", "stream", *_OWED),
                ("move_ms", "gone", "spot"),
                ("registered_ms", "category", "post"),
                ("number",),
                ("gone", "spot", "rank", "registered_ms", "stream"),
                ("flow", "rank", "registered_ms", "stream"),
            ),
        ),
        Stream(
            "lot",
            lot.Lot,
            lot.FOLD,
            lot.LotLine,
            lot.line,
            indexes=(("post", "item", "expiry", "free", "on_hand"), ("item", "expiry")),
        ),
        Stream(
            "controlled",
            controlled.Register,
            controlled.FOLD,
            controlled.RegisterLine,
            controlled.line,
            controlled.STREAM_START,
            indexes=(("post", "item"),),
            lasting=True,
        ),
        Stream(
            "recall",
            recall.Recall,
            recall.FOLD,
            recall.RecallLine,
            recall.line,
            recall.STREAM_START,
            indexes=(("item", "lot"),),
        ),
        Stream(
            "tally",
            tally.Stocktake,
            tally.FOLD,
            tally.TallyRow,
            tally.line,
            tally.STREAM_START,
            indexes=(("post", "begun_ms"),),
        ),
        Stream(
            "tallied",
            tally.Tallied,
            tally.SPOT_FOLD,
            tally.TalliedRow,
            tally.spot_line,
            tally.SPOT_START,
            indexes=(("tally", "place", "item"),),
        ),
        Stream(
            "transfer",
            transfer.Transfer,
            transfer.FOLD,
            transfer.TransferLines,
            transfer.line,
            transfer.STREAM_START,
        ),
        Stream(
            "request",
            request.Request,
            request.FOLD,
            request.RequestLine,
            request.line,
            request.STREAM_START,
            indexes=(("post", "asked_ms"),),
            lasting=True,
        ),
        Stream(
            "cold",
            storage.Cold,
            storage.COLD_FOLD,
            storage.ColdLine,
            storage.cold_line,
            storage.COLD_START,
            indexes=(("post", "place"),),
        ),
        Stream(
            "ask",
            relative.Ask,
            relative.FOLD,
            relative.AskLine,
            relative.line,
            relative.STREAM_START,
            indexes=(("is_open", "asked_ms"), ("casualty",)),
        ),
        Stream(
            "link",
            link.Link,
            link.FOLD,
            link.LinkLine,
            link.line,
            link.STREAM_START,
            indexes=(("one", "linked"), ("other", "linked")),
        ),
        Stream(
            "resident",
            resident.Resident,
            resident.FOLD,
            dependent.ResidentLine,
            dependent.line,
            resident.STREAM_START,
            indexes=(dependent.ORDERED_BY, ("ended", "words"), ("reference",)),
        ),
        Stream(
            "outage",
            outage.Outage,
            outage.FOLD,
            outage.OutageLine,
            outage.line,
            outage.STREAM_START,
            indexes=(("is_open", "reported_ms"),),
        ),
        Stream(
            "handout",
            handout.Handout,
            handout.FOLD,
            handout.HandoutLine,
            handout.line,
            handout.STREAM_START,
            indexes=(("is_out", "given_ms"),),
            lasting=True,
        ),
        Stream("par", stock.Par, stock.PAR_FOLD, stock.Par, _same, stock.PAR_START),
        Stream(
            "item",
            local_item.LocalItem,
            local_item.ITEM_FOLD,
            local_item.LocalItemLine,
            local_item.item_line,
            local_item.ITEM_START,
            indexes=(("post", "code"),),
        ),
        Stream(
            "gtin",
            local_item.GtinHere,
            local_item.GTIN_FOLD,
            local_item.GtinLine,
            local_item.gtin_line,
            local_item.GTIN_START,
            indexes=(("post", "gtin"),),
        ),
        Stream("staff", Staff, staff.FOLD, Staff, _same, staff.STREAM_START),
        Stream(
            "post", post.Post, post.FOLD, post.PostLine, post.line, post.STREAM_START
        ),
        Stream(
            "message",
            Message,
            message.FOLD,
            MessageLine,
            message.line,
            message.STREAM_START,
            indexes=(("sent_ms",), ("is_open", "urgent", "sent_ms")),
        ),
        Stream(
            "pack",
            pack.Pack,
            pack.FOLD,
            pack.PackLine,
            pack.line,
            pack.STREAM_START,
            lasting=True,
        ),
        Stream(
            "access",
            access.AccessDay,
            access.FOLD,
            access.AccessDay,
            _same,
            access.STREAM_START,
            lasting=True,
        ),
        Stream(
            "clock",
            clock.DeviceClock,
            clock.FOLD,
            clock.ClockLine,
            clock.line,
            clock.STREAM_START,
            lasting=True,
        ),
    )
}
"""Every type of stream, by name."""
