"""The doors where neighbours come in: no sockets, a port leads to what runs there."""

from __future__ import annotations

import errno
from dataclasses import dataclass
from typing import Any

from tests.sim.loop import LIFE, Life


@dataclass(slots=True)
class Bound:
    """A port of a program, in place of a socket."""

    doors: Doors
    port: int

    def getsockname(self) -> tuple[str, int]:
        """Return where others come in."""
        return "127.0.0.1", self.port

    def close(self) -> None:
        """Let others have the port."""
        self.doors.close(self.port)


@dataclass(frozen=True, slots=True)
class Listening:
    """A door that stands open until `stop`."""

    bound: Bound

    async def stop(self) -> None:
        """Let in nobody more."""
        self.bound.close()


class Doors:
    """Every door there is. A door is open while the program behind it lives."""

    def __init__(self) -> None:
        self._open: dict[int, tuple[Life | None, Any]] = {}

    def bind(self, _host: str, port: int) -> Bound:
        """Take a port. Raises OSError where another program has it."""
        life, _ = self._open.get(port, (None, None))
        if life is not None and not life.is_over:
            raise OSError(errno.EADDRINUSE, "taken")
        self._open[port] = (LIFE.get(), None)
        return Bound(self, port)

    async def listen(self, program: Any, bound: Bound, **_tls: str | None) -> Listening:
        """Let others in at a port."""
        self._open[bound.port] = (LIFE.get(), program)
        return Listening(bound)

    def close(self, port: int) -> None:
        """Let in nobody more at a port."""
        self._open.pop(port, None)

    def program(self, port: int, life: Life | None) -> Any:
        """Return what answers at a port of a program that runs, or None."""
        whose, program = self._open.get(port, (None, None))
        return program if life is not None and whose is life else None
