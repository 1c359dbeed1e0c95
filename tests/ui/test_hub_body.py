"""The hub sees body map, burned skin and trends of a post, and only sees them."""

from __future__ import annotations

import asyncio
from pathlib import Path

import flet as ft

from app.care.casualty import VitalsRecorded
from app.care.injury import BodyRegion, BodyView, BurnDepth, InjuryKind, InjuryMarked
from app.care.observation import ObservationRecorded
from app.care.terms import Sex, Triage
from app.commands import mark_injury, observe
from app.post import PostProgram
from app.store.desk import Desk
from app.ui.console import screens
from sync.ids import ActorId
from tests.support.region import PASSPHRASE, arrive, leader, opened, region
from tests.support.screen import Screen, shown


async def _found_and_measured(post: PostProgram) -> None:
    by = leader(opened(post))
    stream = await arrive(post, Triage.T2, years=40, sex=Sex.MALE)
    await opened(post).write(lambda desk: _record(desk, by, stream))


def _record(desk: Desk, by: ActorId, stream: bytes) -> None:
    now = desk.now_ms()
    burn = InjuryMarked(
        InjuryKind.BURN,
        BodyRegion.CHEST,
        BodyView.FRONT,
        now,
        depth=BurnDepth.FULL,
        share_percent=50,
    )
    mark_injury(desk, by, stream, burn)
    for ago_min, pulse in ((9, 124), (1, 96)):
        at = now - ago_min * 60_000
        vitals = VitalsRecorded(at, pulse_per_min=pulse)
        observe(desk, by, stream, vitals, ObservationRecorded(at))


async def _open(screen: Screen) -> None:
    await screen.until(lambda: "hub-unlock" in screen)
    await screen.type("hub-secret", PASSPHRASE)
    await screen.click("hub-unlock")
    await screen.until(lambda: "go-casualties" in screen)
    await screen.click("go-casualties")
    await screen.until(lambda: any(key.startswith("row-") for key in screen.keys()))  # noqa: SIM118
    row = next(key for key in screen.keys() if key.startswith("row-"))  # noqa: SIM118
    await screen.click(row)
    await screen.until(lambda: "body-card" in screen)


def test_the_hub_shows_map_and_trend_and_cannot_touch_them(tmp_path: Path) -> None:
    async def run() -> None:
        async with region(tmp_path) as here:
            post = await here.post("zuid")
            await _found_and_measured(post)
            await here.received(post)
            async with shown(screens(here.hub), 1280) as screen:
                await _open(screen)

                assert screen["burn-nines-0"].value == "9 %"
                assert "trend-pulse_per_min" in screen
                assert screen["news"].value.startswith("NEWS2 ten minste")
                assert not any("undo" in key for key in screen.keys())  # noqa: SIM118
                assert isinstance(screen["body-front"], ft.Container)

    asyncio.run(run())
