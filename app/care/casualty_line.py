"""A casualty in a list: the scalars to sort, count and find by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from app.care.casualty import Casualty
from app.care.claim import latest
from app.care.flow import worst
from app.care.terms import AFFECTED_RANK, AgeBand, Sex, rank


@dataclass(frozen=True, slots=True)
class CasualtyLine:
    """The scalars of a casualty that lists sort, count and search by."""

    number: str
    post: bytes
    registered_ms: int
    gone: int
    category: str | None
    rank: int
    triaged_ms: int | None
    due_ms: int | None
    departed: str | None
    name: str
    age_band: str
    years: int | None
    sex: str
    complaint: str
    place: str
    conflicts: int
    tourniquet_ms: int | None
    flow: str
    spot: str
    spot_name: str
    contamination: str | None
    allergic: int
    intervention_ms: int | None
    move_ms: int | None
    change_ms: int | None


def line(casualty: Casualty) -> CasualtyLine:
    """Return the scalars that lists need."""
    years = latest(casualty.said.get("years", ()))
    spot = latest(casualty.placed)
    cling = worst(casualty.contaminated)
    owed = casualty.owed
    return CasualtyLine(
        number=casualty.number,
        post=casualty.post,
        registered_ms=casualty.registered_ms,
        gone=1 if casualty.departed else 0,
        category=casualty.category,
        rank=AFFECTED_RANK if casualty.is_affected else rank(casualty.category),
        triaged_ms=casualty.triaged_ms,
        due_ms=owed.time_ms,
        departed=casualty.disposition,
        name=casualty.text("name"),
        age_band=casualty.text("age_band") or AgeBand.UNKNOWN,
        years=None if years is None else int(years.value),
        sex=casualty.text("sex") or Sex.UNKNOWN,
        complaint=casualty.text("complaint"),
        place=casualty.text("place"),
        conflicts=casualty.conflicts,
        tourniquet_ms=casualty.tourniquet_ms,
        flow=casualty.flow,
        spot="" if spot is None else spot.value.place,
        spot_name="" if spot is None else spot.value.name,
        contamination=None if cling is None else cling.value.state,
        allergic=1 if casualty.medicated.allergies else 0,
        intervention_ms=owed.intervention_ms,
        move_ms=owed.move_ms,
        change_ms=owed.change_ms,
    )


_FOUND_BY: Final = ("name", "complaint", "tag")


def words_to_find(casualty: Casualty) -> str:
    """Return what a search looks through: numbers, every name and every complaint."""
    said = casualty.said
    claims = [each for name in _FOUND_BY for each in said.get(name, ())]
    return " ".join([casualty.number, *(str(claim.value) for claim in claims)])
