"""A row that goes on below itself where the screen ends: buttons, chips, picks."""

from __future__ import annotations

from collections.abc import Sequence

import flet as ft

from app.ui.theme import GAP


def wrapped(controls: Sequence[ft.Control]) -> ft.Row:
    """Show controls beside each other, on as many lines as they need."""
    return ft.Row(wrap=True, spacing=GAP, run_spacing=GAP, controls=list(controls))
