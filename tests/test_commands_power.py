"""Powers: who may record what, on whose word, until when, and what is marked."""

from __future__ import annotations

from typing import Any

import pytest

from app.care.casualty import NoteRecorded
from app.care.clock import ClockMeasured, clock_stream
from app.care.grant import GrantGiven, grant_stream
from app.care.handover import AdviceGiven
from app.care.level import Authority
from app.care.medicine import MedicineGiven, Route
from app.care.power import Standing
from app.care.qualification import Profession
from app.care.refusal import Refusal
from app.care.reserved import Act
from app.care.terms import CareLevel, Role
from app.care.treatment import Intervention, TreatmentGiven
from app.commands import (
    advise,
    give_medicine,
    give_treatment,
    record_note,
)
from app.commands.level import LevelWanted, set_level
from app.commands.trust import (
    ask_recognition,
    set_supervision,
)
from app.store.file import CareFile
from app.store.queries.casualty import Entry, casualty
from app.store.queries.crew import Recognised, member
from app.store.queries.power import Powers
from sync.ids import ActorId, LogId
from sync.journal import setting
from tests.support.post import actor, memory_post, registered
from tests.support.powers import DAY_MS, Region, surgeon

HOUR_MS = 3_600_000
ADVICE = AdviceGiven("Rust", 1)


def refusal(file: CareFile, command: Any) -> Refusal:
    with pytest.raises(Refusal) as refused:
        file.write_now(command)
    return refused.value


def noted(post: CareFile, by: ActorId, of: bytes) -> Entry:
    """Let a person write something down; return how it stands in the timeline."""
    fact = NoteRecorded("gezien", post.clock.now_ms())
    event = post.write_now(lambda desk: record_note(desk, by, of, fact))
    return entry_of(post, of, (event.log, event.seq))


def entry_of(post: CareFile, of: bytes, fact_id: tuple[bytes, int]) -> Entry:
    detail = post.read_now(lambda db: casualty(db, of))
    assert detail is not None
    return next(each for each in detail.timeline if each.id == fact_id)


def supervised(post: CareFile, who: ActorId, hours: int = 8) -> ActorId:
    lead, above = actor(post, Role.POST_LEAD), actor(post, Role.DOCTOR)
    until = post.clock.now_ms() + hours * HOUR_MS
    post.write_now(lambda desk: set_supervision(desk, lead, who, above, until))
    return above


def test_a_surgeon_works_under_supervision_and_then_by_their_own_power() -> None:
    post = memory_post()
    region, of = Region(post), registered(post)
    who = surgeon(post, proof_seen=True)
    lead = actor(post, Role.POST_LEAD)
    supervised(post, who)
    post.write_now(
        lambda desk: ask_recognition(desk, lead, who, Profession.DOCTOR, "uit de VS")
    )
    now = post.clock.now_ms

    before = noted(post, who, of)
    post.clock.advance(60_000)  # type: ignore[attr-defined]
    waiting = post.read_now(lambda db: member(db, who, now(), lead))
    region.recognise(who)
    after = noted(post, who, of)
    still = entry_of(post, of, before.id)
    known = post.read_now(lambda db: member(db, who, now(), lead))

    assert before.power is not None and after.power is not None
    assert (before.power.standing, before.power.name) == (
        Standing.SUPERVISED,
        "Doctor",
    )
    assert waiting is not None and waiting.member.recognition.is_pending
    assert after.power.standing is Standing.OWN
    assert still.power == before.power
    assert known is not None
    assert known.member.recognition.state is Recognised.RECOGNISED
    region.close()
    post.close()


def test_a_grant_that_no_hub_gave_gives_no_power() -> None:
    post = memory_post()
    region, of = Region(post), registered(post)
    region.govern()
    who = surgeon(post)
    forged = GrantGiven(
        "Dr. Smith",
        Role.DOCTOR,
        1,
        post.clock.now_ms() + DAY_MS,
        region.post_id,
        "regio",
    )

    post.write_now(lambda desk: desk.record(grant_stream(who), forged, who))
    entry = noted(post, who, of)

    assert entry.power is not None
    assert entry.power.standing is Standing.UNCONFIRMED
    assert not entry.has_power
    region.close()
    post.close()


