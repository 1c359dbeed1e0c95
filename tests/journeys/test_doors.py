"""A post from its first check to its last file: opened, closed, wiped, and kept."""

from __future__ import annotations

import asyncio
from pathlib import Path

from app.care.closing import Check, FileWay
from app.care.terms import Triage
from app.commands import close_doors, hand_file, open_doors, send_test
from app.post import PostProgram
from app.store.queries.casualty import casualty
from app.store.queries.readiness import Found, readiness
from app.ui.closing import Wish
from sync.ids import Mode
from tests.support.region import (
    PASSPHRASE,
    PIN,
    arrive,
    leader,
    opened,
    region,
    until,
)


def found(post: PostProgram, check: Check) -> Found:
    file = opened(post)
    seen = file.read_now(lambda db: readiness(db, file.clock.now_ms()))
    return next(each for each in seen.found if each.check is check)


def test_a_test_message_counts_only_once_the_hub_has_read_it(tmp_path: Path) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            post = await here.post("zuid")
            await here.received(post)
            lead, file = leader(opened(post)), opened(post)
            assert found(post, Check.HUB).is_met is True
            assert found(post, Check.ENVELOPE).is_met is False

            here.weathers["zuid"].up = False
            await file.write(lambda d: send_test(d, lead))
            assert found(post, Check.ENVELOPE).is_met is None
            here.weathers["zuid"].up = True
            await here.received(post)

            assert found(post, Check.ENVELOPE).is_met is True
            assert found(post, Check.ENVELOPE).at_ms is not None

    asyncio.run(story())


def test_a_post_that_is_opened_closed_and_wiped_lives_on_at_the_hub(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            post = await here.post("zuid")
            lead, file = leader(opened(post)), opened(post)
            await file.write(lambda d: open_doors(d, lead, "eerste uur"))
            stream = await arrive(post, Triage.T2, complaint="val van trap")
            way = FileWay.HUB.value
            await file.write(lambda d: hand_file(d, lead, "Veiligheidsregio", way))
            await file.write(lambda d: close_doors(d, lead))
            await here.received(post)
            await until(lambda: post.sending(Mode.REAL).last_received_ms is not None)

            said = await post.wipe(Mode.REAL, PASSPHRASE, Wish(lead, PIN))

            assert (said.unsent, said.holder) == (0, "Veiligheidsregio")
            assert post.file(Mode.REAL) is None
            assert post.homes() == ()
            left = [each for each in (tmp_path / "zuid").rglob("*") if each.is_file()]
            assert [each.parent.name for each in left] == ["wiped"]
            assert b"val van trap" not in left[0].read_bytes()
            kept = opened(here.hub).read_now(lambda db: casualty(db, stream))
            assert kept is not None
            assert kept.row.complaint == "val van trap"

    asyncio.run(story())
