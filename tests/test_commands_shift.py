"""The board, the book and the decisions of a post: who may, and what is kept."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.care.board import RequirementRow
from app.care.capacity import CapacityReported, PlaceKind
from app.care.decision import DecisionRecorded
from app.care.refusal import Refusal
from app.care.requirement import Requirement, RequirementReported, Standing
from app.care.shift import Section
from app.care.terms import Role
from app.care.utility import Utility, UtilityReported
from app.commands import (
    close_entry,
    end_decision,
    hand_over_shift,
    record_decision,
    reopen_entry,
    report_capacity,
    report_requirement,
    retract,
    set_shifts,
    take_over_shift,
    write_entry,
)
from app.store.file import CareFile
from app.store.queries.decision import decisions
from app.store.queries.requirement import board, boards
from app.store.queries.shift import book
from sync.ids import ActorId
from tests.support.fakes import NOON_MS, FakeClock
from tests.support.post import PIN, actor, memory_post

HOUR_MS = 3_600_000
ENERGY = RequirementReported(b"", Requirement.ENERGY, Standing.STRAINED, NOON_MS)
POWER = UtilityReported(Utility.POWER, NOON_MS, 12)
BEDS = CapacityReported(b"", PlaceKind.LYING, 10, 12, NOON_MS)
ORDER = DecisionRecorded(b"", "Bezoek weigeren", "vol", "OvD-G", NOON_MS)


@pytest.fixture
def post() -> Iterator[CareFile]:
    file = memory_post()
    yield file
    file.close()


def row(post: CareFile, requirement: Requirement, now_ms: int) -> RequirementRow:
    found = post.read_now(lambda db: board(db, now_ms)).requirements
    return next(each for each in found if each.requirement is requirement)


def written(post: CareFile, text: str, section: Section = Section.OPEN) -> bytes:
    by = actor(post)
    return post.write_now(lambda d: write_entry(d, by, section, text)).stream


def handed(post: CareFile, by: ActorId) -> bytes:
    return post.write_now(lambda d: hand_over_shift(d, by, PIN, "rustig")).stream


def test_a_post_of_which_nothing_was_said_knows_nothing_of_all_seven(
    post: CareFile,
) -> None:
    found = post.read_now(lambda db: board(db, NOON_MS))

    assert [each.standing for each in found.requirements] == [Standing.UNKNOWN] * 7
    assert all(each.left is None for each in found.requirements)
    assert all(each.fact is None for each in found.places)
    assert found.is_silent


def test_the_hours_of_energy_are_those_of_power_and_go_with_the_report(
    post: CareFile,
) -> None:
    by = actor(post)

    event = post.write_now(lambda d: report_requirement(d, by, ENERGY, POWER))

    left = row(post, Requirement.ENERGY, NOON_MS + HOUR_MS).left
    assert left is not None
    assert left.left_ms(NOON_MS + HOUR_MS) == 11 * HOUR_MS
    post.write_now(lambda d: retract(d, by, (event.log, event.seq)))
    again = row(post, Requirement.ENERGY, NOON_MS)
    assert (again.standing, again.left) == (Standing.UNKNOWN, None)


def test_what_was_said_before_stands_beside_what_is_said_now(post: CareFile) -> None:
    by = actor(post)
    failed = RequirementReported(
        b"", Requirement.ENERGY, Standing.FAILED, NOON_MS + 1, lacking="aggregaat"
    )
    for fact in (failed, ENERGY):
        post.write_now(lambda d, f=fact: report_requirement(d, by, f))

    found = row(post, Requirement.ENERGY, NOON_MS)
    assert (found.standing, found.lacking) == (Standing.FAILED, "aggregaat")
    assert found.before is not None
    assert found.before.fact.standing is Standing.STRAINED


def test_places_that_are_overfull_are_kept_as_they_are(post: CareFile) -> None:
    by = actor(post, Role.STOCK_KEEPER)
    post.write_now(lambda d: report_capacity(d, by, BEDS))

    places = post.read_now(lambda db: board(db, NOON_MS)).places

    found = {each.kind: each.fact for each in places}
    beds = found[PlaceKind.LYING]
    assert beds is not None
    assert beds.free == -2
    assert found[PlaceKind.SEATED] is None


def test_a_hub_sees_every_post_also_one_that_said_nothing(post: CareFile) -> None:
    by = actor(post)
    post.write_now(lambda d: report_requirement(d, by, ENERGY))

    found = post.read_now(lambda db: boards(db, NOON_MS))

    (mine,) = found.values()
    assert mine.name == "Post Zuid"
    assert not mine.is_silent


@pytest.mark.parametrize("role", [Role.REGISTRAR, Role.FIRST_AIDER, Role.OPERATOR])
def test_who_does_not_run_the_post_does_not_say_how_it_stands(
    post: CareFile, role: Role
) -> None:
    by = actor(post, role)

    with pytest.raises(Refusal, match="role_may_not"):
        post.write_now(lambda d: report_requirement(d, by, ENERGY))
    with pytest.raises(Refusal, match="role_may_not"):
        post.write_now(lambda d: hand_over_shift(d, by, PIN))
    with pytest.raises(Refusal, match="role_may_not"):
        post.write_now(lambda d: record_decision(d, by, ORDER))


def test_the_stock_keeper_does_not_write_in_the_book(post: CareFile) -> None:
    by = actor(post, Role.STOCK_KEEPER)

    with pytest.raises(Refusal, match="role_may_not"):
        post.write_now(lambda d: write_entry(d, by, Section.OPEN, "x"))


def test_a_shift_is_handed_over_with_what_is_open_and_taken_over_by_another(
    post: CareFile,
) -> None:
    lead, nurse = actor(post, Role.POST_LEAD), actor(post)
    first, done = written(post, "Zuurstof bestellen"), written(post, "Brancard")
    written(post, "Stroom viel uit", Section.HAPPENED)
    post.write_now(lambda d: close_entry(d, nurse, done, "gehaald"))

    stream = handed(post, lead)
    with pytest.raises(Refusal, match="shift_same_person"):
        post.write_now(lambda d: take_over_shift(d, lead, PIN, stream))
    post.write_now(lambda d: take_over_shift(d, nurse, PIN, stream, "begrepen"))
    with pytest.raises(Refusal, match="shift_taken"):
        post.write_now(
            lambda d: take_over_shift(d, actor(post, Role.DOCTOR), PIN, stream)
        )

    found = post.read_now(book)
    assert found.waiting == ()
    (shift,) = (each.shift for each in found.past)
    assert (shift.handed_by, shift.remark) == (lead, "rustig")
    assert shift.entries == (first,)
    assert [(each.actor, each.remark) for each in shift.taken] == [(nurse, "begrepen")]
    assert [each.entry.text for each in found.open] == ["Zuurstof bestellen"]
    assert {each.entry.text for each in found.over} == {"Brancard", "Stroom viel uit"}


def test_a_wrong_pin_signs_nothing(post: CareFile) -> None:
    lead, nurse = actor(post, Role.POST_LEAD), actor(post)
    with pytest.raises(Refusal, match="wrong_pin"):
        post.write_now(lambda d: hand_over_shift(d, lead, "000000"))
    stream = handed(post, lead)
    with pytest.raises(Refusal, match="wrong_pin"):
        post.write_now(lambda d: take_over_shift(d, nurse, "000000", stream))

    found = post.read_now(book)
    assert [each.shift.taken for each in found.waiting] == [()]
    assert found.past == ()


def test_a_shift_that_nobody_handed_over_can_be_taken_over_all_the_same(
    post: CareFile,
) -> None:
    nurse, line = actor(post), written(post, "Zuurstof bestellen")

    post.write_now(lambda d: take_over_shift(d, nurse, PIN, remark="niemand hier"))

    (row,) = post.read_now(book).past
    assert (row.shift.handed_by, row.shift.entries) == (b"", (line,))


def test_older_handovers_are_there_for_who_asks_for_more(post: CareFile) -> None:
    lead, nurse = actor(post, Role.POST_LEAD), actor(post)
    for _ in range(3):
        stream = handed(post, lead)
        post.write_now(lambda d, s=stream: take_over_shift(d, nurse, PIN, s))

    few, all_of_it = (post.read_now(lambda db, n=most: book(db, n)) for most in (2, 3))

    assert (len(few.past), few.older) == (2, True)
    assert (len(all_of_it.past), all_of_it.older) == (3, False)


def test_nothing_in_the_book_is_ever_taken_back_but_a_line_opens_again(
    post: CareFile,
) -> None:
    by = actor(post, Role.POST_LEAD)
    line = written(post, "Zuurstof bestellen")
    event = post.write_now(lambda d: close_entry(d, by, line))
    with pytest.raises(Refusal, match="role_may_not"):
        post.write_now(lambda d: retract(d, by, (event.log, event.seq)))

    post.write_now(lambda d: reopen_entry(d, by, line))

    assert [each.stream for each in post.read_now(book).open] == [line]


def test_a_line_that_asks_nothing_is_not_closed(post: CareFile) -> None:
    by, line = actor(post), written(post, "Stroom viel uit", Section.HAPPENED)

    with pytest.raises(Refusal, match="entry_asks_nothing"):
        post.write_now(lambda d: close_entry(d, by, line))
    with pytest.raises(Refusal, match="entry_missing"):
        post.write_now(lambda d: write_entry(d, by, Section.OPEN, "  "))
    with pytest.raises(Refusal, match="no_such_entry"):
        post.write_now(lambda d: close_entry(d, by, b"entry:none"))
    with pytest.raises(Refusal, match="no_such_shift"):
        post.write_now(lambda d: take_over_shift(d, by, PIN, b"shift:none"))


def test_the_lead_sets_when_shifts_change(post: CareFile) -> None:
    lead = actor(post, Role.POST_LEAD)
    assert post.read_now(book).changes == (420,)

    post.write_now(lambda d: set_shifts(d, lead, [900, 420, 900]))

    assert post.read_now(book).changes == (420, 900)


def test_a_decision_says_who_why_and_under_which_authority(post: CareFile) -> None:
    clock, lead = post.clock, actor(post, Role.POST_LEAD)
    assert isinstance(clock, FakeClock)
    event = post.write_now(lambda d: record_decision(d, lead, ORDER))
    clock.advance(HOUR_MS)
    post.write_now(lambda d: end_decision(d, lead, event.stream, "weer plaats"))
    with pytest.raises(Refusal, match="decision_over"):
        post.write_now(lambda d: end_decision(d, lead, event.stream, "nog eens"))
    with pytest.raises(Refusal, match="role_may_not"):
        post.write_now(lambda d: retract(d, lead, (event.log, event.seq)))

    found = post.read_now(decisions)
    (held,) = (each.decision for each in found.rows)
    assert (held.decided, held.reason, held.authority) == (
        "Bezoek weigeren",
        "vol",
        "OvD-G",
    )
    assert (held.actor, held.ended_ms) == (lead, NOON_MS + HOUR_MS)
    assert found.total == 1


@pytest.mark.parametrize("name", ["decided", "decision_reason", "under_authority"])
def test_a_decision_without_what_why_or_authority_is_refused(
    post: CareFile, name: str
) -> None:
    lead = actor(post, Role.POST_LEAD)
    said = {
        "decided": "a", "decision_reason": "b", "under_authority": "c", name: " "
    }  # fmt: skip
    fact = DecisionRecorded(b"", observed_ms=NOON_MS, **said)

    with pytest.raises(Refusal, match="field_missing"):
        post.write_now(lambda d: record_decision(d, lead, fact))
    with pytest.raises(Refusal, match="no_such_decision"):
        post.write_now(lambda d: end_decision(d, lead, b"decision:none", "x"))
