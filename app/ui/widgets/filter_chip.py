"""Counts that filter: one tap shows only these, a second tap shows all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import flet as ft

from app.ui.theme import BODY, BOLD, PLAIN, TOUCH, TriageLook, line_width


def filter_chip(
    words: str,
    count: int | None,
    *,
    chosen: bool,
    on_click: Callable[..., Any],
    key: str,
    look: TriageLook | None = None,
) -> ft.Control:
    """Return a chip with its count; `look` puts a category's colour in it."""
    ink = ft.Colors.ON_PRIMARY if chosen else ft.Colors.ON_SURFACE
    return ft.Semantics(
        selected=chosen,
        content=ft.OutlinedButton(
            key=key,
            height=TOUCH,
            on_click=on_click,
            style=ft.ButtonStyle(
                bgcolor=ft.Colors.PRIMARY
                if chosen
                else ft.Colors.SURFACE_CONTAINER_LOWEST,
                padding=ft.Padding.symmetric(horizontal=12),
                side=ft.BorderSide(
                    line_width(),
                    ft.Colors.PRIMARY if chosen else ft.Colors.OUTLINE_VARIANT,
                ),
                shape=ft.StadiumBorder(),
            ),
            content=ft.Row(
                tight=True,
                spacing=8,
                controls=[
                    *([_block(look)] if look else []),
                    ft.Text(words, size=BODY, color=ink, **PLAIN),
                    *(
                        [
                            ft.Text(
                                str(count),
                                size=BODY,
                                color=ink,
                                **BOLD,
                            )
                        ]
                        if count is not None
                        else []
                    ),
                ],
            ),
        ),
    )


def _block(look: TriageLook) -> ft.Control:
    edge = look.outline or look.fill or ft.Colors.OUTLINE
    return ft.Container(
        width=16,
        height=16,
        border_radius=4,
        bgcolor=look.fill,
        border=ft.Border.all(1.5, edge),
    )
