"""The card of a post: what a locked post shows of itself. Nothing on it is secret."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from sync.errors import DamagedFile, NewerFile
from sync.files import read_small, replace_small
from sync.ids import Mode

_FORMAT: Final = "noodpost-card"
_VERSION: Final = 1


@dataclass(frozen=True, slots=True)
class Card:
    """The post's name and mode, and when it was last used."""

    post_name: str
    mode: Mode
    last_used_ms: int


def read_card(path: Path, mode: Mode) -> Card | None:
    """Return the card at `path`, or None when there is none.

    Raises DamagedFile, NewerFile.
    """
    raw = read_small(path)
    if raw is None:
        return None
    try:
        said = json.loads(raw)
        if said["format"] != _FORMAT:
            raise DamagedFile(path.name)
        if said["version"] > _VERSION:
            raise NewerFile(path.name)
        card = Card(
            str(said["post_name"]), Mode(said["mode"]), int(said["last_used_ms"])
        )
    except (ValueError, KeyError, TypeError, RecursionError, OverflowError) as why:
        raise DamagedFile(path.name) from why
    if card.mode is not mode:
        raise DamagedFile("the card lies in a folder of the other mode")
    return card


def write_card(path: Path, card: Card) -> None:
    """Put a card in place of the one at `path`. Raises DiskFull, FileError."""
    said = {"format": _FORMAT, "version": _VERSION, **asdict(card)}
    replace_small(path, json.dumps(said).encode(), durable=True)
