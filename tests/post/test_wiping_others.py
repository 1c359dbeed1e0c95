"""A wipe takes along nobody's only copy unsaid, and never the post that comes after."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from app.care.refusal import Refusal
from app.commands import send_test
from app.commands.closing import unsent_here
from app.post import PostProgram, wiping
from app.ui.closing import Wish
from app.ui.state import Setup
from sync.errors import FileError
from sync.ids import Mode, SystemIds
from sync.relay.shelf import Shelf
from tests.support.region import (
    PASSPHRASE,
    PIN,
    Region,
    leader,
    opened,
    region,
    until,
)
from tests.support.wiping_post import filled, leave, program_of


async def sealed_by_another(here: Region) -> bytes:
    """Return what a post without a line sealed, which no hub ever had."""
    other = await here.post("noord")
    await here.received(other)
    here.weathers["noord"].up = False
    await opened(other).write(lambda d: send_test(d, leader(opened(other))))
    await other.give(Mode.REAL, "koerier")  # cuts and seals all there is
    path = here.folder / "noord" / "real" / "road.sqlite"
    with closing(sqlite3.connect(path)) as db:
        found = db.execute("SELECT sealed FROM envelope WHERE level = 0").fetchone()
    return bytes(found[0])


async def all_read(here: Region) -> PostProgram:
    """Return a closed post of which the hub has read all."""
    post = await here.post("zuid")
    await leave(opened(post), leader(opened(post)))
    await here.received(post)
    await until(lambda: opened(post).write_now(unsent_here) == 0)
    return post


def keep(here: Region, sealed: bytes) -> None:
    """Let a neighbour have brought something to the shelf of a post."""
    folder = here.folder / "zuid" / "real" / "relay"
    folder.mkdir(exist_ok=True)
    with closing(Shelf.open(folder / "relay.sqlite", SystemIds())) as shelf:
        assert shelf.keep(sealed, "10.0.0.9", here.clock.now_ms()) is not None


def entrust(here: Region, sealed: bytes) -> None:
    """Let a sister have sealed something that lies on the road of a post."""
    with closing(sqlite3.connect(here.folder / "zuid" / "real" / "road.sqlite")) as db:
        db.execute(
            "INSERT INTO entrusted (digest, id, log, batch_no, kind, came_ms, "
            "since_ms, wait_ms, is_held, sealed) VALUES (?, ?, ?, 1, 1, 1, ?, ?, 0, ?)",
            (bytes(32), bytes(16), bytes(8), here.clock.now_ms(), 1 << 40, sealed),
        )
        db.commit()


@pytest.mark.parametrize("lies", [keep, entrust])
def test_what_others_left_here_alone_is_not_wiped_unsaid(  # type: ignore[no-untyped-def]
    tmp_path: Path, lies
) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            sealed = await sealed_by_another(here)
            post = await all_read(here)
            lead = leader(opened(post))
            lies(here, sealed)

            with pytest.raises(Refusal, match="others_here"):
                await post.wipe(Mode.REAL, PASSPHRASE, Wish(lead, PIN))
            assert not opened(post).is_closed
            said = await post.wipe(Mode.REAL, PASSPHRASE, Wish(lead, PIN, "kapot"))

            assert (said.unsent, said.others, said.because) == (0, 1, "kapot")
            assert said.is_proven
            assert post.wiped() == (said,)

    asyncio.run(story())


def test_a_wipe_that_cannot_be_finished_never_takes_the_next_post(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        program = program_of(tmp_path)
        await program.begin()
        lead = await filled(program)
        (tmp_path / "wiped").write_bytes(b"")  # the word finds no place to stay
        with pytest.raises(FileError):
            await program.wipe(Mode.REAL, PASSPHRASE, Wish(lead, PIN, "x"))
        again = Setup("nl", "Post Noord", "NOORD", Mode.REAL, PASSPHRASE)
        with pytest.raises(FileError):
            await program.create(again)

        (tmp_path / "wiped").unlink()
        await program.create(again)
        await program.end()
        program = program_of(tmp_path)
        await program.begin()

        assert [home.post_name for home in program.homes()] == ["Post Noord"]
        assert len(program.wiped()) == 1
        await program.unlock(Mode.REAL, PASSPHRASE)
        await program.end()

    asyncio.run(story())


def test_a_window_that_closes_during_a_wipe_leaves_no_post_open_that_will_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    promise, begun, goes_on = wiping.promise, threading.Event(), threading.Event()

    def slow(data: Path, mode: Mode, raw: bytes) -> None:
        begun.set()
        goes_on.wait(30)
        promise(data, mode, raw)

    async def story() -> None:
        program = program_of(tmp_path)
        await program.begin()
        lead = await filled(program)
        monkeypatch.setattr(wiping, "promise", slow)
        wish = Wish(lead, PIN, "x")
        task = asyncio.create_task(program.wipe(Mode.REAL, PASSPHRASE, wish))
        await until(begun.is_set)
        task.cancel()
        await asyncio.sleep(0.05)
        goes_on.set()
        with pytest.raises(asyncio.CancelledError):
            await task

        assert program.file(Mode.REAL) is None
        assert not (tmp_path / "real").exists()
        assert [each.is_done for each in program.wiped()] == [True]
        await program.end()

    asyncio.run(story())


def test_a_word_that_is_not_surely_on_the_disk_is_taken_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    promise = wiping.promise

    def unsure(data: Path, mode: Mode, raw: bytes) -> None:
        promise(data, mode, raw)
        raise FileError("the disk does not say")

    async def story() -> None:
        program = program_of(tmp_path)
        await program.begin()
        lead = await filled(program)
        monkeypatch.setattr(wiping, "promise", unsure)
        with pytest.raises(FileError):
            await program.wipe(Mode.REAL, PASSPHRASE, Wish(lead, PIN, "x"))
        assert not opened(program).is_closed
        await program.end()
        program = program_of(tmp_path)
        await program.begin()
        await program.unlock(Mode.REAL, PASSPHRASE)
        await program.end()

    asyncio.run(story())
