"""A post and a hub that are killed again and again, and what is compared in the end."""

from __future__ import annotations

import contextlib
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.support.plug import KILLED, Plug, Running, plugged
from tests.support.unplugged import check_all

_LONGEST_S: Final = 0.5
_POST_ODDS: Final = 0.5


@dataclass(slots=True)
class Killed:
    """How often which process was killed, and how much was said to be saved."""

    posts: int = 0
    hubs: int = 0
    saved: int = 0

    @property
    def times(self) -> int:
        """How many kills that is."""
        return self.posts + self.hubs


def kill_and_compare(
    folder: Path, times: int, seed: int, tell: Callable[[Killed], None]
) -> Killed:
    """Kill so many times, let both finish, and compare. Raises AssertionError."""
    moments, done = random.Random(seed), Killed()
    with plugged(folder) as plug:
        assert plug.end(invited=True) == 0
        post = plug.post("for-ever")
        while done.times < times:
            _listen(plug, post, moments.uniform(0.0, _LONGEST_S))
            if moments.random() < _POST_ODDS:
                _end(plug, post)
                post = plug.post("for-ever")
                done.posts += 1
            else:
                plug.kill_hub()
                plug.start_hub()
                done.hubs += 1
            done.saved = len(plug.saved)
            tell(done)
        _end(plug, post)
        plug.is_done = False
        assert plug.end() == 0
    check_all(plug)
    done.saved = len(plug.saved)
    return done


def _listen(plug: Plug, post: Running, seconds: float) -> None:
    """Note what a post says it saved, for so long."""
    until_s = time.monotonic() + seconds
    while (left_s := until_s - time.monotonic()) > 0:
        if post.pipe.poll(left_s):
            word = post.pipe.recv()
            if word != "open":
                plug.saved.append(word)


def _end(plug: Plug, post: Running) -> None:
    """Kill a post, and note what it still said before that."""
    post.kill()
    with contextlib.suppress(EOFError, ConnectionError):
        while True:
            word = post.pipe.recv()
            if word != "open":
                plug.saved.append(word)
    assert post.ended() == KILLED
