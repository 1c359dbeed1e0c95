"""What every program does at its start: one per folder, and words when it cannot."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import sys
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any, Final

from filelock import FileLock, Timeout

from app.i18n import text
from sync.errors import Away, FileError

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

DONE: Final = 0
COULD_NOT: Final = 1
USAGE_WRONG: Final = 2
ALREADY_OPEN: Final = 3


def launch(
    arguments: argparse.Namespace,
    program: Callable[[argparse.Namespace], Coroutine[Any, Any, int]],
) -> int:
    """Run a program alone in its data folder; return its exit code.

    Ctrl-C ends it, as does a machine that shuts down: everything is sealed first, and
    that is no failure.
    """
    try:
        with _only_one(arguments.data):
            return asyncio.run(_until_told(program(arguments)))
    except (KeyboardInterrupt, asyncio.CancelledError):
        return DONE
    except Timeout:
        say("ui.program.already_open", arguments, folder=str(arguments.data))
        return ALREADY_OPEN
    except OSError as why:
        say("ui.program.cannot_start", arguments, why=why.strerror or str(why))
    except Away as why:
        say("ui.program.database_away", arguments, why=str(why))
    except FileError as why:
        say("ui.program.cannot_open", arguments, why=str(why))
    return COULD_NOT


async def _until_told(program: Coroutine[Any, Any, int]) -> int:
    task = asyncio.ensure_future(program)
    # Windows has no such signal; there the console's own close ends the program.
    with contextlib.suppress(NotImplementedError):
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    return await task


def say(key: str, arguments: argparse.Namespace, **values: str | int) -> None:
    """Tell the person who started the program something, on stderr."""
    sys.stderr.write(text(key, arguments.language, **values) + "\n")
    sys.stderr.flush()


def _only_one(data: Path) -> FileLock:
    """Return the lock of a folder: two programs never write the same files."""
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    return FileLock(data / "noodpost.lock", timeout=0)
