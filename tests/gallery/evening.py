"""An evening at a post, made with the real commands, for pictures."""

from __future__ import annotations

from dataclasses import dataclass

from app.care.casualty import NoteRecorded, VitalsRecorded
from app.care.member import StaffAdded, staff_stream
from app.care.situation import MajorIncident, SituationReported
from app.care.stock import LotKey
from app.care.terms import AgeBand, Consciousness, Role, Sex, Triage
from app.commands import (
    Registration,
    attach_photo,
    issue_stock,
    receive_stock,
    record_note,
    record_vitals,
    register_casualty,
    retriage,
)
from app.commands.situation import report_situation
from app.store.desk import Desk
from app.store.file import CareFile
from app.store.queries.staff import people
from app.store.starter import starter_items
from sync.ids import ActorId
from tests.gallery.photograph import photograph
from tests.gallery.treating import deny, treat
from tests.gallery.watched import watch
from tests.support.fakes import FakeClock
from tests.support.post import actor, seen
from tests.support.watch import alone

_MINUTE_MS = 60_000
_NAMES = {
    Role.DOCTOR: "Irene van der Zee",
    Role.FIRST_AIDER: "Youssef Amrani",
    Role.NURSE: "Marieke Postma",
    Role.OPERATOR: "Beheer",
    Role.POST_LEAD: "Anna de Vries",
    Role.REGISTRAR: "Tom Bakker",
    Role.STOCK_KEEPER: "Lotte Hofstra",
}
_ARRIVALS: tuple[tuple[str | None, str, Sex, AgeBand, Triage | None, str, str], ...] = (
    (
        "Jan Kuipers",
        "Beklemd been, veel bloedverlies",
        Sex.MALE,
        AgeBand.ADULT,
        Triage.T1,
        "Behandelplek 1",
        "",
    ),
    (
        None,
        "Hoofdletsel, suf",
        Sex.UNKNOWN,
        AgeBand.UNKNOWN,
        Triage.T1,
        "Behandelplek 2",
        "",
    ),
    (
        "Fatma Yılmaz",
        "Buikpijn, bleek",
        Sex.FEMALE,
        AgeBand.ADULT,
        Triage.T2,
        "Zaal B",
        "",
    ),
    (
        "Анна Сергеевна Петрова",
        "Gebroken pols",
        Sex.FEMALE,
        AgeBand.SENIOR,
        Triage.T2,
        "Zaal B",
        "",
    ),
    (
        "محمد العلي",
        "Brandwond onderarm",
        Sex.MALE,
        AgeBand.TEEN,
        Triage.T2,
        "Zaal B",
        "",
    ),
    (
        "Γιώργος Παπαδόπουλος",
        "Snijwond hand",
        Sex.MALE,
        AgeBand.ADULT,
        Triage.T3,
        "Wachtruimte",
        "",
    ),
    (
        "Sanne de Boer",
        "Verstuikte enkel",
        Sex.FEMALE,
        AgeBand.CHILD,
        Triage.T3,
        "Wachtruimte",
        "",
    ),
    (
        "Piet Jansma",
        "Onderkoeld",
        Sex.MALE,
        AgeBand.SENIOR,
        Triage.T3,
        "Wachtruimte",
        "",
    ),
    (
        None,
        "Niet aanspreekbaar, geen pols",
        Sex.MALE,
        AgeBand.ADULT,
        Triage.BLACK,
        "Buiten",
        "",
    ),
    ("Lisa Mulder", "Overstuur", Sex.FEMALE, AgeBand.TEEN, None, "Ingang", ""),
    (
        "Willemijn Adriaana Cornelia van den Bergh-van Oldenbarnevelt tot Zuylichem",
        "Duizelig na lang staan in de rij bij de ingang van de sporthal, wil zitten",
        Sex.FEMALE,
        AgeBand.SENIOR,
        Triage.T3,
        "Wachtruimte op de eerste verdieping, naast de kantine",
        "",
    ),
    (
        "Dirk Veenstra",
        "Inwendig letsel",
        Sex.MALE,
        AgeBand.SENIOR,
        Triage.T4,
        "Zaal C",
        "dr. Van der Zee",
    ),
)


