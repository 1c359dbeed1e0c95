"""What was measured of one casualty, in the order it was seen, with its scores."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime

from app.care.casualty import VitalsRecorded
from app.care.findings import AnyAge
from app.care.form import check
from app.care.identity import years_between
from app.care.observation import ObservationRecorded, Pregnancy, Spo2Scale
from app.care.refusal import Refusal
from app.care.scores import News2, news2, trts
from app.care.terms import AgeBand, Sex
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
    """Return an age as tables take it: years, told or by date of birth, or a band.

    Where persons contradict each other the age is unknown.
    """
    years, born = _agreed(detail, "years"), _agreed(detail, "birth_date")
    if years is not None:
        return int(years) if years else AgeBand.UNKNOWN.value
    if born:
        try:
            return _years_since(born, detail.row.registered_ms)
        except ValueError:
            pass  # another device may have let a date through that is none
    return _agreed(detail, "age_band") or AgeBand.UNKNOWN.value


def _years_since(born: str, at_ms: int) -> int:
    day = datetime.fromtimestamp(at_ms / 1000, UTC).date()
    return max(0, years_between(born, day.isoformat()))


def _agreed(detail: CasualtyDetail, name: str) -> str | None:
    """Return what all say of a field, empty when they differ, None when nobody did."""
    values = {each.value for each in detail.said.get(name, ())}
    if len(values) > 1:
        return ""
    return next(iter(values), None)


def is_pregnant(detail: CasualtyDetail) -> bool | None:
    """Return what was said last; None when nobody knows. Of a man it is known."""
    if _agreed(detail, "sex") == Sex.MALE:
        return False
    said = [body.pregnancy for _, body in _beside(detail) if body.pregnancy is not None]
    return {Pregnancy.YES: True, Pregnancy.NO: False}.get(said[-1]) if said else None


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
        score = _news2(vitals, age, pregnant, scale)
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


def _news2(
    vitals: VitalsRecorded, age: AnyAge, pregnant: bool | None, scale: Spo2Scale
) -> News2:
    level, heat = vitals.consciousness, vitals.temperature_c
    return news2(
        rr=vitals.breaths_per_min,
        spo2=vitals.spo2_percent,
        on_oxygen=vitals.on_oxygen,
        sbp=vitals.systolic_mmhg,
        hr=vitals.pulse_per_min,
        avpu=None if level is None else level.value,
        temp_c=None if heat is None else heat / 10,
        age=age,
        pregnant=pregnant,
        scale=int(scale.value),
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
