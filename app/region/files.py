"""Tell what a file of keys is for, without opening it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from app.i18n import text
from app.launch import COULD_NOT, DONE, say
from app.region.asking import tell
from sync.errors import FileError
from sync.trust.keys import SIGNING_BYTES, Keyring

if TYPE_CHECKING:
    import argparse

_CA: Final = "region-ca"
_ESCROW: Final = "escrow"
_FILE_KEY: Final = "file"


async def show(arguments: argparse.Namespace) -> int:
    """Say what a file of keys is and which commands use it."""
    try:
        keyring = await asyncio.to_thread(Keyring.read, arguments.file)
    except FileError:
        keyring = None
    if keyring is None:
        say("ui.region.not_a_key_file", arguments, file=str(arguments.file))
        return COULD_NOT
    kind = kind_of(keyring, arguments.file.name)
    tell(text(f"ui.region.is.{kind}", arguments.language))
    if keyring.about:
        known = keyring.about
        tell(
            text(
                "ui.region.is_of",
                arguments.language,
                region=known.get("region", "–"),
                mode=text(f"ui.region.mode.{mode}", arguments.language)
                if (mode := known.get("mode", "")) in ("real", "exercise")
                else "–",
            )
        )
    return DONE


def kind_of(keyring: Keyring, name: str) -> str:
    """Return what a file of keys is: by the size of its secret, then by what it says.

    A CA and a file key are equally long; the first version wrote no label inside.
    """
    if keyring.secret_bytes != SIGNING_BYTES:
        return _ESCROW
    said = keyring.about.get("what") or name.removesuffix(".json")
    return _CA if said == _CA else _FILE_KEY
