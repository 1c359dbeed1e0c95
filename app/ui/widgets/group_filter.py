"""The group of items a list shows: a button that opens a chip for every group."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import flet as ft

from app.ui.widgets.buttons import icon_button
from app.ui.widgets.filter_chip import filter_chip
from app.ui.widgets.wrapped import wrapped

if TYPE_CHECKING:
    from app.ui.state import Session

WITHOUT: Final = "-"
"""Stands for the items that are in no group."""


class Group(NamedTuple):
    """A group by its name, and what it is called; no name is all of them."""

    name: str
    label: str


ALL: Final = Group("", "")


class Grouped(NamedTuple):
    """What every group is called and how many of it there are; which one is shown.

    `choosing`: the chips of the groups are open.
    """

    labels: Mapping[str, str]
    counts: Mapping[str, int]
    chosen: Group
    choosing: bool


def group_button(
    session: Session, grouped: Grouped, on_open: Callable[[], Any]
) -> list[ft.Control]:
    """Return the button that opens the groups; none where there is no group."""
    if not (grouped.labels or grouped.chosen.name):
        return []
    return [
        icon_button(
            ft.Icons.CATEGORY_OUTLINED,
            session.words("ui.group"),
            on_open,
            key="stock-group",
        )
    ]


def group_chip(grouped: Grouped, on_open: Callable[[], Any]) -> list[ft.Control]:
    """Return a chip with the group that is shown; none while all are."""
    chosen = grouped.chosen
    if not chosen.name:
        return []
    return [
        filter_chip(
            chosen.label,
            grouped.counts.get(chosen.name, 0),
            chosen=True,
            on_click=on_open,
            key="stock-group-chosen",
        )
    ]


def group_choices(
    session: Session, grouped: Grouped, on_pick: Callable[[Group], Any]
) -> list[ft.Control]:
    """Return a chip for all groups and for each, while one is being chosen."""
    if not grouped.choosing:
        return []
    groups = [Group(name, label) for name, label in grouped.labels.items()]
    if grouped.counts.get(WITHOUT):
        groups.append(Group(WITHOUT, session.words("ui.group.without")))
    return [
        wrapped(
            [
                filter_chip(
                    each.label or session.words("ui.group.all"),
                    grouped.counts.get(each.name, 0) if each.name else None,
                    chosen=each.name == grouped.chosen.name,
                    on_click=partial(on_pick, each),
                    key=f"group-{each.name}",
                )
                for each in (ALL, *groups)
            ]
        )
    ]
