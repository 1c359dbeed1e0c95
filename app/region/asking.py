"""Asking at a terminal: passphrases that are not shown, and files of keys."""

from __future__ import annotations

import asyncio
import getpass
import sys
from typing import TYPE_CHECKING

from app.care.refusal import Refusal
from app.i18n import text
from app.opening import check_passphrase
from sync.errors import DamagedFile
from sync.trust.keys import Keyring

if TYPE_CHECKING:
    import argparse
    from pathlib import Path


async def ask(key: str, arguments: argparse.Namespace, **values: str) -> str:
    """Ask for a secret; it is not shown. From a pipe it is the next line.

    Raises Refusal when nothing was given.
    """
    words = text(key, arguments.language, **values) + " "
    try:
        given = await asyncio.to_thread(_read, words)
    except EOFError as why:
        raise Refusal("nothing_given") from why
    if not given:
        raise Refusal("nothing_given")
    return given


async def ask_new(key: str, arguments: argparse.Namespace) -> str:
    """Ask twice for a new passphrase. Raises Refusal."""
    passphrase = await ask(key, arguments)
    check_passphrase(passphrase)
    if passphrase != await ask("ui.region.again", arguments):
        raise Refusal("passphrases_differ")
    return passphrase


async def opened(path: Path, arguments: argparse.Namespace) -> bytes:
    """Open a file of keys with its passphrase.

    Raises FileError, WrongSecret, Refusal.
    """
    keyring = await asyncio.to_thread(Keyring.read, path)
    if keyring is None:
        raise DamagedFile(path.name)
    passphrase = await ask("ui.region.passphrase_of", arguments, file=path.name)
    return await asyncio.to_thread(keyring.open, passphrase)


def tell(words: str) -> None:
    """Write one line for the person at the terminal."""
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


def _read(words: str) -> str:
    if sys.stdin.isatty():
        return getpass.getpass(words)
    sys.stderr.write(words + "\n")
    line = sys.stdin.readline()
    if not line:
        raise EOFError
    return line.rstrip("\r\n")
