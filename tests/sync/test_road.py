from __future__ import annotations

import hashlib
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from sync.courier.road import HubAddress, Returned, Road
from sync.database import MEMORY
from sync.errors import DamagedFile, DiskFull, NotOurFile
from sync.event import pack
from sync.ids import EnvelopeId, LogId
from sync.protocol import State

LOG = LogId(b"log-of-8")


def envelope(number: int) -> EnvelopeId:
    return EnvelopeId(number.to_bytes(16, "big"))


def road_with(count: int, path: str | Path = MEMORY) -> Road:
    road = Road.open(path)
    for number in range(1, count + 1):
        road.put(envelope(number), LOG, number, b"sealed %d" % number, number)
    return road


def receipt(number: int, of: int, level: int) -> Returned:
    return Returned(number, envelope(of), level, b"raw")


def test_envelopes_wait_in_the_order_they_were_put() -> None:
    road = road_with(3)

    waiting = road.next()

    assert waiting is not None
    assert (waiting.envelope, waiting.log, waiting.batch_no) == (envelope(1), LOG, 1)
    assert waiting.digest == hashlib.sha256(b"sealed 1").digest()


def test_putting_an_envelope_twice_is_putting_it_once() -> None:
    road = road_with(1)

    road.put(envelope(1), LOG, 1, b"sealed 1", 9)

    assert len(road.outstanding()) == 1


def test_a_stored_envelope_waits_no_longer_but_keeps_its_bytes() -> None:
    road = road_with(2)

    is_news = road.keep(receipt(1, of=1, level=1))

    waiting = road.next()
    assert is_news
    assert waiting is not None
    assert waiting.envelope == envelope(2)
    assert [one.level for one in road.outstanding()] == [1, 0]


def test_a_read_envelope_leaves_the_road_and_its_receipt_stays() -> None:
    road = road_with(1)

    road.keep(receipt(1, of=1, level=2))

    assert road.outstanding() == ()
    assert [one.level for one in road.returned()] == [2]


@pytest.mark.parametrize("level", [1, 2])
def test_what_a_hub_held_before_it_got_more_is_forgotten(level: int) -> None:
    road = road_with(2)
    road.set_held(_state(held=[(1, 1)]), [], 5)
    before = road.held(LOG)

    road.keep(receipt(2, of=2, level=level))

    assert before is not None
    assert road.held(LOG) is None


def _state(held: list[tuple[int, int]]) -> State:
    return State(
        log=LOG,
        held=held,
        read=held,
        set_aside=[],
        receipts=[],
        upto=0,
        more=False,
        revocation=0,
        now_ms=1,
        extensions={},
    )


def test_an_envelope_that_was_read_cannot_be_put_back_before_that_is_applied() -> None:
    road = road_with(1)
    road.keep(receipt(1, of=1, level=2))

    road.put(envelope(1), LOG, 1, b"sealed 1", 9)

    assert road.next() is None


def test_the_same_receipt_is_news_once() -> None:
    road = road_with(1)

    first, again = (road.keep(receipt(1, of=1, level=1)) for _ in range(2))

    assert (first, again) == (True, False)


def test_applied_receipts_are_let_go() -> None:
    road = road_with(2)
    road.keep(receipt(1, of=1, level=2))
    road.keep(receipt(2, of=2, level=1))

    road.applied(road.returned()[:1])

    assert [one.number for one in road.returned()] == [2]


def test_trouble_lets_the_next_one_pass_and_is_told_once() -> None:
    road = road_with(2)

    is_news = road.trouble(envelope(1), "signature")

    waiting = road.next()
    assert is_news
    assert not road.trouble(envelope(1), "signature")
    assert waiting is not None
    assert waiting.envelope == envelope(2)
    assert [one.trouble for one in road.troubles()] == ["signature"]
    road.told(road.troubles())
    assert road.troubles() == ()


def test_trouble_ends_when_the_hub_stores_after_all() -> None:
    road = road_with(1)
    road.trouble(envelope(1), "unknown_sender")

    road.keep(receipt(1, of=1, level=1))

    assert [one.trouble for one in road.outstanding()] == [None]


def test_what_the_hub_lost_is_sent_again() -> None:
    road = road_with(1)
    road.keep(receipt(1, of=1, level=1))

    road.send_again(envelope(1))

    assert road.next() is not None


def test_an_envelope_sealed_anew_is_withdrawn() -> None:
    road = road_with(1)

    road.withdraw(envelope(1))

    assert road.outstanding() == ()


def test_nothing_is_lost_when_the_file_is_closed_and_opened(tmp_path: Path) -> None:
    road = road_with(3, tmp_path / "road.sqlite")
    road.set_hub(HubAddress("http://localhost", b"token", b"public", "PEM"))
    road.keep(receipt(1, of=1, level=2))
    road.contact(1234)
    road.close()

    again = Road.open(tmp_path / "road.sqlite")

    assert [one.batch_no for one in again.outstanding()] == [2, 3]
    assert [one.number for one in again.returned()] == [1]
    assert again.hub() == HubAddress("http://localhost", b"token", b"public", "PEM")
    assert again.last_contact_ms() == 1234
    again.close()


def test_a_road_knows_no_hub_before_enrolment() -> None:
    road = Road.open(MEMORY)

    assert road.hub() is None
    assert road.last_contact_ms() is None


def test_another_hub_has_received_nothing_yet() -> None:
    road = road_with(1)
    road.set_hub(HubAddress("http://localhost", b"token", b"one hub"))
    road.keep(receipt(7, of=1, level=1))
    road.seen_upto(LOG, 7)

    road.set_hub(HubAddress("http://localhost", b"token", b"other hub"))

    assert road.next() is not None
    assert road.logs() == ((LOG, 0),)