def test_a_grant_that_expired_refuses_with_what_to_do_and_keeps_first_aid() -> None:
    post = memory_post()
    region, of = Region(post), registered(post)
    who = surgeon(post)
    region.recognise(who, until_ms=post.clock.now_ms() + DAY_MS)
    post.clock.advance(DAY_MS)  # type: ignore[attr-defined]
    given = MedicineGiven("Morfine", post.clock.now_ms(), route=Route.IV)

    advice = refusal(post, lambda desk: advise(desk, who, of, ADVICE))
    own = refusal(post, lambda desk: give_medicine(desk, who, of, given))
    entry = noted(post, who, of)

    assert (advice.key, advice.values["role"]) == ("power_expired", "doctor")
    assert own.key == "given_by_missing"
    assert entry.power is not None
    assert entry.power.standing is Standing.EXPIRED
    region.close()
    post.close()


def test_supervision_lets_whose_grant_expired_go_on() -> None:
    post = memory_post()
    region, of = Region(post), registered(post)
    who = surgeon(post)
    region.recognise(who, until_ms=post.clock.now_ms() + DAY_MS)
    post.clock.advance(DAY_MS)  # type: ignore[attr-defined]

    supervised(post, who)
    entry = noted(post, who, of)

    assert entry.power is not None
    assert entry.power.standing is Standing.SUPERVISED
    region.close()
    post.close()


def test_a_withdrawal_that_comes_later_marks_what_was_recorded_after_it() -> None:
    post = memory_post()
    region, of = Region(post), registered(post)
    who = surgeon(post)
    grant = region.recognise(who)
    before = noted(post, who, of)
    post.clock.advance(60_000)  # type: ignore[attr-defined]
    region.withdraw(who, grant, carry=False)
    post.clock.advance(60_000)  # type: ignore[attr-defined]
    unaware = noted(post, who, of)

    region.orders.carry()
    first, second = (entry_of(post, of, each.id) for each in (before, unaware))

    assert unaware.power is not None and unaware.power.standing is Standing.OWN
    assert first.power is not None and first.power.standing is Standing.OWN
    assert second.power is not None and second.power.standing is Standing.WITHDRAWN
    assert (first.has_power, second.has_power) == (True, False)
    region.close()
    post.close()


def test_a_clock_that_is_set_back_revives_no_grant_that_was_withdrawn() -> None:
    post = memory_post()
    region, of = Region(post), registered(post)
    who = surgeon(post)
    grant = region.recognise(who)
    post.clock.advance(60_000)  # type: ignore[attr-defined]
    region.withdraw(who, grant)

    post.clock.advance(-30_000)  # type: ignore[attr-defined]
    refused = refusal(post, lambda desk: advise(desk, who, of, ADVICE))

    assert refused.key == "power_withdrawn"
    region.close()
    post.close()


def test_a_reserved_act_of_who_may_not_is_written_down_and_marked() -> None:
    post = memory_post()
    of, aider = registered(post), actor(post, Role.FIRST_AIDER)
    needle = TreatmentGiven(Intervention.NEEDLE_DECOMPRESSION, post.clock.now_ms())

    event = post.write_now(lambda desk: give_treatment(desk, aider, of, needle))
    entry = entry_of(post, of, (event.log, event.seq))

    assert entry.power is not None
    assert (entry.power.standing, entry.power.act) == (
        Standing.UNCONFIRMED,
        Act.PUNCTURE,
    )
    assert not entry.has_power
    post.close()


