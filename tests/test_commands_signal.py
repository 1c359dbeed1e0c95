"""Signals: counted, corrected, reported, called; by whom, and seen by whom."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.care.refusal import Refusal
from app.care.signal import GgdSet, Reached, cases
from app.care.staff import may_see_signals
from app.care.syndrome import Alarm, Band, CountedSex, Syndrome
from app.care.terms import Role
from app.commands import (
    call_ggd,
    count_case,
    drop_disease,
    list_disease,
    raise_alarm,
    report_day,
    retract,
    set_ggd,
)
from app.commands.signal import Group, Spoken
from app.store.desk import local_day
from app.store.file import CareFile
from app.store.queries.signal import region_day, signals
from sync.event import Event
from tests.support.fakes import NOON_MS
from tests.support.post import actor, memory_post

DAY = local_day(NOON_MS)
GIRL = Group(Band.UNDER_5, CountedSex.FEMALE)


@pytest.fixture
def post() -> Iterator[CareFile]:
    file = memory_post()
    yield file
    file.close()


def count(
    post: CareFile, syndrome: Syndrome, cases: int = 1, role: Role = Role.NURSE
) -> Event:
    by = actor(post, role)
    return post.write_now(lambda d: count_case(d, by, DAY, syndrome, GIRL, cases))


def test_a_case_of_measles_asks_for_a_call_and_the_call_is_kept(post: CareFile) -> None:
    count(post, Syndrome.MEAS)
    by = actor(post)
    (waits,) = post.read_now(lambda db: signals(db, DAY)).waiting
    said = Spoken(Reached.SPOKEN, "arts Bos", "komt langs")
    post.write_now(lambda d: call_ggd(d, by, DAY, Alarm.MEAS, said))
    after = post.read_now(lambda db: signals(db, DAY))

    assert waits.ringing.alarm is Alarm.MEAS
    assert after.waiting == ()
    (kept,) = after.day.calls
    assert after.names[kept.actor] == "Nurse"
    assert (kept.call.spoke_to, kept.call.cases) == ("arts Bos", 1)
    assert kept.call.observed_ms == NOON_MS


def test_a_count_is_corrected_by_a_fact_or_taken_back(post: CareFile) -> None:
    by = actor(post)
    event = count(post, Syndrome.AWD)
    count(post, Syndrome.AWD)
    count(post, Syndrome.AWD, -1)
    post.write_now(lambda d: retract(d, by, (event.log, event.seq)))

    day = post.read_now(lambda db: signals(db, DAY)).day
    assert cases(day, Syndrome.AWD) == 0
    with pytest.raises(Refusal, match="below_nothing"):
        count(post, Syndrome.AWD, -1)


def test_a_day_is_reported_once_and_never_ahead(post: CareFile) -> None:
    by = actor(post)
    post.write_now(lambda d: report_day(d, by, DAY))

    with pytest.raises(Refusal, match="day_reported"):
        post.write_now(lambda d: report_day(d, by, DAY))
    with pytest.raises(Refusal, match="in_the_future"):
        post.write_now(lambda d: report_day(d, by, "2030-01-01"))
    for wrong in ("1-12-2026", "20261201", "", "2026-12-32"):
        with pytest.raises(Refusal, match="not_a_date"):
            post.write_now(lambda d, w=wrong: report_day(d, by, w))


def test_only_what_a_count_cannot_tell_is_raised_and_only_what_stands_called(
    post: CareFile,
) -> None:
    by, said = actor(post), Spoken(Reached.SPOKEN)

    with pytest.raises(Refusal, match="alarm_is_counted"):
        post.write_now(lambda d: raise_alarm(d, by, DAY, Alarm.MEAS))
    with pytest.raises(Refusal, match="no_such_alarm"):
        post.write_now(lambda d: call_ggd(d, by, DAY, Alarm.DEATHS, said))
    post.write_now(lambda d: raise_alarm(d, by, DAY, Alarm.DEATHS))
    with pytest.raises(Refusal, match="alarm_stands"):
        post.write_now(lambda d: raise_alarm(d, by, DAY, Alarm.DEATHS))
    post.write_now(lambda d: call_ggd(d, by, DAY, Alarm.DEATHS, said))
    assert post.read_now(lambda db: signals(db, DAY)).waiting == ()


def test_in_a_cholera_area_watery_diarrhoea_of_any_day_rings(post: CareFile) -> None:
    count(post, Syndrome.AWD)
    lead = actor(post, Role.POST_LEAD)
    area = GgdSet("GGD Groningen", "050-0000000", cholera_area=True)

    assert post.read_now(lambda db: signals(db, DAY)).waiting == ()
    post.write_now(lambda d: set_ggd(d, lead, area))
    (waits,) = post.read_now(lambda db: signals(db, "2026-01-01")).waiting
    assert (waits.ringing.alarm, waits.day) == (Alarm.CHOL, DAY)


def test_who_gives_no_care_neither_counts_nor_sees(post: CareFile) -> None:
    with pytest.raises(Refusal, match="role_may_not"):
        count(post, Syndrome.AWD, role=Role.STOCK_KEEPER)
    nurse = actor(post)
    with pytest.raises(Refusal, match="role_may_not"):
        post.write_now(lambda d: set_ggd(d, nurse, GgdSet("x", "y")))

    assert {each for each in Role if not may_see_signals(each)} == {Role.STOCK_KEEPER}


def test_a_region_sees_who_reported_who_only_counted_and_what_waits(
    post: CareFile,
) -> None:
    count(post, Syndrome.AHF)
    counting = post.read_now(lambda db: region_day(db, DAY))
    by = actor(post)
    post.write_now(lambda d: report_day(d, by, DAY))
    reported = post.read_now(lambda db: region_day(db, DAY))

    assert (len(counting.counting), len(counting.reported)) == (1, 0)
    assert (len(reported.counting), len(reported.reported)) == (0, 1)
    assert [each.ringing.alarm for each in reported.waiting] == [Alarm.AHF]


def test_who_leads_dates_what_is_to_be_reported(post: CareFile) -> None:
    lead, nurse = actor(post, Role.POST_LEAD), actor(post)
    post.write_now(lambda d: list_disease(d, lead, " Mpox ", "A2"))
    post.write_now(lambda d: drop_disease(d, lead, "bof"))
    found = post.read_now(lambda db: signals(db, DAY)).diseases

    assert [(each.name, each.as_of) for each in found] == [("bof", DAY), ("Mpox", DAY)]
    for name, group, by, why in (
        ("", "A2", lead, "disease_missing"),
        ("Mpox", "", lead, "group_missing"),
        ("Mpox", "A2", nurse, "role_may_not"),
    ):
        with pytest.raises(Refusal, match=why):
            post.write_now(lambda d, n=name, g=group, b=by: list_disease(d, b, n, g))
