"""Stories of a line that is down, bad, or back: nothing is lost, nothing is twice."""

from __future__ import annotations

import asyncio
from pathlib import Path

from app.care.refusal import Refusal
from app.care.terms import Triage
from app.demo.outcome import carried_events, own_events, pictures_equal
from app.post import PostProgram
from app.store.file import CareFile
from app.store.queries.casualty import Filter, casualties
from sync.courier.weather import Odds
from sync.database import rows
from sync.ids import Mode
from tests.support.region import (
    PASSPHRASE,
    Region,
    arrive,
    opened,
    region,
    until,
)

FOUL = Odds(lose_request=0.25, lose_answer=0.25, repeat=0.25, delay=0.25)


def test_two_posts_register_while_the_line_is_down_and_the_hub_gets_it_all(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with region(tmp_path, odds=FOUL) as here:
            north = await here.post("noord", enrolled=False)
            south = await here.post("zuid", enrolled=False)
            for post, name in ((north, "noord"), (south, "zuid")):
                await _enrol_stubbornly(here, post, name)
                here.weathers[name].up = False

            for number in range(12):
                await arrive(north, Triage.T1 if number % 4 == 0 else Triage.T3)
                await arrive(south, Triage.T2, complaint=f"zuid {number}")
            for weather in here.weathers.values():
                weather.up = True
            await here.received(north)
            await here.received(south)

            hub = opened(here.hub)
            posts = [opened(north), opened(south)]
            assert carried_events(hub) == sum(map(own_events, posts))
            assert pictures_equal(posts, hub)
            shown = hub.read_now(lambda db: casualties(db, Filter(), None))
            assert len(shown.rows) == 24

    asyncio.run(story())


def test_before_enrolment_nothing_is_cut_and_afterwards_all_of_it_goes(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            post = await here.post("zuid", enrolled=False)
            await arrive(post, Triage.T1)
            await asyncio.sleep(0.1)
            cut_before = _batches(opened(post))

            words = await here.enrol(post, "zuid")
            await here.received(post)

            (row,) = await here.hub.posts()
            assert cut_before == 0
            assert (row.name, row.unsent_events) == ("Post Zuid", 0)
            assert words == (await here.hub.enrolled())[0].words
            assert pictures_equal([opened(post)], opened(here.hub))

    asyncio.run(story())


def test_a_closed_post_goes_on_sending_and_learns_of_it_when_it_opens(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            post = await here.post("zuid")
            await here.received(post)
            here.weathers["zuid"].up = False
            await until(lambda: not post.sending(Mode.REAL).online or _poke(post))
            await arrive(post, Triage.T2)
            await post.close(Mode.REAL)
            closed = post.file(Mode.REAL)

            here.weathers["zuid"].up = True
            post.nudge(Mode.REAL)
            await until(lambda: carried_events(opened(here.hub)) >= 4)
            await post.unlock(Mode.REAL, PASSPHRASE)
            await until(lambda: post.sending(Mode.REAL).unsent_events == 0)

            assert closed is None
            assert pictures_equal([opened(post)], opened(here.hub))

    asyncio.run(story())


def test_a_locked_hub_stores_and_the_post_does_not_call_that_received(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            post = await here.post("zuid")
            await here.received(post)
            await here.hub.lock()

            await arrive(post, Triage.T1)
            post.nudge(Mode.REAL)
            await until(lambda: post.sending(Mode.REAL).stored_unread > 0)
            stored = post.sending(Mode.REAL)
            await here.hub.unlock(PASSPHRASE)
            await here.received(post)

            assert stored.unsent_events == stored.stored_unread > 0
            assert pictures_equal([opened(post)], opened(here.hub))

    asyncio.run(story())


def test_a_withdrawn_device_is_set_aside_and_does_not_block_another(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            stolen = await here.post("noord")
            await here.received(stolen)
            (device,) = await here.hub.enrolled()
            await here.hub.revoke(device.device)
            good = await here.post("zuid")

            await arrive(stolen, Triage.T1)
            await arrive(good, Triage.T2)
            stolen.nudge(Mode.REAL)
            await until(lambda: stolen.sending(Mode.REAL).set_aside > 0)
            await here.received(good)

            aside = await here.hub.set_aside()
            assert {one.reason for one in aside} == {"revoked"}  # batch, key epoch
            assert pictures_equal([opened(good)], opened(here.hub))

    asyncio.run(story())


def _batches(file: CareFile) -> int:
    found = file.read_now(lambda db: rows(db, "SELECT COUNT(*) FROM batch"))
    return int(found[0][0])


def _poke(post: PostProgram) -> bool:
    """Make the courier notice that the line is gone."""
    post.nudge(Mode.REAL)
    return False


async def _enrol_stubbornly(here: Region, post: PostProgram, name: str) -> None:
    """Enrol over a bad line: a lost answer is asked for again."""
    invitation = await here.hub.invite(name)
    for _ in range(60):
        try:
            await post.enrol(here.mode, invitation.text)
        except Refusal:
            await asyncio.sleep(0)
        else:
            return
    raise AssertionError("the line was worse than its odds")
