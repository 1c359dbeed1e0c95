"""Choices of which more than one may be taken, kept in a form as lines of text."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import flet as ft

from app.ui.theme import GAP
from app.ui.typed import Typed
from app.ui.widgets.fields import choice_button, field_label
from app.ui.widgets.wrapped import wrapped


def several(
    typed: Typed, name: str, label: str, options: Sequence[tuple[str, str]]
) -> ft.Control:
    """Return the choices; a second tap takes one back. Each has `name-value` as key."""
    chosen = several_values(typed, name)

    def turn(value: str) -> None:
        kept = [each for each in chosen if each != value]
        if value not in chosen:
            kept.append(value)
        typed.pick(name, "\n".join(kept))

    buttons = [
        choice_button(
            words,
            chosen=value in chosen,
            on_click=partial(turn, value),
            key=f"{name}-{value}",
        )
        for value, words in options
    ]
    return ft.Column(spacing=GAP, controls=[field_label(label), wrapped(buttons)])


def several_values(typed: Typed, name: str) -> tuple[str, ...]:
    """Return what is taken of them."""
    return tuple(each for each in typed.text(name).split("\n") if each)
