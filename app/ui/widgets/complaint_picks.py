"""Complaints in one tap, always in the same places."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Final

import flet as ft

from app.i18n import text
from app.ui.hooks import memo
from app.ui.typed import Typed
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


@ft.component
def _Picks(
    complaint: str,
    pick: Callable[[str, str], Any],
    language: str,
    room: float,
    key: str = "",
) -> ft.Control:
    said = parts_of(complaint)
    named = [
        (
            words,
            choice_button(
                words,
                chosen=words in said,
                on_click=partial(pick, "complaint", toggled(complaint, words)),
                key=f"pick-{each}",
            ),
        )
        for each in PICKS
        for words in (text(f"ui.register.pick.{each}", language),)
    ]
    return even_rows(named, room)


_picks = memo(_Picks)


def complaint_picks(typed: Typed, language: str, room: float) -> ft.Control:
    """Return the quick picks; a tap adds the word, or takes it out again.

    `room` is how many pixels there are for them beside each other.
    """
    complaint = typed.text("complaint")
    return _picks(complaint, typed.pick, language, room, key="picks")


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
