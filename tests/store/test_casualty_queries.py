"""What screens ask about casualties."""

from __future__ import annotations

import pytest

from app.care.casualty import (
    Departed,
    Described,
    Identified,
    NoteRecorded,
    Triaged,
    VitalsRecorded,
)
from app.care.claim import Retracted
from app.care.refusal import Refusal
from app.care.terms import AccessReason, Disposition, Role, Sex, Triage
from app.commands import (
    depart,
    describe,
    identify,
    open_casualty,
    record_note,
    record_vitals,
    retract,
    retriage,
)
from app.store.file import CareFile
from app.store.queries.access import openings
from app.store.queries.casualty import (
    CasualtyRow,
    Cursor,
    Filter,
    arrivals,
    casualties,
    casualty,
    counts,
    overdue,
)
from app.store.queries.overview import overview, posts
from sync.journal import setting
from tests.support.fakes import NOON_MS, FakeClock
from tests.support.post import actor, memory_post, registered, seen

MINUTE = 60_000


def numbers(file: CareFile, wanted: Filter) -> list[str]:
    page = file.read_now(lambda db: casualties(db, wanted))
    return [row.number[5:9] for row in page.rows]


def test_the_most_urgent_come_first_then_who_waits_longest() -> None:
    clock = FakeClock()
    post = memory_post(clock=clock)
    for category in (Triage.T3, Triage.T1, None, Triage.T2, Triage.BLACK, Triage.T1):
        registered(post, category)
        clock.advance(MINUTE)

    assert numbers(post, Filter()) == ["A002", "A006", "A005", "A003", "A004", "A001"]
    post.close()


def test_pages_follow_each_other_without_gap_or_repeat() -> None:
    post = memory_post()
    for place in range(25):
        registered(post, list(Triage)[place % 3])
    found: list[str] = []
    after: Cursor | None = None

    while True:
        cursor = after
        page = post.read_now(lambda db, at=cursor: casualties(db, Filter(), at, 10))
        found += [row.number for row in page.rows]
        after = page.next
        if after is None:
            break

    assert len(found) == len(set(found)) == 25
    assert found == [
        row.number
        for row in post.read_now(lambda db: casualties(db, Filter(), None, 99)).rows
    ]
    post.close()


def test_counts_say_how_many_are_here_who_left_and_who_waits() -> None:
    clock = FakeClock()
    post = memory_post(clock=clock)
    registered(post, Triage.T1)
    registered(post, None)
    left = registered(post, Triage.T3)
    _depart(post, left)
    clock.advance(15 * MINUTE)

    found = post.read_now(lambda db: counts(db, clock.now_ms()))

    assert (found.category[Triage.T1], found.category[Triage.T3]) == (1, 0)
    assert (found.untriaged, found.present, found.departed) == (1, 2, 1)
    assert found.overdue == 1
    post.close()


@pytest.mark.parametrize(
    "typed",
    [
        "celik",
        "ÇELIK",
        "cel",
        "A001",
        "a001",
        "hoofd",
        "ayse ho",
        "Çelik-",
        "zuid a0",
    ],
)
def test_search_finds_by_the_start_of_words_without_accents(typed: str) -> None:
    post = memory_post()
    registered(post, name="Ayşe Çelik", complaint="hoofdpijn")
    for _ in range(3):
        registered(post, name="Jan", complaint="arm")

    assert "A001" in numbers(post, Filter(search=typed))
    post.close()


@pytest.mark.parametrize("typed", ["elik", "knie", "*", '"', "AND", "a001 knie", "--"])
def test_search_finds_nothing_that_is_not_there(typed: str) -> None:
    post = memory_post()
    registered(post, name="Ayşe Çelik", complaint="hoofdpijn")

    assert numbers(post, Filter(search=typed)) == []
    post.close()


