"""What a person may ask about observations: vitals and what belongs beside them."""

from __future__ import annotations

from dataclasses import fields, replace

from app.care.casualty import VitalsRecorded
from app.care.observation import ObservationRecorded, Spo2Scale, points_of
from app.care.refusal import Refusal
from app.care.scores import gcs_sum
from app.care.staff import may_choose_scale_2
from app.commands.power import acting, held_casualty, recorded
from app.store.desk import Desk, event_id
from sync.event import Event
from sync.ids import ActorId


def observe(
    desk: Desk,
    by: ActorId,
    casualty: bytes,
    vitals: VitalsRecorded,
    beside: ObservationRecorded,
) -> list[Event]:
    """Record a set of vitals and what was observed beside it; either may be empty.

    The sum of a whole Glasgow coma scale goes with the vitals. Both facts are one deed:
    taking back the first takes back the second. Raises Refusal.
    """
    held_casualty(desk, casualty)
    vitals = _with_sum(vitals, beside)
    found: list[Event] = []
    if _says(vitals):
        found.append(recorded(desk, by, casualty, vitals))
    if _says(beside):
        _refuse_scale(desk, by, beside)
        cause = event_id(found[0]) if found else None
        found.append(recorded(desk, by, casualty, beside, cause))
    if not found:
        raise Refusal("nothing_filled_in")
    return found


def _with_sum(vitals: VitalsRecorded, beside: ObservationRecorded) -> VitalsRecorded:
    parts = (beside.eye, beside.verbal, beside.motor)
    eye, verbal, motor = (points_of(part) for part in parts)
    total = gcs_sum(eye, verbal, motor)
    if vitals.gcs is not None and all(parts) and vitals.gcs != total:
        raise Refusal("gcs_differs", field="gcs")
    return vitals if total is None else replace(vitals, gcs=total)


def _refuse_scale(desk: Desk, by: ActorId, fact: ObservationRecorded) -> None:
    if fact.spo2_scale is not Spo2Scale.TWO:
        return
    who = acting(desk, by, "observation.recorded")
    if not may_choose_scale_2(who.role):
        raise Refusal("may_not_choose_scale", role=who.role.value)


def _says(fact: VitalsRecorded | ObservationRecorded) -> bool:
    return any(
        getattr(fact, each.name) is not None
        for each in fields(fact)
        if each.name != "observed_ms"
    )
