"""Many registered at once: each with a number, all of them or nobody."""

from __future__ import annotations

import pytest

from app.care.refusal import Refusal
from app.care.terms import Flow, Role, Triage
from app.commands import Several, next_number, register_several, retract
from app.commands.bulk import IN_BULK, MOST_AT_ONCE
from app.store.file import CareFile
from app.store.queries.casualty import CasualtyRow, Filter, casualties
from app.ui.widgets.register_several import ranges
from tests.support.post import actor, memory_post


def everybody(file: CareFile) -> tuple[CasualtyRow, ...]:
    wanted = Filter(departed=None)
    return file.read_now(lambda db: casualties(db, wanted, limit=500)).rows


def register(file: CareFile, count: int, **said: object) -> list[bytes]:
    wanted = Several(count, file.clock.now_ms(), **said)  # type: ignore[arg-type]
    by = actor(file)
    made = file.write_now(lambda desk: register_several(desk, by, wanted))
    return [event.stream for event in made]


def test_fifty_at_once_have_fifty_numbers_and_one_place() -> None:
    file = memory_post()

    made = register(file, 50, category=Triage.T2, complaint="Rook", place="treatment_1")

    rows = everybody(file)
    assert {row.stream for row in rows} == set(made)
    assert len({row.number for row in rows}) == MOST_AT_ONCE
    assert {(row.category, row.complaint, row.spot, row.flow) for row in rows} == {
        (Triage.T2, "Rook", "treatment_1", Flow.TREATMENT)
    }
    file.close()


@pytest.mark.parametrize("category", [each for each in Triage if each not in IN_BULK])
def test_t4_dead_and_black_are_never_given_in_bulk(category: Triage) -> None:
    file = memory_post()

    with pytest.raises(Refusal) as why:
        register(file, 2, category=category)

    assert why.value.key == "not_in_bulk"
    assert everybody(file) == ()
    file.close()


@pytest.mark.parametrize("count", [0, -1, MOST_AT_ONCE + 1])
def test_too_few_and_too_many_are_refused(count: int) -> None:
    file = memory_post()

    with pytest.raises(Refusal) as why:
        register(file, count)

    assert why.value.key == "too_many_at_once"
    file.close()


def test_a_place_that_is_not_there_registers_nobody() -> None:
    file = memory_post()
    by = actor(file)
    before = file.write_now(lambda desk: next_number(desk, by))

    with pytest.raises(Refusal):
        register(file, 5, place="nowhere")

    assert everybody(file) == ()
    assert file.write_now(lambda desk: next_number(desk, by)) == before
    file.close()


def test_the_list_keeps_the_order_of_the_numbers() -> None:
    file = memory_post()

    register(file, 20)

    numbers = [row.number for row in everybody(file)]
    assert numbers == sorted(numbers)
    file.close()


def test_taking_one_of_many_back_leaves_the_others() -> None:
    file = memory_post()
    by, wanted = actor(file), Several(3, file.clock.now_ms(), place="waiting")
    made = file.write_now(lambda desk: register_several(desk, by, wanted))

    file.write_now(lambda desk: retract(desk, by, (made[0].log, made[0].seq)))

    assert {row.stream for row in everybody(file)} == {
        event.stream for event in made[1:]
    }
    file.close()


def test_who_may_not_register_registers_nobody() -> None:
    file = memory_post()
    keeper = actor(file, Role.STOCK_KEEPER)
    wanted = Several(3, file.clock.now_ms())

    with pytest.raises(Refusal):
        file.write_now(lambda desk: register_several(desk, keeper, wanted))

    assert everybody(file) == ()
    file.close()


def test_numbers_that_follow_each_other_are_one_range() -> None:
    given = ["ZUID-A001-W", "ZUID-A002-F", "ZUID-A003-R", "ZUID-A005-K"]

    assert ranges(given) == ["ZUID-A001-W … ZUID-A003-R", "ZUID-A005-K"]
    assert ranges([]) == []
