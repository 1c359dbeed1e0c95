"""What a list would change, and what is wrong with it, line by line."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

import flet as ft

from app.care.item import Controlled, Item
from app.care.item_cells import cell_of
from app.care.item_compare import Changed, Compared
from app.care.item_list import Wrong
from app.exports.item_sheet import head_of
from app.i18n import text
from app.ui.hooks import keyed
from app.ui.theme import BODY, BOLD, SMALL
from app.ui.widgets.buttons import link_button
from app.ui.widgets.item_words import item_name
from app.ui.widgets.panels import note, section_card

MOST_SHOWN: Final = 20
"""Lines of one sort, until a person asks for all."""


def wrong_words(wrong: Wrong, language: str) -> str:
    """Return what is wrong, with its line and the name of its column."""
    said = text(f"item.wrong.{wrong.why}", language, given=wrong.given)
    if not wrong.line:
        return said
    if not wrong.column:
        return text("ui.list.at_line", language, line=wrong.line, said=said)
    column = head_of(wrong.column, language)
    return text("ui.list.at", language, line=wrong.line, column=column, said=said)


def wrong_card(wrong: Sequence[Wrong], language: str) -> ft.Control:
    """Return every error of a list; nothing of it may be used."""
    title = text("ui.list.wrong", language, count=len(wrong))
    lines: list[ft.Control] = [
        ft.Text(wrong_words(each, language), key=f"wrong-{place}", size=BODY)
        for place, each in enumerate(wrong)
    ]
    return section_card(title, [note(text("ui.list.wrong_note", language)), *lines])


@ft.component
def ChangesCard(compared: Compared, language: str, key: str = "") -> ft.Control:
    """Draw what is new, what changes and what goes, in that order."""
    parts = (
        ("new", [_item_line(each, language) for each in compared.new]),
        ("changed", [_changed_line(each, language) for each in compared.changed]),
        ("removed", [_item_line(each, language) for each in compared.removed]),
    )
    return ft.Column(
        spacing=12,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[
            Part(name, tuple(lines), language, key=f"part-{name}")
            for name, lines in parts
            if lines
        ],
    )


def Part(
    name: str,
    lines: tuple[tuple[str, str], ...],
    language: str,
    key: str = "",
) -> ft.Control:
    """Return the lines of one sort of items, under how many there are."""
    title = text(f"ui.list.{name}", language, count=len(lines))
    return keyed(SomeLines, title, name, lines, language, key=key)


@ft.component
def SomeLines(
    title: str,
    name: str,
    lines: tuple[tuple[str, str], ...],
    language: str,
    key: str = "",
) -> ft.Control:
    """Draw lines of one sort, the first of them until all are asked for."""
    all_of_it, show_all = ft.use_state(False)
    shown = lines if all_of_it else lines[:MOST_SHOWN]
    more = (
        [
            link_button(
                text("ui.list.show_all", language, count=len(lines)),
                lambda: show_all(True),
                key=f"all-{name}",
            )
        ]
        if len(shown) < len(lines)
        else []
    )
    return section_card(
        title, [*(_two_lines(*each) for each in shown), *more], key=f"card-{name}"
    )


def _two_lines(first: str, second: str) -> ft.Control:
    quiet = [ft.Text(second, size=SMALL, color=ft.Colors.ON_SURFACE_VARIANT)]
    return ft.Column(
        spacing=2,
        controls=[ft.Text(first, size=BODY, **BOLD), *(quiet if second else [])],
    )


def _item_line(item: Item, language: str) -> tuple[str, str]:
    unit = text(f"term.Unit.{item.unit.value}", language, count=1)
    return item_name(item, item.code, language), f"{item.code} · {unit}"


def _changed_line(changed: Changed, language: str) -> tuple[str, str]:
    said = change_words(changed.before, changed.after, changed.names, language)
    return item_name(changed.after, changed.after.code, language), said


def change_words(before: Item, after: Item, names: Sequence[str], language: str) -> str:
    """Return what each field was and has become."""
    return "\n".join(
        text(
            "ui.list.field_change",
            language,
            field=head_of(name, language),
            before=value_words(before, name, language),
            after=value_words(after, name, language),
        )
        for name in names
    )


def value_words(item: Item, name: str, language: str) -> str:
    """Return the value of a field in words; empty is a dash."""
    special = _SAID.get(name)
    if special is not None:
        return special(item, language)
    cell = cell_of(name, getattr(item, name))
    if name.startswith("use_") and language == "nl":
        cell = cell.replace(".", ",")
    return cell.replace("|", ", ") or "–"


def _yes_no(name: str) -> Callable[[Item, str], str]:
    def said(item: Item, language: str) -> str:
        answer = "yes" if getattr(item, name) else "no"
        return text(f"sheet.word.{answer}", language)

    return said


def _unit(item: Item, language: str) -> str:
    return text(f"term.Unit.{item.unit.value}", language, count=1)


def _controlled(item: Item, language: str) -> str:
    return text(f"term.Controlled.{Controlled(item.controlled).value}", language)


_SAID: Final[Mapping[str, Callable[[Item, str], str]]] = {
    "unit": _unit,
    "controlled": _controlled,
    "critical": _yes_no("critical"),
    "cold_chain": _yes_no("cold_chain"),
}
