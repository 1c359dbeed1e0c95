"""A key epoch stays on the road for as long as anything may ask for it."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from sync.courier.road import Returned, Road
from sync.courier.schema import MIGRATIONS
from sync.database import MEMORY, open_database
from sync.ids import EnvelopeId, LogId

LOG = LogId(b"log-of-8")
OTHER = LogId(b"log-of-9")


def name(number: int) -> EnvelopeId:
    return EnvelopeId(number.to_bytes(16, "big"))


def sealed(kind: int) -> bytes:
    """Return bytes that begin as an envelope of a kind does."""
    return bytes(14) + bytes([kind]) + b"rest"


def put_epoch(road: Road, number: int, log: LogId = LOG) -> None:
    road.put(name(number), log, 0, sealed(2), 0)


def put_batch(road: Road, number: int, epoch: int, log: LogId = LOG) -> None:
    road.put(name(number), log, number, sealed(1), 0, name(epoch))


def read(road: Road, number: int) -> None:
    road.keep(Returned(number, name(number), 2, b"raw"))


def outstanding(road: Road) -> list[EnvelopeId]:
    return [one.envelope for one in road.outstanding()]


def test_an_epoch_goes_before_what_names_it_even_when_it_was_put_later() -> None:
    road = Road.open(MEMORY)
    put_batch(road, 1, epoch=9)
    put_epoch(road, 9)

    few = road.next_few(10, 1_000)

    assert [one.envelope for one in few] == [name(9), name(1)]


def test_an_epoch_that_was_read_waits_no_longer_but_can_be_brought_again() -> None:
    road = Road.open(MEMORY)
    put_epoch(road, 9)
    put_batch(road, 1, epoch=9)

    read(road, 9)
    before = outstanding(road)
    is_here = road.bring_epoch(name(9))

    assert (before, is_here) == ([name(1)], True)
    assert road.epoch_of(name(1)) == name(9)
    waiting = road.next()
    assert waiting is not None
    assert waiting.envelope == name(9)


def test_the_newest_epoch_stays_though_nothing_names_it_yet() -> None:
    road = Road.open(MEMORY)
    put_epoch(road, 9)

    read(road, 9)

    assert road.bring_epoch(name(9))


def test_an_older_epoch_goes_with_the_last_that_names_it() -> None:
    road = Road.open(MEMORY)
    put_epoch(road, 8)
    put_batch(road, 1, epoch=8)
    put_epoch(road, 9)
    for number in (8, 9):
        read(road, number)

    while_named = road.digest(name(8))
    read(road, 1)

    assert while_named is not None
    assert road.digest(name(8)) is None
    assert road.digest(name(9)) is not None


def test_an_epoch_of_another_log_makes_none_old() -> None:
    road = Road.open(MEMORY)
    put_epoch(road, 8)
    read(road, 8)

    put_epoch(road, 9, OTHER)
    read(road, 9)

    assert road.digest(name(8)) is not None


def test_what_was_read_says_its_epoch_was_read_as_well() -> None:
    road = Road.open(MEMORY)
    put_epoch(road, 9)
    put_batch(road, 1, epoch=9)
    road.keep(Returned(1, name(9), 1, b"raw"))

    read(road, 1)

    assert outstanding(road) == []


def test_an_epoch_can_be_put_again_after_its_receipt() -> None:
    road = Road.open(MEMORY)
    put_epoch(road, 9)
    read(road, 9)
    road.withdraw(name(9))

    put_epoch(road, 9)

    assert outstanding(road) == [name(9)]


def test_few_are_bounded_by_number_and_by_bytes_but_never_none() -> None:
    road = Road.open(MEMORY)
    for number in range(1, 5):
        put_batch(road, number, epoch=9)
    size = len(sealed(1))

    counts = [
        len(road.next_few(most, most_bytes))
        for most, most_bytes in ((2, 1_000), (9, 3 * size), (9, 0))
    ]

    assert counts == [2, 3, 1]


@given(st.lists(st.integers(1, 12), max_size=30))
def test_no_order_of_receipts_loses_an_epoch_that_is_named(order: list[int]) -> None:
    road = Road.open(MEMORY)
    for epoch, batches in ((20, range(1, 5)), (21, range(5, 9)), (22, range(9, 13))):
        put_epoch(road, epoch)
        for number in batches:
            put_batch(road, number, epoch)
    for epoch in (20, 21, 22):
        read(road, epoch)

    for number in order:
        read(road, number)

    for one in road.outstanding():
        assert road.digest(road.epoch_of(one.envelope)) is not None
    road.close()


def test_a_road_of_the_first_version_loses_nothing(tmp_path: Path) -> None:
    path = tmp_path / "road.sqlite"
    old = open_database(path, None, MIGRATIONS[:1])
    old.conn.execute("INSERT INTO log (log, since) VALUES (?, 7)", (LOG,))
    old.conn.execute(
        "INSERT INTO envelope (id, log, batch_no, digest, put_ms, level, trouble, "
        "told, sealed) VALUES (?, ?, 3, ?, 4, 0, 'seal', 0, ?)",
        (name(1), LOG, bytes(32), b"sealed"),
    )
    old.close()

    road = Road.open(path)

    assert [(one.batch_no, one.trouble) for one in road.troubles()] == [(3, "seal")]
    assert road.logs() == ((LOG, 7),)
    assert road.digest(name(1)) == bytes(32)
    road.close()
