"""What waits goes to the hub and back as squares before a camera, without a line."""

from __future__ import annotations

import asyncio
import io
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from app.care.refusal import Refusal
from app.demo.outcome import carried_events, own_events
from app.scan.picture import codes
from app.ui.lens import LENSES
from app.ui.told import Told
from sync.ids import Mode
from tests.journeys.test_by_hand import alone, at_hub, at_post
from tests.journeys.test_orders import came, order
from tests.support.region import opened, region
from tests.support.screen import Screen


async def squares(screen: Screen, count: int) -> list[str]:
    """Return what a camera reads of a loop, from whichever square stood first."""
    pictures: dict[bytes, list[str]] = {}
    while len(pictures) < count:
        picture = screen["frame"].content.src
        if picture not in pictures:
            pictures[picture] = codes(picture)
        await asyncio.sleep(0.05)
    return [code for read in pictures.values() for code in read]


def as_png(picture: Any) -> bytes:
    content = io.BytesIO()
    picture.convert("L").save(content, "PNG")
    return content.getvalue()


def count_of(screen: Screen) -> int:
    return int(screen["frame-at"].value.split()[-1])


async def camera(screen: Screen, read: list[str]) -> list[Told]:
    """Hold a camera before squares; return what it said of each."""
    await screen.click("frames-lens")
    address = str(screen.called("launch_url")[-1]["url"])
    asking = LENSES.find(address.partition("=")[2])
    assert asking is not None
    told = [await asking.take(each) for each in read]
    await screen.settle()
    return told


def test_squares_take_all_there_and_bring_receipts_and_orders_back(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            post = await alone(here, 12)
            await order(here)

            async with at_post(post) as near, at_hub(here) as hub:
                await near.click("frames-show")
                await near.until(lambda: "frame" in near)
                count = count_of(near)
                assert count > 1
                said = await camera(hub, (await squares(near, count))[::-1])
                assert said[0] == Told(
                    f"1 van {count} codes gelezen. Houd de camera erbij."
                )
                assert said[-1].words.endswith("waren er al. Posten: 1.")
                assert "Onderweg met QR-codes sinds" in near

                await hub.click("reply-frames")
                await hub.until(lambda: "frame" in hub)
                back = await squares(hub, count_of(hub))
                said = await camera(near, [*back[:1], *back[:1], *back[1:]])
                assert said[1].again
                assert said[-1].words.startswith("Ingelezen:")
                await came(post)

                assert "Onderweg met" not in near
                assert post.sending(Mode.REAL).unsent_events == 0
                assert not post.sending(Mode.REAL).online
            assert carried_events(opened(here.hub)) == own_events(opened(post))

    asyncio.run(story())


def test_what_is_before_the_camera_and_no_square_of_ours_is_said(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            post = await alone(here)

            async with at_post(post) as near, at_hub(here) as hub:
                await near.click("frames-show")
                await near.until(lambda: "frame" in near)
                shown = await squares(near, count_of(near))
                assert [each.words for each in await camera(near, shown)][-1:] == [
                    "Dit is een zending van een post, geen antwoord. "
                    "Ze hoort bij de hub: lees haar daar in."
                ]
                said = await camera(
                    hub, ["]Q1https://example.org", "]Q1NPQ2:AB", f"{shown[0]}é"]
                )
                assert not any(each.good for each in said)
                assert "QR-codes van Noodpost" in said[0].words
                assert "nieuwere Noodpost" in said[1].words
                assert "Deze code klopt niet" in said[2].words

    asyncio.run(story())


def test_what_fits_in_no_square_is_said_and_nothing_is_on_its_way(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            post = await alone(here)

            with pytest.raises(Refusal, match="parcel_fits_nothing"):
                await post.give(Mode.REAL, "", most_bytes=200)

            assert post.sending(Mode.REAL).parcels == ()

    asyncio.run(story())


def test_squares_on_paper_are_read_as_well(tmp_path: Path) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            post = await alone(here, 30)

            async with at_post(post) as near, at_hub(here) as hub:
                await near.click("frames-show")
                await near.until(lambda: "frame" in near)
                count = count_of(near)
                await near.click("frames-print")
                await near.until(lambda: near.called("save_file"))
                content = bytes(near.called("save_file")[-1]["src_bytes"])
                sheets = PdfReader(io.BytesIO(content)).pages
                words = " ".join(each.extract_text() for each in sheets)
                assert "Breng dit blad naar de hub" in words
                assert f"Code {count} van {count}" in words
                read = [
                    code
                    for sheet in sheets
                    for image in sheet.images
                    for code in codes(as_png(image.image))
                ]
                assert len(read) == count
                said = await camera(hub, read)
                assert said[-1].words.endswith("Posten: 1.")
            assert carried_events(opened(here.hub)) == own_events(opened(post))

    asyncio.run(story())
