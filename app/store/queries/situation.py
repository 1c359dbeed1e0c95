"""What this post reported last, and how many there are now."""

from __future__ import annotations

from dataclasses import dataclass, replace

from app.care.post import Post, post_stream
from app.care.situation import MedevacRequested, SituationReported
from app.care.terms import Triage
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


def counted(report: SituationReported, found: Counts, now_ms: int) -> SituationReported:
    """Return a report with the casualties as they are counted at this moment."""
    return replace(
        report,
        t1=found.category[Triage.T1],
        t2=found.category[Triage.T2],
        t3=found.category[Triage.T3],
        t4=found.category[Triage.T4],
        dead=found.category[Triage.DEAD],
        black=found.category[Triage.BLACK],
        untriaged=found.untriaged,
        counted_ms=now_ms,
    )
