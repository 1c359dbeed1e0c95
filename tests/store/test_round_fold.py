"""Rounds and tasks fold to the same in any order, however often they arrive."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from app.care.handout import Copy
from app.care.resident import ResidentVisited, VisitOutcome
from app.care.task import TaskDescribed, TaskDone, TaskKind
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
)
from app.store.queries.outage import Looking
from app.store.tables import state_of
from sync.journal import Link
from tests.support.fakes import NOON_MS
from tests.support.folds import both_ways
from tests.support.post import actor, memory_post
from tests.support.residents import enlisted


def _story() -> list[Link]:
    post = memory_post()
    by = actor(post)
    resident = enlisted(post, "Ans", street="Korreweg")
    teams = [Team("Team 1", "Bob")]
    [made] = post.write_now(lambda d: plan_rounds(d, by, Looking(), teams))
    stream = made.stream
    for name in ("Cor", "Dien"):
        post.write_now(lambda d, n=name: assign_round(d, by, stream, n, Copy.NEIGHBOUR))
    post.write_now(lambda d: take_round(d, by, stream))
    needs = ResidentVisited(VisitOutcome.NEEDS, NOON_MS, remark="water")
    visits = [
        post.write_now(lambda d: visit_on_round(d, by, stream, resident, needs))
        for _ in range(2)
    ]
    held = post.read_now(lambda db: state_of(db, "resident", resident))
    first, second = (each.id for each in held.tasks)
    said = TaskDescribed(first, TaskKind.SUPPLIES, NOON_MS, "drie flessen")
    post.write_now(lambda d: describe_task(d, by, resident, said))
    post.write_now(lambda d: assign_task(d, by, resident, first, "Cor"))
    need = Need("water", 3)
    post.write_now(lambda d: request_for_task(d, by, resident, first, need))
    post.write_now(lambda d: finish_task(d, by, resident, TaskDone(first, NOON_MS)))
    post.write_now(lambda d: assign_task(d, by, resident, second, "Dien"))
    last = visits[1]
    post.write_now(lambda d: retract(d, by, (last.log, last.seq)))
    post.write_now(lambda d: end_round(d, by, stream))
    links = post.read_now(
        lambda db: db.execute(
            "SELECT canon, chain FROM event WHERE stream IN (?, ?) ORDER BY n",
            (resident, stream),
        ).fetchall()
    )
    post.close()
    return [Link(bytes(canon), bytes(chain)) for canon, chain in links]


STORY = _story()


@settings(max_examples=30, deadline=None)
@given(st.permutations(range(len(STORY))), st.lists(st.integers(0, len(STORY) - 1)))
def test_any_order_and_any_repeat_give_the_same_picture(
    order: list[int], again: list[int]
) -> None:
    for here, there in both_ways(STORY, (*order, *again), ("resident", "round")):
        assert len(here) == 1
        assert here == there
