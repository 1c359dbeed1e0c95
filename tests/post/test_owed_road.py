"""A road that could not be written: what it is owed comes to lie there later."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.commands.message import Wording
from app.post import PostProgram
from app.store.queries.message import messages
from sync.courier.road import Outstanding
from sync.cursors import waiting
from sync.errors import FileError
from sync.ids import ActorId, Mode
from sync.protocol import Reason
from tests.support.disk import written_by_nobody
from tests.support.region import PASSPHRASE, Region, arrive, opened, region, until


@contextmanager
def unwritten_road(post: PostProgram) -> Iterator[None]:
    with written_by_nobody(post._ways[Mode.REAL].road._file._database):
        yield


async def received_order(here: Region, post: PostProgram) -> None:
    voice, who = here.hub.voice(), here.hub.operator()
    assert voice is not None
    assert who is not None
    posts = [each.post_id for each in await here.hub.posts()]
    await voice.send(ActorId(who.actor), Wording("Maak zaal B vrij", True), posts)
    await until(lambda: len(opened(post).read_now(messages)) == 1)


def test_what_was_sealed_lies_there_when_only_the_next_look_can_write(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            post = await here.post("zuid")
            await here.received(post)

            with unwritten_road(post):
                await arrive(post)
                await until(lambda: _is_sealed(post))
                await post.close(Mode.REAL)
                await post.unlock(Mode.REAL, PASSPHRASE)
                (*_, sealed) = opened(post).read_now(waiting)
                assert post._ways[Mode.REAL].road.digest(sealed.envelope) is None

            await here.received(post)

    asyncio.run(story())


@pytest.mark.parametrize("is_closed_again", [False, True])
def test_a_file_put_back_asks_for_what_it_lacks_as_soon_as_it_can(
    tmp_path: Path, *, is_closed_again: bool
) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            post = await here.post("zuid")
            await here.received(post)
            await post.close(Mode.REAL)
            file = tmp_path / "zuid" / "real" / "post.db"
            copy = file.read_bytes()
            await post.unlock(Mode.REAL, PASSPHRASE)
            await received_order(here, post)
            await arrive(post)
            await post.close(Mode.REAL)
            file.write_bytes(copy)

            with unwritten_road(post):
                await post.unlock(Mode.REAL, PASSPHRASE)
                assert opened(post).read_now(messages) == ()
                if is_closed_again:
                    await post.close(Mode.REAL)
            if is_closed_again:
                await post.unlock(Mode.REAL, PASSPHRASE)

            await until(lambda: _came_back(post))

    asyncio.run(story())


async def _came_back(post: PostProgram) -> bool:
    """Ask now, and not when the question that the hub holds is answered."""
    await post._ways[Mode.REAL].courier.collect()
    return len(opened(post).read_now(messages)) == 1


def test_what_is_sealed_again_lies_there_when_the_road_can_be_written(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            post = await here.post("zuid")
            await here.received(post)
            here.weathers["zuid"].up = False
            await arrive(post)
            await until(lambda: _is_sealed(post))
            (*_, sealed) = opened(post).read_now(waiting)
            trouble = Outstanding(
                sealed.envelope, sealed.log, sealed.batch_no, 0, Reason.KEY_GONE, False
            )
            inside = post._open[Mode.REAL].post

            with unwritten_road(post), pytest.raises(FileError):
                await inside._cutting.seal_again(inside.membership, [trouble])
            await until(lambda: _is_withdrawn(post, sealed.envelope))
            here.weathers["zuid"].up = True

            await here.received(post)

    asyncio.run(story())


def _is_sealed(post: PostProgram) -> bool:
    post.nudge(Mode.REAL)
    return bool(opened(post).read_now(waiting))


def _is_withdrawn(post: PostProgram, envelope: bytes) -> bool:
    post.nudge(Mode.REAL)
    return post._ways[Mode.REAL].road.digest(envelope) is None
