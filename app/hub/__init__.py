"""Put a hub together: its folder, the address posts send to, its console."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from typing import TYPE_CHECKING

from app import paths
from app.front import bind, listen
from app.hub.founding import mode_here
from app.hub.program import HubProgram
from app.hub.shared import can_share
from app.hub.watching import Watch
from app.launch import USAGE_WRONG, launch, say
from app.lines import log_in_lines
from app.ui.console import screens
from app.ui.serve import Running, open_window, serve
from sync.clock import SystemClock
from sync.courier.line import is_loopback
from sync.ids import SystemIds

if TYPE_CHECKING:
    import argparse

__all__ = ["HubProgram", "run", "show"]


def run(arguments: argparse.Namespace) -> int:
    """Run a hub until it is told to stop; return the exit code."""
    if not is_loopback(arguments.host) and not _has_tls(arguments):
        say("ui.program.tls_missing", arguments, host=arguments.host)
        return USAGE_WRONG
    if arguments.database_url and not can_share():
        say("ui.program.postgres_missing", arguments)
        return USAGE_WRONG
    try:
        _place(arguments.watch)
    except ValueError:
        say("ui.program.watch_wrong", arguments, given=arguments.watch)
        return USAGE_WRONG
    return launch(arguments, _run)


async def show(program: HubProgram, port: int = 0) -> Running:
    """Serve the console of a hub on this machine only."""
    return await serve(screens(program), port, secrets.token_urlsafe(24), paths.ASSETS)


async def _run(arguments: argparse.Namespace) -> int:
    if arguments.log_json:
        log_in_lines()
    async with contextlib.AsyncExitStack() as undone:
        bound = undone.enter_context(bind(arguments.host, arguments.hub_port))
        mode = mode_here(arguments.data, exercise=arguments.exercise)
        url = arguments.address or _address(arguments, bound.getsockname()[1])
        program = HubProgram(
            arguments.data,
            mode,
            url,
            SystemClock(),
            SystemIds(),
            database=arguments.database_url or None,
        )
        undone.push_async_callback(program.end)
        await program.begin()
        watch = Watch(program)
        if arguments.watch:
            host, port = _place(arguments.watch)
            watched = undone.enter_context(bind(host, port))
            undone.push_async_callback((await listen(watch, watched)).stop)
        door = await listen(
            watch.counted,
            bound,
            certificate=_path(arguments.tls_certificate),
            key=_path(arguments.tls_key),
        )
        undone.push_async_callback(door.stop)
        running = await show(program, arguments.port)
        undone.push_async_callback(running.stop)
        say("ui.program.listening", arguments, url=url)
        say("ui.program.open_at", arguments, url=running.url)
        if not arguments.no_window:
            open_window(running.url, arguments.data / "window")
        tasks = (door.task, running.task, program.following)
        done, _ = await asyncio.wait(
            [each for each in tasks if each], return_when=asyncio.FIRST_COMPLETED
        )
        for each in done:  # what ended by an error ends the program with it
            each.result()
    return 0


def _address(arguments: argparse.Namespace, port: int) -> str:
    scheme = "https" if _has_tls(arguments) else "http"
    host = f"[{arguments.host}]" if ":" in arguments.host else arguments.host
    return f"{scheme}://{host}:{port}"


def _place(words: str) -> tuple[str, int]:
    """Return the host and port that words name. Raises ValueError."""
    host, _, port = words.rpartition(":")
    if words and (not host or not port.isascii() or not port.isdigit()):
        raise ValueError(words)
    return host.strip("[]"), int(port or 0)


def _has_tls(arguments: argparse.Namespace) -> bool:
    return bool(arguments.tls_certificate and arguments.tls_key)


def _path(given: object) -> str | None:
    return None if given is None else str(given)
