"""Two regions: post goes past the other's hub, and one casualty crosses the border."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from app.care.border import (
    CrossingEnded,
    RegionEnded,
    crossing_stream,
    region_stream,
)
from app.care.casualty import NoteRecorded
from app.care.refusal import Refusal
from app.care.terms import Triage
from app.commands import record_note
from app.commands.border import Across
from app.commands.erasure import Grounds
from app.demo.outcome import carried_events, own_events
from app.post import PostProgram
from app.store.queries.border import crossings
from app.store.queries.casualty import casualty
from app.store.queries.erasure import erasure_of
from sync.database import Database, rows
from sync.ids import Mode
from tests.journeys.test_by_hand import cut_off
from tests.support.border import border, operator
from tests.support.region import (
    PASSPHRASE,
    Region,
    arrive,
    leader,
    opened,
    region,
    until,
)

BEYOND = Across(b"", "Streekziekenhuis Oost", "Komt per ambulance")


async def agree(one: Region, other: Region, *, stands_in: bool = False) -> None:
    """Let one region's operator agree with the hub of another."""
    met = await border(one).meet(other.url)
    by = operator(one)
    await border(one).agree(by, met, stands_in=stands_in)


@asynccontextmanager
async def two_regions(
    folder: Path, *, stands_in: bool = False
) -> AsyncIterator[tuple[Region, Region]]:
    """Run two regions whose operators agreed with each other."""
    async with region(folder / "west") as west, region(folder / "oost") as east:
        await agree(west, east, stands_in=stands_in)
        await agree(east, west)
        yield west, east


async def sent_across(west: Region, east: Region, stream: bytes) -> None:
    """Let the operator in the west tell the hub in the east of a casualty."""
    where = Across(east.hub._hub.identity.realm, BEYOND.bound_for, BEYOND.remark)  # type: ignore[union-attr]
    await border(west).send(operator(west), stream, where)


def level(here: Region, stream: bytes) -> int:
    """Return how far what a hub tells of a casualty came, as it knows."""
    found = opened(here.hub).read_now(lambda db: crossings(db, stream))
    return max((row.sent.level for row in found if row.sent), default=0)


def was_refused(post: PostProgram) -> bool:
    """Tell whether a neighbour did not take what a post offered it."""
    post.nudge(Mode.REAL)
    return any(each.refused for each in post.neighbours(Mode.REAL).circle.neighbours)


def facts_of(db: Database, stream: bytes) -> list[tuple[bytes, int, bytes]]:
    found = rows(
        db,
        "SELECT log, seq, canon FROM event WHERE stream = ? ORDER BY log, seq",
        (stream,),
    )
    return [(bytes(log), int(seq), bytes(canon)) for log, seq, canon in found]


