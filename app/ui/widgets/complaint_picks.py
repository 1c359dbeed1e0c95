"""Complaints in one tap, always in the same places."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Final

import flet as ft

from app.i18n import text
from app.ui.widgets.even_rows import even_rows
from app.ui.widgets.fields import choice_button

PICKS: Final = (
    "wound",
    "fracture",
    "burn",
    "head",
    "breath",
    "chest",
    "belly",
    "cold",
    "unwell",
    "upset",
)
_BETWEEN: Final = ", "


def complaint_picks(
    complaint: str, on_change: Callable[[str], Any], language: str, room: float
) -> ft.Control:
    """Return the quick picks; a tap adds the word, or takes it out again.

    `room` is how many pixels there are for them beside each other.
    """
    said = parts_of(complaint)
    named = [
        (
            words,
            choice_button(
                words,
                chosen=words in said,
                on_click=partial(on_change, toggled(complaint, words)),
                key=f"pick-{pick}",
            ),
        )
        for pick in PICKS
        for words in (text(f"ui.register.pick.{pick}", language),)
    ]
    return even_rows(named, room)


def toggled(complaint: str, words: str) -> str:
    """Return a complaint with these words added, or without them."""
    said = parts_of(complaint)
    if words in said:
        said.remove(words)
    else:
        said.append(words)
    return _BETWEEN.join(said)


def parts_of(complaint: str) -> list[str]:
    """Return the parts of a complaint between commas."""
    return [part.strip() for part in complaint.split(",") if part.strip()]
