"""What a post and a hub ask alike before they open: a passphrase, and patience."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from app.care.form import tidy
from app.care.refusal import Refusal
from sync.errors import DamagedFile, FileError, WrongSecret
from sync.limits import MIN_PASSPHRASE_CHARS
from sync.trust.keys import Keyring, Tries

if TYPE_CHECKING:
    from app import paths
    from sync.clock import Clock

MOST_NAME_CHARS: Final = 60
"""The name of a post, a region or an operator, as its form allows."""


def check_passphrase(passphrase: str) -> None:
    """Raise Refusal when a passphrase is too short to keep a stolen laptop shut."""
    if len(passphrase) < MIN_PASSPHRASE_CHARS:
        raise Refusal("passphrase_short", least=MIN_PASSPHRASE_CHARS)


def check_name(name: str) -> None:
    """Raise Refusal when a name is empty or too long."""
    if not tidy(name):
        raise Refusal("name_missing")
    if len(name) > MOST_NAME_CHARS:
        raise Refusal(
            "text_too_long", field="name", most=MOST_NAME_CHARS, given=len(name)
        )


def keyring_of(home: paths.Home) -> Keyring:
    """Return the keyring beside a file. Raises FileError."""
    keyring = Keyring.read(home.keyring)
    if keyring is None:
        raise DamagedFile("there is no keyring beside the file")
    return keyring


async def tried(home: paths.Home, clock: Clock, attempt: Callable[[], bytes]) -> bytes:
    """Try a secret, unless the wait of earlier wrong ones is not over yet.

    Raises WrongSecret, FileError, Refusal("wait", seconds=…).
    """
    tries = Tries(home.tries, clock)
    wait_ms = tries.wait_ms()
    if wait_ms:
        raise Refusal("wait", seconds=-(-wait_ms // 1000))
    try:
        key = await asyncio.to_thread(attempt)
    except WrongSecret:
        tries.failed()
        raise
    with contextlib.suppress(FileError):  # a full disk can still be read
        tries.succeeded()
    return key
