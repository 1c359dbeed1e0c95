"""What is known of an item: its pack, its lists, its use, what can replace it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import flet as ft

from app.care.item import Controlled, Item, exploded
from app.care.item_cells import hundredths_text
from app.care.item_compare import differing
from app.care.staff import may
from app.i18n import text
from app.store.queries.item import Entry, catalogue, entry
from app.ui.hooks import use_query
from app.ui.screens.item_gtins import ItemGtins
from app.ui.screens.item_ways import ItemWays
from app.ui.state import Layout, Session
from app.ui.theme import BODY, BOLD
from app.ui.widgets.item_words import group_name, name_in
from app.ui.widgets.list_preview import change_words
from app.ui.widgets.panels import alarm_note, note, section_card
from app.ui.widgets.stock_row import tag
from app.ui.widgets.wrapped import wrapped

_STREAMS: Final = ("pack", "item", "gtin")
_LABEL_WIDTH: Final = 190
_NARROW_LABEL: Final = 120


@ft.component
def ItemFacts(
    session: Session, code: str, on_change: Callable[[], Any], key: str = ""
) -> ft.Control:
    """Draw the card; an item that is on no list has none."""
    found = use_query(
        session, lambda db: (entry(db, code), catalogue(db)), [code], _STREAMS
    )
    known, listed = found or (None, {})
    if known is None:
        return ft.Container()
    language = session.language
    narrow = session.layout is Layout.NARROW
    gtins = ItemGtins(session, code, known.item.gtins, key=f"gtins-{code}")
    person = session.person
    may_change = person is not None and may(person.role, "item.changed")
    return section_card(
        session.words("ui.item.about"),
        [
            *_marks(known.item, language),
            *_gone(session, known),
            *(
                _line(label, ft.Text(words, size=BODY, selectable=True), narrow=narrow)
                for label, words in item_lines(known, listed, language)
            ),
            _line(session.words("ui.item.gtins"), gtins, narrow=narrow),
            *_differences(session, known),
            *([ItemWays(session, known, on_change, key="ways")] if may_change else []),
        ],
    )


def _gone(session: Session, known: Entry) -> list[ft.Control]:
    if not known.withdrawn:
        return []
    said = known.local.withdrawn if known.local else None
    words = session.words("ui.item.withdrawn" if said else "ui.item.dropped")
    reason = f" {said.reason}" if said and said.reason else ""
    return [alarm_note(f"{words}{reason}", key="item-withdrawn")]


def _differences(session: Session, known: Entry) -> list[ft.Control]:
    """Return what this post changed, against what the list says."""
    if not known.changed or known.listed is None:
        return []
    names = differing(known.listed, known.item)
    said = change_words(known.listed, known.item, names, session.language)
    return [
        ft.Column(
            spacing=2,
            controls=[
                ft.Text(session.words("ui.item.changed_here"), size=BODY, **BOLD),
                note(said, key="item-differences"),
            ],
        )
    ]


def item_lines(
    known: Entry, listed: Mapping[str, Item], language: str
) -> tuple[tuple[str, str], ...]:
    """Return the label and the words of all that is known of an item."""
    item = known.item
    unit = _unit(item, item.pieces_per_pack, language)
    remark = item.remark_en if language == "en" else item.remark_nl
    said = (
        ("code", item.code),
        ("group", group_name(item.group_nl, item.group_en, language)),
        ("source", text(f"ui.item.source_{known.source.value}", language)),
        ("pieces_per_pack", f"{item.pieces_per_pack} {unit}"),
        ("use", _use(item, language)),
        ("levels", _levels(item, language)),
        ("synonyms", ", ".join(item.synonyms)),
        ("atc", item.atc),
        ("substitutes", ", ".join(_names(item.substitutes, listed, language))),
        ("kit", "\n".join(_contents(item, listed, language))),
        ("remark", remark or item.remark_nl),
    )
    return tuple(
        (text(f"ui.item.{name}", language), words) for name, words in said if words
    )


def _marks(item: Item, language: str) -> list[ft.Control]:
    marks = [
        *([("critical", ft.Icons.STAR)] if item.critical else []),
        *(
            [(f"controlled_{item.controlled.name.lower()}", ft.Icons.LOCK)]
            if item.controlled is not Controlled.NONE
            else []
        ),
        *([("cold_chain", ft.Icons.AC_UNIT)] if item.cold_chain else []),
    ]
    shown: list[ft.Control] = [
        tag(text(f"ui.item.is_{name}", language), icon) for name, icon in marks
    ]
    return [wrapped(shown)] if shown else []


def _use(item: Item, language: str) -> str:
    """Return how much of it one casualty of each category takes, by estimate."""
    if not (item.use_t1 or item.use_t2 or item.use_t3):
        return ""
    uses = {"t1": item.use_t1, "t2": item.use_t2, "t3": item.use_t3}
    point = "," if language == "nl" else "."
    said = {
        name: hundredths_text(use).replace(".", point) for name, use in uses.items()
    }
    return text("ui.item.use_words", language, **said)


def _levels(item: Item, language: str) -> str:
    levels = {"minimum": item.minimum, "par": item.par, "maximum": item.maximum}
    if all(level is None for level in levels.values()):
        return ""
    said = {name: "–" if level is None else level for name, level in levels.items()}
    return text("ui.item.levels_words", language, **said)


def _contents(item: Item, listed: Mapping[str, Item], language: str) -> list[str]:
    """Return what a kit falls apart into, one line for each item."""
    if not item.kit:
        return []
    inside = exploded(listed, item.code)
    names = _names(tuple(inside), listed, language)
    return [
        f"{quantity} × {name}"
        for quantity, name in zip(inside.values(), names, strict=True)
    ]


def _names(
    codes: Sequence[str], listed: Mapping[str, Item], language: str
) -> list[str]:
    return [name_in(listed, code, language) for code in codes]


def _unit(item: Item, count: int, language: str) -> str:
    return text(f"term.Unit.{item.unit.value}", language, count=count)


def _line(label: str, said: ft.Control, *, narrow: bool) -> ft.Control:
    width = _NARROW_LABEL if narrow else _LABEL_WIDTH
    return ft.Row(
        spacing=12,
        vertical_alignment=ft.CrossAxisAlignment.START,
        controls=[
            ft.Container(width=width, content=note(label)),
            ft.Container(expand=True, content=said),
        ],
    )
