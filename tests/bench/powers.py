"""Powers: what a tap and a list cost where many people hold very many grants.

The grants lie in a log that a hub handed down, and the region's rules are in force, so
that nothing is skipped. The raw limit beside them is one plain read of one row.
"""

from __future__ import annotations

from pathlib import Path

from app.care.casualty import NoteRecorded
from app.care.grant import GrantGiven, grant_stream
from app.care.member import StaffAdded, staff_stream
from app.care.qualification import Profession, QualificationStated
from app.care.reserved import POWERS, Act, Rules, document_of
from app.care.terms import Role, Triage
from app.commands import Registration, record_note, register_casualty
from app.commands.pack import publish_pack
from app.commands.power import acting
from app.store.file import CareFile
from app.store.queries.casualty import casualty
from app.store.queries.crew import crew, member
from app.store.queries.power import Powers, reserved_hint
from sync.clock import SystemClock
from sync.database import rows
from sync.ids import ActorId, new_actor
from sync.journal import setting
from tests.bench.table import Figures, add_spread, timed_ms
from tests.support.orders import Orders
from tests.support.post import actor, open_post

FULL, QUICK = (60, 5_000), (20, 400)
_TIMES = 40
_NOTES = 60
_DAY_MS = 86_400_000
_NEED = "medicine.given/route/iv"


def _people(post: CareFile, count: int) -> list[ActorId]:
    lead, made = actor(post, Role.POST_LEAD), []
    for place in range(count):
        who = new_actor(post.write_now(lambda desk: desk.ids))
        role = Role.DOCTOR if place % 3 == 0 else Role.NURSE
        profession = Profession.DOCTOR if role is Role.DOCTOR else Profession.NURSE
        facts = (
            StaffAdded(f"Persoon {place}", role),
            QualificationStated(profession, proof_seen=True),
        )
        for fact in facts:
            post.write_now(
                lambda desk, who=who, fact=fact: desk.record(
                    staff_stream(who), fact, lead
                )
            )
        made.append(who)
    return made


def _grant(hub: Orders, people: list[ActorId], count: int, now: int) -> None:
    """Let the region grant so much, all but the newest of each long past."""
    post = bytes(hub.post.read_now(lambda db: setting(db, "post_id")))
    by, log = actor(hub.hub, Role.OPERATOR), hub.log
    for place in range(count):
        who, turn = people[place % len(people)], place // len(people)
        start = now - (count // len(people) - turn + 1) * _DAY_MS
        fact = GrantGiven(
            f"Persoon {place % len(people)}",
            Role.DOCTOR,
            start,
            now + _DAY_MS if turn >= count // len(people) - 1 else start + _DAY_MS,
            post,
            "Regio",
            reserved=(Act.INJECTION, Act.PUNCTURE),
        )
        hub.hub.write_now(
            lambda desk, who=who, fact=fact: desk.record(
                grant_stream(who), fact, by, log=log
            )
        )
        if place % 500 == 499:
            hub.carry()
    document = document_of(Rules())
    hub.hub.write_now(lambda desk: publish_pack(desk, by, POWERS, document, [log]))
    hub.carry()


def measure(figures: Figures, folder: Path, size: tuple[int, int] = FULL) -> None:
    """Measure with so many people and grants."""
    count, grants = size
    clock = SystemClock()
    post = open_post(folder / "powers.db", clock=clock)
    now = clock.now_ms()
    people = _people(post, count)
    hub = Orders(post, clock)
    _grant(hub, people, grants, now)
    hub.close()
    who, viewer = people[0], actor(post, Role.POST_LEAD)
    figures.add("powers: people", len(people), "people")
    figures.add("powers: grants", grants, "grants")

    def read(name: str, question: object) -> None:
        taken = timed_ms(lambda: post.read_now(question), _TIMES)  # type: ignore[arg-type]
        add_spread(figures, f"powers: {name}", taken)

    row = "SELECT state FROM staff WHERE stream = ?"
    read("raw limit, one row", lambda db: rows(db, row, (staff_stream(who),)))
    read("who may, a tap", lambda db: Powers(db, is_now=True).of_role(who, now))
    read("a reserved act, a tap", lambda db: reserved_hint(db, who, _NEED, now))
    read("the board", lambda db: crew(db, now, viewer))
    read("one person", lambda db: member(db, who, now, viewer))
    taken = timed_ms(
        lambda: post.write_now(lambda desk: acting(desk, who, "advice.given")), _TIMES
    )
    add_spread(figures, "powers: the check before a fact", taken)
    _timeline(figures, post, people)
    post.close()


def _timeline(figures: Figures, post: CareFile, people: list[ActorId]) -> None:
    """Measure a record in which everybody wrote something."""
    wanted = Registration(observed_ms=post.clock.now_ms(), category=Triage.T1)
    of = post.write_now(lambda d: register_casualty(d, people[0], wanted)).stream
    for place in range(_NOTES):
        who = people[place % len(people)]
        fact = NoteRecorded(f"Notitie {place}", post.clock.now_ms())
        post.write_now(lambda d, w=who, f=fact: record_note(d, w, of, f))
    taken = timed_ms(lambda: post.read_now(lambda db: casualty(db, of)), _TIMES)
    add_spread(figures, f"powers: a record with {_NOTES} notes", taken)
