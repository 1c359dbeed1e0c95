"""Surfaces: cards, titles, and the designed states of empty, waiting and refused."""

from __future__ import annotations

from collections.abc import Sequence

import flet as ft

from app.ui.theme import (
    ALARM,
    BODY,
    BOLD,
    GAP,
    HUGE,
    LARGE,
    RADIUS,
    SMALL,
    SPACE,
    is_sunlit,
    outline,
)

_ROOMY = 32


def card(
    content: ft.Control,
    *,
    padding: float = SPACE,
    expand: bool | int | None = None,
    key: str | None = None,
) -> ft.Container:
    """Return a plain raised surface."""
    return ft.Container(
        key=key,
        content=content,
        padding=padding,
        expand=expand,
        bgcolor=ft.Colors.SURFACE_CONTAINER_LOWEST,
        border=outline(),
        border_radius=RADIUS,
    )


def section_card(
    title: str,
    controls: Sequence[ft.Control],
    *,
    trailing: ft.Control | None = None,
    expand: bool | int | None = None,
    key: str | None = None,
) -> ft.Container:
    """Return a card with a title and what belongs together under it."""
    head: list[ft.Control] = [ft.Container(section_title(title), expand=True)]
    if trailing is not None:
        head.append(trailing)
    return card(
        ft.Column(
            spacing=12,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
            controls=[ft.Row(head), *controls],
        ),
        expand=expand,
        key=key,
    )


def section_title(title: str) -> ft.Control:
    """Return the title of a card."""
    return _heading(title, LARGE - 2, 2)


def page_title(title: str) -> ft.Control:
    """Return the title of a screen."""
    return _heading(title, HUGE, 1)


def _heading(title: str, size: int, level: int) -> ft.Control:
    return ft.Semantics(
        heading_level=level,
        content=ft.Text(title, size=size, **BOLD),
    )


def note(words: str, *, key: str | None = None) -> ft.Control:
    """Return quiet words that explain."""
    return ft.Text(words, key=key, size=SMALL, color=ft.Colors.ON_SURFACE_VARIANT)


def marked_line(
    icon: ft.IconData,
    words: str,
    more: str,
    *behind: ft.Control,
    key: str | None = None,
) -> ft.Control:
    """Return a line behind an icon: what it is about, under it what more there is."""
    said = [ft.Text(words, size=BODY, **BOLD), note(more)]
    column = ft.Column(expand=True, spacing=0, controls=said)
    return ft.Row(key=key, spacing=GAP, controls=[ft.Icon(icon), column, *behind])


def empty_state(
    icon: ft.IconData, title: str, words: str, action: ft.Control | None = None
) -> ft.Control:
    """Return what a list shows without rows: what it is, why empty, what to do now."""
    return ft.Container(
        padding=_ROOMY,
        alignment=ft.Alignment.CENTER,
        content=ft.Column(
            tight=True,
            spacing=GAP,
            horizontal_alignment=ft.CrossAxisAlignment.CENTER,
            controls=[
                ft.Icon(icon, size=48, color=ft.Colors.OUTLINE),
                ft.Text(title, size=LARGE, **BOLD),
                ft.Text(
                    words,
                    size=BODY,
                    text_align=ft.TextAlign.CENTER,
                    color=ft.Colors.ON_SURFACE_VARIANT,
                ),
                *([ft.Container(height=GAP), action] if action else []),
            ],
        ),
    )


def waiting_state(words: str) -> ft.Control:
    """Return what stands where an answer is not there yet: nothing that spins."""
    return ft.Container(
        padding=_ROOMY,
        alignment=ft.Alignment.CENTER,
        content=ft.Text(words, size=BODY, color=ft.Colors.ON_SURFACE_VARIANT),
    )


def error_note(words: str | None, *, key: str = "refusal") -> ft.Control:
    """Return why not, read aloud; takes no room while there is nothing to say."""
    return _flag(
        words,
        ft.Icons.ERROR_OUTLINE,
        ft.Colors.ERROR_CONTAINER,
        ft.Colors.ON_ERROR_CONTAINER,
        key,
    )


def alarm_note(words: str | None, *, key: str = "alarm") -> ft.Control:
    """Return what needs a person's eyes, with an amber edge."""
    return ft.Container(
        visible=bool(words),
        border=ft.Border.only(left=ft.BorderSide(6, ALARM)),
        content=_flag(
            words,
            ft.Icons.WARNING_AMBER,
            ft.Colors.SURFACE_CONTAINER_HIGH,
            ft.Colors.ON_SURFACE,
            key,
        ),
    )


def _flag(
    words: str | None, icon: ft.IconData, fill: str, ink: str, key: str
) -> ft.Control:
    return ft.Semantics(
        live_region=True,
        visible=bool(words),
        content=ft.Container(
            padding=ft.Padding.symmetric(vertical=12, horizontal=SPACE),
            bgcolor=fill,
            # In sunlight no surface has a colour; there a line holds the words.
            border=outline(ink) if is_sunlit() else None,
            border_radius=RADIUS,
            content=ft.Row(
                spacing=12,
                controls=[
                    ft.Icon(icon, color=ink),
                    ft.Text(words or "", key=key, color=ink, expand=True),
                ],
            ),
        ),
    )


def room_page(content: ft.Control) -> ft.Control:
    """Return a whole room with the space around it."""
    return ft.Container(expand=True, padding=SPACE, content=content)


def room_side(controls: Sequence[ft.Control], share: int) -> ft.Control:
    """Return a part of a room that scrolls by itself and takes this share of it."""
    return ft.Column(
        expand=share,
        scroll=ft.ScrollMode.AUTO,
        spacing=12,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=list(controls),
    )
