"""What is pictured of people: who is on duty, what they are, what they may."""

from __future__ import annotations

from typing import Final

from app.care.duty import AbsenceCause, FatigueSet
from app.care.qualification import (
    MilitaryRole,
    Nation,
    Profession,
    QualificationStated,
)
from app.care.terms import Role
from app.commands import add_person
from app.commands.duty import begin_duty, plan_duty, set_fatigue, tell_absence
from app.commands.trust import ask_recognition, set_supervision, state_qualification
from app.store.desk import Desk
from app.store.file import CareFile
from app.store.queries.recognition import asked_for
from app.store.queries.staff import people
from sync.ids import ActorId
from tests.gallery.hands import Scene, Tap
from tests.gallery.hub_scenes import AtHub
from tests.gallery.hub_scenes import room as at_room
from tests.gallery.scenes import At
from tests.support.post import PIN, actor
from tests.support.powers import surgeon
from tests.support.region import opened, until

_HOUR_MS: Final = 3_600_000
_SURGEON: Final = "Dr. Emily Smith"


def crewed(file: CareFile) -> None:
    """Let a crew be on duty, with a surgeon of a force under supervision."""
    if any(each.name == _SURGEON for each in file.read_now(people)):
        return
    by_role = {role: actor(file, role) for role in Role}
    file.write_now(lambda desk: _crew(desk, by_role))


def _crew(desk: Desk, by_role: dict[Role, ActorId]) -> None:
    now, lead = desk.now_ms(), by_role[Role.POST_LEAD]
    surgeon = add_person(desk, lead, _SURGEON, Role.DOCTOR, PIN)
    stated = QualificationStated(
        Profession.DOCTOR,
        military=MilitaryRole.SURGEON,
        nation=Nation.US,
        proof_seen=True,
    )
    state_qualification(desk, lead, surgeon, stated)
    doctor = by_role[Role.DOCTOR]
    own = QualificationStated(Profession.DOCTOR, "12345678901", proof_seen=True)
    state_qualification(desk, lead, doctor, own)
    set_supervision(desk, lead, surgeon, doctor, now + 8 * _HOUR_MS)
    ask_recognition(desk, lead, surgeon, Profession.DOCTOR, "Uit de VS, team 3")
    set_fatigue(desk, lead, FatigueSet(12, 36))
    for role, hours in ((Role.DOCTOR, 14), (Role.NURSE, 5), (Role.POST_LEAD, 3)):
        begin_duty(desk, lead, by_role[role], now - hours * _HOUR_MS)
    begin_duty(desk, lead, surgeon, now - 2 * _HOUR_MS)
    absent = by_role[Role.STOCK_KEEPER]
    tell_absence(desk, lead, absent, AbsenceCause.ILL, now + 48 * _HOUR_MS)
    aider = by_role[Role.FIRST_AIDER]
    plan_duty(desk, lead, aider, now + 2 * _HOUR_MS, now + 10 * _HOUR_MS)


def _people(at: At) -> None:
    crewed(at.session.open_file)
    at.session.go("people")


def _as_nurse(at: At) -> None:
    found = at.session.open_file.read_now(people)
    at.session.sign_on(next(each for each in found if each.role is Role.NURSE))
    _people(at)


async def _asked(at: AtHub) -> None:
    """Let a post ask for a surgeon, once, and come to the room."""
    post = at.region.posts[0]
    file = opened(post)
    if not any(each.name == "Dr. Smith" for each in file.read_now(people)):
        who = surgeon(
            file, military=MilitaryRole.SURGEON, nation=Nation.US, proof_seen=True
        )
        lead, profession = actor(file, Role.POST_LEAD), Profession.DOCTOR
        await file.write(
            lambda desk: ask_recognition(desk, lead, who, profession, "Team 3, VS")
        )
        post.nudge(at.region.mode)
        hub = opened(at.region.hub)
        await until(lambda: bool(hub.read_now(lambda db: asked_for(db, 0))))
    at.session.go("powers")


HUB_SCENES: Final = (
    Scene("hub-powers", _asked),
    Scene("hub-grant", _asked, (Tap("ui.hub.powers.recognise"),), tall=True),
    Scene("hub-acts", at_room("acts"), tall=True),
)
_OPEN: Final = Tap(_SURGEON, last=True)
SCENES: Final = (
    Scene("crew", _people, tall=True),
    Scene("crew-nurse", _as_nurse, tall=True),
    Scene("crew-member", _people, (_OPEN,), tall=True),
    Scene("crew-supervision", _people, (_OPEN, Tap("ui.crew.do_supervision"))),
    Scene(
        "crew-qualification",
        _people,
        (_OPEN, Tap("ui.crew.do_qualification")),
        tall=True,
    ),
    Scene(
        "crew-delegation",
        _people,
        (_OPEN, Tap("ui.crew.do_delegation", last=True)),
        tall=True,
    ),
)
