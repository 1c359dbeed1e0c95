"""On which day something is looked at again: a few days to tap, or a date typed."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

import flet as ft

from app.care.refusal import Refusal
from app.care.review_day import day_after, day_typed
from app.ui.theme import GAP
from app.ui.widgets.fields import choices, text_field

if TYPE_CHECKING:
    from app.ui.state import Session
    from app.ui.typed import Typed

_DAYS: Final = ("1", "2", "3", "7")
_OTHER: Final = "other"


def review_pick(session: Session, typed: Typed, label: str = "") -> ft.Control:
    """Return the choice of a day; another day opens a field for it."""
    words = session.words
    picked = typed.text("review")
    options = [(each, words("ui.scarcity.in", count=int(each))) for each in _DAYS]
    row = choices(
        [*options, (_OTHER, words("ui.scarcity.other_day"))],
        picked or None,
        partial(typed.pick, "review"),
        key="review",
        label=label or words("field.DownscalingDecided.review_day"),
        error=None if picked == _OTHER else typed.errors.get("review_day"),
    )
    if picked != _OTHER:
        return row
    field = text_field(
        words("ui.scarcity.date"),
        typed.text("review_day"),
        partial(typed.write, "review_day"),
        key="review_day",
        error=typed.errors.get("review_day"),
        hint_text=words("ui.scarcity.date_hint"),
    )
    return ft.Column(
        spacing=GAP,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[row, field],
    )


def review_picked(picked: str, typed_day: str, today: str) -> str:
    """Return the day that was chosen. Raises Refusal."""
    if picked in _DAYS:
        return day_after(today, int(picked))
    if picked != _OTHER or not typed_day.strip():
        raise Refusal("review_missing", field="review_day")
    return day_typed(typed_day, today)
