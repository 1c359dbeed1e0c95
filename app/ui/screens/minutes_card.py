"""Hertriage: after how long, and after what, somebody is looked at again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

import flet as ft

from app.care.post import MOST_MINUTES, RetriageReasonsSet, RetriageSet, suggested
from app.commands import set_retriage, set_retriage_reasons
from app.store.queries.level import STREAMS as LEVEL
from app.store.queries.post import Whose, retriage_minutes, retriage_reasons
from app.ui.hooks import use_act, use_query
from app.ui.theme import BODY, BOLD
from app.ui.undo import way_back
from app.ui.widgets.buttons import quiet_button
from app.ui.widgets.fields import choice_button, stepper
from app.ui.widgets.notice import notify
from app.ui.widgets.panels import error_note, note, section_card
from app.ui.widgets.wrapped import wrapped

if TYPE_CHECKING:
    from app.store.desk import Desk
    from app.ui.state import Session
    from sync.event import Event
    from sync.ids import ActorId

_FIELDS: Final = ("t1_min", "t2_min", "t3_min", "t4_min")
_REASONS: Final = ("intervention", "move", "change")
_STEPPER: Final = 300


@ft.component
def MinutesCard(session: Session, leads: bool, key: str = "") -> ft.Control:
    """Draw after how many minutes triage is repeated, and what is suggested."""
    changed, change = ft.use_state(dict[str, int]())
    turned, turn = ft.use_state(frozenset[str]())
    found, asked = use_query(
        session,
        lambda db: (retriage_minutes(db), retriage_reasons(db)),
        [],
        ["post", *LEVEL],
    ) or ((suggested(), Whose.NOBODY), RetriageReasonsSet())
    act = use_act(session)
    words = session.words
    held, whose = found
    now = RetriageSet(
        **{name: changed.get(name, getattr(held, name)) for name in _FIELDS}
    )
    reasons = replace(asked, **{name: not getattr(asked, name) for name in turned})

    def saved(events: list[Event]) -> None:
        change({})
        turn(frozenset())
        said = words("ui.casualty.saved")
        targets = [(event.log, event.seq) for event in events]
        notify(session, said, way_back(session, targets))

    async def save() -> None:
        decided = reasons if turned else None
        minutes = now if changed or not turned else None
        await act.run(partial(_deciding, session.actor, minutes, decided), saved)

    def switch(name: str) -> None:
        turn(lambda old: old ^ {name})

    def step(name: str, minutes: int) -> None:
        change(lambda old: {**old, name: minutes})

    body: list[ft.Control] = [
        note(words("ui.places.minutes_note")),
        note(_hint(session), key="suggested"),
        note(words(f"ui.places.whose.{whose.value}"), key="whose"),
        error_note(act.refusal),
        *(
            _minutes(session, name, getattr(now, name), step, leads=leads)
            for name in _FIELDS
        ),
        *_at_once(session, reasons, switch, leads=leads),
    ]
    if leads:
        button = quiet_button(
            words("ui.places.save_minutes"),
            save,
            key="save-minutes",
            icon=ft.Icons.CHECK,
        )
        body.append(ft.Row(controls=[button]))
    return section_card(words("ui.places.minutes"), body)


def _deciding(
    actor: ActorId,
    minutes: RetriageSet | None,
    reasons: RetriageReasonsSet | None,
    desk: Desk,
) -> list[Event]:
    """Record what was changed, and that alone."""
    made: list[Event] = []
    if reasons is not None:
        made.append(set_retriage_reasons(desk, actor, reasons))
    if minutes is not None:
        made.append(set_retriage(desk, actor, minutes))
    return made


def _hint(session: Session) -> str:
    usual = suggested()
    return session.words(
        "ui.places.suggested",
        t1=usual.t1_min,
        t2=usual.t2_min,
        t3=usual.t3_min,
        t4=usual.t4_min,
    )


def _at_once(
    session: Session,
    reasons: RetriageReasonsSet,
    switch: Callable[[str], None],
    *,
    leads: bool,
) -> list[ft.Control]:
    """Return after what triage is repeated at once, each to be switched off."""
    shown: list[ft.Control] = []
    for name in _REASONS:
        is_on = bool(getattr(reasons, name))
        words = session.words(f"field.RetriageReasonsSet.{name}")
        if leads:
            pick = partial(switch, name)
            shown.append(
                choice_button(words, chosen=is_on, on_click=pick, key=f"reason-{name}")
            )
            continue
        state = session.words(f"ui.places.reason_{'on' if is_on else 'off'}")
        shown.append(ft.Text(f"{words}: {state}", size=BODY))
    title = ft.Text(session.words("ui.places.at_once"), size=BODY, **BOLD)
    return [title, wrapped(shown)]


def _minutes(
    session: Session,
    name: str,
    minutes: int,
    step: Callable[[str, int], None],
    *,
    leads: bool,
) -> ft.Control:
    label = session.words(f"field.RetriageSet.{name}")
    if not leads:
        return ft.Text(f"{label}: {minutes}", size=BODY)
    return ft.Row(
        controls=[
            ft.Container(
                width=_STEPPER,
                content=stepper(
                    label,
                    minutes,
                    partial(step, name),
                    key=name,
                    language=session.language,
                    limits=(1, MOST_MINUTES),
                ),
            )
        ]
    )
