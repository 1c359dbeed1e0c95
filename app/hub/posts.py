"""The posts and devices a hub knows, as its console shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.i18n import six_words
from app.ui.hub_state import EnrolmentRow, PostRow

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sync.hub.registry import Device


def post_rows(
    devices: Sequence[Device], offsets: Mapping[bytes, int]
) -> tuple[PostRow, ...]:
    """Return every post, longest silent first; `offsets` is how far clocks are off."""
    posts: dict[bytes, list[Device]] = {}
    for device in devices:
        posts.setdefault(device.post, []).append(device)
    found = [_post_row(post, here, offsets.get(post)) for post, here in posts.items()]
    return tuple(sorted(found, key=lambda row: row.last_heard_ms or 0))


def enrolment_rows(devices: Sequence[Device]) -> tuple[EnrolmentRow, ...]:
    """Return the latest enrolments, newest first."""
    return tuple(
        EnrolmentRow(
            device.key,
            device.post_name,
            six_words(device.words),
            device.since_ms,
            device.revoked_ms is not None,
        )
        for device in sorted(devices, key=lambda each: -each.since_ms)
    )


def _post_row(post: bytes, devices: Sequence[Device], offset_ms: int | None) -> PostRow:
    heard = [each.heard_ms for each in devices if each.heard_ms is not None]
    unsent = [each.unsent for each in devices if each.unsent is not None]
    oldest = [
        each.unsent_oldest_ms
        for each in devices
        if each.unsent and each.unsent_oldest_ms
    ]
    return PostRow(
        post_id=post,
        name=devices[0].post_name,
        devices=len(devices),
        last_heard_ms=max(heard, default=None),
        unsent_events=sum(unsent) if unsent else None,
        oldest_unsent_ms=min(oldest, default=None),
        reported_ms=max(heard, default=None) if unsent else None,
        revoked=all(each.revoked_ms is not None for each in devices),
        clock_offset_ms=offset_ms,
    )
