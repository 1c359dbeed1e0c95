"""Stories of full disks: it is said, nothing is half-written, and it goes on later."""

from __future__ import annotations

import asyncio
import gc
import secrets
import weakref
from pathlib import Path

import pytest

from app import paths
from app.care.terms import Role, Triage
from app.commands import first_person
from app.demo.outcome import carried_events, own_events, pictures_equal
from app.post import PostProgram
from app.store.file import CareFile
from app.store.projector import rebuild
from app.store.tables import table_rows
from app.ui.state import Setup
from sync.cursors import waiting
from sync.database import Database, rows
from sync.errors import DiskFull, FileError, WrongSecret
from sync.ids import Mode, SystemIds
from tests.support.disk import filled, full_disk
from tests.support.fakes import FakeClock
from tests.support.region import (
    CHEAP,
    PASSPHRASE,
    PIN,
    Region,
    arrive,
    opened,
    region,
    until,
)

SETUP = Setup("nl", "Post Zuid", "ZUID", Mode.REAL, PASSPHRASE)
PAGE = 4096


def program(folder: Path) -> PostProgram:
    return PostProgram(folder, FakeClock(), SystemIds(), cost=CHEAP)


async def made(folder: Path) -> PostProgram:
    post = program(folder)
    await post.create(SETUP)
    await opened(post).write(
        lambda desk: first_person(desk, "Noor", Role.POST_LEAD, PIN)
    )
    return post


