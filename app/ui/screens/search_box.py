"""The search field of the list: words as they are typed, a whole number at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import flet as ft

from app.care.identity import number_fits
from app.store.queries.casualty import Filter, casualties
from app.ui.state import Session
from app.ui.widgets.buttons import icon_button
from app.ui.widgets.fields import text_field


@ft.component
def SearchBox(
    session: Session,
    on_search: Callable[[str], Any],
    on_open: Callable[[bytes], Any],
    key: str = "",
) -> ft.Control:
    """Draw the search field; it asks at every letter.

    Letters that come while the list is drawn are one question after it. A whole
    number, scanned or typed, is opened at once on Enter.
    """
    typed: ft.MutableRef[str] = ft.use_ref("")
    field: ft.MutableRef[ft.TextField] = ft.use_ref(None)
    cleared, set_cleared = ft.use_state(0)

    def write(words: str) -> None:
        typed.current = words
        on_search(words)

    async def submit() -> None:
        found = await _by_number(session, typed.current or "")
        if found is not None:
            on_open(found)

    def clear() -> None:
        write("")
        set_cleared(cleared + 1)

    async def focus() -> None:
        if session.find and field.current is not None:
            await field.current.focus()

    ft.use_effect(focus, [session.find])
    words = session.words("ui.casualties.search")
    drawn = text_field(
        words,
        typed.current or "",
        write,
        key="search",
        on_submit=submit,
        hint_text=session.words("ui.casualties.search_in"),
        prefix_icon=ft.Icons.SEARCH,
        suffix_icon=icon_button(
            ft.Icons.CLOSE,
            session.words("ui.casualties.clear"),
            clear,
            key="clear-search",
        ),
    )
    field.current = drawn
    return drawn


async def _by_number(session: Session, words: str) -> bytes | None:
    """Return the casualty of a whole number, here or departed."""
    if not number_fits(words):
        return None
    only = Filter(search=words, departed=None)
    page = await session.open_file.read(lambda db: casualties(db, only))
    return page.rows[0].stream if page.rows else None
