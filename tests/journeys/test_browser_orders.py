"""An order goes out and a photo comes in: a hub and a post, each in a real Chromium."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.care.terms import Triage
from app.paths import ASSETS
from app.ui import console, shell
from app.ui.serve import serve
from tests.gallery.photograph import photograph
from tests.support.browser import Screen, browser
from tests.support.region import PASSPHRASE, PIN, arrive, region

_ORDER = "Maak zaal B vrij"


@pytest.mark.browser
def test_an_order_is_confirmed_at_the_post_and_a_photo_is_seen_at_the_hub(
    tmp_path: Path,
) -> None:
    photo = tmp_path / "brief.png"
    photo.write_bytes(photograph())

    with browser() as hub, _served(tmp_path) as (console_url, post_url):
        post = hub.another()
        hub.open(console_url).write("Wachtzin van de beheerder", PASSPHRASE).tap(
            "Openen"
        )
        post.open(post_url).tap("Noor Bakker", exact=False).pin(PIN)

        _order(hub, post)
        _photo(hub, post, photo)

        assert hub.outside == post.outside == []


def _order(hub: Screen, post: Screen) -> None:
    hub.tap("Berichten").write("Wat moet de post weten of doen?", _ORDER)
    hub.tap("Versturen").sees("Opgehaald")
    post.sees(_ORDER).tap("Lezen").tap("Gezien en begrepen")
    hub.sees("door Noor Bakker")


def _photo(hub: Screen, post: Screen, photo: Path) -> None:
    post.tap("Slachtoffers").tap("ZUID-A001", exact=False)
    post.choose("Foto toevoegen", photo).sees("Foto bewaard")
    post.tap("Versturen").tap("Nu proberen")
    hub.tap("Slachtoffers").tap("ZUID-A001", exact=False)
    hub.tap("Bekijken")
    hub.page.get_by_role("img", name="Foto", exact=True).first.wait_for()


@contextmanager
def _served(folder: Path) -> Iterator[tuple[str, str]]:
    """Run a hub with one post, and the screens of both, in a loop of their own."""
    ready: Future[tuple[str, str, asyncio.AbstractEventLoop, asyncio.Event]] = Future()

    async def run() -> None:
        done = asyncio.Event()
        async with region(folder) as here:
            post = await here.post("zuid")
            await arrive(post, Triage.T3, name="Jan Kuipers")
            screens = [
                await serve(each, 0, "key", ASSETS)
                for each in (console.screens(here.hub), shell.screens(post))
            ]
            urls = [each.url for each in screens]
            ready.set_result((urls[0], urls[1], asyncio.get_running_loop(), done))
            await done.wait()
            for each in screens:
                await each.stop()

    def begin() -> None:
        try:
            asyncio.run(run())
        except BaseException as why:
            if ready.done():
                raise
            ready.set_exception(why)

    thread = threading.Thread(target=begin)
    thread.start()
    console_url, post_url, loop, done = ready.result(60)
    try:
        yield console_url, post_url
    finally:
        loop.call_soon_threadsafe(done.set)
        thread.join(30)
