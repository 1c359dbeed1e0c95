"""How many there are of each category, as the filters of the list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Final

import flet as ft

from app.care.terms import Triage
from app.store.queries.casualty import Counts, Filter, Moved
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


_Choice = tuple[str, str, int, TriageLook | None]
"""Key, words, how many, and the colour of its category."""


def count_chips(
    session: Session,
    tally: Counts | None,
    wanted: Filter,
    on_pick: Callable[[Filter], Any],
    groups: Sequence[Moved] = (),
) -> ft.Control:
    """Return one chip per category, and overdue and affected; keys `only-T1` …

    Before them is who was moved to a place, while only those are shown; after them,
    where there is more than one row, who left.

    A second tap on the one that is chosen shows everybody who is here again.
    """
    plain = Filter(search=wanted.search)
    chips = _moved_chip(session, wanted, partial(on_pick, plain), groups)
    for key, words, count, look in _choices(session, tally):
        only = replace(WANTED[key], search=wanted.search)
        chip = filter_chip(
            words,
            count if tally else None,
            chosen=only == wanted,
            on_click=partial(on_pick, plain if only == wanted else only),
            key=f"only-{key}",
            look=look,
        )
        chips.append(chip)
    scrolls = has_one_row(session)
    if not scrolls:
        chips.append(departed_chip(session, tally, wanted, on_pick))
    return ft.Row(
        spacing=GAP,
        run_spacing=GAP,
        wrap=not scrolls,
        scroll=ft.ScrollMode.HIDDEN if scrolls else None,
        controls=chips,
    )


def has_one_row(session: Session) -> bool:
    """Tell whether the chips are one row that scrolls; who left then stands apart."""
    is_narrow = session.layout is Layout.NARROW
    return is_narrow and (session.width < _WRAPS_FROM or session.is_short)


def _moved_chip(
    session: Session,
    wanted: Filter,
    drop: Callable[..., Any],
    groups: Sequence[Moved],
) -> list[ft.Control]:
    spot = wanted.moved_to
    if spot is None:
        return []
    there = next((each for each in groups if each.spot == spot), None)
    name = spot_words(spot, there.spot_name if there else "", session.language)
    words = session.words("ui.casualties.moved_to", place=name)
    count = there.count if there else 0
    return [filter_chip(words, count, chosen=True, on_click=drop, key="only-moved")]


def departed_chip(
    session: Session,
    tally: Counts | None,
    wanted: Filter,
    on_pick: Callable[[Filter], Any],
) -> ft.Control:
    """Return the chip that shows who left instead of who is here."""
    plain = Filter(search=wanted.search)
    only = replace(WANTED["departed"], search=wanted.search)
    return filter_chip(
        session.words("ui.casualties.departed"),
        tally.departed if tally else None,
        chosen=only == wanted,
        on_click=partial(on_pick, plain if only == wanted else only),
        key="only-departed",
    )


def _choices(session: Session, tally: Counts | None) -> list[_Choice]:
    by_category = tally.category if tally else {}
    words = session.words
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
