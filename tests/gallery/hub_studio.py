"""A hub to be pictured: a real region on this machine, and a hub never made."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from contextvars import Context, copy_context
from dataclasses import replace
from pathlib import Path

import flet as ft

from app.care.stock import LotKey
from app.care.terms import AgeBand, Sex, Triage
from app.commands import issue_stock, receive_stock
from app.hub import HubProgram
from app.paths import ASSETS
from app.post import PostProgram
from app.store.starter import starter_items
from app.ui.console import POSTS, Console
from app.ui.serve import Running, serve
from app.ui.shell import prepare
from app.ui.state import Session
from sync.clock import SystemClock
from sync.ids import Mode, SystemIds
from tests.gallery.hands import Scene
from tests.gallery.hub_scenes import AtHub
from tests.gallery.lights import Light
from tests.support.region import (
    CHEAP,
    PASSPHRASE,
    Region,
    arrive,
    leader,
    opened,
    region,
    until,
)

_ARRIVALS = (
    (Triage.T1, "Jan Kuipers", "Beklemd been, veel bloedverlies", Sex.MALE),
    (Triage.T2, "Fatma Yılmaz", "Buikpijn, bleek", Sex.FEMALE),
    (Triage.T2, "محمد العلي", "Brandwond onderarm", Sex.MALE),
    (Triage.T3, "Sanne de Boer", "Verstuikte enkel", Sex.FEMALE),
    (Triage.BLACK, "", "Niet aanspreekbaar, geen pols", Sex.UNKNOWN),
)
_POSTS = ("zuid", "noord", "kerk")


class HubStudio:
    """One served console, one browser window on it."""

    def __init__(self) -> None:
        self.session: Session | None = None
        self._window: Context = copy_context()
        self._page: ft.Page | None = None
        self._region: Region | None = None
        self._stack = AsyncExitStack()
        self._count = 0

    async def serve(self) -> Running:
        """Found a hub, let three posts report to it, and serve its console."""
        folder = tempfile.TemporaryDirectory(prefix="noodpost-gallery-")
        self._stack.enter_context(folder)
        here = await self._stack.enter_async_context(region(Path(folder.name)))
        self._region = here
        for name in _POSTS:
            await _report(here, await here.post(name))
        await _turn_away(here, here.posts[-1])
        return await serve(self.main, 0, "gallery", ASSETS)

    def main(self, page: ft.Page) -> None:
        """Draw the console."""
        self._window, self._page = copy_context(), page
        self._show(self.region.hub)

    @property
    def region(self) -> Region:
        """The hub and its posts."""
        assert self._region is not None
        return self._region

    def _show(self, hub: HubProgram) -> None:
        assert self._page is not None
        session = Session(
            lambda _mode: hub.file(), hub.clock, hub.mode(), hub.settings()
        )
        session.room = POSTS
        before, self.session = self.session, session
        if before is not None:
            session.language, session.theme = before.language, before.theme
        prepare(self._page, session)
        self._count += 1
        name = f"console-{self._count}"
        self._page.render(
            lambda: ft.Container(_console(session, hub), key=name, expand=True)
        )

    async def begin(self, light: Light) -> None:
        """Show the open hub from its first room."""
        hub = self.region.hub
        if hub.file() is None:
            await hub.unlock(PASSPHRASE)
        hub.keep_settings(replace(hub.settings(), language=light.language))
        self._window.run(self._begin, light)

    def _begin(self, light: Light) -> None:
        assert self.session is not None
        self.session.language, self.session.theme = light.language, light.theme
        self._show(self.region.hub)

    async def arrange(self, scene: Scene) -> None:
        """Come to where a scene is."""
        assert self.session is not None
        going = scene.arrange(AtHub(self.session, self.region, self._show_new))
        assert isinstance(going, Coroutine)
        await asyncio.create_task(going, context=self._window)

    def _show_new(self) -> HubProgram:
        folder = self.region.folder / f"new-{self._count}"
        hub = HubProgram(
            folder,
            Mode.REAL,
            "https://hub.example:8443",
            SystemClock(),
            SystemIds(),
            cost=CHEAP,
        )
        self._stack.push_async_callback(hub.end)
        self._show(hub)
        return hub

    async def end(self) -> None:
        """Stop the region and remove its folder."""
        await self._stack.aclose()


def _console(session: Session, hub: HubProgram) -> ft.Control:
    return Console(session, hub)


async def _report(here: Region, post: PostProgram) -> None:
    for category, name, complaint, sex in _ARRIVALS[: 2 + len(here.posts)]:
        await arrive(
            post,
            category,
            name=name or None,
            complaint=complaint,
            sex=sex,
            age_band=AgeBand.ADULT,
            place="Zaal B",
        )
    by = leader(opened(post))
    for number, item in enumerate(list(starter_items())[:12]):
        lot = LotKey(item, f"L{4100 + number}", "2031-01-31")
        await opened(post).write(
            lambda desk, lot=lot, n=number: receive_stock(desk, by, lot, 4 + n * 9)
        )
        # The posts use it up at different speeds; some items are not used at all.
        if used := (number * 3 + len(here.posts)) % 5:
            await opened(post).write(
                lambda desk, item=item, n=used: issue_stock(desk, by, item, n)
            )
    await here.received(post)


async def _turn_away(here: Region, post: PostProgram) -> None:
    """Withdraw a post's access and let it send twice more."""
    joined = await here.hub.enrolled()
    await here.hub.revoke(joined[0].device)
    for number in range(1, 3):
        await arrive(post, Triage.T1)

        async def came(wanted: int = number) -> bool:
            post.nudge(here.mode)
            return len(await here.hub.set_aside()) >= wanted

        await until(came)