@dataclass(frozen=True, slots=True)
class Evening:
    """The streams worth looking at: with a history, a contradiction, many vitals."""

    casualty: bytes
    contradicted: bytes
    watched: bytes
    erased: bytes
    """Who is erased once the scenes come to it."""


def fill(file: CareFile, clock: FakeClock) -> Evening:
    """Let an evening pass."""
    file.write_now(name_people)
    by = actor(file, Role.NURSE)
    streams = []
    for name, complaint, sex, band, category, place, order in _ARRIVALS:
        wanted = Registration(
            observed_ms=clock.now_ms(),
            category=category,
            age_band=band,
            sex=sex,
            complaint=complaint,
            place=place,
            name=name,
            ordered_by=order,
        )
        streams.append(_registered(file, by, wanted))
        clock.advance(7 * _MINUTE_MS)
    file.write_now(lambda desk: _stock(desk, by))
    treat(file, clock, streams[0])
    deny(file, streams[3])
    _follow_up(file, clock, by, streams[0])
    _contradict(file, streams[3])
    watch(file, clock, by, streams[2])
    file.write_now(lambda desk: _report(desk, by))
    return Evening(streams[0], streams[3], streams[2], streams[7])


def _report(desk: Desk, by: ActorId) -> None:
    said = SituationReported(
        desk.now_ms(),
        MajorIncident.DECLARED,
        "Station Zuid, spoor 3, ingang parkeerplaats",
        "Trein ontspoord, ongeveer 150 reizigers",
        "Bovenleiding, mogelijk onder spanning",
        on_scene="Brandweer, twee ambulances",
    )
    report_situation(desk, by, said)


def _registered(file: CareFile, by: ActorId, wanted: Registration) -> bytes:
    return file.write_now(lambda desk: register_casualty(desk, by, wanted)).stream


def name_people(desk: Desk) -> None:
    """Give everybody at the post a name to look at."""
    for each in people(desk.database):
        fact = StaffAdded(_NAMES[each.role], each.role)
        desk.record(staff_stream(each.actor), fact, each.actor)


def _follow_up(file: CareFile, clock: FakeClock, by: ActorId, casualty: bytes) -> None:
    for pulse, pressure in ((128, 84), (118, 92), (104, 108)):
        vitals = VitalsRecorded(
            clock.now_ms(),
            breaths_per_min=26,
            spo2_percent=93,
            on_oxygen=True,
            pulse_per_min=pulse,
            systolic_mmhg=pressure,
            diastolic_mmhg=60,
            temperature_c=361,
            consciousness=Consciousness.ALERT,
            pain=7,
        )
        file.write_now(lambda desk, v=vitals: record_vitals(desk, by, casualty, v))
        clock.advance(6 * _MINUTE_MS)
    photo = photograph()
    file.write_now(lambda desk: attach_photo(desk, by, casualty, photo))
    told = NoteRecorded("Tourniquet links om 19:42, familie gebeld.", clock.now_ms())
    file.write_now(lambda desk: record_note(desk, by, casualty, told))
    better = seen(file, Triage.T2, reason="Bloeding staat, druk stijgt")
    file.write_now(lambda desk: retriage(desk, by, casualty, better))
    clock.advance(4 * _MINUTE_MS)


def _contradict(file: CareFile, casualty: bytes) -> None:
    """Let a doctor who did not see the triage of the nurse find something else."""
    doctor = actor(file, Role.DOCTOR)
    worse = seen(file, Triage.T1, reason="Hand koud en wit")
    file.write_now(lambda desk: retriage(desk, doctor, casualty, worse, []))


def _stock(desk: Desk, by: ActorId) -> None:
    desk = alone(desk, by)
    for place, item in enumerate(starter_items()):
        if place % 4 == 3:
            continue
        lot = LotKey(
            item, f"L{4100 + place}", f"202{7 + place % 2}-0{1 + place % 9}-28"
        )
        receive_stock(desk, by, lot, 12 + place * 7 % 50)
        if place % 3 == 0:
            issue_stock(desk, by, item, 5)
        if place == 0:
            receive_stock(desk, by, LotKey(item, "L4200", "2029-11-30"), 40)
            receive_stock(desk, by, LotKey(item, "L3907", "2024-03-31"), 6)