def test_a_whole_number_is_found_at_once_also_after_departure() -> None:
    post = memory_post()
    stream = registered(post)
    number = _detail_row(post, stream).number
    _depart(post, stream)

    assert numbers(post, Filter(search=number.lower())) == []
    assert numbers(post, Filter(search=number.lower(), departed=None)) == ["A001"]
    assert numbers(post, Filter(departed=True)) == ["A001"]
    post.close()


def test_a_changed_complaint_is_found_and_the_old_one_is_not() -> None:
    post = memory_post()
    stream = registered(post, complaint="arm")
    by = actor(post)
    fact = Described(NOON_MS, complaint="knie")

    post.write_now(lambda desk: describe(desk, by, stream, fact))

    assert numbers(post, Filter(search="knie")) == ["A001"]
    assert numbers(post, Filter(search="arm")) == []
    post.close()


def test_lists_filter_by_category_by_overdue_and_by_post() -> None:
    clock = FakeClock()
    post = memory_post(clock=clock)
    registered(post, Triage.T1)
    registered(post, Triage.T3)
    registered(post, None)
    post_id = post.read_now(lambda db: bytes(setting(db, "post_id")))
    clock.advance(20 * MINUTE)

    late = Filter(overdue=True, now_ms=clock.now_ms())
    assert numbers(post, Filter(category=Triage.T3)) == ["A002"]
    assert numbers(post, Filter(untriaged=True)) == ["A003"]
    assert numbers(post, late) == ["A001"]
    assert len(numbers(post, Filter(post_id=post_id))) == 3
    assert numbers(post, Filter(post_id=b"somebody")) == []
    post.close()


def test_overdue_lists_the_most_urgent_first() -> None:
    clock = FakeClock()
    post = memory_post(clock=clock)
    registered(post, Triage.T2)
    registered(post, Triage.T1)
    clock.advance(31 * MINUTE)

    found = post.read_now(lambda db: overdue(db, clock.now_ms()))

    assert [row.category for row in found] == [Triage.T1, Triage.T2]
    post.close()


def test_arrivals_are_counted_per_hour() -> None:
    clock = FakeClock()
    post = memory_post(clock=clock)
    registered(post, Triage.T1)
    clock.advance(61 * MINUTE)
    registered(post, Triage.T1)
    registered(post, None)

    found = post.read_now(lambda db: arrivals(db, NOON_MS))

    assert [dict(hour.arrived) for hour in found] == [
        {Triage.T1: 1},
        {Triage.T1: 1, None: 1},
    ]
    assert found[0].from_ms == NOON_MS
    post.close()


def test_the_detail_tells_who_said_what_and_strikes_through_what_was_undone() -> None:
    post = memory_post()
    by = actor(post)
    stream = registered(post, Triage.T2, name="Jan")
    vitals = VitalsRecorded(NOON_MS, pulse_per_min=80)
    note = NoteRecorded("valt uit", NOON_MS)
    post.write_now(lambda desk: record_vitals(desk, by, stream, vitals))
    wrong = post.write_now(lambda desk: record_note(desk, by, stream, note))
    target = (wrong.log, wrong.seq)
    post.write_now(lambda desk: retract(desk, by, target, "verkeerde persoon"))

    found = post.read_now(lambda db: casualty(db, stream))

    assert found is not None
    assert found.vitals == vitals
    assert [entry.body for entry in found.all_vitals] == [vitals]
    struck = [entry for entry in found.timeline if entry.retracted]
    assert [(entry.body, entry.reason) for entry in struck] == [
        (note, "verkeerde persoon")
    ]
    assert {entry.actor_name for entry in found.timeline} == {"Nurse"}
    assert {entry.device for entry in found.timeline} == {"A"}
    assert [said.value for said in found.said["name"]] == ["Jan"]
    post.close()


