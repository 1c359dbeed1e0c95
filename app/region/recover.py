"""With the region's escrow: read what a lost hub had stored into the hub here.

It may be stopped at any moment and begun again: nothing lands twice, and the old inbox
is only copied.
"""

from __future__ import annotations

import shutil
from contextlib import ExitStack, closing
from functools import partial
from typing import TYPE_CHECKING

from app import paths
from app.care.refusal import Refusal
from app.hub.founding import load
from app.hub.keys import hub_keys
from app.hub.reception import FileReader
from app.hub.shared import open_file
from app.i18n import text
from app.launch import DONE, say
from app.opening import keyring_of, tried
from app.region.asking import ask, opened, tell
from app.region.certify import mode_of, shared_inbox
from sync.clock import SystemClock
from sync.files import os_errors
from sync.hub.backup import is_backup, plain_inbox
from sync.hub.inbox import Inbox
from sync.hub.recovery import Progress, Recovery
from sync.hub.registry import Registry
from sync.ids import SystemIds
from sync.trust.keys import SealingKey

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

_TELL_EVERY = 50


async def recover(arguments: argparse.Namespace) -> int:
    """Read every stored envelope of a lost hub; say how many could not be read.

    Raises Refusal, WrongSecret, FileError, TrustError.
    """
    home = paths.hub_home(arguments.data, mode_of(arguments))
    if not home.folder.exists():
        raise Refusal("hub_missing")
    if not arguments.inbox.is_file():
        raise Refusal("inbox_missing", file=str(arguments.inbox))
    escrow = SealingKey.from_bytes(await opened(arguments.escrow, arguments))
    keyring = keyring_of(home)
    passphrase = await ask("ui.region.hub_passphrase", arguments)
    key = await tried(home, SystemClock(), lambda: keyring.open(passphrase))
    done = await _recovered(home, key, escrow, arguments)
    words = {"read": done.read, "total": done.total, "left": done.unread}
    tell(text("ui.region.recovered", arguments.language, **words))
    tell(text("ui.region.take_away", arguments.language))
    return DONE


async def _recovered(
    home: paths.Home, key: bytes, escrow: SealingKey, arguments: argparse.Namespace
) -> Progress:
    clock, ids, mode = SystemClock(), SystemIds(), mode_of(arguments)
    with ExitStack() as undone:
        folder = home.folder / "recovery"
        undone.callback(shutil.rmtree, folder, ignore_errors=True)
        copy = undone.enter_context(closing(Inbox.open(_copied(arguments, folder))))
        locked = load(home, "", await shared_inbox(home, arguments))
        undone.callback(locked.inbox.close)
        file = open_file(home, key, locked.inbox, mode, clock, ids)
        undone.callback(file.close)
        await file.write(lambda desk: hub_keys(desk, locked.identity))
        recovery = Recovery(copy, locked.identity, escrow, clock, ids)
        done = await recovery.run(FileReader(file), partial(_say, arguments))
        for log, writer in recovery.writers.items():
            Registry(locked.inbox).claim(log, writer)
        return done


def _copied(arguments: argparse.Namespace, folder: Path) -> Path:
    """Copy an inbox with what its last writes left beside it, or out of a backup.

    Raises FileError, DiskFull.
    """
    inbox: Path = arguments.inbox
    copy = folder / inbox.name
    with os_errors(inbox.name):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(mode=0o700)
        if is_backup(inbox):
            plain_inbox(inbox, copy)
            return copy
        shutil.copyfile(inbox, copy)
        beside = inbox.with_name(inbox.name + "-wal")
        if beside.exists():
            shutil.copyfile(beside, folder / beside.name)
    return copy


def _say(arguments: argparse.Namespace, progress: Progress) -> None:
    if progress.seen % _TELL_EVERY == 0 or progress.seen == progress.total:
        say(
            "ui.region.recovering",
            arguments,
            seen=progress.seen,
            total=progress.total,
            read=progress.read,
        )
