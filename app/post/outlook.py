"""The outlook of an open post: what the send chip and the page *Versturen* show."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from app.post.mending import RESENT, RESENT_MS
from app.store.queries.clock import clock_offset
from app.ui.parcels import ParcelRow
from app.ui.sealed import BatchRow, UnreadableRow
from app.ui.state import Sending
from sync.attachment import unread
from sync.cursors import RESEALED, batches
from sync.outbox import unsent
from sync.protocol import Reason

if TYPE_CHECKING:
    from app.post.membership import Membership
    from app.store.desk import Desk
    from sync.courier.loop import Reach
    from sync.courier.road import Road

SHOWN_BATCHES: Final = 50


@dataclass(frozen=True, slots=True)
class Heard:
    """What the road says of the other side."""

    last_contact_ms: int | None
    unreadable: tuple[UnreadableRow, ...]
    parcels: tuple[ParcelRow, ...]


def heard_on(road: Road) -> Heard:
    """Return what a road heard; it is a file, so ask it in a thread."""
    aside = tuple(
        UnreadableRow(each.arrived_ms, each.size, each.reason)
        for each in road.aside_down()
    )
    parcels = tuple(
        ParcelRow(each.n, each.carrier, each.made_ms, each.envelopes, each.unread)
        for each in road.hand.parcels()
    )
    return Heard(road.last_contact_ms(), aside, parcels)


def outlook(
    desk: Desk, member: Membership | None, reach: Reach, heard: Heard
) -> Sending:
    """Return how far everything has come; run it on the writer's thread."""
    shown = _batches(desk)
    known = Sending(
        enrolled=member is not None,
        words=member.words if member else (),
        hub_name=member.descriptor.name if member else "",
        online=reach.online,
        reason=reach.reason,
        revoked=reach.reason == Reason.REVOKED
        or any(row.trouble == Reason.REVOKED for row in shown),
        last_contact_ms=heard.last_contact_ms,
        next_try_ms=reach.next_try_ms,
        batches=shown,
        unreadable=heard.unreadable,
        parcels=heard.parcels,
        clock_offset_ms=clock_offset(desk.database, desk.journal.log),
        resent_events=desk.setting(RESENT) or 0,
        resent_ms=desk.setting(RESENT_MS),
    )
    return recounted(known, desk)


def recounted(known: Sending, desk: Desk) -> Sending:
    """Return what is shown with the counts as the file has them now.

    In the transaction that lets something count as unsent again: what may fail or take
    long comes after it.
    """
    open_now, photos = unsent(desk.journal), unread(desk.database)
    return replace(
        known,
        unsent_events=open_now.events,
        oldest_unsent_ms=open_now.oldest_ms,
        stored_unread=open_now.stored_unread,
        set_aside=open_now.set_aside + photos.set_aside,
        last_received_ms=open_now.last_received_ms,
        unsent_photos=photos.attachments,
        unsent_photo_bytes=photos.size,
    )


def _batches(desk: Desk) -> tuple[BatchRow, ...]:
    return tuple(
        BatchRow(row.batch_no, row.events, row.cut_ms, row.level, row.trouble)
        for row in batches(desk.database, SHOWN_BATCHES)
        if row.trouble != RESEALED
    )
