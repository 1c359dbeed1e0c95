"""What the two posts of the drill do: the published training patients, and stock.

The label a source prints is recorded as a person's choice. BLACK is recorded as the
finding it is; the doctor of the post then declares death, by name (domain.md §2.1).
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from app import commands, paths
from app.care.casualty import Triaged, VitalsRecorded
from app.care.stock import LotKey
from app.care.terms import AgeBand, Consciousness, Role, Triage
from app.demo.picture import triage_card
from app.store.desk import local_day
from app.store.queries.casualties import Filter, casualties
from app.store.queries.staff import people
from app.store.queries.stock import items
from sync.ids import ActorId

if TYPE_CHECKING:
    from app.store.desk import Desk
    from app.store.file import CareFile

PIN: Final = "123456"
PATIENTS: Final = paths.ASSETS / "patients" / "training.json"

LABELS: Final = {
    "RED": Triage.T1,
    "YELLOW": Triage.T2,
    "GREEN": Triage.T3,
    "BLACK": Triage.BLACK,
}
STAFF: Final = (
    ("Noor Bakker", Role.POST_LEAD),
    ("Sanne Visser", Role.NURSE),
    ("Youssef El Amrani", Role.DOCTOR),
    ("Piet de Wit", Role.STOCK_KEEPER),
    ("Олена Коваль", Role.FIRST_AIDER),
)
STOCKED: Final = 12
"""How many items of the example list each post receives, and then uses."""

RECEIVED: Final = 40
ALONE: Final = "oefening"
"""Why nobody watches with a controlled drug in a drill."""
DAYS_TO_EXPIRY: Final = 400


@dataclass(frozen=True, slots=True)
class Team:
    """Who does what at one post of the drill."""

    nurse: ActorId
    doctor: ActorId
    doctor_name: str
    stock_keeper: ActorId


@dataclass(frozen=True, slots=True)
class Done:
    """What one post recorded."""

    casualties: int
    stock_movements: int


def training_patients() -> list[dict[str, Any]]:
    """Return the published training patients; a field that is absent is unknown."""
    found: list[dict[str, Any]] = json.loads(PATIENTS.read_text("utf-8"))["cases"]
    return found


def furnish(desk: Desk) -> None:
    """Give a post its people, unless it has them already."""
    if people(desk.database):
        return
    (lead_name, lead_role), *others = STAFF
    lead = commands.first_person(desk, lead_name, lead_role, PIN)
    for name, role in others:
        commands.add_person(desk, lead, name, role, PIN)


def team(file: CareFile) -> Team:
    """Return who works at a post of the drill."""
    by_role = {each.role: each for each in file.read_now(people)}
    doctor = by_role[Role.DOCTOR]
    return Team(
        by_role[Role.NURSE].actor,
        doctor.actor,
        doctor.name,
        by_role[Role.STOCK_KEEPER].actor,
    )


async def register(file: CareFile, who: Team, patient: Mapping[str, Any]) -> None:
    """Register one training patient as the nurse of the post would."""
    now_ms = file.clock.now_ms()
    category = LABELS[patient["published_label"]]
    wanted = commands.Registration(
        observed_ms=now_ms,
        category=category,
        age_band=AgeBand.CHILD if patient.get("age") == "child" else AgeBand.UNKNOWN,
        years=patient["age"] if isinstance(patient.get("age"), int) else None,
        complaint=f"{patient['tool']} {patient['id']}",
        reason=f"{patient['tool']}: {patient['published_label']}",
    )
    event = await file.write(
        lambda desk: commands.register_casualty(desk, who.nurse, wanted)
    )
    vitals = _vitals(patient, now_ms)
    if vitals is not None:
        await file.write(
            lambda desk: commands.record_vitals(desk, who.nurse, event.stream, vitals)
        )
    if category is Triage.BLACK:
        declared = Triaged(Triage.DEAD, now_ms, declared_by=who.doctor_name)
        await file.write(
            lambda desk: commands.retriage(desk, who.doctor, event.stream, declared)
        )


async def photograph(file: CareFile, who: Team) -> None:
    """Take a photo of the card of whoever is first in the list of a post."""
    page = await file.read(lambda db: casualties(db, Filter(), limit=1))
    (first,) = page.rows
    taken = await asyncio.to_thread(triage_card)
    await file.write(
        lambda desk: commands.attach_photo(desk, who.nurse, first.stream, taken)
    )


async def move_stock(file: CareFile, who: Team) -> int:
    """Receive, use and count some items; return how many movements that were."""
    listed = await file.read(lambda db: items(db, _day(file, 0)))
    moved = 0
    for place, item in enumerate(sorted(listed, key=lambda each: each.code)[:STOCKED]):
        expiry = _day(file, DAYS_TO_EXPIRY - 30 * (place % 3))
        lot = LotKey(item.code, f"OEF{place:03}", expiry)
        moved += await file.write(partial(_move, who.stock_keeper, lot, place))
    return moved


def _move(by: ActorId, lot: LotKey, place: int, desk: Desk) -> int:
    desk = commands.watched(desk, by, commands.Witness(absent=ALONE))
    commands.receive_stock(desk, by, lot, RECEIVED)
    issued = commands.issue_stock(desk, by, lot.item, 1 + place % 5)
    if place % 4:
        return 1 + len(issued)
    commands.count_stock(desk, by, lot, RECEIVED - 2 * (1 + place % 5))
    return 2 + len(issued)


def _vitals(patient: Mapping[str, Any], now_ms: int) -> VitalsRecorded | None:
    breaths, avpu = patient.get("rr"), patient.get("avpu")
    if breaths is None and avpu is None:
        return None
    return VitalsRecorded(
        now_ms,
        breaths_per_min=breaths,
        consciousness=Consciousness(avpu) if avpu else None,
    )


def _day(file: CareFile, days: int) -> str:
    return local_day(file.clock.now_ms() + days * 86_400_000)
