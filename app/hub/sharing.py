"""Which posts a hub has not told a pack yet, or whose new device cannot have it.

A post that joins later gets what the others have. What every device of a post had is
let go of after a while; a device that joins after that is told again.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from app.care.level_pack import CARE
from app.care.pack import ITEMS, Edition
from app.care.reserved import POWERS
from app.store.queries.pack import pack_held
from sync.clock import hlc_ms
from sync.hub.telling import told_to
from sync.ids import EventId, LogId
from sync.journal import event_by_id
from sync.limits import DOWN_KEPT_MS

if TYPE_CHECKING:
    from sync.database import Database

PACKS: Final = (ITEMS, POWERS, CARE)
"""The packs every post has to have."""

_SURELY_KEPT_MS: Final = DOWN_KEPT_MS // 2
"""For so long what was told lies ready for any device that joins."""


def lacking(db: Database, name: str, since: Mapping[bytes, int]) -> list[bytes]:
    """Return the posts that lack a pack; `since` is when their last device joined."""
    newest = pack_held(db, name).newest
    if newest is None:
        return []
    logs = _logs_by_post(db, newest.edition)
    return [
        post
        for post, joined_ms in since.items()
        if not _has(db, newest.edition, logs.get(post, []), joined_ms)
    ]


def _logs_by_post(db: Database, edition: Edition) -> dict[bytes, list[bytes]]:
    said = {bytes(log) for piece in edition.pieces for log, _ in piece.facts}
    found: dict[bytes, list[bytes]] = {}
    for log in sorted(said):
        post = told_to(db, log)
        if post is not None:
            found.setdefault(post, []).append(log)
    return found


def _has(db: Database, edition: Edition, logs: list[bytes], joined_ms: int) -> bool:
    if not edition.is_told_by(logs):
        return False
    told = [
        event_by_id(db, EventId(LogId(bytes(log)), seq))
        for log, seq in edition.pieces[0].facts
        if bytes(log) in logs
    ]
    told_ms = max((hlc_ms(each.hlc) for each in told if each), default=0)
    return joined_ms <= told_ms + _SURELY_KEPT_MS
