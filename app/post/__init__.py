"""Put a post together: its folder, its couriers, its window."""

from __future__ import annotations

import contextlib
import secrets
from typing import TYPE_CHECKING

from app import paths
from app.launch import launch, say
from app.post.program import PostProgram, Road
from app.ui.serve import Running, open_window, serve
from app.ui.shell import screens
from sync.clock import SystemClock
from sync.ids import SystemIds

if TYPE_CHECKING:
    import argparse

__all__ = ["PostProgram", "Road", "run", "show"]


def run(arguments: argparse.Namespace) -> int:
    """Run a post until it is told to stop; return the exit code."""
    return launch(arguments, _run)


async def show(program: PostProgram, port: int = 0) -> Running:
    """Serve the screens of a post, and close it after 12 hours without a window."""
    return await serve(
        program.sessions.counted(screens(program)),
        port,
        secrets.token_urlsafe(24),
        paths.ASSETS,
    )


async def _run(arguments: argparse.Namespace) -> int:
    program = PostProgram(arguments.data, SystemClock(), SystemIds())
    async with contextlib.AsyncExitStack() as undone:
        undone.push_async_callback(program.end)
        await program.begin()
        running = await show(program, arguments.port)
        undone.push_async_callback(running.stop)
        say("ui.program.open_at", arguments, url=running.url)
        if not arguments.no_window:
            open_window(running.url, arguments.data / "window")
        await running.task
    return 0
