"""Processes whose plug is pulled: a post and its hub, started fresh and killed."""

from __future__ import annotations

import contextlib
import multiprocessing
import signal
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from tests.support.post_program import be_post
from tests.support.region_hub import ORDER, be_hub

KILLED: Final = -signal.SIGKILL
PATIENCE_S: Final = 60.0

_FRESH: Final = multiprocessing.get_context("forkserver")
_FRESH.set_forkserver_preload(
    ["tests.support.post_program", "tests.support.region_hub"]
)


class Running:
    """A process of its own, and the pipe on which it speaks."""

    def __init__(self, be: Callable[..., None], *given: Any) -> None:
        self.pipe, theirs = _FRESH.Pipe()
        self._process = _FRESH.Process(target=be, args=(theirs, *given))
        self._process.start()
        theirs.close()

    @property
    def pid(self) -> int:
        """The number of the process."""
        assert self._process.pid is not None
        return self._process.pid

    def said(self, patience_s: float = PATIENCE_S) -> Iterator[str]:
        """Yield what it says, until it ends."""
        with contextlib.suppress(EOFError, ConnectionError):
            while self.pipe.poll(patience_s):
                yield self.pipe.recv()

    def ask(self, word: str = "please") -> str:
        """Ask a hub for an invitation, or for an order to every post."""
        self.pipe.send(word)
        return str(self.pipe.recv())

    def kill(self) -> None:
        """Kill it, as `kill -9` does."""
        self._process.kill()

    def ended(self) -> int | None:
        """Wait until it ended; return how."""
        self._process.join(PATIENCE_S)
        code = self._process.exitcode
        self._process.kill()
        self._process.join()
        self._process.close()
        self.pipe.close()
        return code


@dataclass(slots=True)
class Plug:
    """A hub and a post on one machine; what the post said it saved."""

    folder: Path
    port: int
    saved: list[str] = field(default_factory=list)
    orders: int = 0
    is_done: bool = False
    hub: Running | None = None

    def start_hub(self) -> None:
        """Start the hub, unlocked; the first time it founds itself."""
        self.hub = Running(be_hub, self.folder / "hub", self.port)
        assert next(self.hub.said()) == "open"

    def order(self) -> None:
        """Let the hub order something of every post."""
        assert self.hub is not None
        assert self.hub.ask(ORDER) == ORDER
        self.orders += 1

    def kill_hub(self) -> None:
        """Pull the plug of the hub."""
        assert self.hub is not None
        self.hub.kill()
        self.hub.ended()
        self.hub = None

    def post(self, moment: str, *, invited: bool = False) -> Running:
        """Start the post; it dies by itself at `moment`."""
        assert self.hub is not None
        invitation = self.hub.ask() if invited else ""
        return Running(be_post, self.folder / "zuid", moment, invitation)

    def hear(self, post: Running, kill_after_s: float | None = None) -> int | None:
        """Note what a post says it saved until it ends; return how it ended."""
        for word in post.said():
            if word == "open" and kill_after_s is not None:
                time.sleep(kill_after_s)
                post.kill()
            elif word == "done":
                self.is_done = True
            elif word != "open":
                self.saved.append(word)
        return post.ended()

    def end(self, moment: str = "never", *, invited: bool = False) -> int | None:
        """Let the post run until `moment`; return how it ended."""
        return self.hear(self.post(moment, invited=invited))


@contextlib.contextmanager
def plugged(folder: Path) -> Iterator[Plug]:
    """Run a hub for the length of a story."""
    plug = Plug(folder, free_port())
    plug.start_hub()
    try:
        yield plug
    finally:
        if plug.hub is not None:
            plug.kill_hub()


def free_port() -> int:
    """Return a port of this machine that nobody listens at."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])
