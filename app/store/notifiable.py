"""The list of diseases to report that ships along: an example, to be checked."""

from __future__ import annotations

from functools import cache
from typing import Final

from app.care.notifiable import Disease, read_diseases
from app.paths import ASSETS

_LIST: Final = ASSETS / "signals" / "meldingsplicht.csv"


@cache
def shipped_diseases() -> tuple[Disease, ...]:
    """Return the list, read once."""
    return read_diseases(_LIST.read_text(encoding="utf-8"))
