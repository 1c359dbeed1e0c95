"""The cards of the register form: number, triage, person, complaint, and the rest."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final, cast

import flet as ft

from app.care.terms import AgeBand, Sex, Triage
from app.i18n import field_words
from app.ui.state import Session
from app.ui.theme import SPACE
from app.ui.typed import Typed
from app.ui.widgets.buttons import quiet_button
from app.ui.widgets.complaint_picks import complaint_picks
from app.ui.widgets.even_rows import card_room
from app.ui.widgets.fields import choice_button, text_field
from app.ui.widgets.grave_picker import grave_picker
from app.ui.widgets.guide_card import guide_card
from app.ui.widgets.guided_form import clear_guide, guided_of
from app.ui.widgets.more_fields import (
    BEHIND_MORE,
    more_fields,
    pairs,
    term_choice,
    time_field,
    typed_field,
)
from app.ui.widgets.number_card import number_card
from app.ui.widgets.panels import note, section_card
from app.ui.widgets.recorder import save_bar
from app.ui.widgets.register_entries import Entries, Flaps
from app.ui.widgets.register_several import SeveralCards, numbers_card
from app.ui.widgets.triage_picker import ONE_TAP, triage_picker

_TWO_COLUMNS_FROM: Final = 1000
_PAIRS_FROM: Final = 560
_BETWEEN: Final = 12


@dataclass(frozen=True, slots=True)
class Door:
    """The form as it stands, and what can be done with it."""

    session: Session
    typed: Typed
    entries: Entries
    number: str
    flaps: Flaps
    set_flaps: Callable[[Flaps], None]
    save: Callable[..., Any]
    asked: tuple[str, ...] = ()
    """What the care level asks to be filled in as well."""

    @property
    def several(self) -> int:
        """How many at once; 0 is one person, with everything there is to say."""
        return self.flaps.several

    @property
    def is_grave_open(self) -> bool:
        """Whether the choices behind *Anders* show."""
        return self.flaps.grave or self.entries.category not in (None, *ONE_TAP)

    @property
    def is_more_open(self) -> bool:
        """Whether the rest of the form shows: opened, asked, or something is in it."""
        asked = any(each in BEHIND_MORE for each in self.asked)
        return self.flaps.more or self.entries.has_more or asked

    @property
    def room(self) -> float:
        """How many pixels a card has for what stands in it, of one person."""
        whole = card_room(self.session)
        if self.session.width < _TWO_COLUMNS_FROM:
            return whole
        return (whole + 2 * SPACE - _BETWEEN) / 2 - 2 * SPACE

    def turn(self, **parts: Any) -> None:
        """Open or close parts of the form."""
        self.set_flaps(replace(self.flaps, **parts))


def register_whole(door: Door, picker: ft.Row) -> ft.Control:
    """Return the whole form: cards that scroll, and the foot that stays."""
    cards = (
        [
            SeveralCards(
                door.session, door.typed, door.flaps, door.set_flaps, key="several-of"
            )
        ]
        if door.several
        else _affected_cards(door)
        if door.flaps.affected
        else _cards(door, picker)
    )
    label = _save_words(door)
    return ft.Column(
        expand=True,
        spacing=0,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[
            ft.Column(
                expand=True,
                scroll=ft.ScrollMode.AUTO,
                horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
                controls=[
                    ft.Container(
                        padding=SPACE,
                        content=ft.Column(
                            spacing=12,
                            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
                            controls=[
                                _head(door),
                                *_asked(door),
                                *_given_out(door),
                                *cards,
                            ],
                        ),
                    )
                ],
            ),
            save_bar(door.session, label, door.save, refusal=door.typed.refusal),
        ],
    )


def _save_words(door: Door) -> str:
    words = door.session.words
    if door.several:
        category = door.flaps.category.value
        key = "ui.register.save_several"
        return words(key, count=door.several, category=category)
    if door.flaps.affected and door.session.width >= _PAIRS_FROM:
        return words("ui.register.save_affected")
    return words("ui.register.save")


def _given_out(door: Door) -> list[ft.Control]:
    numbers = door.flaps.given_out
    if not numbers:
        return []
    return [numbers_card(door.session, numbers, lambda: door.turn(given_out=()))]


def _asked(door: Door) -> list[ft.Control]:
    """Return what the care level asks of one person, in words."""
    if not door.asked or door.several or door.flaps.affected:
        return []
    language = door.session.language
    names = ", ".join(field_words(each, language) for each in door.asked)
    words = door.session.words("ui.register.asked", fields=names)
    return [note(words, key="asked")]


def _head(door: Door) -> ft.Control:
    toggle = choice_button(
        door.session.words("ui.register.several"),
        chosen=bool(door.several),
        on_click=lambda: door.turn(several=0 if door.several else 2, affected=False),
        key="several",
        icon=ft.Icons.GROUP_ADD_OUTLINED,
    )
    unhurt = choice_button(
        door.session.words("ui.register.affected"),
        chosen=door.flaps.affected,
        on_click=lambda: door.turn(affected=not door.flaps.affected, several=0),
        key="affected",
        icon=ft.Icons.PERSON_OUTLINE,
    )
    toggles = ft.Row(tight=True, spacing=8, controls=[unhurt, toggle])
    return number_card(door.session, door.number, toggles)


def _affected_cards(door: Door) -> list[ft.Control]:
    """Return what is asked of somebody unhurt: nothing is required."""
    wide = door.session.width >= _PAIRS_FROM
    names = ("name", "birth_date", "contact", "place", "language")
    fields = [typed_field(door.session, door.typed, name) for name in names]
    return [
        section_card(
            door.session.words("ui.register.affected_title"),
            [
                note(door.session.words("ui.register.affected_note")),
                *pairs([*fields, time_field(door.session, door.typed)], wide=wide),
            ],
        )
    ]


def _cards(door: Door, picker: ft.Row) -> list[ft.Control]:
    left = [_triage_card(door, picker), _person_card(door)]
    right = [_complaint_card(door), _more_card(door)]
    if door.session.width < _TWO_COLUMNS_FROM:
        return [*left, *right]
    return [
        ft.Row(
            spacing=_BETWEEN,
            vertical_alignment=ft.CrossAxisAlignment.START,
            controls=[_column(left), _column(right)],
        )
    ]


def _column(controls: list[ft.Control]) -> ft.Control:
    return ft.Column(
        expand=True,
        spacing=12,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=controls,
    )


def register_picker(door: Door) -> ft.Row:
    """Return the row of T1, T2, T3 and *Anders*."""
    held = door.entries.category

    def pick(category: Triage) -> None:
        door.typed.pick("category", "" if category is held else category.value)
        door.turn(grave=False)

    def other() -> None:
        if held not in (None, *ONE_TAP):
            door.typed.pick("category", "")
        door.turn(grave=not door.is_grave_open)

    return cast("ft.Row", triage_picker(held, pick, other, door.session.language))


def _triage_card(door: Door, picker: ft.Row) -> ft.Control:
    grave: list[ft.Control] = []
    if door.is_grave_open:

        def pick(category: Triage) -> None:
            is_own = category is Triage.DEAD and door.session.person is not None
            person = door.session.person
            door.typed.write("authority", person.name if is_own and person else "")
            door.typed.pick("category", category.value)

        grave = [grave_picker(door.session, door.typed, door.entries.category, pick)]
    return section_card(
        door.session.words("ui.register.triage"), [picker, *grave, *_guided(door)]
    )


def _guided(door: Door) -> list[ft.Control]:
    """Return the way to the guided tool; once followed, what it gave and the reason."""
    guided = guided_of(door.typed)
    offer = guide_card(
        door.session,
        guided,
        door.entries.category,
        (None, door.entries.age_band),
        lambda: door.turn(guide=True),
        partial(clear_guide, door.typed),
    )
    if guided is None:
        return [offer]
    reason = text_field(
        door.session.words("field.Triaged.reason"),
        door.typed.text("reason"),
        partial(door.typed.write, "reason"),
        key="reason",
        error=door.typed.errors.get("reason"),
    )
    return [offer, reason]


def _person_card(door: Door) -> ft.Control:
    bands, sexes = [each.value for each in AgeBand], [each.value for each in Sex]
    return section_card(
        door.session.words("ui.register.person"),
        [
            term_choice(door.session, door.typed, "age_band", bands, door.room),
            term_choice(door.session, door.typed, "sex", sexes, door.room),
        ],
    )


def _complaint_card(door: Door) -> ft.Control:
    typed = door.typed
    return section_card(
        door.session.words("ui.register.complaint"),
        [
            typed_field(
                door.session, typed, "complaint", on_submit=door.save, max_lines=1
            ),
            complaint_picks(typed, door.session.language, door.room),
        ],
    )


def _more_card(door: Door) -> ft.Control:
    words = door.session.words
    if not door.is_more_open:
        return quiet_button(
            words("ui.register.more"),
            lambda: door.turn(more=True),
            key="more",
            icon=ft.Icons.EXPAND_MORE,
        )
    has_room = door.session.width >= _PAIRS_FROM
    return section_card(
        words("ui.register.more"),
        [more_fields(door.session, door.typed, door.room, wide=has_room)],
    )
