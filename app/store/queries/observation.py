"""What was measured of one casualty, in the order it was seen, with its scores."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

from app.care import change
from app.care.casualty import VitalsRecorded
from app.care.findings import AnyAge
from app.care.form import check
from app.care.observation import ObservationRecorded, Spo2Scale
from app.care.refusal import Refusal
from app.care.scores import News2, trts
from app.store.queries.casualty import CasualtyDetail, Entry


@dataclass(frozen=True, slots=True)
class Scored:
    """A set of vitals with the scores that follow from it alone."""

    entry: Entry
    vitals: VitalsRecorded
    news: News2
    trts: int | None
    scale: Spo2Scale


@dataclass(frozen=True, slots=True)
class Measured:
    """One value at one moment; of oxygen, whether the casualty was given some."""

    at_ms: int
    value: int
    lower: int | None = None
    on_oxygen: bool = False


def is_sound(body: object) -> bool:
    """Tell whether a form allows what it says; a timeline also has what it forbids."""
    try:
        check(body)
    except Refusal:
        return False
    return True


def age_of(detail: CasualtyDetail) -> AnyAge:
    """Return an age as tables take it: years, told or by date of birth, or a band."""
    return change.age_of(detail.said, detail.row.registered_ms)


def is_pregnant(detail: CasualtyDetail) -> bool | None:
    """Return what was said last; None when nobody knows. Of a man it is known."""
    said = [body.pregnancy for _, body in _beside(detail) if body.pregnancy is not None]
    return change.pregnant_of(detail.said, said[-1] if said else None)


def scale_at(detail: CasualtyDetail, at_ms: int) -> Spo2Scale:
    """Return the scale that was chosen last before a moment; scale 1 unless chosen."""
    chosen = [
        body.spo2_scale
        for entry, body in _beside(detail)
        if body.spo2_scale is not None and entry.at_ms <= at_ms
    ]
    return chosen[-1] if chosen else Spo2Scale.ONE


def scored_sets(detail: CasualtyDetail, most: int | None = None) -> tuple[Scored, ...]:
    """Return the newest standing sets of vitals with their scores, oldest first."""
    pregnant, age = is_pregnant(detail), age_of(detail)
    found = []
    sets = _sets(detail)
    for entry, vitals in sets if most is None else sets[-most:]:
        scale = scale_at(detail, entry.at_ms)
        score = change.scored(vitals, age, pregnant, scale)
        sorted_by = trts(vitals.breaths_per_min, vitals.systolic_mmhg, vitals.gcs)
        found.append(Scored(entry, vitals, score, sorted_by, scale))
    return tuple(found)


def latest_beside(detail: CasualtyDetail) -> ObservationRecorded | None:
    """Return what was observed beside vitals, of each thing what was seen last."""
    latest: ObservationRecorded | None = None
    for _, body in _beside(detail):
        said = {
            each.name: value
            for each in fields(body)
            if (value := getattr(body, each.name)) is not None
        }
        latest = body if latest is None else replace(latest, **said)
    return latest


def series(detail: CasualtyDetail, name: str) -> tuple[Measured, ...]:
    """Return the values of a measure, the oldest first, also those entered late.

    `pressure` is the upper pressure with the lower one below it.
    """
    if name == "glucose_mmol_l":
        levels = ((entry, body.glucose_mmol_l) for entry, body in _beside(detail))
        return tuple(
            Measured(entry.at_ms, level) for entry, level in levels if level is not None
        )
    field = "systolic_mmhg" if name == "pressure" else name
    return tuple(
        Measured(
            entry.at_ms,
            value,
            vitals.diastolic_mmhg if name == "pressure" else None,
            bool(vitals.on_oxygen),
        )
        for entry, vitals in _sets(detail)
        if (value := getattr(vitals, field)) is not None
    )


def _sets(detail: CasualtyDetail) -> list[tuple[Entry, VitalsRecorded]]:
    found = [
        (each, each.body)
        for each in detail.timeline
        if isinstance(each.body, VitalsRecorded)
        and not each.retracted
        and is_sound(each.body)
    ]
    return sorted(found, key=lambda each: (each[0].at_ms, each[0].id))


def _beside(detail: CasualtyDetail) -> list[tuple[Entry, ObservationRecorded]]:
    found = [
        (each, each.body)
        for each in detail.timeline
        if isinstance(each.body, ObservationRecorded)
        and not each.retracted
        and is_sound(each.body)
    ]
    return sorted(found, key=lambda each: (each[0].at_ms, each[0].id))
