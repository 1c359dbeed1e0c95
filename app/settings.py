"""What this device is set to before anyone has unlocked it: language, theme, sound."""

from __future__ import annotations

import json
import locale
import os
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from app.i18n import LANGUAGES
from sync.files import os_errors, replace_small

if TYPE_CHECKING:
    from pathlib import Path

_SPOKEN: Final = {"nl": "nl", "en": "en", "du": "nl"}
"""How a language is named, by its first two letters; Windows says `Dutch_…`."""


class ThemeName(StrEnum):
    """How the screen is lit; `system` follows the device."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"
    SUNLIGHT = "sunlight"


SIZES: Final = (100, 125, 150, 175, 200)
"""How large the screen may be drawn, in percent."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What this device was last set to; `chime` is the sound when triage is late.

    `separator` is what its scanner types for FNC1: '' for nothing, None while untested.
    """

    language: str = LANGUAGES[0]
    theme: ThemeName = ThemeName.SYSTEM
    chime: bool = True
    size_percent: int = SIZES[0]
    separator: str | None = None


def system_language() -> str:
    """Return the language of this machine, if we speak it; else Dutch.

    What the user asked for goes first: Python knows only languages that are installed,
    and calls a machine without any English.
    """
    asked = (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    named = next(filter(None, asked), None) or locale.getlocale()[0] or ""
    return _SPOKEN.get(named[:2].lower(), LANGUAGES[0])


def load_settings(path: Path) -> Settings:
    """Return what was kept; anything missing or unreadable is as on a new device."""
    try:
        kept = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return Settings()
    if not isinstance(kept, dict):
        return Settings()
    language, theme = kept.get("language"), kept.get("theme")
    size = kept.get("size_percent")
    separator = kept.get("separator")
    return Settings(
        language if language in LANGUAGES else LANGUAGES[0],
        ThemeName(theme) if theme in set(ThemeName) else ThemeName.SYSTEM,
        kept.get("chime") is not False,
        size if size in SIZES else SIZES[0],
        separator if isinstance(separator, str) else None,
    )


def keep_settings(path: Path, settings: Settings) -> None:
    """Write the settings whole or not at all. Raises DiskFull, FileError."""
    with os_errors(path.name):
        path.parent.mkdir(parents=True, exist_ok=True)
    replace_small(path, json.dumps(asdict(settings)).encode(), durable=False)
