"""What a pulled plug left: both sides compared, event by event and row by row."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from app import paths
from app.care.photo import PhotoAttached
from app.catalogue import decode
from app.demo.outcome import carried_events, own_events, pictures_equal
from app.store.file import CareFile
from app.store.queries.photo import photo
from sync.clock import SystemClock
from sync.database import Database, rows
from sync.event import chain_next, chain_start, read_event
from sync.ids import Mode, SystemIds
from sync.trust.keys import Keyring
from tests.support.plug import Plug
from tests.support.region import PASSPHRASE


def check_all(plug: Plug) -> None:
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


def check_beside(plug: Plug) -> None:
    """Compare photos, and what the hub ordered, at the post and at the hub."""
    zuid = paths.post_home(plug.folder / "zuid", Mode.REAL)
    region = paths.hub_home(plug.folder / "hub", Mode.REAL)
    with _opened(zuid, zuid.post_file) as post, _opened(region, region.hub_file) as hub:
        here, there = (file.read_now(_photos) for file in (post, hub))
        assert here == there
        assert len(here) >= 1
        assert None not in here
        assert [file.read_now(_orders) for file in (post, hub)] == [plug.orders] * 2
        assert post.read_now(_landed) == plug.orders


def _photos(db: Database) -> list[bytes | None]:
    """Return every photo that a fact names, as it lies here, whole."""
    canons = rows(
        db, "SELECT canon FROM event WHERE kind = 'photo.attached' ORDER BY log, seq"
    )
    facts = [decode(read_event(canon)) for (canon,) in canons]
    return [photo(db, fact) for fact in facts if isinstance(fact, PhotoAttached)]


def _orders(db: Database) -> int:
    found = rows(db, "SELECT COUNT(*) FROM event WHERE kind = 'message.sent'")
    return int(found[0][0])


def _landed(db: Database) -> int:
    return len(rows(db, "SELECT 1 FROM landed WHERE trouble IS NULL"))


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
