"""Stories of pulled plugs: real processes, killed at any moment of the way to the hub.

What a post said is saved is there once, at the post and at the hub; nothing else is.
"""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest

from tests.support.plug import KILLED, plugged
from tests.support.post_program import BESIDE, JOINING, MAKING, WORKING
from tests.support.unplugged import check_all, check_beside


def test_a_post_killed_at_random_moments_loses_and_doubles_nothing(
    tmp_path: Path,
) -> None:
    moments = random.Random("any moment")
    with plugged(tmp_path) as plug:
        plug.end(invited=True)

        for _ in range(7):
            post = plug.post("for-ever")
            assert plug.hear(post, moments.uniform(0.0, 0.4)) == KILLED

        plug.end()
    check_all(plug)


def test_a_post_killed_around_each_thing_that_lasts_loses_and_doubles_nothing(
    tmp_path: Path,
) -> None:
    with plugged(tmp_path) as plug:
        plug.end(invited=True)

        ends = {moment: plug.end(moment) for moment in WORKING}

        plug.is_done = False
        plug.end()
    assert ends == dict.fromkeys(WORKING, KILLED)
    check_all(plug)


def test_a_post_killed_around_photos_and_orders_loses_and_doubles_nothing(
    tmp_path: Path,
) -> None:
    with plugged(tmp_path) as plug:
        plug.end(invited=True)

        ends = {}
        for moment in BESIDE:
            plug.order()
            ends[moment] = plug.end(moment)

        plug.is_done = False
        plug.end()
    assert ends == dict.fromkeys(BESIDE, KILLED)
    check_all(plug)
    check_beside(plug)


@pytest.mark.parametrize("moment", [*MAKING, *JOINING])
def test_a_post_killed_while_it_is_made_or_joins_does_so_whole_or_not_at_all(
    tmp_path: Path, moment: str
) -> None:
    with plugged(tmp_path) as plug:
        assert plug.end(moment, invited=True) == KILLED

        plug.end(invited=True)
    check_all(plug)


def test_a_hub_killed_again_and_again_while_a_post_sends_loses_nothing(
    tmp_path: Path,
) -> None:
    moments = random.Random("the hub's moments")
    with plugged(tmp_path) as plug:
        plug.end(invited=True)
        plug.is_done = False
        post = plug.post("for-ever")

        for _ in range(3):
            time.sleep(moments.uniform(0.1, 0.5))
            plug.kill_hub()
            plug.start_hub()

        plug.hear(post, 0)
        plug.end()
    check_all(plug)
