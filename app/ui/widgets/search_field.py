"""A field that asks at every letter and is never drawn over what is typed.

What is drawn again carries the words of a moment ago; on a slow machine it would take
letters back that were typed since.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import flet as ft

from app.ui.hooks import memo
from app.ui.widgets.fields import text_field


@memo
@ft.component
def SearchField(
    label: str, on_search: Callable[[str], Any], name: str, key: str = ""
) -> ft.Control:
    """Draw the field, with the key `name`; `on_search` must stay the same function."""
    typed: ft.MutableRef[str] = ft.use_ref("")

    def write(words: str) -> None:
        typed.current = words
        on_search(words)

    return text_field(
        label, typed.current or "", write, key=name, prefix_icon=ft.Icons.SEARCH
    )
