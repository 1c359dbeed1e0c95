"""A stick that is noticed takes all there and back with one tap at each end."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import NamedTuple

import pytest

from app.care.refusal import Refusal
from app.demo.outcome import carried_events, own_events
from app.sticks import carried_on
from app.ui.parcels import Saving
from app.ui.work import Work
from sync import reply
from sync.errors import FileError
from sync.ids import Mode
from tests.journeys.test_by_hand import alone, at_hub, at_post, cut_off
from tests.journeys.test_orders import came, order
from tests.support.region import arrive, opened, region, until


class Listed(NamedTuple):
    mountpoint: str
    opts: str = "rw,removable"


def stick_in(folder: Path) -> Path:
    stick = folder / "BLAUW"
    stick.mkdir()
    return stick


class Halting(Work):
    """A work that somebody stops once it is so far."""

    def so_far(self, done: int, total: int) -> None:
        if done:
            self.stop()
        super().so_far(done, total)


def test_one_tap_at_the_post_one_at_the_hub_and_one_back_again(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            post = await alone(here, 3)
            await order(here)
            stick = stick_in(tmp_path)

            async with at_post(post) as near:
                assert "Stick gezien" not in near
                post.sticks.mounts = lambda: [Listed(str(stick))]
                await near.until(lambda: "Stick gezien: BLAUW" in near)
                assert "nog geen antwoord van een hub" in near
                await near.type("hand-carrier", "Jan")
                await near.click("stick-write-BLAUW")
                await near.until(lambda: "veilig uitnemen" in near)
                assert "Onderweg met Jan sinds" in near
                post.sticks.mounts = list
                await near.until(lambda: "Stick gezien" not in near)

                async with at_hub(here) as hub:
                    here.hub.sticks.mounts = lambda: [Listed(str(stick))]
                    await hub.until(lambda: "stick-read-BLAUW" in hub)
                    assert "Er staat een zending van een post op." in hub
                    await hub.click("stick-read-BLAUW")
                    await hub.until(lambda: carried_on(stick, reply.MAGIC))

                post.sticks.mounts = lambda: [Listed(str(stick))]
                await near.until(lambda: "stick-read-BLAUW" in near)
                await near.click("stick-read-BLAUW")
                await near.until(lambda: "Ingelezen:" in near)
                await came(post)
                assert post.sending(Mode.REAL).unsent_events == 0
            assert carried_events(opened(here.hub)) == own_events(opened(post))

    asyncio.run(story())


def test_one_stick_with_replies_for_others_too_gives_each_post_its_own(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            post, other = await alone(here), await here.post("noord")
            await here.received(other)
            await cut_off(here, other)
            await arrive(other)
            stick = stick_in(tmp_path)
            mounts = lambda: [Listed(str(stick))]  # noqa: E731
            post.sticks.mounts = other.sticks.mounts = here.hub.sticks.mounts = mounts
            for place, each in enumerate((post, other)):
                on = Saving(stick / f"{place}.noodpost", Work())
                await each.give(Mode.REAL, "", on=on)

            async with at_hub(here) as hub:
                await hub.until(lambda: "stick-read-BLAUW" in hub)
                await hub.click("stick-read-BLAUW")
                await hub.until(lambda: len(carried_on(stick, reply.MAGIC)) == 2)
            async with at_post(post) as near:
                await near.until(lambda: "stick-read-BLAUW" in near)
                await near.click("stick-read-BLAUW")
                await near.until(lambda: "Ingelezen:" in near)

            assert post.sending(Mode.REAL).unsent_events == 0
            assert other.sending(Mode.REAL).unsent_events > 0

    asyncio.run(story())


def test_what_was_stopped_or_could_not_be_written_is_on_its_way_with_nobody(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            post = await alone(here, 2)
            stick = stick_in(tmp_path)
            stopped, gone = stick / "a.noodpost", tmp_path / "gone" / "a.noodpost"

            with pytest.raises(Refusal, match="work_stopped"):
                await post.give(Mode.REAL, "Jan", on=Saving(stopped, Halting()))
            with pytest.raises(FileError):
                await post.give(Mode.REAL, "Jan", on=Saving(gone, Work()))

            assert list(stick.iterdir()) == []
            assert post.sending(Mode.REAL).parcels == ()
            assert post.sending(Mode.REAL).unsent_events > 0

    asyncio.run(story())


def test_a_reply_that_is_stopped_halfway_counts_so_far_and_again_as_a_whole(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            post = await alone(here)
            given = await post.give(Mode.REAL, "Jan")
            arrived = await here.hub.take_in(given.raw, lambda _count: None)
            padded = arrived.reply + b"\0\0\0\1\7" * 200_000

            with pytest.raises(Refusal, match="work_stopped"):
                await post.take_back(Mode.REAL, padded, Halting())
            await until(lambda: post.sending(Mode.REAL).unsent_events == 0)

            again = await post.take_back(Mode.REAL, padded, Work())
            assert not again.is_torn
            assert post.sending(Mode.REAL).unsent_events == 0

    asyncio.run(story())
