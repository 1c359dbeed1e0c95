"""The most urgent that waits goes to the hub in one square, as the facts themselves."""

from __future__ import annotations

import asyncio
import io
from pathlib import Path

import pytest
from PIL import Image, ImageFilter
from pypdf import PdfReader

from app.__main__ import main
from app.care.refusal import Refusal
from app.care.situation import MajorIncident, SituationReported
from app.care.terms import Triage
from app.commands.situation import report_situation
from app.demo.outcome import carried_events, own_events
from app.exports.qr import qr_png
from app.hub import HubProgram
from app.post import PostProgram
from app.scan.picture import codes
from sync.clock import SystemClock
from sync.database import Database, rows
from sync.frames import MAX_DATA_BYTES, framed
from sync.ids import Mode, SystemIds
from tests.journeys.test_by_frames import as_png, camera, count_of, squares
from tests.journeys.test_by_hand import alone, at_hub, at_post, taken_in
from tests.support.region import PASSPHRASE, arrive, leader, opened, region


async def in_danger(post: PostProgram, walking: int = 30) -> list[bytes]:
    """Register many who can walk, and two T1 among them; return those."""
    streams = []
    for place in range(walking):
        if place in (walking // 3, walking - 2):
            streams.append(await arrive(post, Triage.T1))
        await arrive(post, Triage.T3)
    return streams


def square_of(raw: bytes) -> bytes:
    """Return a picture of one square as a camera has it: grey edges, and not sharp."""
    (text,) = framed(raw, MAX_DATA_BYTES)
    drawn = Image.open(io.BytesIO(qr_png(text))).convert("L").resize((720, 720))
    table = Image.new("L", (1280, 800), 150)
    table.paste(drawn, (280, 40))
    return as_png(table.filter(ImageFilter.GaussianBlur(0.8)))


def in_t1(db: Database) -> set[bytes]:
    """Return the casualties a hub shows in category T1."""
    found = rows(db, "SELECT stream FROM casualty WHERE category = 'T1'")
    return {bytes(stream) for (stream,) in found}


def test_one_square_brings_who_is_in_danger_and_the_rest_comes_later(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            post = await alone(here)
            streams = await in_danger(post)
            await post.give(Mode.REAL, "Ilse")
            waiting = post.sending(Mode.REAL).unsent_events

            async with at_post(post) as near, at_hub(here) as hub:
                await near.click("urgent-show")
                await near.until(lambda: "frame" in near)
                assert count_of(near) == 1
                assert "Onderweg met een spoedcode sinds" in near
                assert near["frames-said"].value.startswith("In de spoedcode staat 1 ")
                assert near["frames-said"].value.endswith("1 past er niet bij.")
                said = await camera(hub, await squares(near, 1))
                assert said[0].words.startswith("1 nieuwe pakjes")

                shown = opened(here.hub).read_now(in_t1)
                assert shown == {streams[1]}
                assert post.sending(Mode.REAL).unsent_events == waiting
                await hub.click("reply-frames")
                await hub.until(lambda: "frame" in hub)
                await camera(near, await squares(hub, count_of(hub)))
                assert 0 < post.sending(Mode.REAL).unsent_events < waiting

                given = await post.give(Mode.REAL, "Jan")
                assert given.left == 0
            await taken_in(here, given.raw)
            assert carried_events(opened(here.hub)) == own_events(opened(post))
            assert opened(here.hub).read_now(in_t1) == set(streams)

    asyncio.run(story())


def test_it_is_read_from_paper_and_from_a_photo_that_is_not_sharp(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            post = await alone(here)
            streams = await in_danger(post)

            async with at_post(post) as near, at_hub(here) as hub:
                await near.click("urgent-show")
                await near.until(lambda: "frame" in near)
                await near.click("frames-print")
                await near.until(lambda: near.called("save_file"))
                sheet = bytes(near.called("save_file")[-1]["src_bytes"])
                (page,) = PdfReader(io.BytesIO(sheet)).pages
                assert "Verzegelde spoedcode voor de hub" in page.extract_text()
                (drawn,) = page.images
                (code,) = codes(as_png(drawn.image))
                given = await post.give_urgent(Mode.REAL, "")
                assert code == f"]Q1{framed(given.raw, MAX_DATA_BYTES)[0]}"

                hub.picks("foto.png", square_of(given.raw))
                await hub.click("hand-in")
                await hub.until(lambda: "hand-arrived" in hub)
                assert streams[1] in opened(here.hub).read_now(in_t1)

    asyncio.run(story())


def test_pictures_of_some_of_the_squares_say_how_many_there_are(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            post = await alone(here, 12)
            given = await post.give(Mode.REAL, "")
            pictures = [qr_png(each) for each in framed(given.raw)]

            async with at_hub(here) as hub:
                hub.picks("een.png", pictures[0])
                await hub.click("hand-in")
                await hub.until(lambda: "hand-refusal" in hub)
                said = hub["hand-refusal"].value
                assert said.startswith(f"Er zijn 1 van {len(pictures)} codes gelezen")

                hub.picks("alle.png", *pictures[::-1])
                await hub.click("hand-in")
                await hub.until(lambda: "hand-arrived" in hub)
            assert carried_events(opened(here.hub)) == own_events(opened(post))

    asyncio.run(story())


def test_a_report_that_asks_for_help_goes_before_who_is_in_danger(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            post = await alone(here)
            await reported(post)
            streams = await in_danger(post, 60)

            given = await post.give_urgent(Mode.REAL, "")
            assert (given.facts, given.left) == (1, 2)
            await here.hub.take_in(given.raw, lambda _count: None)

            assert opened(here.hub).read_now(in_t1).isdisjoint(streams)
            kinds = opened(here.hub).read_now(_kinds)
            assert "situation.reported" in kinds

    asyncio.run(story())


def test_where_many_are_in_danger_together_they_go_before_one_alone(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            post = await alone(here)
            together = [await arrive(post, Triage.T1) for _ in range(4)]
            for _ in range(40):
                await arrive(post, Triage.T3)
            await arrive(post, Triage.T1)

            given = await post.give_urgent(Mode.REAL, "")
            await here.hub.take_in(given.raw, lambda _count: None)

            assert (given.facts, given.left) == (4, 1)
            assert opened(here.hub).read_now(in_t1) == set(together)

    asyncio.run(story())


def test_a_post_where_nothing_urgent_waits_says_so(tmp_path: Path) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            post = await alone(here, 2)

            with pytest.raises(Refusal, match="urgent_none"):
                await post.give_urgent(Mode.REAL, "")

            assert post.sending(Mode.REAL).parcels == ()

    asyncio.run(story())


def test_a_hub_without_a_screen_reads_a_photo_of_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    photo, back = tmp_path / "photo.png", tmp_path / "back"

    async def before() -> list[bytes]:
        async with region(tmp_path) as here:
            post = await alone(here)
            streams = await in_danger(post)
            given = await post.give_urgent(Mode.REAL, "")
            photo.write_bytes(square_of(given.raw))
            return streams

    async def after() -> set[bytes]:
        folder, clock = tmp_path / "hub", SystemClock()
        hub = HubProgram(folder, Mode.REAL, "http://127.0.0.1", clock, SystemIds())
        await hub.begin()
        await hub.unlock(PASSPHRASE)
        shown = opened(hub).read_now(in_t1)
        await hub.end()
        return shown

    streams = asyncio.run(before())
    (tmp_path / "grey.png").write_bytes(as_png(Image.new("L", (90, 90), 150)))
    arrive_at = ["--reply", str(back), "--data", str(tmp_path / "hub")]

    exits = [
        main(["hand", "arrive", str(photo), *arrive_at]),
        main(["hand", "take", str(back), "--data", str(tmp_path / "zuid")]),
        main(["hand", "arrive", str(tmp_path / "grey.png"), *arrive_at]),
    ]

    assert exits == [0, 0, 1]
    said = capsys.readouterr().err.splitlines()
    assert said[0].startswith("1 nieuwe pakjes")
    assert streams[1] in asyncio.run(after())


async def reported(post: PostProgram) -> None:
    file = opened(post)
    by, now_ms = leader(file), file.clock.now_ms()
    fact = SituationReported(now_ms, major=MajorIncident.DECLARED, location="Gors 1")
    await file.write(lambda desk: report_situation(desk, by, fact))


def _kinds(db: Database) -> set[str]:
    return {kind for (kind,) in rows(db, "SELECT DISTINCT kind FROM event")}
