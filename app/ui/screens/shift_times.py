"""At what times shifts change: who leads sets it, everybody sees it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Final

import flet as ft

from app.care.refusal import Refusal
from app.care.shift import MOST_CHANGES
from app.care.staff import may
from app.commands import set_shifts
from app.ui.typed import use_typed
from app.ui.undo import way_back
from app.ui.widgets.buttons import quiet_button
from app.ui.widgets.fields import text_field
from app.ui.widgets.notice import notify
from app.ui.widgets.panels import error_note, note, section_card

if TYPE_CHECKING:
    from app.store.desk import Desk
    from app.ui.state import Session
    from sync.event import Event

_TIME: Final = re.compile(r"([01]?\d|2[0-3])[:.]?([0-5]\d)")
_MOST_LETTERS: Final = 100


def times_words(changes: Sequence[int]) -> str:
    """Return the times as they are typed: 07:00 15:00 23:00."""
    return " ".join(f"{each // 60:02}:{each % 60:02}" for each in changes)


def times_of(typed: str) -> tuple[int, ...]:
    """Return the minutes after midnight that were typed. Raises Refusal."""
    found = [_TIME.fullmatch(each) for each in typed[:_MOST_LETTERS].split()]
    if not found or None in found:
        raise Refusal("shift_times", most=MOST_CHANGES)
    return tuple(int(each[1]) * 60 + int(each[2]) for each in found if each)


@ft.component
def ShiftTimes(session: Session, changes: tuple[int, ...], key: str = "") -> ft.Control:
    """Draw when shifts change; who leads may say otherwise."""
    person = session.person
    title, words = session.words("ui.shift.times"), times_words(changes)
    if person is None or not may(person.role, "shifts.set"):
        return section_card(title, [note(words, key="shift-times")])
    return section_card(title, [TimesForm(session, words, key=f"times-{words}")])


@ft.component
def TimesForm(session: Session, known: str, key: str = "") -> ft.Control:
    """Draw the field of the times."""
    typed = use_typed(session, "shift.times", {"times": known})
    actor = session.actor

    def done(event: Event) -> None:
        undo = way_back(session, [(event.log, event.seq)])
        notify(session, session.words("ui.shift.times_saved"), undo)

    async def save(_event: object = None) -> None:
        words = typed.text("times")

        def command(desk: Desk) -> Event:
            return set_shifts(desk, actor, times_of(words))

        await typed.record(command, done)

    return ft.Column(
        spacing=12,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[
            text_field(
                session.words("ui.shift.times_label"),
                typed.text("times"),
                partial(typed.write, "times"),
                key="shift-times",
                on_submit=save,
            ),
            error_note(typed.refusal, key="times-refusal"),
            ft.Row(
                alignment=ft.MainAxisAlignment.END,
                controls=[
                    quiet_button(
                        session.words("ui.shift.times_save"), save, key="save-times"
                    )
                ],
            ),
        ],
    )
