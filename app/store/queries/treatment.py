"""Treatment of one casualty, as screens show it."""

from __future__ import annotations

from dataclasses import dataclass

from app.care.terms import FactId
from app.care.treatment import Intervention, Site, Treated
from app.store.queries.clock import Clocks
from app.store.tables import state_of
from sync.database import Database


@dataclass(frozen=True, slots=True)
class OnNow:
    """A treatment that goes on; since when is by the hub's clock."""

    id: FactId
    intervention: Intervention
    site: Site | None
    since_ms: int


def going_on(treated: Treated, known: Clocks) -> tuple[OnNow, ...]:
    """Return what goes on, tourniquets first and then the oldest."""
    found = (
        OnNow(
            each.id,
            each.intervention,
            each.site,
            each.observed_ms + known.offset_at(each.id[0], each.observed_ms),
        )
        for each in treated.going_on
    )
    return tuple(sorted(found, key=_first_seen))


def oldest_tourniquet(db: Database, stream: bytes, known: Clocks) -> int | None:
    """Return since when the oldest tourniquet is on, by the hub's clock."""
    state = state_of(db, "casualty", stream)
    on = () if state is None else going_on(state.treated, known)
    return next((each.since_ms for each in on if _is_tourniquet(each)), None)


def _is_tourniquet(each: OnNow) -> bool:
    return each.intervention is Intervention.TOURNIQUET


def _first_seen(each: OnNow) -> tuple[bool, int, FactId]:
    return (not _is_tourniquet(each), each.since_ms, each.id)
