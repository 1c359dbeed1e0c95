"""Frequent words for a field in one tap, always in the same places."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Final

import flet as ft

from app.i18n import text
from app.ui.theme import GAP
from app.ui.widgets.fields import choice_button

PICKS: Final = {
    "language": (
        "dutch",
        "english",
        "ukrainian",
        "arabic",
        "turkish",
        "polish",
        "german",
        "french",
        "spanish",
        "tigrinya",
    ),
    "nationality": (
        "dutch",
        "ukrainian",
        "polish",
        "german",
        "belgian",
        "turkish",
        "moroccan",
        "syrian",
        "eritrean",
    ),
}
"""A short list for each field; anything else is typed."""


def word_picks(
    field: str,
    value: str,
    on_pick: Callable[[str], Any],
    language: str,
    *,
    wide: bool,
) -> ft.Control:
    """Return the picks of a field; a second tap takes the word out again.

    On a phone they are one row to push aside, so that the next field is near.
    """
    return ft.Row(
        wrap=wide,
        spacing=GAP,
        run_spacing=GAP,
        scroll=None if wide else ft.ScrollMode.AUTO,
        controls=[
            choice_button(
                words,
                chosen=words == value.strip(),
                on_click=partial(on_pick, "" if words == value.strip() else words),
                key=f"pick-{field}-{pick}",
            )
            for pick in PICKS[field]
            for words in (text(f"ui.person.{field}.{pick}", language),)
        ],
    )
