"""A long list drawn a screen at a time: what nobody sees yet is drawn when scrolled to.

Flet sends every row of a list at once; drawing five screens of them makes a person wait
five times as long for the first.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import flet as ft

LOOK_EVERY_MS: Final = 100
"""How often a list that scrolls says how far it came."""

_SPARE: Final = 2


@dataclass(frozen=True, slots=True)
class Growing:
    """How many rows to draw now, and what to call when the list was scrolled."""

    shown: int
    on_scroll: Callable[[ft.OnScrollEvent], None]


def use_growing(height: float, row_height: float, about: object) -> Growing:
    """Return how many rows of at least `row_height` fill `height`, and some to spare.

    Both are in logical pixels. The list grows by as many when less than a screen of it
    is left to scroll; with another `about` it is a screen high again.
    """
    first = math.ceil(height / row_height) + _SPARE
    grown: ft.MutableRef[tuple[object, int]] = ft.use_ref(None)
    _, draw = ft.use_state(0)
    if grown.current is None or grown.current[0] != about:
        grown.current = (about, first)
    shown = max(first, grown.current[1])

    def scrolled(event: ft.OnScrollEvent) -> None:
        if event.extent_after < event.viewport_dimension:
            grown.current = (about, shown + first)
            draw(shown + first)

    return Growing(shown, scrolled)
