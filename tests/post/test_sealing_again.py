"""What a hub cannot use is sealed again, and no key is kept longer than it may."""

from __future__ import annotations

import asyncio
from pathlib import Path

from app.post import PostProgram
from app.post.cutting import _needs_sealing
from sync.courier.road import Outstanding
from sync.database import rows
from sync.hub.inbox import Fate, Inbox
from sync.ids import EnvelopeId, LogId, Mode
from sync.limits import EPOCH_LIFE_MS
from sync.protocol import Reason
from tests.support.region import Region, arrive, opened, region, until

_STORE_OTHER = "UPDATE envelope SET verified = 1, fate = ? WHERE id = ?"


def secrets(post: PostProgram) -> int:
    found = opened(post).read_now(
        lambda db: rows(db, "SELECT COUNT(*) FROM epoch WHERE secret IS NOT NULL")
    )
    return int(found[0][0])


def waiting(post: PostProgram) -> list[EnvelopeId]:
    found = opened(post).read_now(
        lambda db: rows(db, "SELECT envelope FROM batch WHERE sealed IS NOT NULL")
    )
    return [EnvelopeId(envelope) for (envelope,) in found]


def inbox_of(here: Region) -> Inbox:
    locked = here.hub._locked
    assert locked is not None
    return locked.inbox


def test_an_idle_post_ends_a_key_epoch_when_its_time_is_over(tmp_path: Path) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            post = await here.post("zuid")
            await arrive(post)
            await here.received(post)
            before = secrets(post)

            await opened(post).write(
                lambda desk: desk.database.conn.execute(
                    "UPDATE epoch SET made_ms = made_ms - ?", (EPOCH_LIFE_MS,)
                )
            )
            await post._open[Mode.REAL].post.cut()

            assert before > 0
            assert secrets(post) == 0

    asyncio.run(story())


def test_other_bytes_under_an_envelopes_id_keep_its_facts_from_nobody(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            post = await here.post("zuid")
            await here.received(post)
            here.weathers["zuid"].up = False
            await arrive(post)
            await post._open[Mode.REAL].post.cut(everything=True)
            inbox, (taken, *_) = inbox_of(here), waiting(post)
            inbox.store(taken, b"others had this id before" * 20, 1)
            with inbox.file.change() as run:
                run(_STORE_OTHER, Fate.READ, taken)

            here.weathers["zuid"].up = True
            await here.received(post)
            await until(lambda: post.sending(Mode.REAL).set_aside == 0)

            aside = await here.hub.set_aside()
            assert [row.envelope for row in aside] == [taken.hex()]
            assert taken not in waiting(post)

    asyncio.run(story())


def test_what_a_hub_holds_and_calls_contradicted_is_not_sealed_for_ever() -> None:
    refused = Outstanding(
        EnvelopeId(bytes(16)), LogId(bytes(8)), 0, 0, Reason.OTHER_BYTES
    )
    held = Outstanding(EnvelopeId(bytes(16)), LogId(bytes(8)), 0, 1, Reason.OTHER_BYTES)

    asked = [_needs_sealing(one) for one in (refused, held)]

    assert asked == [True, False]


def test_a_locked_hub_counts_what_holds_facts_and_no_keys(tmp_path: Path) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            post = await here.post("zuid")
            await here.received(post)
            await here.hub.lock()
            await post._open[Mode.REAL].post.file.write(
                lambda desk: desk.database.conn.execute(
                    "UPDATE epoch SET secret = NULL"
                )
            )
            await arrive(post)

            def is_stored() -> bool:
                post.nudge(Mode.REAL)
                return post.sending(Mode.REAL).stored_unread > 0

            await until(is_stored)

            stored = inbox_of(here).count(Fate.STORED)
            assert (here.hub.waiting_sealed(), stored) == (1, 2)

    asyncio.run(story())
