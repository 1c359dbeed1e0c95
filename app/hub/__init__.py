"""Put a hub together: its folder, the address posts send to, its console."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import secrets
import socket
from typing import TYPE_CHECKING

import uvicorn

from app import paths
from app.hub.founding import mode_here
from app.hub.front import SETTINGS, Front
from app.hub.program import HubProgram
from app.launch import USAGE_WRONG, launch, say
from app.ui.console import screens
from app.ui.serve import Quiet, Running, open_window, serve
from sync.clock import SystemClock
from sync.ids import SystemIds

if TYPE_CHECKING:
    import argparse

__all__ = ["HubProgram", "listen", "run", "show"]


def run(arguments: argparse.Namespace) -> int:
    """Run a hub until it is told to stop; return the exit code."""
    if not _is_loopback(arguments.host) and not _has_tls(arguments):
        say("ui.program.tls_missing", arguments, host=arguments.host)
        return USAGE_WRONG
    return launch(arguments, _run)


async def listen(
    program: HubProgram,
    bound: socket.socket,
    *,
    certificate: str | None = None,
    key: str | None = None,
) -> tuple[uvicorn.Server, asyncio.Task[None]]:
    """Let posts in at a socket that is bound already.

    Raises OSError for a certificate or key that cannot be used.
    """
    server = Quiet(
        uvicorn.Config(
            program,
            log_level="warning",
            http=Front,
            access_log=False,
            server_header=False,
            **SETTINGS,
            ssl_certfile=certificate,
            ssl_keyfile=key,
        )
    )
    task = asyncio.create_task(server.serve(sockets=[bound]))
    while not server.started and not task.done():
        await asyncio.sleep(0.01)
    if task.done():
        task.result()
    return server, task


async def show(program: HubProgram, port: int = 0) -> Running:
    """Serve the console of a hub on this machine only."""
    return await serve(screens(program), port, secrets.token_urlsafe(24), paths.ASSETS)


def bind(host: str, port: int) -> socket.socket:
    """Return a socket for posts. Raises OSError when the address is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Named as TCP, or asyncio leaves Nagle on: every answer would come 40 ms late.
    bound = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
    except OSError:
        bound.close()
        raise
    return bound


async def _run(arguments: argparse.Namespace) -> int:
    async with contextlib.AsyncExitStack() as undone:
        bound = undone.enter_context(bind(arguments.host, arguments.hub_port))
        mode = mode_here(arguments.data, exercise=arguments.exercise)
        url = arguments.address or _address(arguments, bound.getsockname()[1])
        program = HubProgram(arguments.data, mode, url, SystemClock(), SystemIds())
        undone.push_async_callback(program.end)
        await program.begin()
        server, listening = await listen(
            program,
            bound,
            certificate=_path(arguments.tls_certificate),
            key=_path(arguments.tls_key),
        )
        undone.push_async_callback(_stopped, server, listening)
        running = await show(program, arguments.port)
        undone.push_async_callback(running.stop)
        say("ui.program.listening", arguments, url=url)
        say("ui.program.open_at", arguments, url=running.url)
        if not arguments.no_window:
            open_window(running.url, arguments.data / "window")
        await asyncio.wait(
            {listening, running.task}, return_when=asyncio.FIRST_COMPLETED
        )
    return 0


async def _stopped(server: uvicorn.Server, listening: asyncio.Task[None]) -> None:
    server.should_exit = True
    await listening


def _address(arguments: argparse.Namespace, port: int) -> str:
    scheme = "https" if _has_tls(arguments) else "http"
    host = f"[{arguments.host}]" if ":" in arguments.host else arguments.host
    return f"{scheme}://{host}:{port}"


def _has_tls(arguments: argparse.Namespace) -> bool:
    return bool(arguments.tls_certificate and arguments.tls_key)


def _path(given: object) -> str | None:
    return None if given is None else str(given)


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
