"""Groep binnen: why they left, how many there are, and the rest when there is time."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import flet as ft

from app.care.displaced import Displacement, PartyArrived
from app.care.refusal import Refusal
from app.care.terms import Interpreter
from app.commands.displaced import take_in_party
from app.ui.theme import GAP
from app.ui.typed import Typed, use_typed
from app.ui.widgets.buttons import primary_button
from app.ui.widgets.fields import choice_button
from app.ui.widgets.form_parts import count_field, count_of, term_choice, words_field
from app.ui.widgets.more_fields import pairs
from app.ui.widgets.pane import pane
from app.ui.widgets.panels import error_note
from app.ui.widgets.sheet import use_primary
from app.ui.widgets.wrapped import wrapped

if TYPE_CHECKING:
    from app.store.desk import Desk
    from app.ui.state import Session
    from sync.event import Event

_FORM: Final = PartyArrived
_WORDS: Final = ("lodging", "label", "origin", "language", "remark")
_OFTEN: Final = (1, 4, 10, 20, 40, 50)
_PAIRS_FROM: Final = 600


@ft.component
def PartyForm(
    session: Session,
    close: Callable[[], Any],
    taken: Callable[[bytes], Any],
    key: str = "",
) -> ft.Control:
    """Draw a group that comes in; two taps are enough."""
    typed = use_typed(session, "party")

    def done(event: Event) -> None:
        typed.fill({})
        taken(event.stream)

    async def save(_event: object = None) -> None:
        await typed.record(_taking(session, typed), done)

    use_primary(session, save)
    words = [words_field(session, typed, _FORM, name) for name in _WORDS]
    return pane(
        session,
        session.words("ui.guests.take_in"),
        close,
        [
            term_choice(session, typed, _FORM, "displacement", Displacement),
            _people(session, typed),
            *pairs(words[:-1], wide=session.width >= _PAIRS_FROM),
            term_choice(session, typed, _FORM, "interpreter", Interpreter),
            words[-1],
            error_note(typed.refusal),
            ft.Row(
                alignment=ft.MainAxisAlignment.END,
                controls=[
                    primary_button(
                        session.words("ui.register.save"),
                        save,
                        key="save-party",
                        icon=ft.Icons.CHECK,
                    )
                ],
            ),
        ],
        key="close-party-form",
    )


def _people(session: Session, typed: Typed) -> ft.Control:
    """Return how many: a tap for numbers that come often, or typed."""
    held = typed.text("people")
    taps = [
        choice_button(
            str(number),
            chosen=held == str(number),
            on_click=partial(typed.pick, "people", str(number)),
            key=f"people-{number}",
        )
        for number in _OFTEN
    ]
    label = session.words("field.PartyArrived.people")
    return ft.Column(
        spacing=GAP,
        controls=[count_field(session, typed, "people", label), wrapped(taps)],
    )


def _taking(session: Session, typed: Typed) -> Callable[[Desk], Event]:
    actor = session.actor

    def command(desk: Desk) -> Event:
        if typed.text("displacement") not in list(Displacement):
            raise Refusal("nothing_filled_in", field="displacement")
        if not count_of(typed, "people"):
            raise Refusal("nothing_filled_in", field="people")
        spoken = typed.text("interpreter")
        fact = PartyArrived(
            b"",
            desk.now_ms(),
            Displacement(typed.text("displacement")),
            count_of(typed, "people"),
            interpreter=Interpreter(spoken) if spoken else None,
            **{name: typed.text(name) for name in _WORDS},
        )
        return take_in_party(desk, actor, fact)

    return command
