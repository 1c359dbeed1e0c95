"""`noodpost hand`: parcels and replies on a stick, where there is no screen.

A post need not be unlocked: what is given along was sealed before. A hub need not be
unlocked either; then it says that it stored the parcel, and reads it later.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
from collections.abc import Callable, Coroutine, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from app import paths
from app.care.refusal import Refusal
from app.i18n import LANGUAGES, text
from app.launch import COULD_NOT, DONE, launch, say
from app.scan.frames import unframed
from sync.clock import SystemClock
from sync.courier.road import Road
from sync.files import os_errors, replace_small
from sync.ids import Mode, SystemIds

if TYPE_CHECKING:
    Programs = argparse._SubParsersAction[argparse.ArgumentParser]

MOST_BYTES: Final = 256 * 1024 * 1024
"""What is taken along or read at once: it is held in memory while it is."""

_FOLDERS: Final = {"give": "post", "take": "post", "arrive": "hub"}


def add_hand(programs: Programs, language: str) -> None:
    """Add `noodpost hand` and its three commands."""
    words = text("ui.program.hand", language)
    hand = programs.add_parser("hand", help=words, description=words)
    commands = hand.add_subparsers(dest="command", required=True)
    for name, folder in _FOLDERS.items():
        about = text(f"ui.hand.help.{name}", language)
        one = commands.add_parser(name, help=about, description=about)
        one.add_argument(
            "file",
            type=Path,
            nargs=1 if name == "give" else "+",
            help=text(f"ui.hand.help.{name}_file", language),
        )
        one.add_argument(
            "--data", type=Path, metavar="DIR", help=text("ui.program.data", language)
        )
        one.add_argument(
            "--exercise",
            action="store_true",
            help=text("ui.region.help.exercise", language),
        )
        one.add_argument(
            "--language",
            choices=LANGUAGES,
            default=language,
            help=text("ui.program.language", language),
        )
        one.set_defaults(run=run, folder=folder)
        if name == "give":
            one.add_argument(
                "--carrier", default="", help=text("ui.hand.carrier", language)
            )
        if name == "arrive":
            one.add_argument(
                "--reply",
                type=Path,
                required=True,
                metavar="FILE",
                help=text("ui.hand.help.reply", language),
            )


def run(arguments: argparse.Namespace) -> int:
    """Run one of the commands; return its exit code.

    0 done; 1 it could not, and says why; 3 the folder is open in another window.
    """
    return launch(arguments, _said)


async def _said(arguments: argparse.Namespace) -> int:
    command = _COMMANDS[arguments.command]
    try:
        return await command(arguments)
    except Refusal as why:
        words = text(f"refusal.{why.key}", arguments.language, **why.values)
        say("ui.region.refused", arguments, why=words)
    return COULD_NOT


async def _give(arguments: argparse.Namespace) -> int:
    from app.post.by_hand import give  # its screens take seconds to load

    with _road(arguments) as road:
        now_ms = SystemClock().now_ms()
        given = await give(road, arguments.carrier, now_ms, MOST_BYTES)
        (file,) = arguments.file
        await asyncio.to_thread(_write, file, given.raw)
    say("ui.hand.help.gave", arguments, count=given.envelopes, file=file.name)
    return DONE


async def _take(arguments: argparse.Namespace) -> int:
    from app.post.by_hand import take

    raw = await asyncio.to_thread(_read, arguments.file)
    with _road(arguments) as road:
        came = await take(road, raw, SystemClock().now_ms())
    counts = {"receipts": came.receipts, "messages": came.messages}
    say("ui.hand.taken", arguments, **counts)
    if came.is_torn:
        say("ui.hand.torn", arguments)
    return DONE


async def _arrive(arguments: argparse.Namespace) -> int:
    from app.hub import HubProgram  # with all its screens: only who needs it waits

    raw = await asyncio.to_thread(_read, arguments.file)
    home = paths.hub_home(arguments.data, _mode(arguments))
    if not home.inbox.exists():
        raise Refusal("hub_missing")
    program = HubProgram(
        arguments.data, _mode(arguments), "", SystemClock(), SystemIds()
    )
    try:
        await program.begin()
        came = await program.take_in(raw, lambda _count: None)
    finally:
        await program.end()
    await asyncio.to_thread(_write, arguments.reply, came.reply)
    say(
        "ui.hand.arrived",
        arguments,
        fresh=came.fresh,
        known=came.known,
        posts=came.posts,
    )
    if came.is_torn:
        say("ui.hand.hub_torn", arguments)
    return DONE


_COMMANDS: Final[
    dict[str, Callable[[argparse.Namespace], Coroutine[Any, Any, int]]]
] = {"give": _give, "take": _take, "arrive": _arrive}


@contextlib.contextmanager
def _road(arguments: argparse.Namespace) -> Iterator[Road]:
    """Open the road of a post. Raises Refusal where there is none."""
    home = paths.post_home(arguments.data, _mode(arguments))
    if not home.road.exists():
        raise Refusal("no_hub_yet")
    with contextlib.closing(Road.open(home.road)) as road:
        yield road


def _mode(arguments: argparse.Namespace) -> Mode:
    return Mode.EXERCISE if arguments.exercise else Mode.REAL


def _read(paths: Sequence[Path]) -> bytes:
    """Return what a file holds, or what pictures of squares hold together."""
    return unframed([_read_one(each) for each in paths])


def _read_one(path: Path) -> bytes:
    with os_errors(path.name):
        if path.stat().st_size > MOST_BYTES:
            raise Refusal("parcel_too_large", most=MOST_BYTES // 1024 // 1024)
        return path.read_bytes()


def _write(path: Path, raw: bytes) -> None:
    """Write whole or not at all, and wait until the stick has it."""
    replace_small(path, raw, durable=True)
