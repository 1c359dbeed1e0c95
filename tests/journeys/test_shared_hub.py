"""Stories of a hub of several processes on one database."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.care.refusal import Refusal
from app.care.terms import Triage
from app.commands.message import Wording
from app.front import Listening, bind, listen
from app.hub import HubProgram
from app.store.queries.message import messages
from app.ui.hub_state import HubSetup
from sync.clock import SystemClock
from sync.database import rows
from sync.errors import DamagedFile, NewerFile, NotOurFile
from sync.hub.postgres import Postgres
from sync.ids import Mode, SystemIds
from tests.support.postgres import Server
from tests.support.region import (
    CHEAP,
    PASSPHRASE,
    Region,
    arrive,
    opened,
    region,
    until,
)

if TYPE_CHECKING:
    from app.post import PostProgram


@asynccontextmanager
async def beside(here: Region, database: str, name: str) -> AsyncIterator[HubProgram]:
    """Run another process' worth of the hub, on another folder, not unlocked."""
    folder = here.folder / name
    key = Path("hub-real") / "receipt.key"
    (folder / key).parent.mkdir(parents=True)
    shutil.copy(here.folder / "hub" / key, folder / key)
    other = HubProgram(
        folder, here.mode, here.url, SystemClock(), SystemIds(), database=database
    )
    await other.begin()
    try:
        yield other
    finally:
        await other.end()


@asynccontextmanager
async def at_door(program: HubProgram, url: str) -> AsyncIterator[Listening]:
    bound = bind("127.0.0.1", int(url.rpartition(":")[2]))
    door = await listen(program, bound)
    try:
        yield door
    finally:
        await door.stop()


def waiting(hub: HubProgram) -> int:
    """Return how many casualties the picture of a hub shows."""
    return len(opened(hub).read_now(lambda db: rows(db, "SELECT 1 FROM casualty")))


async def order(hub: HubProgram, words: str) -> None:
    voice, who = hub.voice(), hub.operator()
    assert voice is not None
    assert who is not None
    posts = [each.post_id for each in await hub.posts()]
    await voice.send(who.actor, Wording(words, is_order=True), posts)


def heard(post: PostProgram) -> list[str]:
    return [row.text for row in opened(post).read_now(messages)]


def test_a_post_and_a_hub_on_a_database_work_as_ever(
    tmp_path: Path, server: Server
) -> None:
    database = server.new_database()

    async def story() -> None:
        async with region(tmp_path, database=database) as here:
            post = await here.post("zuid")
            await arrive(post, Triage.T1, name="Zeldzaamnaam")
            await here.received(post)
            await order(here.hub, "Maak zaal B vrij")
            await until(lambda: heard(post) == ["Maak zaal B vrij"])

            await here.hub.lock()
            await arrive(post, Triage.T2)
            post.nudge(Mode.REAL)
            await until(lambda: here.hub.waiting_sealed() > 0)
            await here.hub.unlock(PASSPHRASE)
            await here.received(post)

            assert waiting(here.hub) == 2

        assert not (tmp_path / "hub" / "hub-real" / "inbox.sqlite").exists()

    asyncio.run(story())

    looked = Postgres(database)
    tables = looked.ask(
        "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
    )
    everything = repr([looked.ask(f"SELECT * FROM {name}") for (name,) in tables])
    looked.close()
    assert "Zeldzaamnaam" not in everything
    assert "Maak zaal B vrij" not in everything


def test_two_processes_are_one_hub(tmp_path: Path, server: Server) -> None:
    database = server.new_database()

    async def story() -> None:
        async with (
            region(tmp_path, database=database) as here,
            beside(here, database, "other") as other,
        ):
            post = await here.post("zuid")
            await arrive(post, Triage.T1)
            await here.received(post)

            await other.unlock(PASSPHRASE)
            first = waiting(other)
            await arrive(post, Triage.T2)
            await here.received(post)
            await until(lambda: waiting(other) == 2)
            # What the other's operator says reaches a post that waits at the first.
            await order(other, "Van de ander")
            await order(here.hub, "Van de eerste")
            await until(lambda: set(heard(post)) == {"Van de ander", "Van de eerste"})
            # Who joins at the one is known at the other.
            invitation = await other.invite("noord")
            second = await here.post("noord", enrolled=False)
            await second.enrol(Mode.REAL, invitation.text)
            await here.received(second)

            assert first == 1
            assert len(await here.hub.posts()) == len(await other.posts()) == 2

    asyncio.run(story())


