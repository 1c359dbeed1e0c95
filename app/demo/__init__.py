"""The drill: a hub, two posts, a line that is down and then bad. All of it is real."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final

import app.hub as hub_program
import app.post as post_program
from app.care.refusal import Refusal
from app.demo import drill, order
from app.demo.outcome import (
    Outcome,
    carried_events,
    json_lines,
    own_events,
    photo_bytes,
    photos_equal,
    pictures_equal,
    receipts,
)
from app.front import bind, listen
from app.hub import HubProgram
from app.launch import COULD_NOT, DONE, launch, say
from app.post import PostProgram, Road
from app.settings import Settings
from app.ui.hub_state import HubSetup
from app.ui.serve import Running, open_window
from app.ui.state import Setup
from sync.clock import SystemClock
from sync.courier.http import network
from sync.courier.loop import Pace
from sync.courier.weather import BadWeather
from sync.ids import Mode, SystemIds

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from app.store.file import CareFile

PASSPHRASE: Final = "oefening-oefening"  # noqa: S105 - printed at every start
MODE: Final = Mode.EXERCISE
POSTS: Final = (("noord", "Post Noord", "NOORD"), ("zuid", "Post Zuid", "ZUID"))
PACE: Final = Pace(first_s=0.2, most_s=2.0, unread_s=0.5, idle_s=5.0)
"""A drill has no minutes to wait between two tries."""

ENROL_TRIES: Final = 40
SEAL_AFTER: Final = 7
"""After how many casualties somebody at a post taps *Nu proberen*, in vain."""

WAIT_S: Final = 300.0


@dataclass(frozen=True, slots=True)
class Stage:
    """Everything that runs: the hub, the posts, and the one line between them."""

    hub: HubProgram
    posts: tuple[PostProgram, ...]
    weather: BadWeather
    screens: tuple[Running, ...]

    def files(self) -> tuple[CareFile, ...]:
        """Return the open files of the posts."""
        found = (post.file(MODE) for post in self.posts)
        return tuple(file for file in found if file is not None)

    def answering(self) -> tuple[CareFile, ...]:
        """Return the posts that understand an order by themselves.

        Where there are windows, the last one leaves that to who looks at it.
        """
        return self.files()[:-1] if self.screens else self.files()


def run(arguments: argparse.Namespace) -> int:
    """Play the drill; return 0 when both sides show the same."""
    return launch(arguments, _run)


async def _run(arguments: argparse.Namespace) -> int:
    async with _stage(arguments) as stage:
        _say_screens(arguments, stage)
        outcome = await _play(arguments, stage)
        if arguments.json:
            sys.stdout.write(json.dumps(asdict(outcome)) + "\n")
            sys.stdout.flush()
        good = outcome.pictures_equal and outcome.photos_equal
        say("ui.demo.equal" if good else "ui.demo.unequal", arguments)
        if stage.screens:
            say("ui.demo.running", arguments)
            await asyncio.gather(*(each.task for each in stage.screens))
    return DONE if good else COULD_NOT


@asynccontextmanager
async def _stage(arguments: argparse.Namespace) -> AsyncIterator[Stage]:
    data: Path = arguments.data
    clock, ids = SystemClock(), SystemIds()
    weather = BadWeather(network(), arguments.seed)
    bound = bind("127.0.0.1", 0)
    url = f"http://127.0.0.1:{bound.getsockname()[1]}"
    hub = HubProgram(data / "hub", MODE, url, clock, ids)
    posts = tuple(
        PostProgram(data / name, clock, ids, road=Road(weather, PACE))
        for name, _, _ in POSTS
    )
    screens: tuple[Running, ...] = ()
    door = await listen(hub, bound)
    try:
        await _open_hub(hub, arguments.language)
        for post, (_, name, code) in zip(posts, POSTS, strict=True):
            await _open_post(post, name, code, arguments.language)
            await _enrol(post, hub, name)
        if not arguments.headless:
            screens = await _show(arguments, hub, posts)
        yield Stage(hub, posts, weather, screens)
    finally:
        for each in screens:
            await each.stop()
        for post in posts:
            await post.end()
        await weather.aclose()
        await door.stop()
        await hub.end()


async def _open_hub(hub: HubProgram, language: str) -> None:
    await hub.begin()
    hub.keep_settings(Settings(language=language))
    if hub.is_new():
        setup = HubSetup("Oefenregio", "Kees Mulder", MODE, PASSPHRASE, language)
        await hub.create(setup)
    else:
        await hub.unlock(PASSPHRASE)


async def _open_post(post: PostProgram, name: str, code: str, language: str) -> None:
    await post.begin()
    post.keep_settings(Settings(language=language))
    if post.homes():
        await post.unlock(MODE, PASSPHRASE)
    else:
        await post.create(Setup(language, name, code, MODE, PASSPHRASE))
    file = post.file(MODE)
    if file is not None:
        await file.write(drill.furnish)


async def _enrol(post: PostProgram, hub: HubProgram, name: str) -> None:
    """Enrol over the bad line; a lost answer is asked for again."""
    invitation = await hub.invite(name)
    for left in reversed(range(ENROL_TRIES)):
        try:
            await post.enrol(MODE, invitation.text)
        except Refusal:
            if not left:
                raise
            await asyncio.sleep(0.05)
        else:
            return


async def _show(
    arguments: argparse.Namespace, hub: HubProgram, posts: tuple[PostProgram, ...]
) -> tuple[Running, ...]:
    screens = [await hub_program.show(hub)]
    screens += [await post_program.show(post) for post in posts]
    if not arguments.no_window:
        for place, running in enumerate(screens):
            open_window(running.url, arguments.data / f"window-{place}")
    return tuple(screens)


async def _play(arguments: argparse.Namespace, stage: Stage) -> Outcome:
    clock, files = SystemClock(), stage.files()
    stage.weather.up = False
    say("ui.demo.down", arguments)
    begun_s = clock.monotonic_s()
    casualties, movements = await _register_all(arguments, stage)
    offline_s = clock.monotonic_s() - begun_s
    say("ui.demo.up", arguments, count=_unsent(stage))
    stage.weather.up = True
    begun_s = clock.monotonic_s()
    before = _understood(stage)
    await order.give(stage.hub, arguments.language)
    wanted = before + len(stage.answering())
    await _deliver_all(arguments, stage, begun_s + WAIT_S, wanted)
    hub_file = stage.hub.file()
    return Outcome(
        posts=len(files),
        casualties=casualties,
        stock_movements=movements,
        events_at_posts=sum(map(own_events, files)),
        events_at_hub=carried_events(hub_file) if hub_file else 0,
        unsent=_unsent(stage),
        receipts=sum(map(receipts, files)),
        requests=stage.weather.requests,
        requests_lost=stage.weather.lost,
        bytes_up=stage.weather.bytes_up,
        json_bytes=sum(len(json_lines(file)) for file in files),
        photo_bytes=photo_bytes(files),
        offline_s=round(offline_s, 3),
        sync_s=round(clock.monotonic_s() - begun_s, 3),
        orders_acknowledged=_understood(stage) - before,
        photos_equal=hub_file is not None and photos_equal(files, hub_file),
        pictures_equal=hub_file is not None and pictures_equal(files, hub_file),
    )


async def _register_all(arguments: argparse.Namespace, stage: Stage) -> tuple[int, int]:
    files = stage.files()
    patients = drill.training_patients()
    teams = [await asyncio.to_thread(drill.team, file) for file in files]
    for place, patient in enumerate(patients, 1):
        for file, who in zip(files, teams, strict=True):
            await drill.register(file, who, patient)
        if place % SEAL_AFTER == 0:
            for post in stage.posts:
                post.nudge(MODE)  # as a post lead would, again and again
            say("ui.demo.registered", arguments, count=place * len(files))
    await drill.photograph(files[0], teams[0])
    movements = [
        await drill.move_stock(file, who)
        for file, who in zip(files, teams, strict=True)
    ]
    return len(patients) * len(files), sum(movements)


async def _deliver_all(
    arguments: argparse.Namespace, stage: Stage, until_s: float, orders: int
) -> None:
    clock, told = SystemClock(), -1
    for post in stage.posts:
        post.nudge(MODE)
    while clock.monotonic_s() < until_s:
        for file in stage.answering():
            await order.understand(file)
        left = _unsent(stage)
        if left != told:
            say("ui.demo.left", arguments, count=left)
            told = left
        if not left and not _photos_left(stage) and _understood(stage) >= orders:
            return
        await asyncio.sleep(0.2)


def _unsent(stage: Stage) -> int:
    return sum(post.sending(MODE).unsent_events for post in stage.posts)


def _photos_left(stage: Stage) -> int:
    return sum(post.sending(MODE).unsent_photos for post in stage.posts)


def _understood(stage: Stage) -> int:
    file = stage.hub.file()
    return order.understood(file) if file is not None else 0


def _say_screens(arguments: argparse.Namespace, stage: Stage) -> None:
    names = ("Hub", *(name for _, name, _ in POSTS))
    for name, running in zip(names, stage.screens, strict=False):
        say("ui.demo.screen", arguments, name=name, url=running.url)
    if stage.screens:
        say("ui.demo.secrets", arguments, passphrase=PASSPHRASE, pin=drill.PIN)