def test_what_another_did_is_judged_by_who_did_it() -> None:
    post = memory_post()
    of, aider = registered(post), actor(post, Role.FIRST_AIDER)

    def given(name: str) -> Entry:
        fact = MedicineGiven(
            "Morfine", post.clock.now_ms(), route=Route.IV, given_by=name, despite="x"
        )
        event = post.write_now(lambda desk: give_medicine(desk, aider, of, fact))
        return entry_of(post, of, (event.log, event.seq))

    here, elsewhere = given("doctor"), given("Dr. van ver")

    assert here.power is not None and elsewhere.power is not None
    assert (here.power.standing, here.power.of) == (Standing.ROLE, "doctor")
    assert (elsewhere.power.standing, elsewhere.power.of) == (
        Standing.TOLD,
        "Dr. van ver",
    )
    post.close()


def test_who_may_order_a_reserved_act_is_named() -> None:
    post = memory_post()

    named = post.read_now(
        lambda db: Powers(db, is_now=True).who_may(Act.INJECTION, post.clock.now_ms())
    )

    assert named == ("Doctor",)
    post.close()


def test_others_see_no_register_number_and_who_leads_does() -> None:
    post = memory_post()
    lead, aider, admin = (
        actor(post, role) for role in (Role.POST_LEAD, Role.FIRST_AIDER, Role.OPERATOR)
    )
    who = surgeon(post, big_number="12345678901")
    now = post.clock.now_ms()

    def number(viewer: ActorId) -> str:
        found = post.read_now(lambda db: member(db, who, now, viewer))
        assert found is not None
        return found.qualifications[0].big_number

    assert (number(aider), number(admin), number(lead), number(who)) == (
        "",
        "",
        "12345678901",
        "12345678901",
    )
    post.close()


def test_a_power_for_a_crisis_alone_holds_while_there_is_one() -> None:
    post = memory_post()
    region, of = Region(post), registered(post)
    region.govern()
    who, lead = surgeon(post), actor(post, Role.POST_LEAD)
    region.recognise(who, levels=(CareLevel.CRISIS,))
    minute = 60_000

    def set_to(level: CareLevel) -> Entry:
        post.clock.advance(minute)  # type: ignore[attr-defined]
        wanted = LevelWanted(
            level, Authority.POST_LEAD, "Post Lead", post.clock.now_ms()
        )
        post.write_now(lambda desk: set_level(desk, lead, wanted))
        post.clock.advance(minute)  # type: ignore[attr-defined]
        return noted(post, who, of)

    before = noted(post, who, of)
    during, after = set_to(CareLevel.CRISIS), set_to(CareLevel.BASIS)
    still = entry_of(post, of, during.id)

    found = [
        each.power.standing for each in (before, during, after, still) if each.power
    ]
    assert found == [
        Standing.UNCONFIRMED,
        Standing.OWN,
        Standing.UNCONFIRMED,
        Standing.OWN,
    ]
    region.close()
    post.close()


def test_a_clock_that_runs_days_ahead_ends_no_grant_before_its_time() -> None:
    post = memory_post()
    region, of = Region(post), registered(post)
    who, now = surgeon(post), post.clock.now_ms()
    log = LogId(bytes(post.read_now(lambda db: setting(db, "log"))))
    ahead = ClockMeasured(-2 * DAY_MS, now)
    until = now - DAY_MS  # tomorrow, by the hub's clock
    fact = GrantGiven(
        "Dr. Smith", Role.DOCTOR, now - 9 * DAY_MS, until, region.post_id, "Regio"
    )
    region.orders.tell(grant_stream(who), fact)

    wrong = noted(post, who, of)
    post.write_now(lambda desk: desk.record(clock_stream(log), ahead, who))
    right = entry_of(post, of, wrong.id)
    post.write_now(lambda desk: advise(desk, who, of, ADVICE))

    assert wrong.power is not None and right.power is not None
    assert (wrong.power.standing, right.power.standing) == (
        Standing.EXPIRED,
        Standing.OWN,
    )
    region.close()
    post.close()
