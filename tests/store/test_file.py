"""The file: one writer, readers beside it, nothing half-written."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from pathlib import Path

import pytest

from app.care.refusal import NotedRefusal, Refusal
from app.care.terms import Triage
from app.store.desk import Desk
from app.store.file import CareFile, FileClosed
from app.store.queries.casualty import counts
from sync.database import Database, rows
from sync.errors import DiskFull, FileError, NotOurFile
from sync.event import Event
from sync.ids import Mode
from tests.support.fakes import FakeClock, SeededIds
from tests.support.post import KEY, actor, memory_post, open_post, registered


def events(db: Database) -> int:
    return int(rows(db, "SELECT COUNT(*) FROM event")[0][0])


def present(file: CareFile) -> int:
    return file.read_now(lambda db: counts(db, 0)).present


def test_what_was_written_is_there_when_the_file_opens_again(tmp_path: Path) -> None:
    post = open_post(tmp_path / "post.db")
    registered(post)
    post.close()

    again = open_post(tmp_path / "post.db")

    assert present(again) == 1
    again.close()


def test_the_file_on_disk_shows_nothing_of_what_it_holds(tmp_path: Path) -> None:
    post = open_post(tmp_path / "post.db")
    registered(post, name="Wilhelmina Drakenstein")
    post.close()

    stored = b"".join(each.read_bytes() for each in tmp_path.iterdir())

    assert b"Wilhelmina" not in stored
    assert b"SQLite format" not in stored


def test_another_key_opens_nothing(tmp_path: Path) -> None:
    open_post(tmp_path / "post.db").close()

    with pytest.raises(NotOurFile):
        CareFile.open(
            tmp_path / "post.db",
            bytes(32),
            mode=Mode.REAL,
            clock=FakeClock(),
            ids=SeededIds(),
        )


def test_a_command_that_fails_leaves_nothing_behind() -> None:
    post = memory_post()
    before = post.read_now(events)

    def half(desk: Desk) -> None:
        desk.set_setting("half", 1)
        desk.journal.start_log()
        raise Refusal("nothing_filled_in")

    with pytest.raises(Refusal):
        post.write_now(half)

    assert post.write_now(lambda desk: desk.setting("half")) is None
    assert post.read_now(events) == before
    post.close()


def test_a_refusal_that_leaves_a_mark_keeps_it() -> None:
    post = memory_post()

    def tried(desk: Desk) -> None:
        desk.set_setting("tries", 1)
        raise NotedRefusal("wrong_pin")

    with pytest.raises(NotedRefusal):
        post.write_now(tried)

    assert post.write_now(lambda desk: desk.setting("tries")) == 1
    post.close()


def test_a_full_disk_is_said_and_nothing_is_half_written(tmp_path: Path) -> None:
    post = open_post(tmp_path / "post.db")
    before = post.read_now(events)

    def fill(desk: Desk) -> None:
        pages = rows(desk.database, "PRAGMA page_count")[0][0]
        desk.database.conn.execute(f"PRAGMA max_page_count = {pages}")

    post.write_now(fill)
    with pytest.raises(DiskFull):
        for _ in range(200):
            registered(post, complaint="x" * 200)
    held = post.read_now(events)
    shown = present(post)

    assert (held - before) % 2 == 0
    assert held - before == 2 * shown
    post.write_now(lambda desk: desk.database.conn.execute("PRAGMA max_page_count=0"))
    post.close()


def test_a_query_cannot_write(tmp_path: Path) -> None:
    post = open_post(tmp_path / "post.db")

    with pytest.raises(FileError, match="readonly"):
        post.read_now(lambda db: rows(db, "DELETE FROM event"))
    post.close()


def test_everybody_is_told_after_commit_of_what_changed() -> None:
    post = memory_post()
    told: list[tuple[frozenset[str], int, int]] = []

    def listen(changed: frozenset[str], new: Sequence[Event]) -> None:
        told.append((changed, len(new), present(post)))

    stop = post.on_change(listen)
    registered(post)
    stop()
    stop()
    registered(post)

    assert told == [(frozenset({"casualty"}), 2, 1)]
    post.close()


def test_nobody_is_told_of_what_did_not_happen() -> None:
    post = memory_post()
    told: list[frozenset[str]] = []
    post.on_change(lambda changed, _: told.append(changed))

    with pytest.raises(Refusal):
        registered(post, Triage.T4)
    post.write_now(lambda desk: desk.set_setting("theme", "dark"))

    assert told == []
    post.close()


def test_many_writers_at_once_lose_nothing(tmp_path: Path) -> None:
    post = open_post(tmp_path / "post.db")
    crowd = [
        threading.Thread(target=lambda: [registered(post) for _ in range(5)])
        for _ in range(4)
    ]

    for each in crowd:
        each.start()
    for each in crowd:
        each.join()

    assert present(post) == 20
    post.close()


def test_handlers_wait_for_both_without_blocking_each_other(tmp_path: Path) -> None:
    post = open_post(tmp_path / "post.db")

    async def ask() -> list[int]:
        await post.write(lambda desk: desk.set_setting("a", 1))
        return list(await asyncio.gather(*(post.read(events) for _ in range(8))))

    found = asyncio.run(ask())

    assert found == [post.read_now(events)] * 8
    post.close()


@pytest.mark.parametrize("on_disk", [True, False])
def test_a_closed_file_says_so(tmp_path: Path, on_disk: bool) -> None:
    post = open_post(tmp_path / "post.db") if on_disk else memory_post()
    post.close()
    post.close()

    assert post.is_closed
    with pytest.raises(FileClosed):
        post.read_now(events)
    with pytest.raises(FileClosed):
        post.write_now(lambda desk: None)
    with pytest.raises(FileClosed):
        asyncio.run(post.read(events))
    with pytest.raises(FileClosed):
        asyncio.run(post.write(lambda desk: None))


def test_a_file_in_memory_answers_asynchronously_too() -> None:
    post = memory_post()

    async def both() -> int:
        await post.write(lambda desk: desk.set_setting("a", 1))
        return await post.read(events)

    assert asyncio.run(both()) > 0
    post.close()


def test_a_listener_may_write_and_read_on_the_writers_thread() -> None:
    post = memory_post()
    noted: list[object] = []

    def note(changed: frozenset[str], _: Sequence[Event]) -> None:
        post.write_now(lambda desk: desk.set_setting("noted", len(changed)))
        noted.append(post.write_now(lambda desk: desk.setting("noted")))

    post.on_change(note)
    registered(post)

    assert noted == [1]
    post.close()


def test_an_exercise_marks_every_number_and_every_log() -> None:
    drill = memory_post(Mode.EXERCISE)
    registered(drill)

    numbers = drill.read_now(lambda db: rows(db, "SELECT number FROM casualty"))
    logs = drill.read_now(lambda db: rows(db, "SELECT log FROM log"))

    assert numbers[0][0].startswith("OEF-")
    assert logs[0][0][0] & 0x80
    assert actor(drill)
    assert len(KEY) == 32
    drill.close()
