"""The commands of a region: run one, and say in words why it could not be done.

The CA file makes and renews hubs; the escrow file opens what nobody can open any more.
Each is on a stick in a safe, wrapped by a passphrase, and away again afterwards.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from app.care.refusal import Refusal
from app.i18n import text
from app.launch import COULD_NOT, launch, say
from app.region.backup import back_up_database, restore_database
from app.region.certify import new_hub, renew_hub
from app.region.files import show
from app.region.post import open_post
from app.region.recover import recover
from sync.errors import FileError, FormatError, SyncError, TrustError, WrongSecret

if TYPE_CHECKING:
    import argparse

__all__ = ["run"]

_Command = Callable[["argparse.Namespace"], Coroutine[Any, Any, int]]

_COMMANDS: Final[dict[str, _Command]] = {
    "show": show,
    "new-hub": new_hub,
    "renew-hub": renew_hub,
    "open-post": open_post,
    "recover": recover,
    "backup": back_up_database,
    "restore": restore_database,
}

_TOUCH_NO_FOLDER: Final = ("show", "backup", "restore")


def run(arguments: argparse.Namespace) -> int:
    """Run one of the commands; return its exit code.

    0 done; 1 it could not, and says why; 3 the folder is open in another window.
    """
    command = partial(_said, _COMMANDS[arguments.command])
    if arguments.command in _TOUCH_NO_FOLDER:
        return asyncio.run(command(arguments))
    return launch(arguments, command)


async def _said(
    command: _Command,
    arguments: argparse.Namespace,
) -> int:
    """Say in words why a command could not be done."""
    try:
        return await command(arguments)
    except Refusal as why:
        words = text(f"refusal.{why.key}", arguments.language, **why.values)
        say("ui.region.refused", arguments, why=words)
    except WrongSecret:
        say("ui.region.wrong_secret", arguments)
    except FileError:
        raise
    except (TrustError, FormatError):
        say("ui.region.not_trusted", arguments)
    except SyncError as why:
        say("ui.region.refused", arguments, why=str(why))
    return COULD_NOT
