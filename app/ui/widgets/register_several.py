"""Meerdere: how many came and what goes for all of them; then their numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Final

import flet as ft

from app.commands.bulk import MOST_AT_ONCE
from app.store.queries.post import places
from app.ui.hooks import use_query
from app.ui.state import Session
from app.ui.theme import BOLD, HUGE, LARGE, SPACE
from app.ui.typed import Typed
from app.ui.widgets.buttons import icon_button, quiet_button
from app.ui.widgets.complaint_picks import complaint_picks
from app.ui.widgets.even_rows import card_room
from app.ui.widgets.fields import (
    choice_button,
    even_choices,
    field_label,
    stepper,
)
from app.ui.widgets.more_fields import typed_field
from app.ui.widgets.panels import note, section_card
from app.ui.widgets.places import spot_words
from app.ui.widgets.register_entries import Flaps
from app.ui.widgets.triage_picker import plain_triage_picker
from app.ui.widgets.wrapped import wrapped

_STEPPER: Final = 320
_QUICK: Final = (5, 10, 20, 50)
_COUNTER: Final = re.compile(r"-[A-Z](\d+)-")
_UNTIL: Final = " … "


@ft.component
def SeveralCards(
    session: Session,
    typed: Typed,
    flaps: Flaps,
    set_flaps: Callable[[Flaps], None],
    key: str = "",
) -> ft.Control:
    """Draw what is asked of many at once."""
    words = session.words
    found = use_query(session, places, [], ["post"]) or ()

    def turn(_event: object = None, **parts: Any) -> None:
        set_flaps(replace(flaps, **parts))

    cards: list[ft.Control] = [
        section_card(
            words("ui.register.several_title"),
            [
                note(words("ui.register.several_note")),
                *_how_many(session, flaps, turn),
                field_label(words("ui.register.triage")),
                plain_triage_picker(
                    flaps.category,
                    lambda category: turn(category=category),
                    session.language,
                ),
                even_choices(
                    [
                        (
                            each.place,
                            spot_words(each.place, each.name, session.language),
                        )
                        for each in found
                    ],
                    flaps.place or None,
                    lambda value: turn(place="" if value == flaps.place else value),
                    card_room(session),
                    key="at",
                    label=words("field.Placed.place"),
                ),
            ],
        ),
        section_card(
            words("ui.register.complaint"),
            [
                typed_field(session, typed, "complaint", max_lines=1),
                complaint_picks(typed, session.language, card_room(session)),
            ],
        ),
    ]
    return ft.Column(
        spacing=12,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=cards,
    )


def _how_many(
    session: Session, flaps: Flaps, turn: Callable[..., None]
) -> list[ft.Control]:
    label = session.words("ui.register.how_many")
    typing = stepper(
        label,
        flaps.several,
        lambda count: turn(several=count),
        key="how-many",
        language=session.language,
        limits=(1, MOST_AT_ONCE),
    )
    return [
        field_label(label),
        wrapped(
            [
                ft.Container(width=_STEPPER, content=typing),
                *(
                    choice_button(
                        str(count),
                        chosen=count == flaps.several,
                        on_click=partial(turn, several=count),
                        key=f"how-many-{count}",
                    )
                    for count in _QUICK
                ),
            ]
        ),
    ]


def numbers_card(
    session: Session, numbers: Sequence[str], on_close: Callable[[], Any]
) -> ft.Control:
    """Return the numbers that were just given out: as ranges, and each one."""

    async def copy() -> None:
        await ft.Clipboard().set("\n".join(numbers))

    words = session.words
    return section_card(
        words("ui.register.given", count=len(numbers)),
        [
            *(
                ft.Text(
                    run,
                    key=f"range-{place}",
                    size=HUGE if session.width >= 600 else LARGE,
                    **BOLD,
                )
                for place, run in enumerate(ranges(numbers))
            ),
            ft.Row(
                wrap=True,
                spacing=SPACE,
                run_spacing=4,
                controls=[
                    ft.Text(number, key=f"number-{place}", no_wrap=True)
                    for place, number in enumerate(numbers)
                ],
            ),
            ft.Row(
                controls=[
                    quiet_button(
                        words("ui.register.copy"),
                        copy,
                        key="copy-numbers",
                        icon=ft.Icons.CONTENT_COPY,
                    )
                ]
            ),
        ],
        trailing=icon_button(
            ft.Icons.CLOSE, words("ui.register.put_away"), on_close, key="close-numbers"
        ),
    )


def ranges(numbers: Sequence[str]) -> list[str]:
    """Return numbers that follow each other as their first and their last."""
    runs: list[list[str]] = []
    before = None
    for number in numbers:
        found = _COUNTER.search(number)
        counter = int(found.group(1)) if found else None
        if before is None or counter != before + 1:
            runs.append([])
        runs[-1].append(number)
        before = counter
    return [run[0] if len(run) == 1 else f"{run[0]}{_UNTIL}{run[-1]}" for run in runs]
