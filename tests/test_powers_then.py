"""By what right somebody recorded a fact: who they were then, by the hub's clock."""

from __future__ import annotations

from app.care.clock import ClockMeasured, clock_stream
from app.care.power import Standing
from app.care.terms import Role
from app.commands.staff import change_role, end_person
from app.store.file import CareFile
from sync.ids import LogId
from sync.journal import setting
from tests.support.post import actor, memory_post, registered
from tests.support.powers import DAY_MS, Region, surgeon
from tests.test_commands_power import entry_of, noted, supervised


def goes_on(post: CareFile, ms: int = 60_000) -> None:
    post.clock.advance(ms)  # type: ignore[attr-defined]


def test_what_was_recorded_as_a_nurse_stays_judged_as_of_a_nurse() -> None:
    post = memory_post()
    region, of = Region(post), registered(post)
    region.govern()
    lead = actor(post, Role.POST_LEAD)
    nurse, helper = actor(post, Role.NURSE), actor(post, Role.FIRST_AIDER)
    goes_on(post)
    as_nurse, as_helper = noted(post, nurse, of), noted(post, helper, of)
    goes_on(post)
    post.write_now(lambda desk: change_role(desk, lead, nurse, Role.REGISTRAR))
    post.write_now(lambda desk: change_role(desk, lead, helper, Role.NURSE))
    goes_on(post)
    later = noted(post, helper, of)

    found = [entry_of(post, of, each.id).power for each in (as_nurse, as_helper, later)]

    assert [each.standing for each in found if each] == [
        Standing.UNCONFIRMED,
        Standing.ROLE,
        Standing.UNCONFIRMED,
    ]
    region.close()
    post.close()


def test_who_left_the_post_oversees_nobody_from_then_on() -> None:
    post = memory_post()
    region, of = Region(post), registered(post)
    region.govern()
    who = surgeon(post)
    region.recognise(actor(post, Role.DOCTOR))
    above = supervised(post, who)
    goes_on(post)
    under = noted(post, who, of)
    goes_on(post)
    lead = actor(post, Role.POST_LEAD)
    post.write_now(lambda desk: end_person(desk, lead, above))
    goes_on(post)
    alone = noted(post, who, of)

    found = [entry_of(post, of, each.id).power for each in (under, alone)]

    assert [each.standing for each in found if each] == [
        Standing.SUPERVISED,
        Standing.UNCONFIRMED,
    ]
    region.close()
    post.close()


def test_supervision_on_a_device_days_ahead_holds_for_what_is_recorded_under_it() -> (
    None
):
    post = memory_post()
    region, of = Region(post), registered(post)
    region.govern()
    who, now = surgeon(post), post.clock.now_ms()
    log = LogId(bytes(post.read_now(lambda db: setting(db, "log"))))
    ahead = ClockMeasured(-2 * DAY_MS, now)
    post.write_now(lambda desk: desk.record(clock_stream(log), ahead, who))
    supervised(post, who)
    goes_on(post)

    entry = noted(post, who, of)

    assert entry.power is not None
    assert entry.power.standing is Standing.SUPERVISED
    region.close()
    post.close()
