"""A home that is emptied: who is left, who is where, and which vehicle holds whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from app.care.dependent import street_key
from app.care.evacuation import (
    LEFT,
    EvacuationList,
    Evacuee,
    EvacueeStage,
    Going,
    Means,
)
from app.care.need import Evacuation as Out
from app.care.need import Mobility, MobilityStated, OxygenSource
from app.care.resident import Resident
from app.care.transport import RideStage
from app.store.queries.transport import RideRow, rides_of
from app.store.tables import read_state, state_of
from sync.database import Database, rows

STREAMS: Final = ("evacuation", "transport", "resident", "post")
_MEANS_OF: Final[Mapping[Out, Means]] = {
    Out.SEAT: Means.SEAT,
    Out.STRETCHER: Means.STRETCHER,
    Out.TWO_PERSONS: Means.TWO_PERSONS,
}
_MOBILITY: Final[Mapping[Mobility, Means]] = {
    Mobility.WALKS: Means.WALKS,
    Mobility.BED: Means.STRETCHER,
}
_ORDER: Final = tuple(EvacueeStage)
_ELSEWHERE: Final = (EvacueeStage.MISSING, EvacueeStage.WAITING, EvacueeStage.STAYS)


@dataclass(frozen=True, slots=True)
class EvacueeRow:
    """Somebody on the list: how far, in which vehicle, and what is kept of them."""

    evacuee: Evacuee
    name: str
    stage: EvacueeStage
    vehicles: tuple[str, ...] = ()

    @property
    def key(self) -> bytes:
        """Who, on this list."""
        return self.evacuee.key

    @property
    def going(self) -> Going:
        """What stands on the list."""
        return self.evacuee.going


@dataclass(frozen=True, slots=True)
class Emptied:
    """A home that is emptied, with everybody in it."""

    stream: bytes
    held: EvacuationList
    people: tuple[EvacueeRow, ...] = ()
    rides: tuple[RideRow, ...] = ()
    counts: Mapping[EvacueeStage, int] = field(default_factory=dict)

    @property
    def left(self) -> int:
        """How many are still in the house, or may be."""
        return sum(self.counts.get(each, 0) for each in LEFT)

    def aboard(self, ride: bytes) -> tuple[EvacueeRow, ...]:
        """Return who was brought to a vehicle, and was not seen elsewhere since."""
        return tuple(
            each
            for each in self.people
            if each.evacuee.ride == ride and each.stage not in _ELSEWHERE
        )


def evacuations(db: Database) -> tuple[Emptied, ...]:
    """Return the homes that are emptied now, the newest first; then those that are."""
    found = rows(
        db,
        "SELECT stream, state FROM evacuation "
        "ORDER BY is_open DESC, begun_ms DESC, stream LIMIT 50",
    )
    return tuple(
        _emptied(db, bytes(stream), read_state("evacuation", state))
        for stream, state in found
    )


def evacuation(db: Database, stream: bytes) -> Emptied | None:
    """Return one home that is emptied, or None."""
    held: EvacuationList | None = state_of(db, "evacuation", stream)
    return None if held is None else _emptied(db, stream, held)


@dataclass(frozen=True, slots=True)
class OnSheet:
    """A list of a home on paper that named a resident: its number, and who has it."""

    sheet: str
    to_name: str
    at_ms: int


def sheets_with(db: Database, resident: bytes) -> tuple[OnSheet, ...]:
    """Return every list of a home on paper that this resident stood on, last first."""
    found: list[OnSheet] = []
    for (state,) in rows(db, "SELECT state FROM evacuation"):
        held: EvacuationList = read_state("evacuation", state)
        since = [
            claim.observed_ms
            for one in held.people
            for claim in one.listed
            if claim.value.resident == resident
        ]
        found += (
            OnSheet(each.number, each.to_name, each.at_ms)
            for each in held.sheets
            if since and min(since) <= each.at_ms
        )
    return tuple(sorted(found, key=lambda each: -each.at_ms))


def missing(db: Database) -> int:
    """Return how many are missing, also from a home that is emptied no more."""
    found = rows(db, "SELECT state FROM evacuation")
    return sum(
        one.stage({}) is EvacueeStage.MISSING
        for (state,) in found
        for one in read_state("evacuation", state).people
    )


def residents_to_list(db: Database, street: str) -> tuple[Going, ...]:
    """Return who lives in a street and is at home, as they would come on a list.

    The name stays with the resident; how they move is what was asked of them.
    """
    found = rows(
        db,
        "SELECT stream, state FROM resident WHERE ended = 0 AND at_home = 1 "
        "AND street_key = ? ORDER BY house_number, stream",
        (street_key(street),),
    )
    return tuple(
        _going(bytes(stream), read_state("resident", state)) for stream, state in found
    )


def _emptied(db: Database, stream: bytes, held: EvacuationList) -> Emptied:
    found = rides_of(db, stream)
    stages = {each.stream: each.stage for each in found}
    names = {each.stream: each.ride.vehicle.name for each in found if each.ride.vehicle}
    people = sorted((_row(db, each, stages, names) for each in held.people), key=_place)
    counts = Counter(each.stage for each in people)
    return Emptied(stream, held, tuple(people), found, counts)


def _place(row: EvacueeRow) -> tuple[int, str, str, bytes]:
    """Who needs eyes first, then by room as the doors are."""
    room = row.going.room
    number = room.zfill(6) if room.isdecimal() else room
    return _ORDER.index(row.stage), number, row.name, row.key


def _row(
    db: Database,
    evacuee: Evacuee,
    stages: Mapping[bytes, RideStage],
    names: Mapping[bytes, str],
) -> EvacueeRow:
    going = evacuee.going
    name = going.name
    if going.resident:
        held: Resident | None = state_of(db, "resident", going.resident)
        name = held.text("name") if held else ""
    vehicles = tuple(sorted(names.get(each, "") for each in evacuee.rides))
    return EvacueeRow(evacuee, name, evacuee.stage(stages), vehicles)


def _going(stream: bytes, held: Resident) -> Going:
    stated = [each.value for each in held.mobility]
    return Going(
        room=held.text("house_number"),
        means=_means(stated),
        oxygen=any(each.value.source is not OxygenSource.NONE for each in held.oxygen),
        medicines=any(each.value.kinds for each in held.medicine),
        resident=stream,
    )


def _means(stated: list[MobilityStated]) -> Means | None:
    """Return how somebody gets out; None where nobody asked, or two say otherwise."""
    found = {
        _MEANS_OF[each.evacuation]
        if each.evacuation is not None
        else _MOBILITY.get(each.mobility)
        for each in stated
    }
    return found.pop() if len(found) == 1 else None
