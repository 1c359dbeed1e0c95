"""A text as a square to photograph: dark on white in every light, with a quiet edge."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import flet as ft

from app.exports.qr import qr_png
from app.ui.theme import RADIUS

_MODULE_PX: Final = 8
"""Drawn at least this fine: it is only ever made smaller on screen."""


def qr_code(text: str, words: str, *, side: float, key: str) -> ft.Control:
    """Return the square of a text; `words` is what it is called for who cannot see it.

    Dark on white whatever the light: many readers do not take the reverse.
    """
    return ft.Semantics(
        label=words,
        image=True,
        exclude_semantics=True,
        content=ft.Container(
            key=key,
            width=side,
            height=side,
            bgcolor="#FFFFFF",
            border_radius=RADIUS,
            padding=4,
            content=ft.Image(
                src=qr_picture(text),
                fit=ft.BoxFit.CONTAIN,
                filter_quality=ft.FilterQuality.MEDIUM,
                gapless_playback=True,  # in a loop: no white between two squares
            ),
        ),
    )


@lru_cache(maxsize=64)  # a loop goes round and round
def qr_picture(text: str) -> bytes:
    """Return a PNG of the QR code of a text; capitals and digits pack best."""
    return qr_png(text, _MODULE_PX)
