"""What is pictured of downscaling: the review list, the form, a client, the region."""

from __future__ import annotations

from typing import Any, Final

from app.care.level import Authority
from app.care.review_day import day_after
from app.care.scarcity import (
    Alternative,
    CareAct,
    DownscalingClass,
    Ground,
    Informed,
    scarcity_stream,
)
from app.commands import Downscaling, decide_downscaling
from app.store.desk import Desk, local_day
from app.store.queries.scarcity import decisions
from sync.database import Database, rows
from tests.gallery.hands import Scene, Tap
from tests.gallery.resident_scenes import peopled
from tests.gallery.scenes import At


def _wanted(now_ms: int) -> tuple[Downscaling, ...]:
    day = local_day(now_ms)
    return (
        Downscaling(
            CareAct.CATHETER,
            DownscalingClass.B,
            (Ground.NO_STAFF, Ground.ACT_CAN_WAIT),
            Alternative.LATER,
            day,
            stretch_days=3,
            because="twee van de vijf verpleegkundigen zijn er",
            informed=Informed.RELATIVE,
        ),
        Downscaling(
            CareAct.MEDICINES,
            DownscalingClass.C,
            (Ground.OTHERS_CAN, Ground.NO_WAY_THERE, Ground.AGE),
            Alternative.RELATIVE,
            day_after(day, 1),
            Authority.DOCTOR,
            "Dr. Smit",
            instruction="Insuline om 8 en 18 uur; bel 050-3123456 onder de 4,0",
        ),
        Downscaling(
            CareAct.HOUSEHOLD,
            DownscalingClass.D,
            (Ground.MORE_URGENT,),
            Alternative.NOTHING,
            day_after(day, 7),
        ),
    )


def _decided(at: At) -> None:
    peopled(at)
    at.session.go("scarcity")
    file, actor = at.session.open_file, at.session.actor
    if file.read_now(decisions):
        return
    now = file.clock.now_ms()
    people = file.read_now(_streams)
    for subject, wanted in zip(people, _wanted(now), strict=False):
        file.write_now(
            lambda d, s=subject, w=wanted: decide_downscaling(d, actor, s, w)
        )
    file.write_now(lambda d: _apart(d, people[1], actor))


def _streams(db: Database) -> list[bytes]:
    found = rows(db, "SELECT stream FROM resident ORDER BY n LIMIT 3")
    return [bytes(stream) for (stream,) in found]


def _apart(desk: Desk, subject: bytes, actor: Any) -> None:
    """Let another tablet decide on the same care without having seen the first."""
    stream = scarcity_stream(subject)
    wanted = _wanted(desk.now_ms())[1]
    [held] = [
        each.decision.fact
        for each in decisions(desk.database)
        if each.subject == subject
    ]
    fact = type(held)(
        held.post,
        subject,
        wanted.act,
        DownscalingClass.B,
        (Ground.NO_STAFF,),
        Alternative.OTHER_CARE,
        held.review_day,
        Authority.OWN,
        desk.now_ms(),
        stretch_days=2,
    )
    desk.record(stream, fact, actor)


SCENES: Final[tuple[Scene, ...]] = (
    Scene("scarcity", _decided, tall=True),
    Scene("scarcity-client", _decided, (Tap("Grietje Kuipers"),), tall=True),
    Scene(
        "scarcity-decide",
        _decided,
        (
            Tap("Grietje Kuipers"),
            Tap("ui.scarcity.decide"),
            Tap("term.CareAct.wound"),
            Tap("term.DownscalingClass.C"),
            Tap("term.Alternative.phone"),
        ),
        tall=True,
    ),
)
