"""A parcel in squares before the camera of a hub, in a real Chromium."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.demo.outcome import carried_events, own_events
from app.exports.qr import qr_png
from sync.frames import MAX_FRAMED_BYTES, framed
from sync.ids import Mode
from tests.journeys.test_by_hand import alone
from tests.support.browser import PATIENCE_MS
from tests.support.camera import camera_of, filmed
from tests.support.region import opened
from tests.support.windows import Windows, told_of

SIDE = 440
EACH_S = 0.6


@pytest.mark.browser
def test_the_camera_of_a_hub_reads_what_a_post_shows(tmp_path: Path) -> None:
    film = tmp_path / "camera.y4m"

    async def story(windows: Windows) -> None:
        here = windows.here
        post = await alone(here, 40)
        given = await post.give(Mode.REAL, "", MAX_FRAMED_BYTES)
        squares = [qr_png(each) for each in framed(given.raw)]
        film.write_bytes(filmed(squares, SIDE, EACH_S))

        console = await windows.console()
        async with console.page.context.expect_page(timeout=PATIENCE_MS) as asked:
            await console.tap("Lees QR-codes")
        camera = await asked.value
        await camera.get_by_text("Posten: 1.").first.wait_for(timeout=PATIENCE_MS)
        await console.sees("Antwoord meegeven")

        await console.tap("Toon antwoord als QR-codes")
        await console.sees("Code 1 van")
        assert carried_events(opened(here.hub)) == own_events(opened(post))

    told_of(tmp_path, story, more=camera_of(film))
