"""Requests: one fold in any order, and how far each has come."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.care.claim import Stamp
from app.care.request import (
    FOLD,
    Decided,
    Decision,
    Request,
    RequestClosed,
    RequestDecided,
    RequestMade,
    RequestShipped,
    RequestState,
    RequestWithdrawn,
    Standing,
    Urgency,
    line,
    request_stream,
    standing,
)

HUB, POST = b"HUBHUBHU", b"POSTPOST"
SOUTH = b"south_01"

Placed = tuple[Any, Stamp]


def stamp(log: bytes, seq: int, at_ms: int) -> Stamp:
    return Stamp((log, seq), b"person_1", at_ms, log)


STORY: tuple[Placed, ...] = (
    (RequestMade("VB001", 40, SOUTH, Urgency.SOON, "voor zaal B"), stamp(POST, 1, 10)),
    (RequestDecided(Decision.LATER, 0, "Kees", "morgen"), stamp(HUB, 1, 20)),
    (RequestDecided(Decision.PARTLY, 30, "Kees"), stamp(HUB, 2, 30)),
    (RequestShipped(20, b"T" * 16, "depot"), stamp(HUB, 3, 40)),
    (RequestShipped(10, b"U" * 16, "Post Noord"), stamp(HUB, 4, 50)),
    (RequestWithdrawn("niet meer nodig"), stamp(POST, 2, 60)),
    (RequestClosed("doos was stuk"), stamp(POST, 3, 70)),
)


def folded(facts: tuple[Placed, ...] | list[Placed]) -> Request:
    request = Request()
    for fact, header in facts:
        request = FOLD[type(fact)](request, fact, header)
    return request


@given(st.permutations(STORY), st.lists(st.integers(0, len(STORY) - 1), max_size=4))
def test_any_order_and_any_repeat_gives_the_same_request(
    facts: list[Placed], again: list[int]
) -> None:
    repeated = [*facts, *(facts[each] for each in again)]

    assert folded(repeated) == folded(STORY)


def test_the_last_decision_is_last_and_every_shipment_is_there() -> None:
    request = folded(STORY)

    assert request.decided[-1].pieces == 30
    assert [each.pieces for each in request.shipped] == [20, 10]
    assert line(request).item == "VB001"
    assert request_stream(b"x" * 16) == b"request:" + b"x" * 16


def test_what_nobody_asked_names_no_item() -> None:
    assert line(Request()).item == ""


def said(decision: Decision, pieces: int) -> Decided:
    return Decided((HUB, 1), 20, decision, pieces, "Kees", "")


GRANTED_30 = said(Decision.PARTLY, 30)
REFUSED = said(Decision.REFUSED, 0)


@pytest.mark.parametrize(
    ("decision", "shipped", "arrived", "is_withdrawn", "stands"),
    [
        (None, 0, 0, False, Standing(RequestState.ASKED, 40, 40)),
        (said(Decision.LATER, 0), 0, 0, False, Standing(RequestState.DECIDED, 40, 40)),
        (GRANTED_30, 0, 0, False, Standing(RequestState.DECIDED, 30, 30)),
        (GRANTED_30, 20, 0, False, Standing(RequestState.UNDERWAY, 30, 30)),
        (GRANTED_30, 20, 20, False, Standing(RequestState.PARTLY, 30, 10)),
        (GRANTED_30, 30, 30, False, Standing(RequestState.RECEIVED, 30, 0)),
        (GRANTED_30, 30, 33, False, Standing(RequestState.RECEIVED, 30, 0)),
        (REFUSED, 0, 0, False, Standing(RequestState.REFUSED, 0, 0)),
        (None, 0, 0, True, Standing(RequestState.WITHDRAWN, 0, 0)),
        (GRANTED_30, 0, 0, True, Standing(RequestState.WITHDRAWN, 0, 0)),
        # What is on the road comes, whatever was said after it left.
        (GRANTED_30, 20, 0, True, Standing(RequestState.UNDERWAY, 20, 20)),
        (REFUSED, 20, 5, False, Standing(RequestState.PARTLY, 20, 15)),
    ],
)
def test_how_a_request_stands(
    decision: Decided | None,
    shipped: int,
    arrived: int,
    is_withdrawn: bool,
    stands: Standing,
) -> None:
    found = standing(40, decision, shipped, arrived, is_withdrawn=is_withdrawn)

    assert found == stands


@pytest.mark.parametrize(
    ("arrived", "state"), [(15, RequestState.RECEIVED), (0, RequestState.WITHDRAWN)]
)
def test_what_will_not_come_is_waited_for_no_longer(
    arrived: int, state: RequestState
) -> None:
    found = standing(40, GRANTED_30, 20, arrived, is_withdrawn=False, is_closed=True)

    assert found == Standing(state, arrived, 0)
