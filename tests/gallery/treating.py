"""What is done for one casualty in an evening, and the pictures of it."""

from __future__ import annotations

from app.care.terms import Role
from app.care.treatment import Intervention, Site, TreatmentGiven
from app.commands import give_treatment
from app.store.file import CareFile
from tests.support.fakes import FakeClock
from tests.support.post import actor

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
