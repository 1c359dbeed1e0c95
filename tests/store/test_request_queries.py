"""Requests at a post: what it asks, what counts as the hub's word, what to order."""

from __future__ import annotations

from typing import Any

import pytest

from app.care.refusal import Refusal
from app.care.request import (
    Decision,
    RequestDecided,
    RequestShipped,
    RequestState,
    Urgency,
)
from app.care.stock import LotKey
from app.care.terms import Role
from app.commands import (
    Need,
    make_requests,
    receive_stock,
    retract,
    set_par,
    withdraw_request,
)
from app.store.file import CareFile
from app.store.queries.request import (
    LOOKED_BACK_MS,
    Proposal,
    RequestRow,
    on_order,
    proposals,
    requests,
)
from tests.support.fakes import NOON_MS
from tests.support.post import actor, memory_post

TODAY = "2026-11-22"
LOT = LotKey("VB001", "A1", "2027-01-01")


def asked(file: CareFile) -> tuple[RequestRow, ...]:
    return file.read_now(lambda db: requests(db, NOON_MS))


def coming(file: CareFile) -> dict[str, int]:
    return file.read_now(lambda db: on_order(db, NOON_MS))


def proposed(file: CareFile) -> dict[str, Proposal]:
    found = file.read_now(lambda db: proposals(db, NOON_MS, TODAY))
    return {each.row.code: each for each in found}


def refusal(file: CareFile, command: Any) -> str:
    with pytest.raises(Refusal) as refused:
        file.write_now(command)
    return refused.value.key


def test_the_most_urgent_is_on_top_and_counts_as_on_order() -> None:
    post = memory_post()
    by = actor(post)
    needs = [Need("VB001", 40), Need("VB002", 5, Urgency.URGENT, "bijna op")]

    post.write_now(lambda d: make_requests(d, by, needs))

    assert [(each.item, each.state) for each in asked(post)] == [
        ("VB002", RequestState.ASKED),
        ("VB001", RequestState.ASKED),
    ]
    assert coming(post) == {"VB001": 40, "VB002": 5}
    post.close()


def test_what_is_withdrawn_is_not_on_order_and_cannot_be_again() -> None:
    post = memory_post()
    by = actor(post)
    post.write_now(lambda d: make_requests(d, by, [Need("VB001", 40)]))
    (row,) = asked(post)

    post.write_now(lambda d: withdraw_request(d, by, row.stream, "dubbel"))

    (after,) = asked(post)
    assert (after.state, after.withdrawn_why) == (RequestState.WITHDRAWN, "dubbel")
    assert coming(post) == {}
    again = refusal(post, lambda d: withdraw_request(d, by, row.stream))
    assert again == "already_taken_back"
    post.close()


def test_a_decision_that_is_not_the_hubs_decides_nothing() -> None:
    post = memory_post()
    by = actor(post)
    post.write_now(lambda d: make_requests(d, by, [Need("VB001", 40)]))
    (row,) = asked(post)

    for fact in (
        RequestDecided(Decision.REFUSED, 0, "De hub"),
        RequestShipped(40, b"T" * 16),
    ):
        post.write_now(lambda d, fact=fact: d.record(row.stream, fact, by))

    (after,) = asked(post)
    assert (after.state, after.decision, after.shipments) == (
        RequestState.ASKED,
        None,
        (),
    )
    post.close()


def test_a_request_is_withdrawn_and_never_taken_back() -> None:
    post = memory_post()
    by = actor(post)
    (event,) = post.write_now(lambda d: make_requests(d, by, [Need("VB001", 4)]))

    with pytest.raises(Refusal):
        post.write_now(lambda d: retract(d, by, (event.log, event.seq), "fout"))

    assert len(asked(post)) == 1
    post.close()


def test_asking_nothing_or_nameless_is_refused_and_so_is_who_may_not() -> None:
    post = memory_post()
    by, aider = actor(post), actor(post, Role.FIRST_AIDER)

    assert refusal(post, lambda d: make_requests(d, by, [])) == "nothing_asked"
    assert refusal(post, lambda d: make_requests(d, by, [Need(" ", 1)])) == (
        "item_missing"
    )
    assert refusal(post, lambda d: make_requests(d, aider, [Need("VB001", 1)])) == (
        "role_may_not"
    )
    post.close()


def test_the_proposal_is_the_maximum_less_what_is_usable_and_on_order() -> None:
    post = memory_post()
    by = actor(post)
    post.write_now(lambda d: receive_stock(d, by, LOT, 6))
    post.write_now(lambda d: set_par(d, by, "VB001", 10, maximum=30))
    full = proposed(post)["VB001"]

    post.write_now(lambda d: make_requests(d, by, [Need("VB001", 4)]))

    after = proposed(post)["VB001"]
    assert (full.pieces, full.coming) == (24, 0)
    assert (after.pieces, after.coming) == (20, 4)
    post.close()


def test_what_was_never_here_and_nobody_set_a_par_for_is_not_proposed() -> None:
    post = memory_post()
    by = actor(post)
    before = proposed(post)

    post.write_now(lambda d: set_par(d, by, "VB002", 8))

    assert before == {}
    assert {code: each.pieces for code, each in proposed(post).items()} == {"VB002": 8}
    post.close()


def test_an_old_request_hides_no_need() -> None:
    post = memory_post()
    by = actor(post)
    post.write_now(lambda d: make_requests(d, by, [Need("VB001", 4)]))
    later = NOON_MS + LOOKED_BACK_MS + 60_000

    assert post.read_now(lambda db: on_order(db, later)) == {}
    post.close()
