"""Residents and outages: who may record what, and what replaces what."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.care.harm import HOUR_MS, Failure, WeightsSet
from app.care.need import PowerStated, PowerUse
from app.care.refusal import Refusal
from app.care.resident import (
    EndReason,
    LegalBasis,
    Resident,
    ResidentDescribed,
    ResidentVisited,
    VisitOutcome,
)
from app.care.terms import Role
from app.commands import (
    begin_failure,
    check_resident,
    describe_resident,
    end_failure,
    end_resident,
    register_resident,
    report_outage,
    set_weights,
    state_need,
    visit_resident,
)
from app.store.file import CareFile
from app.store.queries.outage import outages
from app.store.queries.post import weights
from app.store.tables import state_of
from tests.support.fakes import NOON_MS
from tests.support.post import actor, memory_post

WHO = ResidentDescribed(
    NOON_MS, name=" Ans Bos", street="Damsterdiep", postcode="9711 ab",
    birth_date="1-2-1940", basis=LegalBasis.CONSENT,
)  # fmt: skip
BATTERY = PowerStated(PowerUse.DEVICE, NOON_MS, battery_hours=3)


@pytest.fixture
def post() -> Iterator[CareFile]:
    file = memory_post()
    yield file
    file.close()


def registered(post: CareFile, who: ResidentDescribed = WHO) -> bytes:
    by = actor(post)
    return post.write_now(lambda d: register_resident(d, by, who, [BATTERY])).stream


def held(post: CareFile, stream: bytes) -> Resident:
    found: Resident = post.read_now(lambda db: state_of(db, "resident", stream))
    return found


def test_a_resident_is_kept_with_what_they_need(post: CareFile) -> None:
    resident = held(post, registered(post))

    assert (resident.text("postcode"), resident.text("birth_date")) == (
        "9711AB",
        "1940-02-01",
    )
    assert resident.power[0].value == BATTERY
    assert resident.registered_ms == NOON_MS


def test_nobody_is_kept_without_a_name_or_a_ground(post: CareFile) -> None:
    nameless = ResidentDescribed(NOON_MS, name=" ", basis=LegalBasis.CARE)
    groundless = ResidentDescribed(NOON_MS, name="Ans")

    for who, why in ((nameless, "nobody_named"), (groundless, "basis_missing")):
        with pytest.raises(Refusal, match=why):
            registered(post, who)
    assert post.read_now(lambda db: list(db["resident"].rows)) == []


@pytest.mark.parametrize("role", [Role.STOCK_KEEPER, Role.OPERATOR])
def test_who_does_not_look_after_people_keeps_nobody(
    post: CareFile, role: Role
) -> None:
    by = actor(post, role)

    with pytest.raises(Refusal, match="role_may_not"):
        post.write_now(lambda d: register_resident(d, by, WHO))


def test_only_what_changed_is_written_down(post: CareFile) -> None:
    stream, by = registered(post), actor(post)
    same = ResidentDescribed(NOON_MS, name="Ans Bos", street="Damsterdiep", town="")
    moved = ResidentDescribed(NOON_MS, name="Ans Bos", street="Korreweg")

    nothing = post.write_now(lambda d: describe_resident(d, by, stream, same))
    event = post.write_now(lambda d: describe_resident(d, by, stream, moved))

    resident = held(post, stream)
    assert nothing is None
    assert event is not None
    assert [each.value for each in resident.said["street"]] == ["Korreweg"]
    assert resident.conflicts == 0


def test_a_line_that_is_stated_again_replaces_what_stood_there(post: CareFile) -> None:
    stream, by = registered(post), actor(post)
    later = PowerStated(PowerUse.DEVICE, NOON_MS, battery_hours=8)

    post.write_now(lambda d: state_need(d, by, stream, later))

    (claim,) = held(post, stream).power
    assert claim.value.battery_hours == 8


def test_two_tablets_that_did_not_see_each_other_contradict(post: CareFile) -> None:
    stream, by = registered(post), actor(post)
    other = PowerStated(PowerUse.NONE, NOON_MS)
    post.write_now(lambda d: d.record(stream, other, by))

    apart = held(post, stream)
    post.write_now(lambda d: state_need(d, by, stream, BATTERY))

    assert apart.conflicts == 1
    assert held(post, stream).conflicts == 0


def test_checks_visits_and_the_end_are_kept(post: CareFile) -> None:
    stream, by = registered(post), actor(post)
    visit = ResidentVisited(VisitOutcome.WELL, NOON_MS)
    post.write_now(lambda d: check_resident(d, by, stream))
    post.write_now(lambda d: visit_resident(d, by, stream, visit))
    post.write_now(lambda d: end_resident(d, by, stream, EndReason.MOVED))

    resident = held(post, stream)

    assert (resident.checked_ms, resident.checked_by) == (NOON_MS, by)
    assert (resident.contact_ms, resident.ended) == (NOON_MS, EndReason.MOVED)
    with pytest.raises(Refusal, match="already_taken_back"):
        post.write_now(lambda d: end_resident(d, by, stream, EndReason.MOVED))


def test_a_first_aider_visits_but_strikes_nobody_off(post: CareFile) -> None:
    stream, by = registered(post), actor(post, Role.FIRST_AIDER)
    visit = ResidentVisited(VisitOutcome.NEEDS, NOON_MS)

    post.write_now(lambda d: visit_resident(d, by, stream, visit))

    with pytest.raises(Refusal, match="role_may_not"):
        post.write_now(lambda d: end_resident(d, by, stream, EndReason.NO_NEED))


def test_what_is_not_there_is_refused(post: CareFile) -> None:
    by, nobody = actor(post), b"resident:" + bytes(16)

    with pytest.raises(Refusal, match="no_such_resident"):
        post.write_now(lambda d: check_resident(d, by, nobody))
    with pytest.raises(Refusal, match="no_such_outage"):
        post.write_now(lambda d: end_failure(d, by, nobody, Failure.POWER))


def test_an_outage_has_what_failed_each_since_its_own_time(post: CareFile) -> None:
    by, since = actor(post), NOON_MS - HOUR_MS
    stream = post.write_now(
        lambda d: report_outage(d, by, {Failure.POWER: since}, ["9711 ab", "9711AB"])
    ).stream
    post.write_now(lambda d: begin_failure(d, by, stream, Failure.WATER, NOON_MS))
    post.write_now(lambda d: begin_failure(d, by, stream, Failure.POWER, since - 1))
    (both,) = post.read_now(outages)
    for failure in (Failure.POWER, Failure.WATER):
        post.write_now(lambda d, f=failure: end_failure(d, by, stream, f))

    assert both.outage.postcodes == ("9711AB",)
    assert both.outage.failures == {Failure.POWER: since - 1, Failure.WATER: NOON_MS}
    assert post.read_now(outages) == ()
    with pytest.raises(Refusal, match="not_failing"):
        post.write_now(lambda d: end_failure(d, by, stream, Failure.WATER))


def test_an_outage_of_nothing_in_the_future_or_of_a_whole_country_is_refused(
    post: CareFile,
) -> None:
    by, soon = actor(post), {Failure.POWER: NOON_MS + HOUR_MS}

    with pytest.raises(Refusal, match="nothing_failed"):
        post.write_now(lambda d: report_outage(d, by, {}))
    with pytest.raises(Refusal, match="in_the_future"):
        post.write_now(lambda d: report_outage(d, by, soon))
    with pytest.raises(Refusal, match="too_many_at_once"):
        now = {Failure.POWER: NOON_MS}
        many = [f"Straat {n}" for n in range(101)]
        post.write_now(lambda d: report_outage(d, by, now, streets=many))


def test_a_lead_sets_the_points_and_nobody_else(post: CareFile) -> None:
    lead, nurse = actor(post, Role.POST_LEAD), actor(post)
    wanted = WeightsSet(60, 40, 20, 10, alone=0)

    post.write_now(lambda d: set_weights(d, lead, wanted))

    assert post.read_now(weights) == wanted
    with pytest.raises(Refusal, match="role_may_not"):
        post.write_now(lambda d: set_weights(d, nurse, wanted))
    with pytest.raises(Refusal, match="weights_out_of_order"):
        post.write_now(lambda d: set_weights(d, lead, WeightsSet(1, 2)))
