"""Where words and numbers are typed: tall fields, steppers, and choices to tap."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any, Final, NamedTuple

import flet as ft

from app.i18n import text
from app.ui.hooks import keyed, memo
from app.ui.into_view import place_key
from app.ui.theme import BODY, BOLD, GAP, PLAIN, RADIUS, SMALL, TOUCH, line_width
from app.ui.widgets.buttons import icon_button
from app.ui.widgets.even_rows import even_rows
from app.ui.widgets.wrapped import wrapped

_PREFIX: Final = ft.BoxConstraints(min_width=TOUCH, min_height=24, max_height=24)

_ROOM: Final = ft.Padding(left=20, top=96, right=20, bottom=96)
"""Room round the cursor when a field comes into view: its label, and what is wrong."""


def text_field(
    label: str,
    value: str,
    on_change: Callable[[str], Any],
    *,
    key: str,
    error: str | None = None,
    on_submit: Callable[..., Any] | None = None,
    **more: Any,
) -> ft.TextField:
    """Return a field of one line; `more` goes to Flet's TextField as it is.

    What is typed is never rewritten while typing: letters would get lost.
    """
    more.setdefault("hint_max_lines", 1)
    more.setdefault("helper_max_lines", 3)
    more.setdefault("error_max_lines", 3)
    more.setdefault("scroll_padding", _ROOM)
    if "prefix_icon" in more:
        # Flutter gives it 48 pixels inside the padding, and the field grows by half.
        more.setdefault("prefix_icon_size_constraints", _PREFIX)
    return ft.TextField(
        key=key,
        label=label,
        value=value,
        error=error,
        text_size=BODY,
        border=_edges(),
        filled=True,
        fill_color=ft.Colors.SURFACE_CONTAINER_LOWEST,
        on_change=lambda event: on_change(event.data or ""),
        on_submit=on_submit,
        **more,
    )


def _edges() -> ft.ControlStateValue[ft.InputBorder]:
    def edge(colour: str, width: float) -> ft.InputBorder:
        return ft.OutlineInputBorder(
            border_radius=RADIUS, side=ft.BorderSide(width, colour)
        )

    return {
        ft.ControlState.DEFAULT: edge(ft.Colors.OUTLINE, line_width()),
        # Wider than the others, also where all lines are wide.
        ft.ControlState.FOCUSED: edge(ft.Colors.PRIMARY, line_width() + 1),
        ft.ControlState.ERROR: edge(ft.Colors.ERROR, line_width() + 1),
    }


def number_field(
    label: str,
    value: str,
    on_change: Callable[[str], Any],
    *,
    key: str,
    decimal: bool = False,
    **more: Any,
) -> ft.TextField:
    """Return a field that opens the number pad (`suffix=` for the unit)."""
    allowed = r"^[0-9]*[.,]?[0-9]*$" if decimal else r"^[0-9]*$"
    return text_field(
        label,
        value,
        on_change,
        key=key,
        keyboard_type=ft.KeyboardType.NUMBER,
        input_filter=ft.InputFilter(regex_string=allowed, allow=True),
        **more,
    )


class Named(NamedTuple):
    """What a field is called, its key, and in which language its buttons speak."""

    label: str
    key: str
    language: str


def stepper(
    label: str,
    value: int,
    on_change: Callable[[int], Any],
    *,
    key: str,
    language: str,
    limits: tuple[int, int] = (0, 100_000),
) -> ft.Control:
    """Return minus, a typed number, plus; keys `key-less`, `key`, `key-more`.

    Two taps before the first is drawn are two steps.
    """
    named = Named(label, key, language)
    return keyed(_Stepper, named, value, on_change, limits, key=f"{key}-stepper")


@ft.component
def _Stepper(
    named: Named,
    value: int,
    on_change: Callable[[int], Any],
    limits: tuple[int, int],
    key: str = "",
) -> ft.Control:
    label, name, language = named
    least, most = limits
    now: ft.MutableRef[int] = ft.use_ref(value)
    now.current = value

    def put(number: int) -> None:
        now.current = min(most, max(least, number))
        on_change(now.current)

    def step(by: int) -> None:
        put((now.current or 0) + by)

    def typed(words: str) -> None:
        if words.isdecimal():
            put(int(words))

    less = icon_button(
        ft.Icons.REMOVE,
        text("ui.less", language, label=label),
        partial(step, -1),
        key=f"{name}-less",
        disabled=value <= least,
    )
    more = icon_button(
        ft.Icons.ADD,
        text("ui.more", language, label=label),
        partial(step, 1),
        key=f"{name}-more",
        disabled=value >= most,
    )
    field = number_field(
        label,
        str(value),
        typed,
        key=name,
        expand=True,
        text_align=ft.TextAlign.CENTER,
    )
    return ft.Row(spacing=GAP, controls=[less, field, more])


def choices(
    options: Sequence[tuple[str, str]],
    value: str | None,
    on_pick: Callable[[str], Any],
    *,
    key: str,
    label: str = "",
    error: str | None = None,
) -> ft.Control:
    """Return one tap per choice, in fixed places; each has the key `key-option`.

    `error` says under the label why the choice that stands cannot be recorded.
    """
    buttons = [button for _, button in _named(options, value, on_pick, key)]
    row = wrapped(buttons)
    if not label and not error:
        return row
    above = [field_label(label)] if label else []
    if error:
        ink = ft.Colors.ERROR
        above = [*above, ft.Text(error, key=f"{key}-error", size=SMALL, color=ink)]
    head = ft.Column(spacing=0, tight=True, controls=list(above))
    if error:
        head.key, head.data = place_key(key), error
    return ft.Column(spacing=GAP, controls=[head, row])


def even_choices(
    options: Sequence[tuple[str, str]],
    value: str | None,
    on_pick: Callable[[str], Any],
    room: float,
    *,
    key: str,
    label: str,
) -> ft.Control:
    """Return choices of which none stands alone on a row of `room` pixels."""
    rows = even_rows(_named(options, value, on_pick, key), room)
    return ft.Column(spacing=GAP, controls=[field_label(label), rows])


class _Asked(NamedTuple):
    """Which field is asked, and what it is called."""

    name: str
    label: str


@ft.component
def _Toggles(
    options: tuple[tuple[str, str], ...],
    value: str,
    pick: Callable[[str, str], Any],
    asked: _Asked,
    room: float,
    key: str = "",
) -> ft.Control:
    name, label = asked

    def turn(option: str) -> None:
        pick(name, "" if option == value else option)

    return even_choices(options, value or None, turn, room, key=name, label=label)


_toggles = memo(_Toggles)


def toggles(
    options: Iterable[tuple[str, str]],
    value: str,
    pick: Callable[[str, str], Any],
    room: float,
    *,
    name: str,
    label: str,
) -> ft.Control:
    """Return choices of which a second tap takes the first one back.

    `pick` gets the name of the field and what was chosen. They are drawn again only
    when something in them changed: a method of what lasts, no new function each time.
    """
    asked = _Asked(name, label)
    return _toggles(tuple(options), value, pick, asked, room, key=f"{name}-toggles")


def _named(
    options: Sequence[tuple[str, str]],
    value: str | None,
    on_pick: Callable[[str], Any],
    key: str,
) -> list[tuple[str, ft.Control]]:
    return [
        (
            words,
            choice_button(
                words,
                chosen=option == value,
                on_click=partial(on_pick, option),
                key=f"{key}-{option}",
            ),
        )
        for option, words in options
    ]


def field_label(words: str) -> ft.Control:
    """Return the name of a group of choices."""
    return ft.Text(
        words,
        size=SMALL,
        weight=ft.FontWeight.W_600,
        color=ft.Colors.ON_SURFACE_VARIANT,
    )


def choice_button(
    words: str,
    *,
    chosen: bool,
    on_click: Callable[..., Any],
    key: str,
    icon: ft.IconData | None = None,
    expand: bool = False,
) -> ft.Control:
    """Return a choice that shows whether it is the one: filled, with a check."""
    ink = ft.Colors.ON_PRIMARY if chosen else ft.Colors.ON_SURFACE
    picture = ft.Icons.CHECK if chosen else icon
    return ft.Semantics(
        selected=chosen,
        expand=expand or None,
        content=ft.OutlinedButton(
            key=key,
            content=ft.Text(words, size=BODY, color=ink, **(BOLD if chosen else PLAIN)),
            icon=ft.Icon(picture, color=ink, size=20) if picture else None,
            on_click=on_click,
            style=_choice_style(chosen, ink),
        ),
    )


def _choice_style(chosen: bool, ink: str) -> ft.ButtonStyle:
    fill = ft.Colors.PRIMARY if chosen else ft.Colors.SURFACE_CONTAINER_LOWEST
    edge = ft.Colors.PRIMARY if chosen else ft.Colors.OUTLINE
    return ft.ButtonStyle(
        bgcolor=fill,
        color=ink,
        # 22 of a line and 26 of air: 48, and more where the words take two lines.
        padding=ft.Padding.symmetric(horizontal=16, vertical=13),
        side=ft.BorderSide(line_width(), edge),
        shape=ft.RoundedRectangleBorder(radius=RADIUS),
    )
