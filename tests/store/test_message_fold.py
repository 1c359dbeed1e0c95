"""Messages fold to the same picture, in whatever order and however often they come."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from app.commands.message import acknowledge
from sync.journal import Link
from tests.support.folds import both_ways
from tests.support.orders import Orders, shown
from tests.support.post import actor, memory_post


def _story() -> list[Link]:
    """Return what a hub and a post said of one message, as it travels."""
    post = memory_post()
    hub = Orders(post)
    stream = hub.send("Ontruim de zaal", urgent=True)
    by = actor(post)
    (row,) = shown(post)
    post.write_now(lambda desk: acknowledge(desk, by, row.stream, row.sent))
    hub.withdraw(stream, "vals alarm")
    hub.send("Tel de bedden")
    links = post.read_now(
        lambda db: db.execute(
            "SELECT canon, chain FROM event "
            "WHERE substr(stream, 1, 8) = x'6d6573736167653a' ORDER BY n"
        ).fetchall()
    )
    hub.close()
    post.close()
    return [Link(bytes(canon), bytes(chain)) for canon, chain in links]


STORY = _story()


@settings(max_examples=40, deadline=None)
@given(st.permutations(range(len(STORY))), st.lists(st.integers(0, len(STORY) - 1)))
def test_any_order_and_any_repeat_give_the_same_picture(
    order: list[int], again: list[int]
) -> None:
    ((here, there),) = both_ways(STORY, (*order, *again), ["message"])

    assert len(STORY) == 4
    assert here == there
