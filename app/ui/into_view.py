"""Brings a refused field into view: a refusal at the foot of a long form says no more.

A field of letters gets the cursor, and what has the cursor is scrolled to; a choice has
nothing to type in, so the list it stands in is scrolled until its name is on top.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterator
from typing import Any, Final

import flet as ft

_NOT_DRAWN: Final = frozenset({"fn", "args", "kwargs", "data"})
_SCROLL_MS: Final = 200


def place_key(name: str) -> ft.ScrollKey:
    """Return the key of what stands above a choice, for finding it again."""
    return ft.ScrollKey(f"place-of-{name}")  # type: ignore[call-arg]


async def bring_into_view(page: ft.BasePage, words: Collection[str]) -> None:
    """Show the first field on the page that says one of these refusals."""
    for control, lists in _drawn(page, ()):
        if isinstance(control, ft.TextField) and control.error in words:
            await control.focus()  # type: ignore[no-untyped-call]
            return
        is_place = isinstance(control.key, ft.ScrollKey)
        if is_place and control.data in words and lists:
            await lists[-1].scroll_to(scroll_key=control.key, duration=_SCROLL_MS)
            return


def _drawn(
    value: Any, lists: tuple[Any, ...]
) -> Iterator[tuple[ft.BaseControl, tuple[Any, ...]]]:
    """Give everything on the page from the top down, with the lists it scrolls in."""
    if isinstance(value, (list, tuple)):
        for each in value:
            yield from _drawn(each, lists)
    elif isinstance(value, ft.BaseControl) and getattr(value, "visible", True):
        yield value, lists
        if getattr(value, "scroll", None) is not None:
            lists = (*lists, value)
        for field in dataclasses.fields(value):
            if field.name not in _NOT_DRAWN and (
                not field.name.startswith("_") or field.name == "_b"
            ):
                yield from _drawn(getattr(value, field.name, None), lists)
