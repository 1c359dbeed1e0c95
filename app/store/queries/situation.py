"""What this post reported last, and how many there are now."""

from __future__ import annotations

from dataclasses import dataclass

from app.care.post import Post, post_stream
from app.care.situation import MedevacRequested, SituationReported
from app.store.queries.casualties import Counts, counts
from app.store.tables import state_of
from sync.database import Database
from sync.journal import setting


@dataclass(frozen=True, slots=True)
class Situation:
    """The last reports of this post, and its counts at this moment."""

    post: str
    report: SituationReported | None
    medevac: MedevacRequested | None
    counts: Counts


def report_of(db: Database, post_id: bytes) -> SituationReported | None:
    """Return what a post reported last, or None."""
    post: Post | None = state_of(db, "post", post_stream(post_id))
    return None if post is None else post.situation


def situation(db: Database, now_ms: int) -> Situation:
    """Return what this post reported last, and its counts now."""
    post_id = bytes(setting(db, "post_id") or b"")
    post: Post | None = state_of(db, "post", post_stream(post_id))
    held = post or Post()
    return Situation(
        held.name, held.situation, held.medevac, counts(db, now_ms, post_id)
    )
