"""What the card still lacks: what happened and when, where to, what is needed there."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import flet as ft

from app.care.handover import HandoverPlanned, IncidentDescribed
from app.care.refusal import Refusal
from app.commands import describe_incident, plan_handover
from app.commands.handover import INCIDENT, PLAN
from app.store.desk import Desk
from app.store.queries.casualty import CasualtyDetail
from app.ui.screens.particulars import known_values
from app.ui.state import Session
from app.ui.typed import Typed, use_typed
from app.ui.widgets.buttons import primary_button
from app.ui.widgets.fields import text_field
from app.ui.widgets.moment import moment_ahead, moment_of
from app.ui.widgets.notice import notify
from app.ui.widgets.panels import error_note, note, section_card
from app.ui.words import moment
from sync.event import Event

_TIMES = frozenset({"incident_ms", "eta_ms"})


@ft.component
def FillPanel(
    session: Session, detail: CasualtyDetail, on_saved: Callable[[], Any], key: str = ""
) -> ft.Control:
    """Draw the five fields; what is changed is recorded, the rest stays as it was."""
    known = _known(session, detail)
    typed = use_typed(session, f"handover-fill:{detail.row.stream.hex()}", known)

    def done(_events: list[Event]) -> None:
        notify(session, session.words("ui.casualty.saved"))
        on_saved()

    async def save(_event: object = None) -> None:
        await typed.record(_command(session, detail, typed), done)

    return section_card(
        session.words("ui.handover.face.fill"),
        [
            note(session.words("ui.handover.fill_note")),
            *(_field(session, typed, name) for name in (*INCIDENT, *PLAN)),
            error_note(typed.refusal, key="fill-refusal"),
            ft.Row(
                alignment=ft.MainAxisAlignment.END,
                controls=[
                    primary_button(
                        session.words("ui.register.save"),
                        save,
                        key="fill-save",
                        icon=ft.Icons.CHECK,
                    )
                ],
            ),
        ],
    )


def _field(session: Session, typed: Typed, name: str) -> ft.Control:
    form = IncidentDescribed if name in INCIDENT else HandoverPlanned
    hint = session.words("ui.register.hint.at") if name in _TIMES else None
    return text_field(
        session.words(f"field.{form.__name__}.{name}"),
        typed.text(name),
        partial(typed.write, name),
        key=name,
        error=typed.errors.get(name),
        hint_text=hint,
    )


def _known(session: Session, detail: CasualtyDetail) -> dict[str, str]:
    found = known_values(detail)
    now = session.clock.now_ms()
    return {
        name: moment(int(found[name]), now, session.language)
        if name in _TIMES
        else found[name]
        for name in (*INCIDENT, *PLAN)
        if name in found
    }


def _command(
    session: Session, detail: CasualtyDetail, typed: Typed
) -> Callable[[Desk], list[Event]]:
    actor, stream, changed = session.actor, detail.row.stream, typed.changed()

    def seen(names: tuple[str, ...]) -> list[Any]:
        return [
            claim.id
            for name in names
            if name in changed
            for claim in detail.said.get(name, ())
        ]

    def command(desk: Desk) -> list[Event]:
        now = desk.now_ms()
        incident = _read(changed, INCIDENT, now)
        plan = _read(changed, PLAN, now)
        events = []
        if incident:
            happened = IncidentDescribed(now, **incident)
            events.append(
                describe_incident(desk, actor, stream, happened, seen(INCIDENT))
            )
        if plan:
            planned = HandoverPlanned(now, **plan)
            events.append(plan_handover(desk, actor, stream, planned, seen(PLAN)))
        if not events:
            raise Refusal("nothing_filled_in")
        return events

    return command


def _read(
    changed: dict[str, str], names: tuple[str, ...], now_ms: int
) -> dict[str, Any]:
    read: dict[str, Any] = {}
    for name in names:
        if name not in changed:
            continue
        words = changed[name].strip()
        if name not in _TIMES:
            read[name] = words
        elif words:
            ahead = name == "eta_ms"
            read[name] = (moment_ahead if ahead else moment_of)(words, now_ms)
    return read
