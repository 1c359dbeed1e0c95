"""What the law erases is gone at the post, on the road, and at the hub."""

from __future__ import annotations

import asyncio
from pathlib import Path

from app import paths
from app.care.casualty import NoteRecorded
from app.care.resident import resident_stream
from app.commands import Grounds, erase_resident, erase_with_pin, record_note
from app.demo.outcome import pictures_equal
from app.opening import keyring_of
from app.post import PostProgram
from app.store.file import CareFile
from app.store.queries.casualties import Filter, casualties
from app.store.queries.casualty import casualty
from app.store.queries.erasure import erasure_of
from sync.database import rows
from sync.erasure import owes_scrubbing, unwanted
from sync.event import is_erased, read_event
from sync.hub.landing import troubled
from sync.ids import Mode
from tests.support.decrypted import decrypted
from tests.support.planted import plant_all, words_in
from tests.support.region import (
    PASSPHRASE,
    PIN,
    Region,
    arrive,
    leader,
    opened,
    region,
    until,
)

GROUNDS = Grounds("Rechtbank Noord", "op verzoek")
SECRETS = (b"Zeldzaamnaam", b"Hondenbeet")


async def known(post: PostProgram) -> bytes:
    """Register somebody by name, with words that occur nowhere else."""
    return await arrive(post, name="Zeldzaamnaam", complaint="Hondenbeet")


async def erase(post: PostProgram, stream: bytes) -> None:
    file = opened(post)
    by = leader(file)
    await file.write(lambda desk: erase_with_pin(desk, by, stream, GROUNDS, PIN))


def left_in(home: paths.Home, path: Path) -> list[bytes]:
    """Return the words that whoever has the passphrase still finds in a file."""
    held = decrypted(path, keyring_of(home).open(PASSPHRASE))
    return [secret for secret in SECRETS if secret in held]


def hub_words(here: Region) -> list[bytes]:
    home = paths.hub_home(here.folder / "hub", here.mode)
    return left_in(home, home.hub_file)


def post_words(here: Region, name: str) -> list[bytes]:
    home = paths.post_home(here.folder / name, here.mode)
    return left_in(home, home.post_file)


def is_scrubbed(file: CareFile, stream: bytes) -> bool:
    """Tell whether the words of a stream are gone from the file for good."""
    left = file.read_now(lambda db: erasure_of(db, stream))
    return left is not None and not file.read_now(owes_scrubbing)


def is_gone(here: Region, stream: bytes) -> bool:
    return opened(here.hub).read_now(lambda db: casualty(db, stream)) is None


def test_a_post_erases_and_the_hub_forgets_too(tmp_path: Path) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            post = await here.post("zuid")
            stream, other = await known(post), await arrive(post)
            await here.received(post)
            before = hub_words(here)

            await erase(post, stream)
            await here.received(post)
            hub = opened(here.hub)
            await until(lambda: is_scrubbed(hub, stream) and not hub.read_now(unwanted))

            shown = hub.read_now(lambda db: casualties(db, Filter()))
            assert before == list(SECRETS)
            assert (hub_words(here), post_words(here, "zuid")) == ([], [])
            assert hub.read_now(lambda db: erasure_of(db, stream)) is not None
            assert [row.stream for row in shown.rows] == [other]
            assert hub.read_now(troubled) == []
            assert pictures_equal([opened(post)], hub)

    asyncio.run(story())


