"""What who leads arranges: supervision, delegation, what a person is said to be."""

from __future__ import annotations

from typing import Any

import pytest

from app.care.power import Standing
from app.care.qualification import Profession, QualificationStated, big_number
from app.care.refusal import Refusal
from app.care.reserved import Act, Cell, Rules
from app.care.terms import Role
from app.care.treatment import Intervention, TreatmentGiven
from app.commands import (
    give_treatment,
    retract,
)
from app.commands.trust import (
    ask_recognition,
    delegate_act,
    end_delegation,
    set_supervision,
    state_qualification,
)
from app.store.queries.power import Powers
from sync.ids import ActorId
from tests.support.post import actor, memory_post, registered
from tests.support.powers import Region, surgeon
from tests.test_commands_power import HOUR_MS, entry_of, refusal, supervised


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
    assert over(actor(post)) == "overseer_role"
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
