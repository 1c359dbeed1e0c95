"""What somebody else writes in the plain files beside the encrypted one."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from app import paths
from app.care.terms import Role
from app.commands import first_person
from app.post import PostProgram
from app.ui.state import Setup
from sync.clock import SystemClock
from sync.courier.road import HubAddress, Returned, Road
from sync.cursors import Sealed, waiting
from sync.database import rows
from sync.errors import DamagedFile
from sync.event import pack, read_record
from sync.hub.identity import Identity
from sync.hub.inbox import Inbox
from sync.hub.registry import Registry
from sync.ids import Mode, SystemIds
from sync.limits import MAX_COLLECTED_BYTES, MAX_REFUSED_BYTES, REFUSED_AGAIN_S
from sync.protocol import Reason
from sync.receipt import Receipt, sign_receipt
from sync.trust.keys import SealingKey, SigningKey
from tests.journeys.test_orders import came, order
from tests.support.fakes import FakeClock
from tests.support.region import (
    CHEAP,
    PASSPHRASE,
    PIN,
    Region,
    arrive,
    opened,
    region,
    until,
)


async def sealed_at(here: Region, post: PostProgram) -> Sealed:
    """Return a batch that waits, for the line is down."""
    await here.received(post)
    here.weathers["zuid"].up = False
    await arrive(post)
    post.nudge(Mode.REAL)
    await until(lambda: bool(opened(post).read_now(waiting)))
    (*_, sealed) = opened(post).read_now(waiting)
    return sealed


def road_of(folder: Path) -> Road:
    return Road.open(folder / "zuid" / "real" / "road.sqlite")


def receipt_for(sealed: Sealed, realm: bytes, digest: bytes) -> Receipt:
    return Receipt(
        version=1,
        realm=realm,
        number=9_999,
        level=2,
        envelope=sealed.envelope,
        digest=digest,
        log=sealed.log,
        batch_no=sealed.batch_no,
        at_ms=1,
        extensions={},
    )


def test_the_hubs_own_receipt_for_other_bytes_is_not_believed(tmp_path: Path) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            post = await here.post("zuid")
            sealed = await sealed_at(here, post)
            hub = paths.hub_home(tmp_path / "hub", Mode.REAL)
            key = SigningKey.from_bytes(hub.receipt_key.read_bytes())
            realm = opened(post).read_now(_realm)
            raw = sign_receipt(receipt_for(sealed, realm, bytes(32)), key)
            road = road_of(tmp_path)

            road.keep(Returned(9_999, sealed.envelope, 2, raw))
            await until(lambda: _is_let_go(post, road))

            assert post.sending(Mode.REAL).unsent_events > 0
            assert road.next() is not None
            road.close()

    asyncio.run(story())


def _realm(db):  # type: ignore[no-untyped-def]
    return bytes(rows(db, "SELECT value FROM setting WHERE name = 'realm'")[0][0])


def _is_let_go(post: PostProgram, road: Road) -> bool:
    post.nudge(Mode.REAL)
    return not road.returned() and road.next() is not None


def test_a_number_or_a_reason_written_on_the_road_moves_nothing_here(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            post = await here.post("zuid")
            sealed = await sealed_at(here, post)
            road = road_of(tmp_path)
            with road._file.change() as run:
                run("UPDATE envelope SET batch_no = ?", (1 << 63) - 2)
            road.trouble(sealed.envelope, Reason.BATCH_TAKEN)
            await until(lambda: _was_told(post, road))
            here.weathers["zuid"].up = True

            await here.received(post)

            numbers = rows_of(post, "SELECT batch_no FROM batch")
            assert max(numbers) < (1 << 40)
            road.close()

    asyncio.run(story())


def _was_told(post: PostProgram, road: Road) -> bool:
    post.nudge(Mode.REAL)
    return not road.troubles()


def rows_of(post: PostProgram, sql: str) -> list[int]:
    found = opened(post).read_now(lambda db: rows(db, sql))
    return [value for (value,) in found]


def test_a_road_that_leads_elsewhere_is_put_right_at_the_next_opening(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            post = await here.post("zuid")
            await arrive(post)
            await here.received(post)
            await post.end()
            liar = SigningKey.generate(SystemIds())
            road = road_of(tmp_path)
            road.set_hub(HubAddress("http://127.0.0.1:1", bytes(32), liar.public))
            road.close()

            again = await here.again("zuid")
            await arrive(again)
            await here.received(again)

            assert again.sending(Mode.REAL).online

    asyncio.run(story())


def test_a_road_that_was_thrown_away_is_made_anew(tmp_path: Path) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            post = await here.post("zuid")
            await sealed_at(here, post)
            await post.end()
            for each in (tmp_path / "zuid" / "real").glob("road.sqlite*"):
                each.unlink()

            again = await here.again("zuid")

            await here.received(again)

    asyncio.run(story())


def test_a_hub_whose_escrow_was_swapped_is_not_opened(tmp_path: Path) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            await here.hub.lock()
            await here.hub.end()
            inbox = Inbox.open(paths.hub_home(tmp_path / "hub", Mode.REAL).inbox)
            registry = Registry(inbox)
            identity = read_record(Identity, registry.setting("identity") or b"")
            liar = SealingKey.generate(SystemIds()).public
            registry.set_setting("identity", pack(replace(identity, escrow=liar)))
            inbox.close()
            await here.hub.begin()

            with pytest.raises(DamagedFile):
                await here.hub.unlock(PASSPHRASE)

            assert here.hub.file() is None

    asyncio.run(story())


def test_a_number_on_a_wristband_is_not_given_again_after_a_backup_was_restored(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        post = PostProgram(tmp_path, FakeClock(), SystemIds(), cost=CHEAP)
        await post.create(Setup("nl", "Zuid", "ZUID", Mode.REAL, PASSPHRASE))
        await opened(post).write(
            lambda desk: first_person(desk, "Noor", Role.POST_LEAD, PIN)
        )
        await arrive(post)
        await post.close(Mode.REAL)
        file = tmp_path / "real" / "post.db"
        shutil.copy2(file, tmp_path / "copy")
        await post.unlock(Mode.REAL, PASSPHRASE)
        await arrive(post)
        (*_, lost) = numbers(post)
        await post.close(Mode.REAL)

        shutil.copy2(tmp_path / "copy", file)
        await post.unlock(Mode.REAL, PASSPHRASE)
        await arrive(post)

        assert len(numbers(post)) == 2
        assert lost not in numbers(post)
        await post.end()

    asyncio.run(story())


@pytest.mark.parametrize("seq", [(1 << 63) - 1, 1 << 63, 10**40])
def test_a_marker_that_counts_the_impossible_does_not_keep_a_post_closed(
    seq: int, tmp_path: Path
) -> None:
    async def story() -> None:
        post = PostProgram(tmp_path, FakeClock(), SystemIds(), cost=CHEAP)
        await post.create(Setup("nl", "Zuid", "ZUID", Mode.REAL, PASSPHRASE))
        await opened(post).write(
            lambda desk: first_person(desk, "Noor", Role.POST_LEAD, PIN)
        )
        await arrive(post)
        await post.close(Mode.REAL)
        marker = tmp_path / "real" / "marker.json"
        place = json.loads(marker.read_bytes())
        marker.write_text(json.dumps({**place, "seq": seq}))

        await post.unlock(Mode.REAL, PASSPHRASE)
        await arrive(post)

        assert len(numbers(post)) == 2
        assert all(len(number) < 24 for number in numbers(post))
        await post.end()

    asyncio.run(story())


def numbers(post: PostProgram) -> list[str]:
    found = opened(post).read_now(
        lambda db: rows(db, "SELECT number FROM casualty ORDER BY registered_ms, n")
    )
    return [number for (number,) in found]


class Skipping(SystemClock):
    """A clock on which time can be skipped."""

    def __init__(self) -> None:
        self.skipped_s = 0.0

    def monotonic_s(self) -> float:
        return super().monotonic_s() + self.skipped_s


def test_what_was_spoiled_soon_after_another_is_asked_for_again_too(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            await (await here.post("zuid")).end()
            clock = Skipping()
            post = await here.again("zuid", clock)
            await here.received(post)
            here.weathers["zuid"].up = False
            road = road_of(tmp_path)
            road.collect((b"spoiled",), b"one", 1)
            await until(lambda: _is_refused(post, road, 1) and road.cursor() == b"")
            road.collect((b"spoiled too",), b"two", 1)
            await until(lambda: _is_refused(post, road, 2))
            soon = road.cursor()

            clock.skipped_s = REFUSED_AGAIN_S
            await until(lambda: _is_refused(post, road, 2) and road.cursor() == b"")

            assert soon == b"two"
            road.close()

    asyncio.run(story())


def test_a_road_full_of_junk_lets_the_next_order_through(tmp_path: Path) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            post = await here.post("zuid")
            await here.received(post)
            await post.end()
            road = road_of(tmp_path)
            junk = [os.urandom(1 << 20) for _ in range(MAX_COLLECTED_BYTES >> 20)]
            road.collect(junk, road.cursor(), 1)
            is_full = not road.has_room_down()

            again = await here.again("zuid")
            await order(here)
            await came(again)

            assert is_full
            assert sum(one.size for one in road.aside_down()) <= MAX_REFUSED_BYTES
            road.close()

    asyncio.run(story())


@pytest.mark.parametrize("is_first", [True, False])
def test_a_spoiled_copy_of_what_landed_is_not_shown_as_unreadable(
    tmp_path: Path, is_first: bool
) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            post = await here.post("zuid")
            await here.received(post)
            await post.end()
            here.posts.remove(post)
            await order(here)
            road = road_of(tmp_path)
            spoiled = bytearray(laid_down(here))
            spoiled[-1] ^= 1
            if is_first:
                road.collect([bytes(spoiled)], road.cursor(), 1)

            again = await here.again("zuid")
            await came(again)
            if not is_first:
                road.collect([bytes(spoiled)], road.cursor(), 1)
            again.nudge(Mode.REAL)

            await until(lambda: not road.collected() and not road.aside_down())
            road.close()

    asyncio.run(story())


def laid_down(here: Region) -> bytes:
    """Return what the hub laid ready for its only device."""
    hub = here.hub._hub
    assert hub is not None
    (device,) = hub.devices()
    (sealed,) = hub.outgoing.collect(device, b"").envelopes
    return sealed


def _is_refused(post: PostProgram, road: Road, count: int) -> bool:
    post.nudge(Mode.REAL)
    return len(road.aside_down()) == count
