"""How many there are of each category, as the filters of the list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final

import flet as ft

from app.care.terms import Triage
from app.i18n import text
from app.store.queries.casualty import Counts, Filter, Moved
from app.ui.hooks import memo
from app.ui.state import Layout, Session
from app.ui.theme import GAP, NOT_TRIAGED, TriageLook, look_of
from app.ui.widgets.filter_chip import filter_chip
from app.ui.widgets.places import spot_words

_CATEGORIES: Final = (
    Triage.T1,
    Triage.T2,
    Triage.T3,
    Triage.T4,
    Triage.DEAD,
    Triage.BLACK,
)
WANTED: Final = {
    **{each.value: Filter(category=each) for each in _CATEGORIES},
    "none": Filter(untriaged=True),
    "overdue": Filter(overdue=True),
    "affected": Filter(affected=True),
    "departed": Filter(departed=True),
}
"""Every filter by the name in its key, as other rooms ask for it."""

_MOVED: Final = "moved:"
_WRAPS_FROM: Final = 600
"""Pixels from which the chips have room for more than one row."""


def wanted_by(show: str | None) -> Filter:
    """Return the filter another room asked for; everybody who is here for none."""
    if show is not None and show.startswith(_MOVED):
        return Filter(moved_to=show.removeprefix(_MOVED))
    return WANTED.get(show or "", Filter())


def moved_key(spot: str) -> str:
    """Return what to ask for to see who was moved to a place."""
    return f"{_MOVED}{spot}"


@dataclass(frozen=True, slots=True)
class ChipsLook:
    """How the chips are drawn: in which words, and in one row or more."""

    language: str
    is_one_row: bool


_Choice = tuple[str, str, int, TriageLook | None]
"""Key, words, how many, and the colour of its category."""


@ft.component
def CountChips(
    look: ChipsLook,
    tally: Counts | None,
    wanted: Filter,
    on_pick: Callable[[Filter], Any],
    groups: Sequence[Moved] = (),
    key: str = "",
) -> ft.Control:
    """Draw one chip per category, and overdue and affected; keys `only-T1` …

    Before them is who was moved to a place, while only those are shown; after them,
    where there is more than one row, who left.

    A second tap on the one that is chosen shows everybody who is here again.
    """
    language = look.language
    chips = _moved_chip(language, wanted, partial(on_pick, Filter()), groups)
    for name, words, count, face in _choices(language, tally):
        only = WANTED[name]
        chip = filter_chip(
            words,
            count if tally else None,
            chosen=only == wanted,
            on_click=partial(on_pick, Filter() if only == wanted else only),
            key=f"only-{name}",
            look=face,
        )
        chips.append(chip)
    if not look.is_one_row:
        chips.append(departed_chip(language, tally, wanted, on_pick))
    return ft.Row(
        spacing=GAP,
        run_spacing=GAP,
        wrap=not look.is_one_row,
        scroll=ft.ScrollMode.HIDDEN if look.is_one_row else None,
        controls=chips,
    )


_chips = memo(CountChips)


def count_chips(
    session: Session,
    tally: Counts | None,
    wanted: Filter,
    on_pick: Callable[[Filter], Any],
    groups: Sequence[Moved] = (),
) -> ft.Control:
    """Return the chips, drawn again only when a count or the choice changed.

    What somebody seeks is no matter to them: `on_pick` gets a filter without it.
    """
    look = ChipsLook(session.language, has_one_row(session))
    return _chips(look, tally, replace(wanted, search=""), on_pick, groups, key="chips")


def has_one_row(session: Session) -> bool:
    """Tell whether the chips are one row that scrolls; who left then stands apart."""
    is_narrow = session.layout is Layout.NARROW
    return is_narrow and (session.width < _WRAPS_FROM or session.is_short)


def _moved_chip(
    language: str,
    wanted: Filter,
    drop: Callable[..., Any],
    groups: Sequence[Moved],
) -> list[ft.Control]:
    spot = wanted.moved_to
    if spot is None:
        return []
    there = next((each for each in groups if each.spot == spot), None)
    name = spot_words(spot, there.spot_name if there else "", language)
    words = text("ui.casualties.moved_to", language, place=name)
    count = there.count if there else 0
    return [filter_chip(words, count, chosen=True, on_click=drop, key="only-moved")]


def departed_chip(
    language: str,
    tally: Counts | None,
    wanted: Filter,
    on_pick: Callable[[Filter], Any],
) -> ft.Control:
    """Return the chip that shows who left instead of who is here."""
    only = WANTED["departed"]
    is_chosen = only == replace(wanted, search="")
    return filter_chip(
        text("ui.casualties.departed", language),
        tally.departed if tally else None,
        chosen=is_chosen,
        on_click=partial(on_pick, Filter() if is_chosen else only),
        key="only-departed",
    )


def _choices(language: str, tally: Counts | None) -> list[_Choice]:
    by_category = tally.category if tally else {}
    words = partial(text, language=language)
    found: list[_Choice] = []
    for each in _CATEGORIES:
        look = look_of(each)
        is_black = each is Triage.BLACK
        name = words("ui.casualties.to_confirm") if is_black else look.code
        found.append((each.value, name, by_category.get(each, 0), look))
    counts = tally or Counts({}, 0, 0, 0, 0)
    return [
        *found,
        ("none", words("ui.casualties.untriaged"), counts.untriaged, NOT_TRIAGED),
        ("overdue", words("ui.casualties.overdue"), counts.overdue, None),
        ("affected", words("ui.casualties.affected"), counts.affected, None),
    ]
