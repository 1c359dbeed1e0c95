"""The card of a post: what a locked post shows of itself. Nothing on it is secret."""

from __future__ import annotations

import contextlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from app.ui.state import Home
from sync.errors import DamagedFile, FileError, NewerFile
from sync.files import read_small, replace_small
from sync.ids import Mode

if TYPE_CHECKING:
    from app import paths

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


def shown_card(home: paths.Home, mode: Mode) -> Card | None:
    """Return the card of a post; None too where it is spoiled: it is only a label."""
    try:
        return read_card(home.about, mode)
    except FileError:
        return None


def seen(home: paths.Home, mode: Mode, *, is_open: bool) -> Home | None:
    """Return what a locked device shows of a post; None where there is none."""
    if not (home.keyring.exists() or home.post_file.exists()):
        return None
    card = shown_card(home, mode)
    name, used_ms = (card.post_name, card.last_used_ms) if card else ("", None)
    return Home(mode, name, used_ms, is_open)


def note_use(home: paths.Home, mode: Mode, now_ms: int) -> None:
    """Write down that a post is used now, where it has a card."""
    card = shown_card(home, mode)
    if card is not None:
        with contextlib.suppress(FileError):  # only a label: the post is open
            write_card(home.about, Card(card.post_name, mode, now_ms))


def write_card(path: Path, card: Card) -> None:
    """Put a card in place of the one at `path`. Raises DiskFull, FileError."""
    said = {"format": _FORMAT, "version": _VERSION, **asdict(card)}
    replace_small(path, json.dumps(said).encode(), durable=True)
