"""A device that joins a post months after the region recognised somebody there."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path

from app.care.grant import Grants, grant_stream
from app.care.power import Standing
from app.care.terms import Role
from app.commands.grant import Recognition, end_grant, give_grant
from app.post import PostProgram
from app.store.desk import Desk
from app.store.queries.power import Powers
from app.store.queries.staff import person
from app.store.tables import state_of
from sync.event import Event
from sync.ids import ActorId, LogId
from sync.limits import DOWN_KEPT_MS
from tests.support.fakes import LateClock
from tests.support.powers import DAY_MS, surgeon
from tests.support.region import Region, opened, region, until


async def tells(here: Region, post: PostProgram, who: ActorId) -> Event:
    """Let the region recognise somebody at a post for half a year."""
    voice, operator = here.hub.voice(), here.hub.operator()
    assert voice is not None and operator is not None
    by = ActorId(operator.actor)
    post_id = await opened(post).write(lambda d: bytes(d.setting("post_id")))
    said: list[Event] = []
    wanted = Recognition(Role.DOCTOR, here.clock.now_ms() + 180 * DAY_MS)

    def tell(desk: Desk, logs: Mapping[bytes, LogId]) -> list[Event]:
        said.append(give_grant(desk, by, who, wanted, (post_id, logs[post_id])))
        return said

    await voice.tell([post_id], tell)
    return said[0]


async def takes_back(here: Region, post: PostProgram, who: ActorId, of: Event) -> None:
    """Let the region take a recognition back."""
    voice, operator = here.hub.voice(), here.hub.operator()
    assert voice is not None and operator is not None
    by = ActorId(operator.actor)
    post_id = await opened(post).write(lambda d: bytes(d.setting("post_id")))

    def tell(desk: Desk, logs: Mapping[bytes, LogId]) -> list[Event]:
        to = (post_id, logs[post_id])
        return [end_grant(desk, by, who, (of.log, of.seq), to, "diploma")]

    await voice.tell([post_id], tell)


def standing(post: PostProgram, who: ActorId) -> Standing | None:
    """Return by what right somebody does their work, as a device knows it now."""
    file = opened(post)
    found = file.read_now(
        lambda db: Powers(db, is_now=True).of_role(who, file.clock.now_ms())
    )
    return None if found is None else found.standing


def has_grant(post: PostProgram, who: ActorId) -> bool:
    """Tell whether a device holds what the region granted somebody."""
    file = opened(post)
    held = file.read_now(lambda db: state_of(db, "grant", grant_stream(who)))
    return isinstance(held, Grants) and bool(held.given)


def test_a_device_that_joins_months_later_knows_who_is_recognised_and_who_no_more(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        clock = LateClock()
        async with region(tmp_path, clock=clock) as here:
            first = await here.post("zuid")
            stays, goes = surgeon(opened(first)), surgeon(opened(first))
            await here.received(first)
            hub = opened(here.hub)
            await until(lambda: hub.read_now(lambda db: person(db, goes)) is not None)
            await tells(here, first, stays)
            lost = await tells(here, first, goes)
            await until(lambda: standing(first, goes) is Standing.OWN)
            await takes_back(here, first, goes, lost)
            await until(lambda: standing(first, goes) is Standing.WITHDRAWN)

            clock.advance(DOWN_KEPT_MS + DAY_MS)
            await tells(here, first, stays)  # what all have is let go of now
            second = await here.sister(first, "zuidtwee")

            await until(lambda: standing(second, stays) is Standing.OWN)
            await until(lambda: standing(second, goes) is Standing.WITHDRAWN)
            grants = opened(second).read_now(lambda db: Powers(db).known(stays))
            assert grants is not None
            assert len(grants.grants) == 2

    asyncio.run(story())


def test_a_device_in_place_of_a_stolen_one_knows_who_is_recognised(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            first = await here.post("zuid")
            before = {each.device for each in await here.hub.enrolled()}
            stolen = await here.sister(first, "zuidtwee")
            who = surgeon(opened(first))
            await here.received(first)
            hub = opened(here.hub)
            await until(lambda: hub.read_now(lambda db: person(db, who)) is not None)
            await tells(here, first, who)
            await until(lambda: standing(stolen, who) is Standing.OWN)
            await stolen.end()
            (device,) = {each.device for each in await here.hub.enrolled()} - before
            await here.hub.revoke(device)

            third = await here.sister(first, "zuiddrie")

            await until(lambda: has_grant(third, who))

    asyncio.run(story())
