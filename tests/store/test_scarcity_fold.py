"""What is said of care level and downscaling folds to the same in any order."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from app.care.level import (
    Authority,
)
from app.care.scarcity import Informed
from app.care.terms import CareLevel, Role
from app.commands import (
    LevelWanted,
    end_downscaling,
    renew_downscaling,
    retract,
    set_level,
    tell_of_downscaling,
)
from sync.journal import Link
from tests.support.fakes import NOON_MS
from tests.support.folds import both_ways
from tests.support.post import actor, memory_post
from tests.support.residents import enlisted
from tests.support.scarcity import day, decided, stopped, stretched


def _story() -> list[Link]:
    post = memory_post()
    by, lead = actor(post), actor(post, Role.POST_LEAD)
    subject = enlisted(post, "Ans")
    for level in (CareLevel.SCALABLE, CareLevel.CRISIS):
        wanted = LevelWanted(level, Authority.REGION, "OvD-G", NOON_MS)
        post.write_now(lambda d, w=wanted: set_level(d, lead, w))
    made = decided(post, subject, stretched(informed=Informed.CLIENT))
    event = post.write_now(lambda d: renew_downscaling(d, by, subject, made, day(3)))
    renewed = (event.log, event.seq)
    post.write_now(
        lambda d: tell_of_downscaling(d, by, subject, renewed, Informed.RELATIVE)
    )
    other = decided(post, subject, stopped())
    again = decided(post, subject, stretched(stretch_days=2))
    post.write_now(lambda d: retract(d, by, again, "te vroeg"))
    post.write_now(lambda d: end_downscaling(d, by, subject, other))
    links = post.read_now(
        lambda db: db.execute(
            "SELECT canon, chain FROM event WHERE kind LIKE 'downscaling.%' "
            "OR kind = 'level.set' OR kind = 'event.retracted' ORDER BY n"
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
    for here, there in both_ways(STORY, (*order, *again), ("level", "scarcity")):
        assert len(here) == 1
        assert here == there
