"""Voorbehouden handelingen at the hub: which profession may do which; publishing it.

A tap goes round: may not, on order, independently. What is changed is only published
when the operator says so; until then nothing of it counts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final, cast

import flet as ft

from app.care.qualification import Profession
from app.care.reserved import (
    MOST_DELEGATION_H,
    MOST_WARN_DAYS,
    POWERS,
    Act,
    Cell,
    Rules,
    document_of,
)
from app.store.queries.power import rules_held
from app.ui.hooks import use_attempt, use_query
from app.ui.theme import BODY, BOLD, GAP
from app.ui.widgets.buttons import icon_button, primary_button
from app.ui.widgets.fields import choice_button, choices, number_field
from app.ui.widgets.notice import notify
from app.ui.widgets.panels import (
    alarm_note,
    error_note,
    note,
    page_title,
    room_page,
    room_side,
    section_card,
    waiting_state,
)

if TYPE_CHECKING:
    from app.ui.hub_state import HubProgram
    from app.ui.state import Session

_NEXT: Final = {Cell.NONE: Cell.ORDERED, Cell.ORDERED: Cell.OWN, Cell.OWN: Cell.NONE}


@ft.component
def HubActsRoom(session: Session, program: HubProgram) -> ft.Control:
    """Draw one profession with its acts, and what holds for all."""
    held = use_query(session, rules_held, [], ["pack"])
    drafted, draft = ft.use_state(cast("Rules | None", None))
    profession, set_profession = ft.use_state(Profession.NURSE.value)
    attempt = use_attempt(session)
    if held is None:
        return waiting_state(session.words("ui.loading"))
    rules = drafted or held[0]

    def turn(act: Act) -> None:
        who = Profession(profession)
        row = dict(rules.table.get(who, {}))
        row[act] = _NEXT[rules.cell(who, act)]
        draft(replace(rules, table={**rules.table, who: row}))

    async def publish(_event: object = None) -> None:
        voice, by = program.voice(), session.actor
        if voice is None:
            return

        def done(_: object) -> None:
            draft(None)
            notify(session, session.words("ui.hub.acts.published"))

        document = document_of(rules)
        await attempt.run(lambda: voice.publish(by, POWERS, document, ""), done)

    is_example = held[0].is_example
    professions = [
        (each.value, session.words(f"term.Profession.{each.value}"))
        for each in Profession
    ]
    return room_page(
        room_side(
            [
                _head(session),
                alarm_note(
                    session.words("ui.hub.acts.example") if is_example else None
                ),
                section_card(
                    session.words("ui.hub.acts.by_profession"),
                    [
                        choices(
                            professions, profession, set_profession, key="profession"
                        ),
                        note(session.words("ui.hub.acts.tap")),
                        *(
                            _line(session, rules, Profession(profession), each, turn)
                            for each in Act
                        ),
                    ],
                ),
                _limits(session, rules, draft),
                error_note(attempt.problem),
                ft.Row(
                    alignment=ft.MainAxisAlignment.END,
                    controls=[
                        primary_button(
                            session.words("ui.hub.acts.publish"),
                            publish,
                            key="publish-acts",
                            icon=ft.Icons.CAMPAIGN,
                            disabled=attempt.busy
                            or (drafted is None and not is_example),
                        )
                    ],
                ),
            ],
            1,
        )
    )


def _head(session: Session) -> ft.Control:
    return ft.Row(
        spacing=12,
        controls=[
            icon_button(
                ft.Icons.ARROW_BACK,
                session.words("ui.back"),
                lambda: session.go("powers"),
                key="back",
            ),
            ft.Container(
                expand=True, content=page_title(session.words("ui.hub.acts.title"))
            ),
        ],
    )


def _line(
    session: Session,
    rules: Rules,
    profession: Profession,
    act: Act,
    turn: Callable[[Act], None],
) -> ft.Control:
    cell = rules.cell(profession, act)
    words = session.words(f"term.Cell.{cell.value}")
    return ft.Row(
        spacing=GAP,
        controls=[
            ft.Text(
                session.words(f"term.Act.{act.value}"), size=BODY, expand=True, **BOLD
            ),
            choice_button(
                words,
                chosen=cell is Cell.OWN,
                on_click=partial(turn, act),
                key=f"cell-{act.value}",
                icon=None if cell is Cell.NONE else ft.Icons.ASSIGNMENT_IND_OUTLINED,
            ),
        ],
    )


def _limits(
    session: Session, rules: Rules, draft: Callable[[Rules], None]
) -> ft.Control:
    def put_hours(typed: str) -> None:
        hours = int(typed) if typed else None
        if hours is None or 1 <= hours <= MOST_DELEGATION_H:
            draft(replace(rules, most_delegation_h=hours))

    def put_days(typed: str) -> None:
        if typed and 1 <= int(typed) <= MOST_WARN_DAYS:
            draft(replace(rules, warn_days=int(typed)))

    fields = [
        number_field(
            session.words("ui.hub.acts.most_hours"),
            str(rules.most_delegation_h or ""),
            put_hours,
            key="most-hours",
        ),
        number_field(
            session.words("ui.hub.acts.warn_days"),
            str(rules.warn_days),
            put_days,
            key="warn-days",
        ),
    ]
    cells: list[ft.Control] = [
        ft.Container(content=each, col={"xs": 12, "sm": 6}) for each in fields
    ]
    return section_card(
        session.words("ui.hub.acts.limits"),
        [ft.ResponsiveRow(spacing=GAP, run_spacing=12, controls=cells)],
    )
