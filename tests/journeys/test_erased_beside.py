"""What the law erases goes with it: photos, and words that were on their way down."""

from __future__ import annotations

import asyncio
from pathlib import Path

from app import paths
from app.care.erasure import EntityErased
from app.opening import keyring_of
from app.post import PostProgram
from app.store.desk import Desk
from app.store.queries.message import messages
from sync.database import rows
from sync.erasure import owes_scrubbing, unwanted
from sync.hub.landing import troubled
from sync.hub.telling import cut_down, new_down_log
from sync.ids import ActorId, Mode
from tests.journeys.test_erasure import erase, known
from tests.journeys.test_orders import came, order, shown
from tests.journeys.test_photos import JPEG, photo_at, take_photo
from tests.support.decrypted import decrypted
from tests.support.region import PASSPHRASE, Region, opened, region, until

PIXELS = JPEG[4:4_004]
"""A part of the photo that occurs in nothing else."""


def raw_of(folder: Path, name: str) -> bytes:
    """Return what lies in a plain file, with what its last writes left beside it."""
    return b"".join(path.read_bytes() for path in folder.glob(f"{name}*"))


def is_in_file(home: paths.Home, path: Path) -> bool:
    return PIXELS in decrypted(path, keyring_of(home).open(PASSPHRASE))


def is_anywhere(here: Region) -> tuple[bool, bool]:
    """Tell whether the photo is still in the post's file, and in the hub's."""
    post = paths.post_home(here.folder / "zuid", here.mode)
    hub = paths.hub_home(here.folder / "hub", here.mode)
    return is_in_file(post, post.post_file), is_in_file(hub, hub.hub_file)


def pieces_sealed(post: PostProgram, folder: Path) -> list[bytes]:
    """Return a part of the sealed bytes of every piece that lies on the road."""
    names = opened(post).read_now(
        lambda db: rows(db, "SELECT envelope FROM piece WHERE envelope IS NOT NULL")
    )
    road = post._ways[Mode.REAL].road
    found = [
        road._file.ask("SELECT sealed FROM envelope WHERE id = ?", *n) for n in names
    ]
    return [bytes(one[0][0])[5_000:5_200] for one in found if one]


async def scrubbed(program: PostProgram | object) -> None:
    file = opened(program)  # type: ignore[arg-type]
    await until(lambda: not file.read_now(owes_scrubbing))


def test_a_photo_that_waits_goes_with_the_casualty(tmp_path: Path) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            post = await here.post("zuid")
            await here.received(post)
            here.weathers["zuid"].up = False
            stream = await known(post)
            await take_photo(post, stream)
            inside = post._open[Mode.REAL].post
            await inside.cut(everything=True)
            folder = tmp_path / "zuid" / "real"
            sealed = pieces_sealed(post, folder)
            before = is_anywhere(here)

            await erase(post, stream)
            await inside.apply()
            lying = raw_of(folder, "road.sqlite")
            here.weathers["zuid"].up = True
            await here.received(post)
            await scrubbed(post)

            assert len(sealed) == 2
            assert not any(one in lying for one in sealed)
            assert (before, is_anywhere(here)) == ((True, False), (False, False))
            assert post.sending(Mode.REAL).unsent_photos == 0

    asyncio.run(story())


def test_a_photo_the_hub_has_goes_there_too(tmp_path: Path) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            post = await here.post("zuid")
            await here.received(post)
            here.weathers["zuid"].up = False
            stream = await known(post)
            await take_photo(post, stream)
            await post._open[Mode.REAL].post.cut(everything=True)
            sealed = pieces_sealed(post, tmp_path / "zuid" / "real")
            here.weathers["zuid"].up = True
            hub = opened(here.hub)
            await until(lambda: photo_at(hub, stream) == JPEG)
            await until(lambda: post.sending(Mode.REAL).unsent_photos == 0)
            before = is_anywhere(here)

            await erase(post, stream)
            await here.received(post)
            await scrubbed(post)
            await scrubbed(here.hub)
            await until(lambda: not hub.read_now(unwanted))

            inbox = raw_of(tmp_path / "hub" / "hub-real", "inbox.sqlite")
            assert len(sealed) == 2
            assert not any(one in inbox for one in sealed)
            assert (before, is_anywhere(here)) == ((True, True), (False, False))
            assert hub.read_now(_pieces) == 0

    asyncio.run(story())


def _pieces(db) -> int:  # type: ignore[no-untyped-def]
    return int(rows(db, "SELECT COUNT(*) FROM piece")[0][0])


async def erase_message(here: Region, stream: bytes) -> None:
    """Let the operator erase a message by law, here and at its post."""
    hub, who = here.hub._hub, here.hub.operator()
    assert hub is not None
    assert who is not None
    (post,) = await here.hub.posts()
    sender, fact = hub.sender_to(post.post_id), EntityErased("Rechtbank", "bevel")

    def write(desk: Desk) -> None:
        log = new_down_log(desk.journal, post.post_id)
        desk.record(stream, fact, ActorId(who.actor), log=log)
        cut_down(desk.journal, sender, log, desk.ids, desk.now_ms())

    await opened(here.hub).write(write)
    voice = here.hub.voice()
    assert voice is not None
    await voice.lay()
    await here.hub._forget_erased()


def down_of(here: Region) -> list[tuple[bytes, bytes | None]]:
    locked = here.hub._locked
    assert locked is not None
    return locked.inbox.file.ask("SELECT envelope, sealed FROM down ORDER BY n")


def test_a_message_that_waits_goes_down_without_its_words(tmp_path: Path) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            post = await here.post("zuid")
            await here.received(post)
            await post.end()
            await order(here)
            (sent,) = opened(here.hub).read_now(messages)
            sealed = down_of(here)[-1][1]
            assert sealed is not None

            await erase_message(here, sent.stream)
            inbox = raw_of(tmp_path / "hub" / "hub-real", "inbox.sqlite")
            await order(here)
            post = await here.again("zuid")
            await came(post)
            await until(lambda: opened(post).read_now(_landed) == 3)
            await scrubbed(post)

            assert sealed[300:500] not in inbox
            assert [row.stream for row in shown(post)] != [sent.stream]
            assert post.sending(Mode.REAL).unreadable == ()
            assert opened(here.hub).read_now(unwanted) == []
            assert opened(here.hub).read_now(troubled) == []

    asyncio.run(story())


def _landed(db) -> int:  # type: ignore[no-untyped-def]
    """Return how many batches of the hub landed, with nothing wrong with any."""
    return len(rows(db, "SELECT 1 FROM landed WHERE trouble IS NULL"))


def test_a_message_the_post_has_is_erased_there_too(tmp_path: Path) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            post = await here.post("zuid")
            await here.received(post)
            await order(here)
            (sent,) = await came(post)

            await erase_message(here, sent.stream)
            await until(lambda: shown(post) == ())
            await until(lambda: opened(post).read_now(_landed) == 3)

            assert opened(here.hub).read_now(messages) == ()
            assert [sealed is None for _, sealed in down_of(here)].count(True) == 1

    asyncio.run(story())
