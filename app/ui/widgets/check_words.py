"""The six words that two screens must show alike: big, numbered, in fixed places."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import flet as ft

from app.ui.theme import BODY, BOLD, GAP, LARGE, RADIUS, SMALL, outline

_IN_ROW: Final = 3


def check_words(words: Sequence[str], *, key: str, small: bool = False) -> ft.Control:
    """Return the words in rows of three; read aloud as one line."""
    rows = [words[start : start + _IN_ROW] for start in range(0, len(words), _IN_ROW)]
    return ft.Semantics(
        label=", ".join(words),
        exclude_semantics=True,
        content=ft.Column(
            key=key,
            spacing=GAP,
            controls=[
                ft.Row(
                    spacing=GAP,
                    controls=[
                        _word(each, place + row * _IN_ROW + 1, key, small=small)
                        for place, each in enumerate(line)
                    ],
                )
                for row, line in enumerate(rows)
            ],
        ),
    )


def _word(word: str, number: int, key: str, *, small: bool) -> ft.Control:
    return ft.Container(
        expand=True,
        padding=ft.Padding.symmetric(vertical=6 if small else 14, horizontal=GAP),
        border_radius=RADIUS,
        border=outline(ft.Colors.OUTLINE),
        bgcolor=ft.Colors.SURFACE_CONTAINER_LOWEST,
        content=ft.Row(
            spacing=6,
            alignment=ft.MainAxisAlignment.CENTER,
            controls=[
                ft.Text(
                    str(number), size=SMALL - 2, color=ft.Colors.ON_SURFACE_VARIANT
                ),
                ft.Text(
                    word,
                    key=f"{key}-{number}",
                    size=BODY if small else LARGE,
                    **BOLD,
                    no_wrap=True,
                ),
            ],
        ),
    )