def test_two_persons_who_contradict_each_other_are_both_shown() -> None:
    post = memory_post()
    by = actor(post)
    stream = registered(post, Triage.T3)
    beside = seen(post, Triage.T1)
    other = Described(NOON_MS, sex=Sex.MALE)
    post.write_now(lambda desk: retriage(desk, by, stream, beside, sees=()))
    post.write_now(lambda desk: describe(desk, by, stream, other))

    row = _detail_row(post, stream)

    assert row.category is Triage.T1
    assert row.claims == (Triage.T1, Triage.T3)
    assert row.conflicts == 1
    post.close()


def test_a_late_triage_is_history_and_stays_on_the_timeline() -> None:
    clock = FakeClock()
    post = memory_post(clock=clock)
    by = actor(post)
    stream = registered(post, Triage.T2)
    late = Triaged(Triage.T1, NOON_MS - 60 * MINUTE)

    event = post.write_now(lambda desk: retriage(desk, by, stream, late))
    found = post.read_now(lambda db: casualty(db, stream))

    assert found is not None
    assert found.row.claims == (Triage.T2,)
    assert [entry for entry in found.timeline if entry.id == (event.log, event.seq)]
    post.close()


def test_every_opening_of_a_detail_is_in_the_access_log() -> None:
    clock = FakeClock()
    post = memory_post(clock=clock)
    stream, why = registered(post, name="Jan"), AccessReason.HANDOVER
    for role in (Role.NURSE, Role.DOCTOR):
        by = actor(post, role)
        post.write_now(lambda desk, by=by: open_casualty(desk, by, stream, why))
        clock.advance(24 * 60 * MINUTE)

    found = post.read_now(openings)

    assert [(each.actor_name, each.role) for each in found] == [
        ("Doctor", Role.DOCTOR),
        ("Nurse", Role.NURSE),
    ]
    assert {each.number[5:9] for each in found} == {"A001"}
    assert {each.why for each in found} == {AccessReason.HANDOVER}
    assert len(post.read_now(lambda db: openings(db, limit=1))) == 1
    post.close()


def test_who_opened_what_is_never_taken_back() -> None:
    post = memory_post()
    stream, by = registered(post), actor(post)
    event = post.write_now(lambda desk: open_casualty(desk, by, stream))
    fact = (event.log, event.seq)

    with pytest.raises(Refusal) as refused:
        post.write_now(lambda desk: retract(desk, by, fact))
    post.write_now(lambda desk: desk.record(event.stream, Retracted(fact), by))

    assert refused.value.key == "role_may_not"
    assert len(post.read_now(openings)) == 1
    post.close()


def test_the_overview_shows_one_glance_and_every_post_is_listed() -> None:
    post = memory_post()
    registered(post, Triage.T1)

    glance = post.read_now(lambda db: overview(db, NOON_MS, "2026-11-22"))
    listed = post.read_now(lambda db: posts(db, NOON_MS))

    assert glance.counts.present == 1
    assert glance.short_count == 99
    assert len(glance.short) == 8
    assert glance.attention == 0
    assert [(each.name, each.code, each.counts.present) for each in listed] == [
        ("Post Zuid", "ZUID", 1)
    ]
    post.close()


def test_nobody_has_the_detail_of_nobody() -> None:
    post = memory_post()

    assert post.read_now(lambda db: casualty(db, b"x" * 16)) is None
    post.close()


def test_a_name_that_was_told_later_is_found() -> None:
    post = memory_post()
    by = actor(post)
    stream = registered(post)
    told = Identified(NOON_MS, name="Ольга Иванова")

    post.write_now(lambda desk: identify(desk, by, stream, told))

    assert numbers(post, Filter(search="ольга")) == ["A001"]
    post.close()


def _detail_row(post: CareFile, stream: bytes) -> CasualtyRow:
    found = post.read_now(lambda db: casualty(db, stream))
    assert found is not None
    return found.row


def _depart(post: CareFile, stream: bytes) -> None:
    by = actor(post)
    fact = Departed(Disposition.DISCHARGED, post.clock.now_ms())
    post.write_now(lambda desk: depart(desk, by, stream, fact))
