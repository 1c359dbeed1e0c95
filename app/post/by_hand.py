"""A parcel to give along, and the hub's reply to it; the post may be closed."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from app.care.refusal import Refusal
from app.ui.parcels import (
    MOST_BYTES,
    Given,
    Saving,
    TakenBack,
    Urgent,
    counted,
    refusing,
    save,
)
from sync import bundle, reply
from sync.courier.by_hand import bundled, take_back
from sync.errors import RoadError

if TYPE_CHECKING:
    from app.post.urgent import UrgentCut
    from app.ui.work import Work
    from sync.courier.road import Road


async def give(
    road: Road,
    carrier: str,
    now_ms: int,
    most_bytes: int = MOST_BYTES,
    on: Saving | None = None,
) -> Given:
    """Return what waits on a road and fits, noted as given to somebody.

    With `on` it is in a file before that is noted, and what sisters sealed goes along.
    Where nothing waits the parcel only asks what the hub has for this post. Raises
    Refusal where nothing was ever sealed, nothing of it fits, or it was stopped.
    """
    told = on.work.so_far if on else _nobody
    pack = partial(bundled, for_sisters=on is not None)
    made = await asyncio.to_thread(pack, road, most_bytes, told)
    if made.left and not made.envelopes:
        raise Refusal("parcel_fits_nothing")
    if len(made.raw) <= bundle.BESIDES:
        raise Refusal("parcel_empty")
    if on is not None:
        await asyncio.to_thread(save, on, made.raw)
    if made.envelopes:
        gave = partial(road.hand.gave, carrier.strip(), made.envelopes, now_ms)
        await asyncio.to_thread(gave)
    return Given(made.raw, len(made.envelopes) + made.along, made.left)


async def give_urgent(road: Road, carrier: str, now_ms: int, made: UrgentCut) -> Urgent:
    """Return an extract as it stands in one square, noted as given to somebody."""
    gave = partial(road.hand.gave, carrier.strip(), [made.cut.envelope], now_ms)
    await asyncio.to_thread(gave)
    return Urgent(bundle.packed([made.cut.sealed]), made.facts, made.left)


async def take(
    road: Road, raw: bytes, now_ms: int, work: Work | None = None
) -> TakenBack:
    """Take a reply. Raises Refusal for what is none, and says what it is.

    When it is stopped, what was read before that counts.
    """
    if raw.startswith(bundle.MAGIC):
        raise Refusal("reply_is_parcel")
    try:
        with refusing(raw, reply.MAGIC):
            parts = counted(raw, work.so_far if work else _nobody)
            came = await asyncio.to_thread(take_back, road, parts, now_ms)
    except RoadError as why:
        raise Refusal("no_hub_yet") from why
    if came.foreign and not (came.receipts or came.envelopes or came.known):
        raise Refusal("reply_for_others")
    return TakenBack(came.receipts, came.envelopes, came.is_torn)


def _nobody(_done: int, _total: int) -> None:
    """Tell nobody how far it is."""
