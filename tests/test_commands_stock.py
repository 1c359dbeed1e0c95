"""What a person may ask about stock, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from app.care.refusal import Refusal
from app.care.stock import LotKey
from app.care.terms import Role
from app.commands import (
    Coming,
    count_stock,
    issue_stock,
    receive_stock,
    retract,
    set_par,
)
from app.store.file import CareFile
from app.store.queries.stock import LotRow, lots
from sync.event import Event
from tests.support.fakes import NOON_MS
from tests.support.post import actor, memory_post

TODAY = "2026-11-22"
EARLY = LotKey("VB001", "A1", "2027-01-01")
LATE = LotKey("VB001", "B2", "2028-01-01")
OLD = LotKey("VB001", "C3", "2026-01-01")


def shelf(*held: tuple[LotKey, int]) -> CareFile:
    """Return a post with these lots on the shelf."""
    post = memory_post()
    by = actor(post)
    for key, pieces in held:
        post.write_now(
            lambda desk, key=key, pieces=pieces: receive_stock(desk, by, key, pieces)
        )
    return post


def refusal(file: CareFile, command: Any) -> str:
    with pytest.raises(Refusal) as refused:
        file.write_now(command)
    return refused.value.key


def found(file: CareFile) -> dict[str, int]:
    held: tuple[LotRow, ...] = file.read_now(lambda db: lots(db, "VB001", TODAY))
    return {lot.lot: lot.on_hand for lot in held}


def fact_id(event: Event) -> tuple[bytes, int]:
    return (event.log, event.seq)


def test_the_first_to_expire_is_issued_and_the_next_when_it_runs_out() -> None:
    post = shelf((LATE, 5), (EARLY, 3), (OLD, 9))
    by = actor(post)

    events = post.write_now(lambda desk: issue_stock(desk, by, "VB001", 4))

    assert found(post) == {"A1": 0, "B2": 4, "C3": 9}
    assert [event.cause for event in events] == [None, fact_id(events[0])]
    post.close()


def test_undoing_an_issue_from_two_lots_puts_both_back() -> None:
    post = shelf((LATE, 5), (EARLY, 3))
    by = actor(post)
    events = post.write_now(lambda desk: issue_stock(desk, by, "VB001", 4))

    post.write_now(lambda desk: retract(desk, by, fact_id(events[0]), "verkeerd"))

    assert found(post) == {"A1": 3, "B2": 5}
    post.close()


def test_more_than_is_usable_cannot_be_issued_without_naming_the_lot() -> None:
    post = shelf((EARLY, 3), (OLD, 9))
    by = actor(post)

    with pytest.raises(Refusal) as refused:
        post.write_now(lambda desk: issue_stock(desk, by, "VB001", 4))
    post.write_now(lambda desk: issue_stock(desk, by, "VB001", 4, EARLY))

    assert (refused.value.key, refused.value.values) == ("not_enough", {"usable": 3})
    assert found(post)["A1"] == -1
    post.close()


def test_passing_over_a_lot_needs_a_reason() -> None:
    post = shelf((EARLY, 3), (LATE, 5), (OLD, 9))
    by = actor(post)

    skipped = refusal(post, lambda desk: issue_stock(desk, by, "VB001", 1, LATE))
    expired = refusal(post, lambda desk: issue_stock(desk, by, "VB001", 1, OLD))
    post.write_now(lambda desk: issue_stock(desk, by, "VB001", 1, LATE, "doos kapot"))

    assert (skipped, expired) == ("skipping_needs_reason", "expired_needs_reason")
    assert found(post) == {"A1": 3, "B2": 4, "C3": 9}
    post.close()


@pytest.mark.parametrize("quantity", [0, -5, 100_001])
def test_an_absurd_quantity_is_refused(quantity: int) -> None:
    post = shelf((EARLY, 3))
    by = actor(post)

    keys = {
        refusal(post, lambda desk: receive_stock(desk, by, EARLY, quantity)),
        refusal(post, lambda desk: issue_stock(desk, by, "VB001", quantity, EARLY)),
        refusal(post, lambda desk: issue_stock(desk, by, "VB001", quantity)),
    }

    assert keys == {"number_out_of_range"}
    assert found(post) == {"A1": 3}
    post.close()


def test_a_count_corrects_what_it_had_seen() -> None:
    post = shelf((EARLY, 10))
    by = actor(post)

    post.write_now(lambda desk: count_stock(desk, by, EARLY, 7))
    post.write_now(lambda desk: issue_stock(desk, by, "VB001", 2))
    (lot,) = post.read_now(lambda db: lots(db, "VB001", TODAY))

    assert (lot.on_hand, lot.correction) == (5, -3)
    assert refusal(post, lambda desk: count_stock(desk, by, EARLY, -1)) == (
        "number_out_of_range"
    )
    post.close()


def test_a_lot_typed_in_another_way_is_the_same_lot() -> None:
    post = shelf((EARLY, 3), (LotKey(" VB001", "a1 ", "01-01-2027"), 2))

    assert found(post) == {"A1": 5}
    post.close()


def test_a_lot_without_item_or_with_a_strange_date_is_refused() -> None:
    post = memory_post()
    by = actor(post)
    unnamed, strange = LotKey(" "), LotKey("VB001", "A", "morgen")

    keys = [
        refusal(post, lambda desk, key=key: receive_stock(desk, by, key, 1))
        for key in (unnamed, strange)
    ]

    assert keys == ["item_missing", "not_a_date"]
    post.close()


def test_who_may_not_handle_stock_is_refused() -> None:
    post = shelf((EARLY, 3))
    registrar, aider = actor(post, Role.REGISTRAR), actor(post, Role.FIRST_AIDER)

    post.write_now(lambda desk: issue_stock(desk, aider, "VB001", 1))

    for command in (
        lambda desk: issue_stock(desk, registrar, "VB001", 1),
        lambda desk: count_stock(desk, aider, EARLY, 1),
        lambda desk: set_par(desk, aider, "VB001", 1),
    ):
        assert refusal(post, command) == "role_may_not"
    post.close()


def test_what_came_in_earlier_can_be_typed_later() -> None:
    post = memory_post()
    by, earlier = actor(post), NOON_MS - 3_600_000

    post.write_now(
        lambda desk: receive_stock(desk, by, EARLY, 1, Coming("apotheek", earlier))
    )
    (lot,) = post.read_now(lambda db: lots(db, "VB001", TODAY))

    assert lot.received_ms == earlier
    post.close()


def test_a_device_without_a_post_records_nothing() -> None:
    post = memory_post()
    by = actor(post)
    post.write_now(
        lambda desk: desk.database.conn.execute(
            "DELETE FROM setting WHERE name IN ('post_id', 'post_code')"
        )
    )

    assert refusal(post, lambda desk: receive_stock(desk, by, EARLY, 1)) == "no_post"
    post.close()
