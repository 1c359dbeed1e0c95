"""Groep: one of the groups there are, or own words for another."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Final

import flet as ft

from app.ui.theme import GAP
from app.ui.widgets.fields import choices, text_field

if TYPE_CHECKING:
    from app.ui.state import Session
    from app.ui.typed import Typed

_NONE, _OWN = "-", "+"
FIELD: Final = "group"


@ft.component
def GroupField(
    session: Session,
    typed: Typed,
    groups: Mapping[str, str],
    error: str | None = None,
    key: str = "",
) -> ft.Control:
    """Draw the groups by what they are called here; own words only when asked for.

    A group is told by its first name, whatever it is called in the language on screen.
    """
    asks, set_asks = ft.use_state(False)
    said = typed.text(FIELD)
    is_own = asks or said not in ("", *groups)

    def pick(option: str) -> None:
        set_asks(option == _OWN)
        typed.pick(FIELD, "" if option in (_NONE, _OWN) else option)

    drawn = choices(
        [
            *groups.items(),
            (_NONE, session.words("ui.item.group_none")),
            (_OWN, session.words("ui.item.group_own")),
        ],
        _OWN if is_own else said or _NONE,
        pick,
        key="item-group",
        label=session.words("ui.item.group"),
    )
    own = text_field(
        session.words("ui.item.group_own"),
        said,
        partial(typed.write, FIELD),
        key="item-field-group",
        error=error,
        helper=session.words("ui.item.group_hint"),
    )
    return ft.Column(
        spacing=GAP, tight=True, controls=[drawn, *([own] if is_own else [])]
    )


def group_called(groups: Mapping[str, str], words: str) -> str:
    """Return the group that is called so here, or the words where none is."""
    named = {label.casefold(): name for name, label in groups.items()}
    return named.get(words.strip().casefold(), words)
