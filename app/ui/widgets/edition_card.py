"""Which version of a list counts: its number, who published it and when."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import flet as ft

from app.care.pack import Edition
from app.i18n import text
from app.store.queries.item import Listing
from app.store.queries.pack import PackHeld
from app.ui.theme import BODY, BOLD, GAP, LARGE
from app.ui.widgets.panels import alarm_note, note, section_card
from app.ui.words import day, hour, local

MOST_EARLIER: Final = 10
"""Versions before the one that counts that are worth a line."""


def edition_words(edition: Edition, language: str) -> str:
    """Return when a version was published and by whom."""
    at = edition.published_ms
    when = f"{day(local(at).date(), language)} {hour(at)}"
    key = "ui.list.published_by" if edition.by_name else "ui.list.published"
    return text(key, language, when=when, name=edition.by_name)


def edition_card(
    listed: Listing,
    held: PackHeld,
    language: str,
    controls: Sequence[ft.Control] = (),
) -> ft.Control:
    """Return the card of the list that counts, and what is wrong with newer ones."""
    edition = listed.edition
    count = text("ui.list.items", language, count=len(listed.items))
    if edition is None:
        name, under = text("ui.list.example", language), [count]
    else:
        name = text("ui.list.version", language, version=edition.version)
        under = [edition_words(edition, language), count, edition.remark]
    return section_card(
        text("ui.list.counts", language),
        [
            ft.Text(name, key="list-version", size=LARGE, **BOLD),
            *(ft.Text(words, size=BODY) for words in under if words),
            *trouble_notes(listed, held, language),
            *controls,
        ],
        key="edition",
    )


def trouble_notes(listed: Listing, held: PackHeld, language: str) -> list[ft.Control]:
    """Return what a person should know of versions that do not count."""
    said: list[ft.Control] = []
    if listed.trouble:
        words = text(f"refusal.{listed.trouble}", language)
        said.append(alarm_note(words, key="list-trouble"))
    if held.conflicts:
        words = text("ui.list.conflict", language, version=held.conflicts[0])
        said.append(alarm_note(words, key="list-conflict"))
    newer = [each for each in held.coming if each[0].version > listed.version]
    if newer:
        edition, here = newer[0]
        words = text(
            "ui.list.coming",
            language,
            version=edition.version,
            here=here,
            parts=edition.parts,
        )
        said.append(note(words, key="list-coming"))
    if held.foreign:
        words = text("ui.list.foreign", language, version=held.foreign[0])
        said.append(alarm_note(words, key="list-foreign"))
    return said


def earlier_card(held: PackHeld, language: str) -> list[ft.Control]:
    """Return the versions before the one that counts, newest first."""
    earlier = [each.edition for each in held.whole[1:]][:MOST_EARLIER]
    if not earlier:
        return []
    return [
        section_card(
            text("ui.list.earlier", language),
            [
                ft.Column(
                    spacing=GAP / 2,
                    controls=[
                        ft.Text(
                            text("ui.list.version", language, version=each.version),
                            size=BODY,
                            **BOLD,
                        ),
                        note(edition_words(each, language)),
                        *([note(each.remark)] if each.remark else []),
                    ],
                )
                for each in earlier
            ],
            key="earlier",
        )
    ]
