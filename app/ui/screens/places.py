"""Plaatsen en hertriage: what the post lead sets for everybody at the post."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import flet as ft

from app.care.post import (
    Place,
)
from app.care.staff import may
from app.care.terms import Purpose
from app.commands import close_place, name_place
from app.store.queries.post import places
from app.ui.hooks import use_act, use_query
from app.ui.screens.minutes_card import MinutesCard
from app.ui.theme import BODY, BOLD, GAP, SMALL, SPACE
from app.ui.undo import way_back
from app.ui.widgets.buttons import icon_button, primary_button, quiet_button
from app.ui.widgets.fields import choices, text_field
from app.ui.widgets.notice import notify
from app.ui.widgets.panels import error_note, note, page_title, section_card
from app.ui.widgets.places import purpose_icon, spot_words

if TYPE_CHECKING:
    from app.ui.state import Program, Session
    from sync.event import Event


@ft.component
def PlacesRoom(session: Session, program: Program) -> ft.Control:
    """Draw the places and the times, which only who leads may change."""
    leads = session.person is not None and may(session.person.role, "place.named")
    return ft.Column(
        expand=True,
        scroll=ft.ScrollMode.AUTO,
        controls=[
            ft.Container(
                padding=SPACE + 4,
                content=ft.Column(
                    spacing=SPACE,
                    horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
                    controls=[
                        _head(session),
                        *([] if leads else [note(session.words("ui.places.lead"))]),
                        ft.ResponsiveRow(
                            spacing=SPACE,
                            run_spacing=SPACE,
                            controls=[
                                _half(PlacesCard(session, leads, key="places")),
                                _half(MinutesCard(session, leads, key="minutes")),
                            ],
                        ),
                    ],
                ),
            )
        ],
    )


def _half(card: ft.Control) -> ft.Control:
    return ft.Container(col={"xs": 12, "lg": 6}, content=card)


def _head(session: Session) -> ft.Control:
    return ft.Row(
        controls=[
            icon_button(
                ft.Icons.ARROW_BACK, session.words("ui.back"), session.back, key="back"
            ),
            ft.Container(
                expand=True, content=page_title(session.words("ui.places.title"))
            ),
        ],
    )


@dataclass(frozen=True, slots=True)
class Naming:
    """The place that is being named: a new one has no key yet."""

    place: str = ""
    name: str = ""
    purpose: Purpose = Purpose.WAITING


@ft.component
def PlacesCard(session: Session, leads: bool, key: str = "") -> ft.Control:
    """Draw the places in use and, for who leads, the form to name one."""
    naming, set_naming = ft.use_state(Naming())
    typed: ft.MutableRef[str] = ft.use_ref("")
    found = use_query(session, places, [], ["post"]) or ()
    act = use_act(session)
    actor = session.actor

    def saved(event: Event) -> None:
        start(Naming())
        words = session.words("ui.casualty.saved")
        notify(session, words, way_back(session, [(event.log, event.seq)]))

    def start(begun: Naming) -> None:
        typed.current = begun.name
        set_naming(begun)
        act.clear()

    def write(words: str) -> None:
        typed.current = words

    async def save() -> None:
        name, made = typed.current or "", naming
        await act.run(
            lambda desk: name_place(desk, actor, name, made.purpose, made.place), saved
        )

    async def close(place: Place) -> None:
        await act.run(lambda desk: close_place(desk, actor, place.place), saved)

    def change(place: Place) -> None:
        words = spot_words(place.place, place.name, session.language)
        start(Naming(place.place, words, place.purpose))

    def pick(value: str) -> None:
        set_naming(Naming(naming.place, typed.current or "", Purpose(value)))

    form = (
        [
            error_note(act.refusal),
            *_form(session, naming, write, pick),
            *_buttons(session, naming, save, partial(start, Naming())),
        ]
        if leads
        else []
    )
    rows = [_row(session, each, change, close, leads=leads) for each in found]
    return section_card(session.words("ui.places.places"), [*rows, *form])


def _row(
    session: Session,
    place: Place,
    change: Callable[[Place], Any],
    close: Callable[[Place], Any],
    *,
    leads: bool,
) -> ft.Control:
    name = spot_words(place.place, place.name, session.language)
    words = session.words

    async def closing() -> None:
        await close(place)

    hands = [
        icon_button(
            ft.Icons.EDIT_OUTLINED,
            words("ui.places.change", place=name),
            partial(change, place),
            key=f"change-{place.place}",
        ),
        icon_button(
            ft.Icons.CLOSE,
            words("ui.places.close", place=name),
            closing,
            key=f"close-{place.place}",
        ),
    ]
    return ft.Row(
        height=56,
        spacing=12,
        controls=[
            ft.Icon(purpose_icon(place.purpose), color=ft.Colors.ON_SURFACE_VARIANT),
            ft.Column(
                expand=True,
                tight=True,
                spacing=0,
                controls=[
                    ft.Text(name, size=BODY, **BOLD),
                    ft.Text(
                        words(f"term.Purpose.{place.purpose}"),
                        size=SMALL,
                        color=ft.Colors.ON_SURFACE_VARIANT,
                    ),
                ],
            ),
            *(hands if leads else []),
        ],
    )


def _form(
    session: Session,
    naming: Naming,
    write: Callable[[str], None],
    pick: Callable[[str], None],
) -> Sequence[ft.Control]:
    words = session.words
    return [
        ft.Container(
            key=f"naming-{naming.place}",
            content=text_field(
                words("field.PlaceNamed.name"), naming.name, write, key="place-name"
            ),
        ),
        choices(
            [(each.value, words(f"term.Purpose.{each}")) for each in Purpose],
            naming.purpose.value,
            pick,
            key="purpose",
            label=words("field.PlaceNamed.purpose"),
        ),
    ]


def _buttons(
    session: Session,
    naming: Naming,
    save: Callable[..., Any],
    drop: Callable[..., Any],
) -> list[ft.Control]:
    words = session.words
    key = "ui.places.rename" if naming.place else "ui.places.add"
    rest = (
        [quiet_button(words("ui.cancel"), drop, key="drop-place")]
        if naming.place
        else []
    )
    button = primary_button(words(key), save, key="save-place", icon=ft.Icons.CHECK)
    return [ft.Row(spacing=GAP, controls=[button, *rest])]
