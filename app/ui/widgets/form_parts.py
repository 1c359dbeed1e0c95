"""Parts of a form by the names of its fields: texts, one choice of a term, ticks."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from functools import partial
from typing import Any, Final

import flet as ft

from app.ui.state import Session
from app.ui.typed import Typed
from app.ui.widgets.fields import choices, number_field, text_field
from app.ui.widgets.tick_box import tick_box

_TICK: Final = 152
"""Room for a box and its words: two beside each other on a phone."""


def words_field(
    session: Session, typed: Typed, form: type, name: str, **more: Any
) -> ft.Control:
    """Return the field of a text."""
    return text_field(
        session.words(f"field.{form.__name__}.{name}"),
        typed.text(name),
        partial(typed.write, name),
        key=name,
        error=typed.errors.get(name),
        error_max_lines=3,
        **more,
    )


def count_field(
    session: Session, typed: Typed, name: str, label: str, **more: Any
) -> ft.Control:
    """Return the field of a number of people; empty is none."""
    return number_field(
        label,
        typed.text(name),
        partial(typed.write, name),
        key=name,
        error=typed.errors.get(name),
        error_max_lines=3,
        **more,
    )


def term_choice(
    session: Session, typed: Typed, form: type, name: str, terms: type[StrEnum]
) -> ft.Control:
    """Return one tap per term; a second tap takes it back."""
    held = typed.text(name)
    return choices(
        [
            (each.value, session.words(f"term.{terms.__name__}.{each.value}"))
            for each in terms
        ],
        held or None,
        lambda value: typed.pick(name, "" if value == held else value),
        key=name,
        label=session.words(f"field.{form.__name__}.{name}"),
        error=typed.errors.get(name),
    )


def ticks(
    session: Session, typed: Typed, form: type, names: Sequence[str]
) -> ft.Control:
    """Return boxes to tick, beside each other."""
    return ft.Row(
        wrap=True,
        spacing=8,
        run_spacing=0,
        controls=[
            ft.Container(
                width=_TICK if len(names) > 1 else None,
                content=tick_box(
                    session.words(f"field.{form.__name__}.{name}"),
                    ticked=is_ticked(typed, name),
                    on_tick=partial(_turn, typed, name),
                    key=name,
                ),
            )
            for name in names
        ],
    )


def _turn(typed: Typed, name: str) -> None:
    typed.pick(name, "" if is_ticked(typed, name) else "yes")


def is_ticked(typed: Typed, name: str) -> bool:
    """Tell whether a box is ticked."""
    return typed.text(name) == "yes"


def count_of(typed: Typed, name: str) -> int:
    """Return a number of people as typed; empty is none."""
    words = typed.text(name).strip()
    return int(words) if words.isdecimal() else 0