def test_a_save_on_a_full_disk_fails_whole_wherever_it_runs_out(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        post = await made(tmp_path)
        file = opened(post)
        await arrive(post, name="Eerder Aangekomen")
        before = file.read_now(everything)
        log = tmp_path / "real" / "post.db-wal"
        refused = 0

        for pages in range(200):
            with full_disk(log.stat().st_size + pages * PAGE):
                try:
                    await arrive(post, Triage.T1, name="Te Veel", complaint="x" * 150)
                except DiskFull:
                    refused += 1
                else:
                    break
            assert file.read_now(everything) == before

        assert refused > 3
        assert numbers(file) == ["ZUID-A001-W", "ZUID-A002-F"]
        assert is_sound(file)
        await post.end()

    asyncio.run(story())


def test_a_full_database_refuses_and_takes_the_same_form_when_there_is_room(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        post = await made(tmp_path)
        file = opened(post)
        for _ in range(3):
            await arrive(post, Triage.T2)
        kept = numbers(file)

        for pages in range(4):
            with filled(file._database, pages), pytest.raises(DiskFull):
                while True:
                    await arrive(post, Triage.T1, complaint="x" * 200)
            assert numbers(file)[: len(kept)] == kept
            assert is_sound(file)
        late = await arrive(post, Triage.T3, complaint="er is weer plaats")

        assert file.read_now(
            lambda db: rows(db, "SELECT complaint FROM casualty WHERE stream=?", [late])
        ) == [("er is weer plaats",)]
        assert len(set(numbers(file))) == len(numbers(file))
        await post.end()

    asyncio.run(story())


def test_a_post_that_closes_on_a_full_disk_lets_go_and_sends_all_of_it_later(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            post = await here.post("zuid")
            await here.received(post)
            here.weathers["zuid"].up = False
            await arrive(post, Triage.T2, complaint="nog niet verzegeld")
            file = opened(post)

            with full_disk():
                await post.close(Mode.REAL)
            assert file.is_closed
            assert post.file(Mode.REAL) is None

            here.weathers["zuid"].up = True
            await post.unlock(Mode.REAL, PASSPHRASE)
            await here.received(post)
            assert pictures_equal([opened(post)], opened(here.hub))

    asyncio.run(story())


def test_a_closed_post_leaves_nothing_of_itself_behind_in_memory(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            post = await here.post("zuid")
            await here.received(post)
            held = weakref.ref(opened(post))

            await post.close(Mode.REAL)
            await asyncio.sleep(0)
            gc.collect()

            assert held() is None

    asyncio.run(story())


def test_a_post_does_not_open_on_a_full_disk_and_opens_when_there_is_room(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        post = await made(tmp_path)
        await arrive(post, complaint="bewaard")
        await post.end()
        post = program(tmp_path)

        with full_disk(), pytest.raises(FileError):
            await post.unlock(Mode.REAL, PASSPHRASE)

        assert post.file(Mode.REAL) is None
        await post.unlock(Mode.REAL, PASSPHRASE)
        assert len(numbers(opened(post))) == 1
        await post.end()

    asyncio.run(story())


def test_a_post_is_not_made_on_a_full_disk_and_is_made_when_there_is_room(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        post = program(tmp_path)

        with full_disk(), pytest.raises(FileError):
            await post.create(SETUP)

        assert post.homes() == ()
        await post.create(SETUP)
        assert len(post.homes()) == 1
        await post.end()

    asyncio.run(story())


def test_a_post_in_a_folder_that_cannot_be_made_says_so(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file where a folder must be")

    async def story() -> None:
        post = program(tmp_path / "taken")

        with pytest.raises(FileError):
            await post.create(SETUP)

        await post.end()

    asyncio.run(story())


def test_a_new_passphrase_on_a_full_disk_leaves_the_old_one(tmp_path: Path) -> None:
    async def story() -> None:
        post = program(tmp_path)
        code = await post.create(SETUP)
        await post.close(Mode.REAL)

        with full_disk(), pytest.raises(DiskFull):
            await post.unlock_with_recovery(Mode.REAL, code, "een nieuwe wachtzin")

        await post.unlock(Mode.REAL, PASSPHRASE)
        assert post.file(Mode.REAL) is not None
        await post.end()

    asyncio.run(story())


def test_a_wrong_passphrase_on_a_full_disk_opens_nothing_and_counts_later(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        post = await made(tmp_path)
        await post.close(Mode.REAL)

        with full_disk(), pytest.raises((FileError, WrongSecret)):
            await post.unlock(Mode.REAL, "een verkeerde wachtzin")

        assert post.file(Mode.REAL) is None
        with pytest.raises(WrongSecret):
            await post.unlock(Mode.REAL, "een verkeerde wachtzin")
        await post.unlock(Mode.REAL, PASSPHRASE)
        await post.end()

    asyncio.run(story())


def test_a_full_road_loses_nothing_and_sends_when_there_is_room(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            post = await here.post("zuid")
            await here.received(post)
            road, file = post._ways[Mode.REAL].road, opened(post)
            here.weathers["zuid"].up = False

            with filled(road._file._database):
                for _ in range(60):
                    await arrive(post, Triage.T1, complaint=secrets.token_hex(75))
                post.nudge(Mode.REAL)
                await until(lambda: bool(file.read_now(waiting)))
                await asyncio.sleep(0.2)
                kept = file.read_now(waiting)
                is_laid = [road.digest(each.envelope) is not None for each in kept]
            here.weathers["zuid"].up = True
            await here.received(post)

            assert not all(is_laid)
            await _all_there(here, post)

    asyncio.run(story())


def test_a_post_that_joins_with_a_full_road_has_joined_and_sends_later(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            post = await here.post("zuid", enrolled=False)
            await arrive(post, Triage.T1)
            road = post._ways[Mode.REAL].road

            with filled(road._file._database):
                await here.enrol(post, "zuid")
            await here.received(post)

            assert post.sending(Mode.REAL).enrolled
            await _all_there(here, post)

    asyncio.run(story())


def test_a_hub_without_room_is_tried_again_and_the_post_keeps_its_bytes(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            post = await here.post("zuid")
            await here.received(post)
            assert here.hub._locked is not None

            with filled(here.hub._locked.inbox.file._database):
                for _ in range(3):
                    await arrive(post, Triage.T1, complaint="x" * 200)
                post.nudge(Mode.REAL)
                await until(lambda: post.sending(Mode.REAL).reason == "full")
                unsent = post.sending(Mode.REAL).unsent_events
            await post.end()
            post = await here.again("zuid")
            await here.received(post)

            assert unsent >= 6
            await _all_there(here, post)

    asyncio.run(story())


def test_a_hub_whose_journal_is_full_stores_and_reads_by_itself_when_there_is_room(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            post = await here.post("zuid")
            await here.received(post)

            with filled(opened(here.hub)._database):
                for _ in range(9):
                    await arrive(post, Triage.T1, complaint="x" * 200)
                post.nudge(Mode.REAL)
                await until(lambda: post.sending(Mode.REAL).stored_unread > 0)
            await here.received(post)

            await _all_there(here, post)

    asyncio.run(story())


async def _all_there(here: Region, post: PostProgram) -> None:
    assert carried_events(opened(here.hub)) == own_events(opened(post))
    assert pictures_equal([opened(post)], opened(here.hub))
    assert await here.hub.set_aside() == ()


def everything(db: Database) -> list[list[tuple[object, ...]]]:
    names = rows(
        db,
        "SELECT name FROM sqlite_master WHERE type = 'table' "
        "AND sql NOT LIKE 'CREATE VIRTUAL%'",
    )
    return [rows(db, f"SELECT * FROM {name}") for (name,) in sorted(names)]


def numbers(file: CareFile) -> list[str]:
    found = file.read_now(
        lambda db: rows(db, "SELECT number FROM casualty ORDER BY number")
    )
    return [number for (number,) in found]


def is_sound(file: CareFile) -> bool:
    """Tell whether the journal has no holes and the picture is what it says."""
    before = file.read_now(lambda db: table_rows(db, "casualty"))
    file.write_now(lambda desk: rebuild(desk.database))
    after = file.read_now(lambda db: table_rows(db, "casualty"))
    logs = file.read_now(
        lambda db: rows(db, "SELECT MAX(seq), COUNT(*) FROM event GROUP BY log")
    )
    return before == after and all(last == count for last, count in logs)


def test_a_road_that_cannot_be_read_is_begun_again_and_nothing_is_lost(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            post = await here.post("zuid")
            await here.received(post)
            here.weathers["zuid"].up = False
            await arrive(post, Triage.T1)
            await post.end()
            road = paths.post_home(tmp_path / "zuid", Mode.REAL).road
            road.write_bytes(b"something else altogether" * 400)

            post = await here.again("zuid")
            await here.received(post)

            assert road.with_name(road.name + ".damaged").exists()
            await _all_there(here, post)

    asyncio.run(story())
