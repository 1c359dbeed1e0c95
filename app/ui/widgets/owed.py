"""Why somebody is to be triaged again, and the one tap that says unchanged."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Final

import flet as ft

from app.care.due import Reason
from app.care.terms import Flow
from app.i18n import text
from app.store.queries.casualty import CasualtyRow, Moved
from app.ui.theme import ALARM_DEEP, BOLD, SMALL
from app.ui.widgets.buttons import icon_button, quiet_button
from app.ui.widgets.places import spot_words
from app.ui.words import span

OnSame = Callable[[CasualtyRow], Any]
"""What records that somebody was looked at and keeps their category."""

_MINUTE_MS: Final = 60_000
_LONG: Final = (Reason.MOVE, Reason.CHANGE)
"""On a phone or a card these leave no room for the minutes."""


def is_overdue(row: CasualtyRow, now_ms: int) -> bool:
    """Return whether triage should have been repeated by now."""
    return row.due_ms is not None and row.departed is None and row.due_ms <= now_ms


def due_words(
    row: CasualtyRow, now_ms: int, language: str, *, short: bool = False
) -> str:
    """Return when triage is due again and why, or how the casualty left."""
    if row.flow is Flow.RECEIVED:
        return text(f"term.Flow.{row.flow.value}", language)
    if row.departed is not None:
        return text(f"term.Disposition.{row.departed.value}", language)
    found = row.owed.reasons(now_ms)
    if found:
        return owed_words(*found[0], now_ms, language, short=short)
    if row.due_ms is None:
        return ""
    # From the minute the clock shows: a list looks at its end, a header at this moment.
    return _due_in(row.due_ms - now_ms // _MINUTE_MS * _MINUTE_MS, language)


def _due_in(left_ms: int, language: str) -> str:
    if left_ms < _MINUTE_MS:
        return text("ui.casualties.owed_short.time", language)
    return text("ui.casualties.due_in", language, span=span(left_ms, language))


def owed_words(
    why: Reason, since_ms: int, now_ms: int, language: str, *, short: bool = False
) -> str:
    """Return why somebody is to be triaged again, and for how long already.

    In the first minute there is no *how long* to tell.
    """
    late_ms = now_ms - since_ms
    if late_ms < _MINUTE_MS or (short and why in _LONG):
        return text(f"ui.casualties.owed_short.{why.value}", language)
    late = span(late_ms, language)
    return text(f"ui.casualties.owed.{why.value}", language, span=late)


def moved_words(group: Moved, language: str) -> str:
    """Return how many were moved to a place and are to be triaged again."""
    place = spot_words(group.spot, group.spot_name, language)
    return text("ui.overdue.moved", language, count=group.count, place=place)


def may_stay(row: CasualtyRow, now_ms: int) -> bool:
    """Return whether a person may say that somebody keeps their category."""
    return is_overdue(row, now_ms) and len(set(row.claims)) == 1


def same_button(
    row: CasualtyRow,
    now_ms: int,
    language: str,
    on_same: OnSame | None,
    *,
    icon_only: bool = True,
) -> list[ft.Control]:
    """Return the one tap for who was looked at and did not change; only when owed."""
    if on_same is None or not may_stay(row, now_ms):
        return []
    key, on_click = f"same-{row.number}", partial(on_same, row)
    if icon_only:
        name = text("ui.casualties.same_of", language, number=row.number)
        return [icon_button(ft.Icons.CHECK, name, on_click, key=key)]
    words = text("ui.casualties.same", language)
    return [quiet_button(words, on_click, key=key, icon=ft.Icons.CHECK)]


def late_mark(words: str) -> ft.Control:
    """Return the sign of who is late for triage."""
    return ft.Container(
        bgcolor=ALARM_DEEP,
        border_radius=6,
        padding=ft.Padding.symmetric(vertical=1, horizontal=6),
        content=ft.Row(
            tight=True,
            spacing=4,
            controls=[
                ft.Icon(ft.Icons.ALARM, size=14, color=ft.Colors.WHITE),
                ft.Text(
                    words,
                    size=SMALL,
                    color=ft.Colors.WHITE,
                    max_lines=1,
                    no_wrap=True,
                    overflow=ft.TextOverflow.ELLIPSIS,
                    **BOLD,
                ),
            ],
        ),
    )
