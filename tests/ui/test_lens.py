"""The camera's page: behind the guard, bounded, and each code told once."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Awaitable, Callable

import httpx
import pytest
from PIL import Image

from app.paths import ASSETS
from app.scan.draw import matrix_png
from app.scan.keys import TEST_CODE
from app.scan.picture import MOST_BYTES
from app.ui import lens
from app.ui.lens import LENSES, Asking
from app.ui.serve import LOOPBACK, serve
from app.ui.told import Told
from tests.support.screen import Screen
from tests.ui.test_delivery import Desk

_KEY = "een-geheim"
SENT = "]d2010952123454321310PROEF-1\x1d21TEST-2"


def photo(grey: int | None = None) -> bytes:
    """Return a photo of the test code, or of nothing at all."""
    table = Image.new("L", (640, 480), 150 if grey is None else grey)
    if grey is None:
        label = Image.open(io.BytesIO(matrix_png(TEST_CODE))).resize((220, 220))
        table.paste(label, (200, 120))
    kept = io.BytesIO()
    table.save(kept, "JPEG")
    return kept.getvalue()


class Asked:
    """Who asked for pictures, and what it was told."""

    def __init__(self, *, exercise: bool = False) -> None:
        self.codes: list[str] = []
        self.address, self.stop = LENSES.ask(Asking(self._take, "nl", exercise))
        self.token = self.address.partition("=")[2]

    async def _take(self, code: str) -> Told:
        self.codes.append(code)
        return Told(f"gezien {len(self.codes)}")


def tell(story: Callable[[httpx.AsyncClient], Awaitable[None]]) -> None:
    async def run() -> None:
        running = await serve(lambda _page: None, 0, _KEY, ASSETS)
        address = f"http://{LOOPBACK}:{running.port}"
        async with httpx.AsyncClient(base_url=address) as client:
            await client.get(f"/?key={_KEY}")
            await story(client)
        await running.stop()

    asyncio.run(run())


def test_the_page_is_behind_the_guard_and_only_for_who_was_asked() -> None:
    asked = Asked(exercise=True)

    async def story(client: httpx.AsyncClient) -> None:
        page = await client.get(asked.address)
        assert page.status_code == 200
        assert "Code scannen" in page.text
        assert "OEFENING" in page.text
        assert asked.token in page.text
        assert "<script>" not in page.text
        assert "default-src 'self'" in page.headers["content-security-policy"]
        for file in ("lens.js", "lens.css"):
            assert (await client.get(f"/lens/{file}")).status_code == 200
        for path in ("/lens", "/lens?for=raden", "/lens/../settings.json", "/lens/x"):
            assert (await client.get(path)).status_code == 404

        bare = httpx.AsyncClient(base_url=client.base_url)
        async with bare:
            for method, path in (("GET", asked.address), ("POST", "/lens/photo")):
                answer = await bare.request(method, path, content=photo())
                assert answer.status_code == 403
        other = {"origin": "http://elders.example"}
        answer = await client.post(
            f"/lens/photo?for={asked.token}", content=photo(), headers=other
        )
        assert answer.status_code == 403

    tell(story)
    assert asked.codes == []


def test_a_photo_is_read_and_told_to_the_screen_that_asked() -> None:
    asked, other = Asked(), Asked()

    async def story(client: httpx.AsyncClient) -> None:
        where = f"/lens/photo?for={asked.token}"
        answer = (await client.post(where, content=photo())).json()
        assert answer == {"told": [{"words": "gezien 1", "good": True, "again": False}]}
        # The same photo again is a package more.
        await client.post(where, content=photo())

        asked.stop()
        gone = (await client.post(where, content=photo())).json()
        assert gone["gone"] is True

    tell(story)
    assert asked.codes == [SENT, SENT]
    assert other.codes == []


def test_a_code_that_lies_before_the_camera_is_one_scan(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = Asked()
    monkeypatch.setattr(lens, "_OUT_OF_SIGHT_S", 2.0)

    async def story(client: httpx.AsyncClient) -> None:
        where = f"/lens/frame?for={asked.token}"
        for _ in range(4):
            await client.post(where, content=photo())
        assert asked.codes == [SENT]

        monkeypatch.setattr(lens, "_OUT_OF_SIGHT_S", 0.05)
        await asyncio.sleep(0.1)
        await client.post(where, content=photo())
        assert asked.codes == [SENT, SENT]

    tell(story)


@pytest.mark.parametrize(
    ("picture", "status", "words"),
    [
        (photo(8), 200, "te donker"),
        (photo(128), 200, "Geen code gevonden"),
        (b"geen foto", 200, "geen foto die we kunnen openen"),
        (b"", 200, "geen foto die we kunnen openen"),
        (b"\0" * (MOST_BYTES + 10), 413, "groter dan 16 MB"),
    ],
    ids=["dark", "none", "text", "empty", "giant"],
)
def test_what_cannot_be_read_is_told_in_words(
    picture: bytes, status: int, words: str
) -> None:
    asked = Asked()

    async def story(client: httpx.AsyncClient) -> None:
        answer = await client.post(f"/lens/photo?for={asked.token}", content=picture)
        assert answer.status_code == status
        assert words in answer.json()["told"][0]["words"]
        frame = await client.post(f"/lens/frame?for={asked.token}", content=picture)
        # Of a frame it is only a hint: the next one comes at once.
        assert frame.json()["told"] == []
        assert words in frame.json()["why"]

    tell(story)
    assert asked.codes == []


def test_what_the_camera_sees_is_a_line_of_the_delivery() -> None:
    desk = Desk()

    async def tell_(screen: Screen) -> None:
        await screen.click("lens")
        (call,) = screen.called("launch_url")
        address = str(call["url"])
        asking = LENSES.find(address.partition("=")[2])
        assert asking is not None

        told = await asking.take("]d2010952880000001917271214" + "10VB001A")
        assert told == Told("Tourniquet (arm/been) · VB001A: 1")
        await screen.until(lambda: "quantity-0" in screen)
        bad = await asking.take("]Q1https://voorbeeld.nl")
        assert not bad.good

        desk.session.lock()
        assert not (await asking.take(SENT)).good
        await screen.settle()
        # The screen that asked is not drawn any more.
        assert LENSES.find(address.partition("=")[2]) is None

    desk.tell(tell_)
