"""Powers: who may record what, on whose word, until when, and what is marked."""

from __future__ import annotations

from typing import Any

import pytest

from app.care.casualty import NoteRecorded
from app.care.grant import GrantGiven, grant_stream
from app.care.handover import AdviceGiven
from app.care.medicine import MedicineGiven, Route
from app.care.power import Standing
from app.care.qualification import Profession, QualificationStated, big_number
from app.care.refusal import Refusal
from app.care.reserved import Act, Cell, Rules
from app.care.terms import Role
from app.care.treatment import Intervention, TreatmentGiven
from app.commands import (
    advise,
    give_medicine,
    give_treatment,
    record_note,
    retract,
)
from app.commands.trust import (
    ask_recognition,
    delegate_act,
    end_delegation,
    set_supervision,
    state_qualification,
)
from app.store.file import CareFile
from app.store.queries.casualty import Entry, casualty
from app.store.queries.crew import Recognised, member
from app.store.queries.power import Powers
from sync.ids import ActorId
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


def test_a_lead_delegates_what_the_region_allows_until_a_moment() -> None:
    post = memory_post()
    region, of = Region(post), registered(post)
    rules = Rules(
        {Profession.FIRST_AIDER: {Act.INJECTION: Cell.ORDERED}}, most_delegation_h=4
    )
    region.govern(rules)
    lead, aider = actor(post, Role.POST_LEAD), actor(post, Role.FIRST_AIDER)
    stated = QualificationStated(Profession.FIRST_AIDER)
    post.write_now(lambda desk: state_qualification(desk, aider, aider, stated))
    now = post.clock.now_ms()
    pen = TreatmentGiven(Intervention.AUTO_INJECTOR, now)

    def injected() -> Standing:
        event = post.write_now(lambda desk: give_treatment(desk, aider, of, pen))
        entry = entry_of(post, of, (event.log, event.seq))
        assert entry.power is not None
        return entry.power.standing

    def delegate(act: Act, hours: int) -> Any:
        return lambda desk: delegate_act(desk, lead, aider, act, now + hours * HOUR_MS)

    too_long = refusal(post, delegate(Act.INJECTION, 5))
    not_allowed = refusal(post, delegate(Act.PUNCTURE, 1))
    before = injected()
    post.write_now(delegate(Act.INJECTION, 2))
    during = injected()
    post.clock.advance(1_000)  # type: ignore[attr-defined]
    post.write_now(lambda desk: end_delegation(desk, lead, aider, Act.INJECTION))
    post.clock.advance(1_000)  # type: ignore[attr-defined]
    after = injected()

    assert (too_long.key, not_allowed.key) == (
        "delegated_too_long",
        "act_not_delegable",
    )
    assert (before, during, after) == (
        Standing.UNCONFIRMED,
        Standing.DELEGATED,
        Standing.UNCONFIRMED,
    )
    region.close()
    post.close()


def test_who_does_not_lead_arranges_no_power_for_anybody() -> None:
    post = memory_post()
    nurse, aider = actor(post), actor(post, Role.FIRST_AIDER)
    until = post.clock.now_ms() + HOUR_MS
    stated = QualificationStated(Profession.NURSE, big_number="12345678901")
    seen = QualificationStated(Profession.NURSE, proof_seen=True)

    keys = {
        refusal(post, command).key
        for command in (
            lambda desk: delegate_act(desk, nurse, aider, Act.INJECTION, until),
            lambda desk: set_supervision(desk, nurse, aider, nurse, until),
            lambda desk: ask_recognition(desk, nurse, nurse, Profession.NURSE),
            lambda desk: state_qualification(desk, nurse, aider, stated),
        )
    }
    own = refusal(post, lambda desk: state_qualification(desk, nurse, nurse, seen))

    assert keys == {"role_may_not"}
    assert own.key == "proof_by_another"
    post.close()


def test_nobody_is_overseen_by_themselves_or_by_who_is_overseen() -> None:
    post = memory_post()
    lead, doctor = actor(post, Role.POST_LEAD), actor(post, Role.DOCTOR)
    who = surgeon(post)
    supervised(post, who)
    until = post.clock.now_ms() + HOUR_MS

    def over(above: ActorId) -> str:
        return refusal(
            post, lambda desk: set_supervision(desk, lead, doctor, above, until)
        ).key

    assert over(doctor) == "supervises_oneself"
    assert over(who) == "supervised_oversees_nobody"
    post.close()


def test_a_qualification_of_another_is_taken_back_by_who_leads_alone() -> None:
    post = memory_post()
    lead, nurse, aider = (
        actor(post, role) for role in (Role.POST_LEAD, Role.NURSE, Role.FIRST_AIDER)
    )
    stated = QualificationStated(Profession.NURSE, big_number="1234 5678 901")
    event = post.write_now(lambda d: state_qualification(d, nurse, nurse, stated))
    target = (event.log, event.seq)

    refused = refusal(post, lambda desk: retract(desk, aider, target))
    post.write_now(lambda desk: retract(desk, lead, target))

    assert refused.key == "role_may_not"
    known = post.read_now(lambda db: Powers(db).known(nurse))
    assert known is not None and known.staff.qualified.stated == ()
    post.close()


@pytest.mark.parametrize("given", ["", "1234567890", "000 0000 0000", "1234567890a"])
def test_a_big_number_has_eleven_digits(given: str) -> None:
    with pytest.raises(Refusal):
        big_number(given)


def test_who_may_order_a_reserved_act_is_named() -> None:
    post = memory_post()

    named = post.read_now(
        lambda db: Powers(db, is_now=True).who_may(Act.INJECTION, post.clock.now_ms())
    )

    assert named == ("Doctor",)
    post.close()


def test_others_see_no_register_number_and_who_leads_does() -> None:
    post = memory_post()
    lead, aider = actor(post, Role.POST_LEAD), actor(post, Role.FIRST_AIDER)
    who = surgeon(post, big_number="12345678901")
    now = post.clock.now_ms()

    def number(viewer: ActorId) -> str:
        found = post.read_now(lambda db: member(db, who, now, viewer))
        assert found is not None
        return found.qualifications[0].big_number

    assert (number(aider), number(lead), number(who)) == (
        "",
        "12345678901",
        "12345678901",
    )
    post.close()
