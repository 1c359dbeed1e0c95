"""What was told of a transfer folds to the same, in whatever order it comes."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from app.care.stock import LotKey
from app.care.transfer import TransferLine, transfer_stream
from app.commands import Announced, retract, take_announced
from app.store.queries.transfer import Match, shipments
from sync.journal import Link
from tests.support.folds import both_ways
from tests.support.post import actor, memory_post

TRANSFER = bytes(range(16))
LOT = LotKey("VB001", "A1", "2027-01-01")
SLIP = Announced(TRANSFER, "Noord", (TransferLine("VB001", 4, "A1", "2027-01-01"),))


def _story() -> list[Link]:
    post = memory_post()
    by = actor(post)
    for pieces in (1, 2, 3):
        *_, told = post.write_now(
            lambda d, n=pieces: take_announced(d, by, SLIP, [(LOT, n)])
        )
    post.write_now(lambda d: retract(d, by, (told.log, told.seq), "te veel"))
    links = post.read_now(
        lambda db: db.execute(
            "SELECT canon, chain FROM event WHERE stream = ? ORDER BY n",
            (transfer_stream(TRANSFER),),
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
    ((here, there),) = both_ways(STORY, (*order, *again), ["transfer"])

    assert len(STORY) == 4
    assert here == there


def test_the_slip_stands_for_the_sender_until_it_is_heard() -> None:
    post = memory_post()
    by = actor(post)
    post.write_now(lambda d: take_announced(d, by, SLIP, [(LOT, 3)]))
    (less,) = post.read_now(shipments)
    post.write_now(lambda d: take_announced(d, by, SLIP, [(LOT, 1)]))
    (even,) = post.read_now(shipments)

    assert (less.matches, even.matches) == ({Match.LESS}, {Match.EVEN})
    assert (less.from_name, less.is_ours) == ("Noord", False)
    post.close()