def test_what_comes_to_a_locked_process_another_reads(
    tmp_path: Path, server: Server
) -> None:
    database = server.new_database()

    async def story() -> None:
        async with (
            region(tmp_path, database=database) as here,
            beside(here, database, "other") as other,
        ):
            await other.unlock(PASSPHRASE)
            post = await here.post("zuid")
            await here.received(post)
            await here.hub.lock()

            await arrive(post, Triage.T1)
            await here.received(post)

            assert waiting(other) == 1
            assert here.hub.file() is None

    asyncio.run(story())


def test_a_new_key_of_one_process_is_read_with_by_all(
    tmp_path: Path, server: Server
) -> None:
    database = server.new_database()

    async def story() -> None:
        async with (
            region(tmp_path, database=database) as here,
            beside(here, database, "other") as other,
        ):
            post = await here.post("zuid")
            await here.received(post)
            await other.unlock(PASSPHRASE)
            room = other.key_room()
            assert room is not None

            await room.new_key()
            await arrive(post, Triage.T1)
            await here.received(post)

            keys = here.hub.key_room()
            assert keys is not None

            async def have_the_same() -> bool:
                here_now, there = await keys.keys(), await room.keys()
                return [row.key for row in here_now] == [row.key for row in there]

            await until(have_the_same)
            await until(lambda: waiting(other) == 1)

    asyncio.run(story())


def test_a_backup_put_back_in_the_database_makes_the_files_anew(
    tmp_path: Path, server: Server
) -> None:
    database = server.new_database()

    async def story() -> None:
        async with region(tmp_path, database=database) as here:
            post = await here.post("zuid")
            await arrive(post, Triage.T1)
            await here.received(post)
            inside = Postgres(database)
            with inside.change() as run:  # as a backup of before the last envelope
                run("DELETE FROM journal WHERE n = (SELECT MAX(n) FROM journal)")
                run("UPDATE envelope SET fate = 'stored' WHERE fate = 'read'")
                run("DELETE FROM receipt WHERE level = 2")
            inside.close()

            await until(lambda: here.hub.file() is None)  # it locked by itself
            await here.hub.unlock(PASSPHRASE)

            await until(lambda: waiting(here.hub) == 1)

    asyncio.run(story())


def test_a_process_that_meets_a_later_version_locks(
    tmp_path: Path, server: Server
) -> None:
    database = server.new_database()

    async def story() -> None:
        async with region(tmp_path, database=database) as here:
            post = await here.post("zuid")
            await here.received(post)
            inside = Postgres(database)
            with inside.change("journal") as run:
                run(
                    "INSERT INTO journal (n, mark, step, replaces, sealed) "
                    "SELECT n + 1, mark, step + 1, 0, sealed FROM journal "
                    "ORDER BY n DESC LIMIT 1"
                )
            inside.close()

            await until(lambda: here.hub.file() is None)
            with pytest.raises(NewerFile):
                await here.hub.unlock(PASSPHRASE)
            await arrive(post, Triage.T1)  # and goes on storing
            post.nudge(Mode.REAL)
            await until(lambda: here.hub.waiting_sealed() > 0)

    asyncio.run(story())


def test_a_database_has_one_hub_and_real_and_exercise_never_meet(
    tmp_path: Path, server: Server
) -> None:
    database = server.new_database()

    async def story() -> None:
        async with region(tmp_path, database=database):
            pass
        again = HubProgram(
            tmp_path / "again",
            Mode.REAL,
            "http://127.0.0.1",
            SystemClock(),
            SystemIds(),
            cost=CHEAP,
            database=database,
        )
        with pytest.raises(DamagedFile):  # it has no receipt key
            await again.begin()
        await again.end()
        folder = tmp_path / "exercise" / "hub-exercise"
        folder.mkdir(parents=True)
        shutil.copy(tmp_path / "hub" / "hub-real" / "receipt.key", folder)
        drill = HubProgram(
            tmp_path / "exercise",
            Mode.EXERCISE,
            "http://127.0.0.1",
            SystemClock(),
            SystemIds(),
            cost=CHEAP,
            database=database,
        )
        with pytest.raises(NotOurFile):
            await drill.begin()
        with pytest.raises(Refusal, match="hub_in_database"):
            await drill.create(HubSetup("Regio", "Kees", Mode.REAL, PASSPHRASE))
        await drill.end()

    asyncio.run(story())
