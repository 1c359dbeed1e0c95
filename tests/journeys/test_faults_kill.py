"""Stories of pulled plugs: real processes, killed at any moment of the way to the hub.

What a post said is saved is there once, at the post and at the hub; nothing else is.
"""

from __future__ import annotations

import contextlib
import random
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import paths
from app.demo.outcome import carried_events, own_events, pictures_equal
from app.store.file import CareFile
from sync.clock import SystemClock
from sync.database import Database, rows
from sync.event import chain_next, chain_start
from sync.ids import Mode, SystemIds
from sync.trust.keys import Keyring
from tests.support.plug import KILLED, Plug, plugged
from tests.support.post_program import JOINING, MAKING, WORKING
from tests.support.region import PASSPHRASE


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
    _check_all(plug)


def test_a_post_killed_around_each_thing_that_lasts_loses_and_doubles_nothing(
    tmp_path: Path,
) -> None:
    with plugged(tmp_path) as plug:
        plug.end(invited=True)

        ends = {moment: plug.end(moment) for moment in WORKING}

        plug.is_done = False
        plug.end()
    assert ends == dict.fromkeys(WORKING, KILLED)
    _check_all(plug)


@pytest.mark.parametrize("moment", [*MAKING, *JOINING])
def test_a_post_killed_while_it_is_made_or_joins_does_so_whole_or_not_at_all(
    tmp_path: Path, moment: str
) -> None:
    with plugged(tmp_path) as plug:
        assert plug.end(moment, invited=True) == KILLED

        plug.end(invited=True)
    _check_all(plug)


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
    _check_all(plug)


def _check_all(plug: Plug) -> None:
    """Compare what was said to be saved with what is at the post and at the hub."""
    zuid = paths.post_home(plug.folder / "zuid", Mode.REAL)
    region = paths.hub_home(plug.folder / "hub", Mode.REAL)
    assert plug.is_done
    with _opened(zuid, zuid.post_file) as post, _opened(region, region.hub_file) as hub:
        here, there = (Counter(file.read_now(_numbers)) for file in (post, hub))
        assert set(here.values()) == {1}
        assert here == there
        assert set(plug.saved) <= set(here)
        assert len(plug.saved) == len(set(plug.saved))
        assert carried_events(hub) == own_events(post)
        assert pictures_equal([post], hub)
        assert hub.read_now(_troubles) == []
        chains = post.read_now(_own_chains)
        assert all(_is_whole(*chain) for chain in chains)
        assert hub.read_now(_carried) == {log: links for log, _, links in chains}


Links = list[tuple[int, bytes, bytes]]
Chain = tuple[bytes, bytes, Links]


def _own_chains(db: Database) -> list[Chain]:
    logs = rows(db, "SELECT log, genesis FROM log WHERE own")
    return [
        (log, genesis, links) for log, genesis in logs if (links := _links(db, log))
    ]


def _carried(db: Database) -> dict[bytes, Links]:
    logs = rows(db, "SELECT log FROM log WHERE NOT own")
    return {log: _links(db, log) for (log,) in logs}


def _links(db: Database, log: bytes) -> Links:
    return rows(
        db, "SELECT seq, canon, chain FROM event WHERE log = ? ORDER BY seq", (log,)
    )


def _is_whole(log: bytes, genesis: bytes, links: Links) -> bool:
    chain = chain_start(log, genesis)
    for place, (seq, canon, stored) in enumerate(links, 1):
        chain = chain_next(chain, canon)
        if (seq, stored) != (place, chain):
            return False
    return True


def _numbers(db: Database) -> list[str]:
    return [number for (number,) in rows(db, "SELECT number FROM casualty")]


def _troubles(db: Database) -> list[tuple[object, ...]]:
    return [
        *rows(db, "SELECT log, seq FROM fork"),
        *rows(db, "SELECT batch_no, trouble FROM batch WHERE trouble IS NOT NULL"),
        *rows(db, "SELECT kind, why FROM attention"),
    ]


@contextlib.contextmanager
def _opened(home: paths.Home, path: Path) -> Iterator[CareFile]:
    """Open the file of a program that no longer runs."""
    keyring = Keyring.read(home.keyring)
    assert keyring is not None
    file = CareFile.open(
        path,
        keyring.open(PASSPHRASE),
        mode=Mode.REAL,
        clock=SystemClock(),
        ids=SystemIds(),
    )
    try:
        yield file
    finally:
        file.close()
