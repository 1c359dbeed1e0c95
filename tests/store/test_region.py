"""What is kept of the region is what a fresh look says, whatever happened since."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from app.care.claim import Retracted
from app.care.recall import RecallOrdered, recall_stream
from app.care.stock import LotKey, StockIssued, StockReceived, lot_stream
from app.store.file import CareFile
from app.store.queries.forecast import every_stand, region_stands
from app.store.queries.region import Region, region_of
from sync.event import Event
from tests.support.fakes import NOON_MS
from tests.support.post import actor, memory_post

DAY_MS = 86_400_000
POSTS, ITEMS = (b"post_one", b"post_two"), ("VB001", "VB002")
MOVES = st.tuples(
    st.sampled_from(POSTS),
    st.sampled_from(ITEMS),
    st.integers(1, 9),
    st.integers(0, 9),
    st.booleans(),
)


def moved(
    file: CareFile, post: bytes, code: str, pieces: int, ago: int, goes: bool
) -> Event:
    form = StockIssued if goes else StockReceived
    fact = form(code, pieces, post, NOON_MS - ago * DAY_MS, "L1", "2099-01-01")
    stream = lot_stream(post, LotKey(code, "L1", "2099-01-01"))
    by = actor(file)
    return file.write_now(lambda d: d.record(stream, fact, by))


def agrees(file: CareFile, region: Region, now_ms: int = NOON_MS) -> bool:
    kept = file.read_now(lambda db: region.items(db, now_ms))
    fresh = file.read_now(lambda db: region_stands(db, now_ms))
    return {code: each.stands for code, each in kept.items()} == fresh


@settings(max_examples=12, deadline=None)
@given(st.lists(MOVES, max_size=8))
def test_after_every_movement_it_is_what_a_fresh_look_says(
    moves: list[tuple[bytes, str, int, int, bool]],
) -> None:
    file, region = memory_post(), Region()

    assert agrees(file, region)
    for each in moves:
        moved(file, *each)
        assert agrees(file, region)
    assert agrees(file, region, NOON_MS + DAY_MS)
    file.close()


def test_what_is_taken_back_or_recalled_is_noticed() -> None:
    file, region = memory_post(), Region()
    by = actor(file)
    first = moved(file, POSTS[0], "VB001", 9, 3, False)
    moved(file, POSTS[1], "VB001", 5, 3, False)
    assert agrees(file, region)

    back = Retracted((first.log, first.seq))
    file.write_now(lambda d: d.record(first.stream, back, by))
    assert agrees(file, region)

    own = bytes(file.read_now(lambda db: db.execute(_OWN).fetchone()[0]))
    moved(file, own, "VB001", 4, 1, False)
    called = RecallOrdered("VB001", "scheur", own, "Zuid")
    stream = recall_stream(b"r" * 16)
    file.write_now(lambda d: d.record(stream, called, by))
    assert agrees(file, region)
    kept = file.read_now(lambda db: region.items(db, NOON_MS))["VB001"]
    assert {each.post: each.usable for each in kept.stands} == {POSTS[1]: 5, own: 0}
    file.close()


_OWN = "SELECT value FROM setting WHERE name = 'post_id'"


def test_what_was_made_ahead_counts_with_what_was_heard_meanwhile() -> None:
    file, region = memory_post(), Region()
    moved(file, POSTS[0], "VB001", 9, 3, False)
    moved(file, POSTS[1], "VB001", 5, 3, False)

    due = file.read_now(lambda db: region.due(db, NOON_MS))
    assert due is not None
    assert due.posts == POSTS
    found = {
        key: stand
        for post in due.posts
        for key, stand in file.read_now(
            lambda db, at=post: every_stand(db, NOON_MS, at)
        ).items()
    }
    moved(file, POSTS[0], "VB001", 4, 1, True)
    region.take(due, found)

    assert file.read_now(lambda db: region.due(db, NOON_MS)) is None
    assert agrees(file, region)
    file.close()


def test_an_open_file_keeps_one_region() -> None:
    one, other = memory_post(), memory_post(seed=2)

    assert region_of(one) is region_of(one)
    assert region_of(one) is not region_of(other)
    one.close()
    other.close()
