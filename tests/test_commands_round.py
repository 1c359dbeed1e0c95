"""Rounds and tasks: who may, who comes on which round, what a need becomes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.care.handout import Copy
from app.care.refusal import Refusal
from app.care.resident import Resident, ResidentVisited, VisitOutcome
from app.care.round import Round, StopState
from app.care.task import TaskDescribed, TaskDone, TaskKind
from app.care.terms import Role
from app.commands import (
    Need,
    Team,
    assign_round,
    assign_task,
    describe_task,
    end_round,
    finish_task,
    plan_rounds,
    request_for_task,
    retract,
    take_round,
    visit_on_round,
    visit_resident,
)
from app.exports.resident_file import ResidentFile, resident_lines
from app.store.file import CareFile
from app.store.names import actor_names
from app.store.queries.outage import Looking
from app.store.queries.request import request
from app.store.queries.round import round_detail, rounds_open
from app.store.queries.task import tasks_open
from app.store.tables import state_of
from sync.event import Event
from tests.support.fakes import NOON_MS
from tests.support.post import actor, memory_post
from tests.support.residents import enlisted

NEEDS = ResidentVisited(VisitOutcome.NEEDS, NOON_MS, remark="water")
EVERYBODY = Looking()
WELL = ResidentVisited(VisitOutcome.WELL, NOON_MS)


@pytest.fixture
def post() -> Iterator[CareFile]:
    file = memory_post()
    yield file
    file.close()


def planned(
    post: CareFile, *teams: Team, looking: Looking = EVERYBODY, unseen: bool = False
) -> list[Event]:
    by = actor(post)
    named = teams or (Team("Team 1"),)
    return post.write_now(lambda d: plan_rounds(d, by, looking, named, unseen=unseen))


def held(post: CareFile, stream: bytes) -> Round:
    found: Round = post.read_now(lambda db: state_of(db, "round", stream))
    return found


def resident(post: CareFile, stream: bytes) -> Resident:
    found: Resident = post.read_now(lambda db: state_of(db, "resident", stream))
    return found


def test_everybody_is_on_one_round_and_nobody_on_two(post: CareFile) -> None:
    streams = {
        enlisted(post, str(at), street=street, house_number=str(at))
        for street in "ab"
        for at in range(1, 4)
    }

    rounds = [held(post, each.stream) for each in planned(post, Team("1"), Team("2"))]

    assert [len(each.residents) for each in rounds] == [3, 3]
    assert {each for one in rounds for each in one.residents} == streams
    with pytest.raises(Refusal, match="nobody_on_list"):
        planned(post)


def test_streets_alone_are_planned(post: CareFile) -> None:
    here = enlisted(post, "Ans", street="Korreweg")
    enlisted(post, "Bob", street="Damsterdiep")

    [made] = planned(post, looking=Looking(streets=("korreweg",)))

    assert held(post, made.stream).residents == (here,)


def test_who_was_visited_comes_on_a_round_unless_it_is_for_who_was_not(
    post: CareFile,
) -> None:
    seen, unseen = enlisted(post, "Ans"), enlisted(post, "Bob")
    by = actor(post)
    post.write_now(lambda d: visit_resident(d, by, seen, WELL))

    [made] = planned(post, unseen=True)
    [rest] = planned(post)

    assert held(post, made.stream).residents == (unseen,)
    assert held(post, rest.stream).residents == (seen,)


def test_a_team_without_a_name_and_a_copy_with_keys_are_refused(post: CareFile) -> None:
    enlisted(post, "Ans")

    for team, why in (
        (Team(" "), "team_missing"),
        (Team("1", "Bob", Copy.LEAD), "keys_for_lead"),
    ):
        with pytest.raises(Refusal, match=why):
            planned(post, team)
    assert post.read_now(lambda db: rounds_open(db, NOON_MS)) == ()


def test_who_keeps_the_stock_plans_and_walks_nothing(post: CareFile) -> None:
    stream = enlisted(post, "Ans")
    [made] = planned(post)
    keeper = actor(post, Role.STOCK_KEEPER)

    for command in (
        lambda d: plan_rounds(d, keeper, Looking(), [Team("1")]),
        lambda d: take_round(d, keeper, made.stream),
        lambda d: visit_on_round(d, keeper, made.stream, stream, WELL),
        lambda d: end_round(d, keeper, made.stream),
    ):
        with pytest.raises(Refusal, match="role_may_not"):
            post.write_now(command)


def test_a_first_aider_plans_walks_and_ends_a_round(post: CareFile) -> None:
    stream, by = enlisted(post, "Ans"), actor(post, Role.FIRST_AIDER)

    [made] = post.write_now(lambda d: plan_rounds(d, by, Looking(), [Team("1")]))
    post.write_now(lambda d: visit_on_round(d, by, made.stream, stream, WELL))
    post.write_now(lambda d: end_round(d, by, made.stream))

    assert [each.actor for each in held(post, made.stream).taken] == [by]
    assert resident(post, stream).visits[0].round == made.stream


def test_the_least_that_anybody_said_a_walker_may_know_is_what_they_know(
    post: CareFile,
) -> None:
    enlisted(post, "Ans")
    by = actor(post)
    [made] = planned(post, Team("1", "Bob"))

    post.write_now(lambda d: assign_round(d, by, made.stream, "Cor", Copy.NEIGHBOUR))

    round_ = held(post, made.stream)
    assert (round_.walkers, round_.copy) == ("Cor", Copy.NEIGHBOUR)


def test_a_visit_is_kept_though_the_round_is_over(post: CareFile) -> None:
    stream, by = enlisted(post, "Ans"), actor(post)
    [made] = planned(post)
    post.write_now(lambda d: end_round(d, by, made.stream))

    post.write_now(lambda d: visit_on_round(d, by, made.stream, stream, WELL))

    detail = post.read_now(lambda db: round_detail(db, made.stream, NOON_MS))
    assert detail is not None
    assert [each.state for each in detail.stops] == [StopState.DONE]
    assert detail.round.taken == ()
    with pytest.raises(Refusal, match="round_over"):
        post.write_now(lambda d: end_round(d, by, made.stream))


def test_rounds_that_are_taken_back_leave_everybody_free(post: CareFile) -> None:
    enlisted(post, "Ans")
    by = actor(post)
    [made] = planned(post, Team("1", "Bob"))
    post.write_now(lambda d: take_round(d, by, made.stream))

    post.write_now(lambda d: retract(d, by, (made.log, made.seq)))

    assert post.read_now(lambda db: rounds_open(db, NOON_MS)) == ()
    assert len(planned(post)) == 1


def test_a_need_is_a_task_at_once_and_goes_with_the_visit(post: CareFile) -> None:
    stream, by = enlisted(post, "Ans"), actor(post)

    visit = post.write_now(lambda d: visit_resident(d, by, stream, NEEDS))

    [row] = post.read_now(tasks_open).rows
    assert (row.task.words, row.task.kind, row.name) == ("water", None, "Ans")
    post.write_now(lambda d: retract(d, by, (visit.log, visit.seq)))
    assert post.read_now(tasks_open).rows == ()


def test_tasks_wait_the_oldest_first_until_they_are_done(post: CareFile) -> None:
    by, streams = actor(post), [enlisted(post, name) for name in ("Ans", "Bob")]
    for stream, at in zip(streams, (NOON_MS, NOON_MS - 1), strict=True):
        fact = ResidentVisited(VisitOutcome.NEEDS, at)
        post.write_now(lambda d, s=stream, f=fact: visit_resident(d, by, s, f))

    first, second = post.read_now(tasks_open).rows
    assert (first.name, second.name) == ("Bob", "Ans")
    done = TaskDone(first.task.id, NOON_MS)
    post.write_now(lambda d: finish_task(d, by, first.stream, done))
    assert [each.name for each in post.read_now(tasks_open).rows] == ["Ans"]
    with pytest.raises(Refusal, match="already_done"):
        post.write_now(lambda d: finish_task(d, by, first.stream, done))


def test_a_request_for_somebody_names_nobody_and_stands_by_the_task(
    post: CareFile,
) -> None:
    stream, by = enlisted(post, "Ans"), actor(post)
    post.write_now(lambda d: visit_resident(d, by, stream, NEEDS))
    [row] = post.read_now(tasks_open).rows
    said = TaskDescribed(row.task.id, TaskKind.SUPPLIES, NOON_MS, "voor Ans")
    post.write_now(lambda d: describe_task(d, by, stream, said))

    need = Need("water", 3)
    asked = post.write_now(lambda d: request_for_task(d, by, stream, row.task.id, need))

    [row] = post.read_now(tasks_open).rows
    assert row.task.requests == (asked.stream,)
    assert len(row.requests) == 1
    found = post.read_now(lambda db: request(db, asked.stream))
    assert found is not None
    assert (found.pieces, found.remark) == (3, "")


def test_who_may_not_ask_the_region_asks_nothing_by_a_task(post: CareFile) -> None:
    stream, by = enlisted(post, "Ans"), actor(post, Role.FIRST_AIDER)
    post.write_now(lambda d: visit_resident(d, by, stream, NEEDS))
    [row] = post.read_now(tasks_open).rows

    with pytest.raises(Refusal, match="role_may_not"):
        post.write_now(
            lambda d: request_for_task(d, by, stream, row.task.id, Need("water", 3))
        )
    assert post.read_now(tasks_open).rows[0].task.requests == ()


def test_what_somebody_needed_is_in_their_own_file(post: CareFile) -> None:
    stream, by = enlisted(post, "Ans"), actor(post)
    post.write_now(lambda d: visit_resident(d, by, stream, NEEDS))
    [row] = post.read_now(tasks_open).rows
    task = row.task.id
    said = TaskDescribed(task, TaskKind.SUPPLIES, NOON_MS, "drie flessen")
    post.write_now(lambda d: describe_task(d, by, stream, said))
    post.write_now(lambda d: assign_task(d, by, stream, task, "Cor"))
    done = TaskDone(task, NOON_MS, "Dien", "gebracht")
    post.write_now(lambda d: finish_task(d, by, stream, done))

    file = ResidentFile(resident(post, stream), post.read_now(actor_names))

    kept = [each[1:] for each in resident_lines(file, "nl") if each[1]]
    for what, who in (
        ("water", "Nurse"),
        ("Spullen: drie flessen", "Nurse"),
        ("Cor", "Nurse"),
        ("gebracht", "Dien"),
    ):
        assert any((said, by) == (what, who) for said, _, by in kept)