def test_the_last_receipt_number_never_goes_back() -> None:
    road = road_with(1)
    road.seen_upto(LOG, 7)

    road.seen_upto(LOG, 3)

    assert road.logs() == ((LOG, 7),)


def test_a_full_disk_is_said_and_loses_nothing(tmp_path: Path) -> None:
    road = road_with(2, tmp_path / "road.sqlite")
    road._file._database.conn.execute("PRAGMA max_page_count = 20")

    with pytest.raises(DiskFull):
        road.put(envelope(3), LOG, 3, bytes(1_000_000), 3)

    assert [one.batch_no for one in road.outstanding()] == [1, 2]
    road._file._database.conn.execute("PRAGMA max_page_count = 100000")
    road.put(envelope(3), LOG, 3, bytes(1_000_000), 3)
    assert len(road.outstanding()) == 3
    road.close()


def test_a_file_that_is_no_road_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "road.sqlite"
    path.write_bytes(b"a letter to the editor" * 100)

    with pytest.raises(NotOurFile):
        Road.open(path)


def test_many_threads_use_one_road_without_losing_a_row(tmp_path: Path) -> None:
    road = Road.open(tmp_path / "road.sqlite")

    def put(number: int) -> None:
        road.put(envelope(number), LOG, number, b"sealed", number)
        road.keep(receipt(number, of=number, level=1 + number % 2))

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(put, range(1, 101)))

    assert len(road.outstanding()) == 50
    assert len(road.returned()) == 100
    road.close()


def test_a_hub_that_counts_anew_loses_no_receipt() -> None:
    road = road_with(2)
    road.keep(receipt(7, of=1, level=2))

    is_news = road.keep(receipt(7, of=2, level=2))

    assert is_news
    assert {one.envelope for one in road.returned()} == {envelope(1), envelope(2)}


def test_a_receipt_that_came_meanwhile_is_not_let_go_unseen() -> None:
    road = road_with(1)
    road.keep(receipt(1, of=1, level=1))
    seen = road.returned()
    road.keep(Returned(9, envelope(1), 1, b"another"))

    road.applied(seen)

    assert [one.raw for one in road.returned()] == [b"another"]


@pytest.mark.parametrize(
    "question",
    [
        "SELECT id FROM envelope WHERE level = 0 AND trouble IS NULL "
        "ORDER BY is_epoch DESC, batch_no = 0, n LIMIT 1",
        "SELECT id FROM envelope WHERE epoch = x'00' AND epoch != x''",
        "SELECT id FROM envelope WHERE is_epoch AND log = x'00' AND n > 1",
        "SELECT n FROM down WHERE reason IS NULL ORDER BY n",
        "SELECT SUM(size) FROM down",
        "SELECT id FROM envelope WHERE NOT told ORDER BY n",
        "SELECT id FROM envelope WHERE log = x'00'",
        "SELECT 1 FROM receipt WHERE envelope = x'00' AND level = 2",
    ],
)
def test_no_question_of_every_turn_walks_past_what_waits(question: str) -> None:
    road = Road.open(MEMORY)

    plan = road._file.ask(f"EXPLAIN QUERY PLAN {question}")

    assert all("INDEX" in row[3] or "PRIMARY KEY" in row[3] for row in plan)
    assert not any("TEMP B-TREE" in row[3] for row in plan)


@pytest.mark.parametrize("name", ["hub_url", "road_token", "receipt_public"])
def test_a_road_that_names_its_hub_in_another_type_is_damaged(
    name: str, tmp_path: Path
) -> None:
    path = tmp_path / "road.sqlite"
    road = Road.open(path)
    road.set_hub(HubAddress("https://hub.example", b"token", b"receipt"))
    with closing(sqlite3.connect(path)) as plain, plain:
        plain.execute("UPDATE setting SET value = 7 WHERE name = ?", (name,))

    with pytest.raises(DamagedFile):
        road.hub()


def test_bytes_that_were_spoiled_on_the_road_are_put_right_by_the_post() -> None:
    spoiled = Road.open(MEMORY)
    spoiled.put(envelope(1), LOG, 1, b"spoiled!", 1)
    spoiled.trouble(envelope(1), "signature")

    spoiled.put(envelope(1), LOG, 1, b"sealed 1", 2)

    (waiting,) = spoiled.next_few(2, 1_000)
    assert waiting.sealed == b"sealed 1"
    assert waiting.digest == hashlib.sha256(b"sealed 1").digest()


@pytest.mark.parametrize(
    "written",
    [
        b"junk",
        7,
        pack((1 << 60, 1, 5)),
        pack((-(1 << 60), 1, 5)),
        pack((5, 1, 1 << 60)),
        pack((5, 1, -1)),
    ],
)
def test_a_clock_written_on_the_road_that_cannot_be_is_no_clock(
    written: object,
) -> None:
    road = Road.open(MEMORY)
    with road._file.change() as run:
        run("INSERT INTO setting VALUES ('clock', ?)", written)

    assert road.clock_offset() is None


@pytest.mark.parametrize("written", [b"junk", 7, "text", pack([[1, "2"]])])
def test_what_a_hub_held_written_on_the_road_is_read_or_nothing(
    written: object,
) -> None:
    road = Road.open(MEMORY)
    with road._file.change() as run:
        run("INSERT INTO held VALUES (?, 1, 1, ?, ?, ?, ?)", LOG, *[written] * 4)

    assert road.held(LOG) is None
