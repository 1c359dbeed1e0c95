"""How many residents are at risk: at a post now, and of each post in a region.

Counts only, of nobody a name. Where nothing failed nobody runs out of time, and it is
said how many there are, and not more.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from app.care.harm import HarmClass, everything
from app.store.queries.harm import Lens, counts_by_post, first_in_order
from app.store.queries.outage import OutageRow, outages
from app.store.queries.post import weights
from sync.database import Database, rows

STREAMS: Final = ("resident", "outage", "post")


@dataclass(frozen=True, slots=True)
class AtRiskNow:
    """How many are kept and at home; of them how many in each class by what failed.

    No outage: no classes. `waiting`: something is at zero and nobody was there since.
    """

    kept: int = 0
    outages: int = 0
    counts: Mapping[HarmClass, int] = field(default_factory=dict)
    waiting: int = 0


def at_risk_now(db: Database, now_ms: int) -> AtRiskNow:
    """Return how many residents are at risk here by what has failed."""
    return _now(db, None, outages(db), now_ms)


def at_risk_by_post(
    db: Database, posts: Iterable[bytes], now_ms: int
) -> dict[bytes, AtRiskNow]:
    """Return that of each post, by what failed where it says so."""
    failing = outages(db)
    return {
        post: _now(
            db, post, [each for each in failing if each.outage.post == post], now_ms
        )
        for post in posts
    }


def if_all_failed(
    db: Database, posts: Iterable[bytes], now_ms: int
) -> dict[bytes, AtRiskNow]:
    """Return of each post how many would be in each class if all failed now."""
    found = counts_by_post(db, Lens(everything(now_ms)), now_ms)
    return {
        post: AtRiskNow(sum(found.get(post, {}).values()), 0, found.get(post, {}))
        for post in posts
    }


def _now(
    db: Database, post: bytes | None, failing: Iterable[OutageRow], now_ms: int
) -> AtRiskNow:
    here = tuple(each.outage for each in failing)
    if not here:
        return AtRiskNow(_kept(db, post))
    lens = Lens({}, outages=here, weights=weights(db), post=post)
    found = first_in_order(db, lens, now_ms, 0)
    kept = sum(found.counts.values())
    return AtRiskNow(kept, len(here), found.counts, found.waiting)


def _kept(db: Database, post: bytes | None) -> int:
    sql = "SELECT COUNT(*) FROM resident WHERE ended = 0 AND at_home = 1"
    if post is None:
        return int(rows(db, sql)[0][0])
    return int(rows(db, f"{sql} AND post = ?", (post,))[0][0])
