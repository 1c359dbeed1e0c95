"""A casualty who was burned and is watched for an hour, to be pictured."""

from __future__ import annotations

from app.care.casualty import VitalsRecorded
from app.care.injury import BodyRegion, BodyView, BurnDepth, InjuryKind, InjuryMarked
from app.care.observation import ObservationRecorded, Pregnancy, PupilReaction
from app.care.terms import Consciousness
from app.care.treatment import Intervention, Site, TreatmentGiven
from app.commands import give_treatment, mark_injury, observe, record_vitals
from app.store.file import CareFile
from sync.ids import ActorId
from tests.support.fakes import FakeClock

_MINUTE_MS = 60_000
_FRONT, _BACK = BodyView.FRONT, BodyView.BACK
_MARKS = (
    (InjuryKind.BURN, BodyRegion.CHEST, _FRONT, (455, 235), BurnDepth.PARTIAL, 25),
    (InjuryKind.BURN, BodyRegion.LEFT_FOREARM, _FRONT, None, BurnDepth.FULL, 50),
    (InjuryKind.BURN, BodyRegion.RIGHT_HAND, _BACK, None, BurnDepth.ERYTHEMA, None),
    (InjuryKind.FRACTURE, BodyRegion.RIGHT_LOWER_LEG, _FRONT, (392, 760), None, None),
    (InjuryKind.WOUND, BodyRegion.HEAD, _BACK, (520, 50), None, None),
    (InjuryKind.PAIN, BodyRegion.LOWER_BACK, _BACK, None, None, None),
)
_TREND = (
    (28, 91, 124, 96, 355, Consciousness.CONFUSED, 9),
    (26, 92, 121, 94, 356, Consciousness.CONFUSED, 9),
    (25, 93, 118, 99, 358, Consciousness.ALERT, 8),
    (24, 93, 112, 104, 360, Consciousness.ALERT, 7),
    (22, 94, 108, 108, 363, Consciousness.ALERT, 6),
    (21, 95, 101, 112, 365, Consciousness.ALERT, 5),
    (20, 96, 94, 116, 367, Consciousness.ALERT, 4),
    (18, 97, 88, 121, 369, Consciousness.ALERT, 3),
)


def watch(file: CareFile, clock: FakeClock, by: ActorId, casualty: bytes) -> None:
    """Let eight sets of vitals and six marks be recorded, and a tourniquet."""
    strap = TreatmentGiven(Intervention.TOURNIQUET, clock.now_ms(), Site.RIGHT_THIGH)
    file.write_now(lambda desk: give_treatment(desk, by, casualty, strap))
    for kind, region, view, spot, depth, share in _MARKS:
        x, y = spot or (None, None)
        mark = InjuryMarked(kind, region, view, clock.now_ms(), x, y, depth, share)
        file.write_now(lambda desk, m=mark: mark_injury(desk, by, casualty, m))
        clock.advance(_MINUTE_MS // 2)
    told = ObservationRecorded(
        clock.now_ms(),
        glucose_mmol_l=64,
        pupil_left_mm=4,
        pupil_left=PupilReaction.BRISK,
        pupil_right_mm=4,
        pupil_right=PupilReaction.SLUGGISH,
        pregnancy=Pregnancy.NO,
    )
    nothing = VitalsRecorded(clock.now_ms())
    file.write_now(lambda desk: observe(desk, by, casualty, nothing, told))
    for breaths, spo2, pulse, pressure, temperature, level, pain in _TREND:
        vitals = VitalsRecorded(
            clock.now_ms(),
            breaths_per_min=breaths,
            spo2_percent=spo2,
            on_oxygen=spo2 < 95,
            pulse_per_min=pulse,
            systolic_mmhg=pressure,
            diastolic_mmhg=pressure * 6 // 10,
            temperature_c=temperature,
            consciousness=level,
            gcs=14 if level is Consciousness.CONFUSED else 15,
            pain=pain,
        )
        file.write_now(lambda desk, v=vitals: record_vitals(desk, by, casualty, v))
        clock.advance(8 * _MINUTE_MS)
