"""Treatment of one casualty, as screens show it."""

from __future__ import annotations

from dataclasses import dataclass

from app.care.terms import FactId
from app.care.treatment import Intervention, Site, Treated
from app.store.queries.clock import Clocks


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


def _first_seen(each: OnNow) -> tuple[bool, int, FactId]:
    is_tourniquet = each.intervention is Intervention.TOURNIQUET
    return (not is_tourniquet, each.since_ms, each.id)
