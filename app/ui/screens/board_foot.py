"""Under the board: what can be done with the cards that are chosen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import flet as ft

from app.ui.state import Session
from app.ui.theme import BODY, BOLD, GAP
from app.ui.widgets.buttons import icon_button, primary_button, quiet_button

_PHONE_BELOW = 600


def is_phone(session: Session) -> bool:
    """Return whether there is room for one column only."""
    return session.width < _PHONE_BELOW


@dataclass(frozen=True, slots=True)
class Choice:
    """The cards that are chosen, and the one of them that can leave, if it is alone."""

    count: int
    leaving: bytes | None
    drop: Callable[[], None]
    place: Callable[[], None] | None
    depart: Callable[[bytes], None]


def board_foot(session: Session, choice: Choice) -> list[ft.Control]:
    """Return how many cards are chosen and what to do with them; nothing without."""
    if not choice.count:
        return []
    words = session.words
    how_many = words("ui.board.chosen", count=choice.count)
    if is_phone(session):
        return [_two_lines(session, choice, how_many)]
    drop = quiet_button(words("ui.board.none"), choice.drop, key="choose-none")
    said = _said(f"{how_many} · {words('ui.board.then')}")
    return [ft.Row(spacing=GAP, controls=[said, *_leaver(session, choice), drop])]


def _two_lines(session: Session, choice: Choice, how_many: str) -> ft.Control:
    none = session.words("ui.board.none")
    drop = icon_button(ft.Icons.CLOSE, none, choice.drop, key="choose-none")
    return ft.Container(
        # Beside the button that floats over every room on a phone.
        padding=ft.Padding.only(bottom=72),
        content=ft.Column(
            spacing=0,
            controls=[
                ft.Row(spacing=GAP, controls=[_said(how_many), drop]),
                ft.Row(
                    spacing=GAP,
                    controls=[*_leaver(session, choice), *_placer(session, choice)],
                ),
            ],
        ),
    )


def _said(words: str) -> ft.Control:
    return ft.Text(words, key="chosen", size=BODY, expand=True, **BOLD)


def _placer(session: Session, choice: Choice) -> list[ft.Control]:
    """Return the way to the places, unless they are in sight already."""
    if choice.place is None:
        return []
    return [
        primary_button(
            session.words("ui.move.title"),
            choice.place,
            key="place-chosen",
            icon=ft.Icons.MOVE_DOWN,
            expand=True,
        )
    ]


def _leaver(session: Session, choice: Choice) -> list[ft.Control]:
    """Return the way to the departure of the one card that is chosen."""
    if choice.leaving is None:
        return []
    return [
        quiet_button(
            session.words("ui.casualty.departure"),
            partial(choice.depart, choice.leaving),
            key="depart-chosen",
            icon=ft.Icons.LOGOUT,
            expand=is_phone(session),
        )
    ]