def test_both_consoles_show_the_same_words_and_no_hub_agrees_with_itself(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with (
            region(tmp_path / "west") as west,
            region(tmp_path / "oost") as east,
            region(tmp_path / "drill", Mode.EXERCISE) as drill,
        ):
            seen = await border(west).meet(east.url)
            back = await border(east).meet(west.url)

            assert seen.words == back.words
            assert seen.realm != back.realm
            for url, why in ((west.url, "border_own"), (drill.url, "border_mode")):
                with pytest.raises(Refusal, match=why):
                    await border(west).meet(url)
            with pytest.raises(Refusal, match="border_nobody"):
                await border(west).meet("http://127.0.0.1:9")

    asyncio.run(story())


def test_a_post_whose_own_hub_is_out_of_reach_brings_its_post_to_the_neighbours_hub(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with two_regions(tmp_path, stands_in=True) as (west, east):
            post = await west.post("zuid")
            await west.received(post)
            await cut_off(west, post)
            await arrive(post)
            about = post.neighbours(Mode.REAL)
            await until(lambda: about.circle.neighbours != ())
            await west.received(post)

            (named,) = about.circle.neighbours
            assert named.named == "Oefenregio"
            assert named.url == east.url
            assert not post.sending(Mode.REAL).online
            file = opened(west.hub)
            assert carried_events(file) == own_events(opened(post))
            # Nothing of it is in the other region's journal, or readable there.
            assert carried_events(opened(east.hub)) == 0

    asyncio.run(story())


def test_a_hub_nobody_agreed_with_takes_nothing_along(tmp_path: Path) -> None:
    async def story() -> None:
        async with (
            region(tmp_path / "west") as west,
            region(tmp_path / "oost") as east,
        ):
            await agree(west, east, stands_in=True)
            post = await west.post("zuid")
            await west.received(post)
            await cut_off(west, post)
            await arrive(post)
            about = post.neighbours(Mode.REAL)
            await until(lambda: was_refused(post))

            assert post.sending(Mode.REAL).unsent_events
            assert about.circle.neighbours[0].kept == 0
            assert await border(east).rows() == ()

    asyncio.run(story())


def test_a_casualty_crosses_the_border_and_what_is_learnt_later_follows(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with two_regions(tmp_path) as (west, east):
            post = await west.post("zuid")
            stream = await arrive(post, Triage.T1)
            other = await arrive(post, Triage.T2)
            await west.received(post)
            await sent_across(west, east, stream)
            await until(lambda: level(west, stream) == 2)

            there, here = opened(east.hub), opened(west.hub)
            told = there.read_now(lambda db: facts_of(db, stream))
            assert told == here.read_now(lambda db: facts_of(db, stream))
            assert not there.read_now(lambda db: facts_of(db, other))
            (came,) = there.read_now(crossings)
            assert came.came
            assert came.region == "Oefenregio"
            assert came.bound_for == BEYOND.bound_for
            assert came.by_name == "Kees Mulder"

            file = opened(post)
            by = leader(file)
            note = NoteRecorded("Arm gespalkt", file.clock.now_ms())
            await file.write(lambda d: record_note(d, by, stream, note))
            await west.received(post)
            await until(
                lambda: (
                    there.read_now(lambda db: facts_of(db, stream))
                    == here.read_now(lambda db: facts_of(db, stream))
                )
            )
            detail = there.read_now(lambda db: casualty(db, stream))
            assert detail is not None
            assert detail.row.category is Triage.T1

    asyncio.run(story())


def test_a_locked_hub_keeps_a_crossing_and_says_it_has_not_read_it(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with two_regions(tmp_path) as (west, east):
            post = await west.post("zuid")
            stream = await arrive(post)
            await west.received(post)
            await east.hub.lock()
            await sent_across(west, east, stream)
            await until(lambda: level(west, stream) == 1)
            await east.hub.unlock(PASSPHRASE)
            await until(lambda: level(west, stream) == 2)

            assert opened(east.hub).read_now(lambda db: facts_of(db, stream))

    asyncio.run(story())


def test_an_erasure_follows_a_casualty_across_the_border(tmp_path: Path) -> None:
    async def story() -> None:
        async with two_regions(tmp_path) as (west, east):
            post = await west.post("zuid")
            stream = await arrive(post, name="Roos Visser")
            await west.received(post)
            await sent_across(west, east, stream)
            await until(lambda: level(west, stream) == 2)
            there = opened(east.hub)
            before = len(there.read_now(lambda db: facts_of(db, stream)))

            grounds = Grounds("Roos Visser zelf", "Op verzoek")
            await west.hub.erase(stream, grounds, PASSPHRASE)
            await until(
                lambda: len(there.read_now(lambda db: facts_of(db, stream))) > before
            )

            # The other region answers for its own file: its operator decides there.
            assert there.read_now(lambda db: erasure_of(db, stream)) is None
            await east.hub.erase(stream, grounds, PASSPHRASE)
            raw = (tmp_path / "oost" / "hub").rglob("border.sqlite")
            assert all(b"Roos Visser" not in each.read_bytes() for each in raw)
            assert there.read_now(lambda db: erasure_of(db, stream)) is not None

    asyncio.run(story())


def test_a_post_that_writes_at_the_border_changes_nothing_there(tmp_path: Path) -> None:
    async def story() -> None:
        async with two_regions(tmp_path) as (west, east):
            post = await west.post("zuid")
            stream = await arrive(post)
            await west.received(post)
            await sent_across(west, east, stream)
            await until(lambda: level(west, stream) == 2)
            realm = east.hub._hub.identity.realm  # type: ignore[union-attr]
            file = opened(post)
            by = leader(file)
            ends = (
                (region_stream(realm), RegionEnded("weg")),
                (crossing_stream(stream, realm), CrossingEnded(stream, "weg")),
            )
            for name, fact in ends:
                await file.write(
                    lambda desk, name=name, fact=fact: desk.record(name, fact, by)
                )
            await west.received(post)

            assert [row.name for row in await border(west).rows()] == ["Oefenregio"]
            (row,) = await border(west).crossers()
            assert not row.ended

    asyncio.run(story())


def test_what_nobody_read_there_is_not_brought_once_it_was_stopped(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with two_regions(tmp_path) as (west, east):
            post = await west.post("zuid")
            stream = await arrive(post)
            await west.received(post)
            await east.hub.lock()
            await sent_across(west, east, stream)
            await until(lambda: level(west, stream) == 1)
            realm = east.hub._hub.identity.realm  # type: ignore[union-attr]
            await border(west).stop(operator(west), stream, realm, "Verkeerde regio")
            await border(west).settled()

            (row,) = await border(west).crossers()
            assert row.ended
            assert row.sent is None
            assert (await border(west).rows())[0].waiting == 0

    asyncio.run(story())


def test_a_hub_whose_disk_has_no_room_for_other_regions_starts_and_receives(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with two_regions(tmp_path) as (west, _):
            post = await west.post("zuid")
            await west.received(post)
            await west.hub.end()
            shelf = next((tmp_path / "west" / "hub").rglob("border.sqlite"))
            shelf.write_bytes(b"spoiled" * 1000)
            await west.hub.begin()
            await west.hub.unlock(PASSPHRASE)
            await arrive(post)
            await west.received(post)

            assert west.hub.border_room() is None
            shelf.unlink()
            await west.hub.lock()
            await west.hub.unlock(PASSPHRASE)
            assert [row.name for row in await border(west).rows()] == ["Oefenregio"]

    asyncio.run(story())
