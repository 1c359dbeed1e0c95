"""A stocktake in words: what a line is called, who found how many, and its paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

import flet as ft

from app.exports.tally import TallyLine
from app.i18n import text
from app.store.queries.tally import Entry, Standing, TallyPage
from app.ui.theme import BODY, BOLD, GAP, LARGE, RADIUS, outline
from app.ui.widgets.item_words import item_name as name_of_item
from app.ui.widgets.panels import note
from app.ui.widgets.quantity import signed, signed_or_plain
from app.ui.widgets.stock_row import expiry_words, tag
from app.ui.words import day, local, moment

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.care.tally import Stocktake


def item_name(entry: Entry, language: str) -> str:
    """Return what an item is called; what is on no list has only its code."""
    return name_of_item(entry.item, entry.spot.item, language)


def lot_name(entry: Entry, language: str) -> str:
    """Return how a lot is called."""
    if not entry.spot.lot:
        return text("ui.stock.no_lot", language)
    return text("ui.stock.lot_named", language, lot=entry.spot.lot)


def place_name(page: TallyPage, place: str, language: str) -> str:
    """Return what a place is called; '' is nowhere in particular."""
    if not place:
        return text("ui.lot.nowhere", language)
    return page.places.get(place, place)


def tally_title(held: Stocktake, language: str) -> str:
    """Return what a stocktake is called: its name, or the day it began."""
    if held.name:
        return held.name
    when = day(local(held.begun_ms or 0).date(), language)
    return text("ui.tally.unnamed", language, day=when)


def said_by(page: TallyPage, entry: Entry, now_ms: int, language: str) -> list[str]:
    """Return who found how many, and when, a line for each count that stands."""
    return [
        text(
            "ui.tally.said",
            language,
            name=page.names.get(bytes(each.actor), ""),
            pieces=each.pieces,
            when=moment(each.at_ms, now_ms, language),
        )
        for each in entry.lines
    ]


def spot_key(entry: Entry) -> str:
    """Return the key of a line: `spot-VB001-A1-<place>`."""
    spot = entry.spot
    return f"spot-{spot.item}-{spot.lot}-{spot.place}"


def about_line(page: TallyPage, entry: Entry, language: str) -> str:
    """Return lot, expiry and place of a line."""
    return " · ".join(
        (
            lot_name(entry, language),
            expiry_words(entry.spot.expiry, language),
            place_name(page, entry.spot.place, language),
        )
    )


def entry_row(
    page: TallyPage,
    entry: Entry,
    now_ms: int,
    language: str,
    on_pick: Callable[..., object] | None,
    *,
    chosen: bool = False,
) -> ft.Control:
    """Return one line: what it is, and what was found, by whom."""
    said = said_by(page, entry, now_ms, language)
    found = "–" if entry.found is None else str(entry.found)
    marks = _marks(entry, language)
    content = ft.Row(
        spacing=12,
        controls=[
            ft.Column(
                expand=True,
                spacing=2,
                controls=[
                    ft.Text(item_name(entry, language), size=BODY, **BOLD),
                    note(about_line(page, entry, language)),
                    *(note(each) for each in said),
                    *([ft.Row(wrap=True, controls=marks)] if marks else []),
                ],
            ),
            ft.Text(found, size=LARGE, **BOLD),
        ],
    )
    words = ". ".join([item_name(entry, language), found, *said])
    return ft.Semantics(
        button=on_pick is not None,
        selected=chosen,
        label=words,
        exclude_semantics=True,
        on_tap=on_pick,
        content=ft.Container(
            key=spot_key(entry),
            ink=on_pick is not None,
            on_click=on_pick,
            padding=12,
            border_radius=RADIUS,
            border=outline(),
            bgcolor=ft.Colors.PRIMARY_CONTAINER if chosen else None,
            content=content,
        ),
    )


def _marks(entry: Entry, language: str) -> list[ft.Control]:
    standing = entry.standing
    words = text(f"ui.tally.standing.{standing.value}", language)
    if standing is Standing.CONFLICT:
        return [tag(words, ft.Icons.CALL_SPLIT, alarm=True)]
    if standing is Standing.UNKNOWN:
        return [tag(words, ft.Icons.HELP_OUTLINE)]
    if standing is Standing.COUNTED:
        return [tag(words, ft.Icons.CHECK)]
    if entry.is_controlled:
        return [tag(text("ui.tally.with_second", language), ft.Icons.LOCK_OUTLINE)]
    return []


def report_row(page: TallyPage, entry: Entry, now_ms: int, language: str) -> ft.Control:
    """Return one line of the report: expected, found, difference, and by whom."""
    expected = "–" if entry.expected is None else signed_or_plain(entry.expected)
    found = "–" if entry.found is None else str(entry.found)
    numbers = text("ui.tally.numbers", language, expected=expected, found=found)
    difference = entry.difference
    said = said_by(page, entry, now_ms, language)
    return ft.Container(
        key=f"report-{spot_key(entry)}",
        padding=12,
        border_radius=RADIUS,
        border=outline(),
        content=ft.Row(
            spacing=GAP,
            controls=[
                ft.Column(
                    expand=True,
                    spacing=2,
                    controls=[
                        ft.Text(item_name(entry, language), size=BODY, **BOLD),
                        note(about_line(page, entry, language)),
                        ft.Text(numbers, size=BODY),
                        *(note(each) for each in said),
                    ],
                ),
                ft.Text(
                    "–" if difference is None else signed(difference),
                    size=LARGE,
                    **BOLD,
                ),
            ],
        ),
    )


def paper_lines(page: TallyPage, now_ms: int, language: str) -> list[TallyLine]:
    """Return a stocktake as paper and tables have it."""
    return [
        TallyLine(
            place=place_name(page, each.spot.place, language),
            code=each.spot.item,
            name=item_name(each, language),
            lot=each.spot.lot,
            expiry=each.spot.expiry,
            expected=each.expected,
            found=each.found,
            standing=each.standing.value,
            by=", ".join(said_by(page, each, now_ms, language)),
        )
        for each in page.entries
    ]