def test_rides_and_decisions_about_somebody_are_forgotten_at_the_hub_too(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            post, stream = await here.post("zuid"), resident_stream(b"n" * 16)
            file, hub = opened(post), opened(here.hub)
            await asyncio.to_thread(plant_all, file, "resident", stream)
            await here.received(post)
            home = paths.hub_home(here.folder / "hub", here.mode)
            key = keyring_of(home).open(PASSPHRASE)
            before = words_in(decrypted(home.hub_file, key))

            by = leader(file)
            await file.write(lambda d: erase_resident(d, by, stream, GROUNDS, PIN))
            await here.received(post)
            await until(lambda: is_scrubbed(hub, stream) and not hub.read_now(unwanted))

            assert {"resident.described.name", "transport.requested.about"} < {*before}
            assert words_in(decrypted(home.hub_file, key)) == []
            assert hub.read_now(troubled) == []
            assert pictures_equal([file], hub)

    asyncio.run(story())


def test_the_envelope_that_carried_it_loses_its_bytes_at_the_hub(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            post = await here.post("zuid")
            await here.received(post)
            stream = await known(post)
            await here.received(post)

            await erase(post, stream)
            await here.received(post)
            await until(lambda: _emptied(here) > 0)

            assert _emptied(here) == 1

    asyncio.run(story())


def _emptied(here: Region) -> int:
    inbox = here.hub._locked.inbox  # type: ignore[union-attr]
    found = inbox.file.ask("SELECT COUNT(*) FROM envelope WHERE LENGTH(raw) = 0")
    return int(found[0][0])


def test_what_waits_on_the_road_is_sealed_again_without_it(tmp_path: Path) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            post = await here.post("zuid")
            await here.received(post)
            here.weathers["zuid"].up = False
            stream, _other = await known(post), await arrive(post)
            await post._open[Mode.REAL].post.cut(everything=True)
            road = here.folder / "zuid" / "real" / "road.sqlite"
            sealed = _sealed_now(post)

            await erase(post, stream)
            await post._open[Mode.REAL].post.apply()
            lying = road.read_bytes() + road.with_name("road.sqlite-wal").read_bytes()
            here.weathers["zuid"].up = True
            await here.received(post)

            assert sealed
            assert not any(one[200:400] in lying for one in sealed)
            assert is_gone(here, stream)
            assert hub_words(here) == []
            assert opened(here.hub).read_now(troubled) == []
            assert pictures_equal([opened(post)], opened(here.hub))

    asyncio.run(story())


def _sealed_now(post: PostProgram) -> list[bytes]:
    found = opened(post).read_now(
        lambda db: rows(
            db, "SELECT sealed FROM batch WHERE level < 2 AND sealed IS NOT NULL"
        )
    )
    return [bytes(sealed) for (sealed,) in found]


def test_a_post_that_stops_right_after_erasing_takes_its_road_back_later(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            post = await here.post("zuid")
            await here.received(post)
            here.weathers["zuid"].up = False
            stream = await known(post)
            await post._open[Mode.REAL].post.cut(everything=True)
            sealed = _sealed_now(post)
            for task in post._open[Mode.REAL].post._tasks:
                task.cancel()  # what follows the commit never happens

            await erase(post, stream)
            await post.end()
            again = await here.again("zuid")

            road = here.folder / "zuid" / "real" / "road.sqlite"
            lying = road.read_bytes() + road.with_name("road.sqlite-wal").read_bytes()
            assert not any(one[200:400] in lying for one in sealed)
            await here.received(again)
            assert (hub_words(here), is_gone(here, stream)) == ([], True)

    asyncio.run(story())


def test_an_operator_erases_and_the_post_forgets_too(tmp_path: Path) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            post = await here.post("zuid")
            stream = await known(post)
            await here.received(post)

            await here.hub.erase(stream, GROUNDS, PASSPHRASE)

            file = opened(post)
            await until(lambda: is_scrubbed(file, stream))
            assert is_gone(here, stream)
            assert (hub_words(here), post_words(here, "zuid")) == ([], [])
            assert pictures_equal([file], opened(here.hub))

    asyncio.run(story())


def test_a_fact_that_arrives_after_the_erasure_arrives_without_its_words(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            post = await here.post("zuid")
            stream = await arrive(post)
            await here.received(post)
            here.weathers["zuid"].up = False
            file = opened(post)
            note = NoteRecorded("Hondenbeet", file.clock.now_ms())
            by = leader(file)
            await file.write(lambda desk: record_note(desk, by, stream, note))
            await post._open[Mode.REAL].post.cut(everything=True)

            await here.hub.erase(stream, GROUNDS, PASSPHRASE)
            here.weathers["zuid"].up = True
            await here.received(post)
            await until(lambda: is_scrubbed(file, stream))
            await here.received(post)

            assert (hub_words(here), post_words(here, "zuid")) == ([], [])
            assert all(map(is_erased, _about(here, stream)))

    asyncio.run(story())


def _about(here: Region, stream: bytes) -> list:  # type: ignore[type-arg]
    found = opened(here.hub).read_now(
        lambda db: rows(
            db,
            "SELECT canon FROM event WHERE stream = ? AND kind != 'entity.erased'",
            (stream,),
        )
    )
    return [read_event(canon) for (canon,) in found]


def test_a_lead_of_another_post_is_heard_and_has_no_effect(tmp_path: Path) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            north, south = await here.post("noord"), await here.post("zuid")
            stream = await known(south)
            await here.received(south)

            await _forge(north, stream)
            await here.received(north)

            detail = opened(here.hub).read_now(lambda db: casualty(db, stream))
            assert detail is not None
            assert [each.has_power for each in detail.timeline].count(False) == 1
            assert hub_words(here) == list(SECRETS)

    asyncio.run(story())


async def _forge(post: PostProgram, stream: bytes) -> None:
    from app.care.erasure import EntityErased

    file = opened(post)
    by = leader(file)
    fact = EntityErased("ik", "zomaar")
    await file.write(lambda desk: desk.record(stream, fact, by))
