"""A parcel that was carried to the hub: what was in it, and the reply."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.care.refusal import Refusal
from app.ui.parcels import Arrived, refusing
from sync import bundle, reply
from sync.hub.by_hand import take_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from sync.hub.hub import Hub


async def arrive(hub: Hub, raw: bytes, told: Callable[[int], None]) -> Arrived:
    """Take in a parcel; `told` hears how many envelopes came so far.

    Raises Refusal for what is none, and says what it is; FileError when the disk is
    full. What came before that is kept.
    """
    if raw.startswith(reply.MAGIC):
        raise Refusal("parcel_is_reply")
    with refusing(raw, bundle.MAGIC):
        came = await take_in(hub, (raw,), told)
    return Arrived(
        came.fresh, came.known, came.apart, len(came.posts), came.is_torn, came.reply
    )
