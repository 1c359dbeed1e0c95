"""A thing in a list that a tap opens: its name, some lines, and what needs eyes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final, NamedTuple

import flet as ft

from app.ui.theme import BODY, BOLD, GAP, RADIUS, outline
from app.ui.widgets.ride_row import eyes_line
from app.ui.widgets.stock_row import tag

_ALARM: Final = ft.Icons.NOTIFICATION_IMPORTANT


class Picked(NamedTuple):
    """What a card says; `alarm` stands filled below its title."""

    title: str
    lines: Sequence[str]
    eyes: Sequence[str] = ()
    alarm: str = ""


def pick_card(
    said: Picked, on_click: Callable[..., Any], *, chosen: bool, key: str
) -> ft.Control:
    """Return the card, said as one button."""
    title, lines, eyes, alarm = said
    return ft.MergeSemantics(
        content=ft.Semantics(
            label=". ".join(each for each in (title, alarm, *lines, *eyes) if each),
            button=True,
            selected=chosen,
            content=ft.Container(
                key=key,
                bgcolor=ft.Colors.PRIMARY_CONTAINER
                if chosen
                else ft.Colors.SURFACE_CONTAINER_LOWEST,
                border=outline(),
                border_radius=RADIUS,
                padding=12,
                ink=True,
                on_click=on_click,
                content=ft.Semantics(
                    exclude_semantics=True,
                    content=ft.Column(
                        tight=True,
                        spacing=GAP / 2,
                        controls=[
                            ft.Text(title, size=BODY, **BOLD),
                            *(
                                [ft.Row(controls=[tag(alarm, _ALARM, alarm=True)])]
                                if alarm
                                else []
                            ),
                            *(ft.Text(each, size=BODY) for each in lines if each),
                            *(eyes_line(each) for each in eyes),
                        ],
                    ),
                ),
            ),
        )
    )
