"""The body map of one casualty: marks by number, and the tourniquets that are on."""

from __future__ import annotations

from dataclasses import dataclass

from app.care.injury import BodyRegion, InjuryMarked
from app.care.treatment import Intervention, TreatmentEnded, TreatmentGiven
from app.store.queries.casualty import CasualtyDetail, Entry
from app.store.queries.observation import is_sound


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark on the map; `number` 0 is one that was taken back."""

    number: int
    entry: Entry
    fact: InjuryMarked


@dataclass(frozen=True, slots=True)
class Strap:
    """A tourniquet that is on; `region` None when nobody said on which limb."""

    region: BodyRegion | None
    entry: Entry


def marks(detail: CasualtyDetail) -> tuple[Mark, ...]:
    """Return every mark in the order it was seen; those taken back come last."""
    found = sorted(
        (
            (each, each.body)
            for each in detail.timeline
            if isinstance(each.body, InjuryMarked) and is_sound(each.body)
        ),
        key=lambda each: (each[0].at_ms, each[0].id),
    )
    standing = [each for each in found if not each[0].retracted]
    struck = [each for each in found if each[0].retracted]
    return (
        *(Mark(number, *each) for number, each in enumerate(standing, start=1)),
        *(Mark(0, *each) for each in struck),
    )


def straps(detail: CasualtyDetail) -> tuple[Strap, ...]:
    """Return the tourniquets that are on, the oldest first."""
    ended = {
        (bytes(each.body.target[0]), each.body.target[1])
        for each in detail.timeline
        if isinstance(each.body, TreatmentEnded) and not each.retracted
    }
    found = [
        Strap(_region(each.body), each)
        for each in detail.timeline
        if isinstance(each.body, TreatmentGiven)
        and each.body.intervention is Intervention.TOURNIQUET
        and not each.retracted
        and each.id not in ended
    ]
    return tuple(sorted(found, key=lambda each: each.entry.at_ms))


def _region(fact: TreatmentGiven) -> BodyRegion | None:
    names = {each.value: each for each in BodyRegion}
    return None if fact.site is None else names.get(fact.site.value)
