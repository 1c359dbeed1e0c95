"""What is done for one casualty in an evening, and the pictures of it."""

from __future__ import annotations

from dataclasses import replace

from app.care.medicine import (
    AllergiesDenied,
    AllergyRecorded,
    Certainty,
    DoseUnit,
    MedicineGiven,
    Reaction,
    Route,
)
from app.care.terms import Role
from app.care.treatment import Intervention, Site, TreatmentGiven
from app.commands import (
    deny_allergies,
    give_medicine,
    give_treatment,
    record_allergy,
)
from app.store.file import CareFile
from tests.support.fakes import FakeClock
from tests.support.post import actor
from tests.support.watch import alone

_MINUTE_MS = 60_000


def treat(file: CareFile, clock: FakeClock, casualty: bytes) -> None:
    """Let a first aider treat somebody."""
    by = actor(file, Role.FIRST_AIDER)
    now = clock.now_ms()
    for fact in (
        TreatmentGiven(
            Intervention.TOURNIQUET,
            now - 18 * _MINUTE_MS,
            Site.LEFT_THIGH,
            given_by="Politie",
            item="VB001",
            pieces=1,
        ),
        TreatmentGiven(
            Intervention.TOURNIQUET, now - 3 * _MINUTE_MS, Site.LEFT_UPPER_ARM
        ),
        TreatmentGiven(Intervention.OXYGEN, now, item="VB018", pieces=1),
    ):
        file.write_now(lambda desk, f=fact: give_treatment(desk, by, casualty, f))
    nurse, doctor = actor(file, Role.NURSE), actor(file, Role.DOCTOR)
    for told in (
        AllergyRecorded(
            "Penicillines",
            now,
            "group:penicillin",
            Reaction.RASH,
            Certainty.TOLD,
            told_by="echtgenote",
        ),
        AllergyRecorded("Groene zeep", now, detail="kreeg bultjes"),
    ):
        file.write_now(lambda desk, f=told: record_allergy(desk, nurse, casualty, f))
    morphine = MedicineGiven(
        "Morfine",
        now,
        "morphine",
        2_500,
        DoseUnit.MG,
        Route.IV,
        item="VB042",
        pieces=1,
    )
    file.write_now(lambda d: give_medicine(alone(d, nurse), nurse, casualty, morphine))
    clock.advance(3 * _MINUTE_MS)
    again = replace(morphine, observed_ms=clock.now_ms(), despite="Was al gegeven")
    file.write_now(lambda d: give_medicine(alone(d, doctor), doctor, casualty, again))


def deny(file: CareFile, casualty: bytes) -> None:
    """Let somebody say that no allergies are known."""
    by, fact = actor(file, Role.NURSE), AllergiesDenied(file.clock.now_ms())
    file.write_now(lambda desk: deny_allergies(desk, by, casualty, fact))
