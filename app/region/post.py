"""With the region's escrow: open a post whose passphrase and recovery code are lost.

It takes two: who holds the escrow file and its passphrase, and who has the laptop.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from app import paths
from app.care.refusal import Refusal
from app.i18n import text
from app.launch import DONE
from app.opening import keyring_of
from app.region.asking import ask, ask_new, opened, tell
from app.region.certify import mode_of
from sync.errors import FormatError, WrongSecret
from sync.ids import SystemIds
from sync.trust.keys import SealingKey, new_recovery_code, tidy_recovery_code

if TYPE_CHECKING:
    import argparse

_TRIES = 3


async def open_post(arguments: argparse.Namespace) -> int:
    """Set a new passphrase and recovery code on a post. Nothing else is changed.

    Raises Refusal, WrongSecret, FileError.
    """
    home = paths.post_home(arguments.data, mode_of(arguments))
    if not home.keyring.exists():
        raise Refusal("post_missing")
    keyring = keyring_of(home)
    if not keyring.has_escrow:
        raise Refusal("no_escrow")
    escrow = SealingKey.from_bytes(await opened(arguments.escrow, arguments))
    key = await asyncio.to_thread(keyring.open_with_escrow, escrow)
    passphrase = await ask_new("ui.region.new_post_passphrase", arguments)
    ids = SystemIds()
    code = new_recovery_code(ids)
    tell(text("ui.region.new_code", arguments.language, code=code))
    await _typed_back(code, arguments)
    changed = await asyncio.to_thread(keyring.with_passphrase, key, passphrase, ids)
    changed = await asyncio.to_thread(changed.with_recovery, key, code, ids)
    await asyncio.to_thread(changed.write, home.keyring)
    home.tries.unlink(missing_ok=True)
    tell(text("ui.region.post_opened", arguments.language))
    tell(text("ui.region.take_away", arguments.language))
    return DONE


async def _typed_back(code: str, arguments: argparse.Namespace) -> None:
    """Ask the code back from paper: a code nobody wrote down opens nothing."""
    for _ in range(_TRIES):
        typed = await ask("ui.region.code_again", arguments)
        try:
            if tidy_recovery_code(typed) == tidy_recovery_code(code):
                return
        except FormatError:
            continue
    raise WrongSecret("recovery code")
