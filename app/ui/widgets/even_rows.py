"""Choices in rows of about one length, so that none stands alone on a last row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import flet as ft

from app.ui.theme import BODY, GAP, SPACE
from app.ui.widgets.wrapped import wrapped

if TYPE_CHECKING:
    from app.ui.state import Session

_AIR: Final = 32
"""What a choice is wider than its words."""
_CHECK: Final = 36
"""What a choice grows by once it is chosen: a check, and bolder words."""
_THIN: Final = frozenset("ijlI .,:;·'()-")
_THIN_EM: Final = 0.3
_USUAL_EM: Final = 0.6
_EDGES: Final = 4
"""Pixels that the lines round a card take of it, where they are wide."""


def card_room(session: Session) -> float:
    """Return the room in a card that is as wide as the screen beside the rail."""
    return session.width - session.rail_width - 4 * SPACE - _EDGES


def sheet_room(session: Session) -> float:
    """Return the room in a sheet of a casualty."""
    return session.pane_width - 2 * SPACE


def even_rows(named: Sequence[tuple[str, ft.Control]], room: float) -> ft.Control:
    """Return choices in as few rows as fit in so many pixels, evenly filled.

    Each comes with its words: how wide it is drawn is judged by those.
    """
    lengths = row_lengths([width_of(words) for words, _ in named], room - _CHECK)
    buttons = [button for _, button in named]
    rows: list[ft.Control] = []
    for length in lengths:
        row, buttons = buttons[:length], buttons[length:]
        rows.append(wrapped(row))
    return ft.Column(spacing=GAP, controls=rows)


def width_of(words: str) -> float:
    """Return about how many pixels a choice with these words is wide."""
    thin = sum(each in _THIN for each in words)
    return _AIR + BODY * (_THIN_EM * thin + _USUAL_EM * (len(words) - thin))


def row_lengths(widths: Sequence[float], room: float) -> tuple[int, ...]:
    """Return how many stand on each row: as few rows as can be, of even length."""
    best: list[tuple[int, float, tuple[int, ...]]] = [(0, 0.0, ())]
    for end in range(1, len(widths) + 1):
        ways = []
        for start in range(end):
            length = sum(widths[start:end]) + GAP * (end - start - 1)
            if length <= room or start == end - 1:
                rows, squares, before = best[start]
                ways.append((rows + 1, squares + length**2, (*before, end - start)))
        best.append(min(ways))
    return best[-1][2]
