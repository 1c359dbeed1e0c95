"""Besmetting: what may cling to a casualty, where, and who washed it off."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import flet as ft

from app.care.flow import ContaminationNoted
from app.care.refusal import Refusal
from app.care.terms import Contamination
from app.commands import note_contamination
from app.store.desk import Desk
from app.store.queries.casualty import CasualtyDetail
from app.ui.state import Session
from app.ui.typed import Typed, use_typed
from app.ui.widgets.fields import choices, text_field
from app.ui.widgets.moment import moment_of
from app.ui.widgets.more_fields import time_field
from app.ui.widgets.panels import note
from app.ui.widgets.sheet import sheet, use_primary
from sync.event import Event

_ASKED = {
    Contamination.NONE: (),
    Contamination.SUSPECTED: ("substance", "body"),
    Contamination.DECONTAMINATED: ("substance", "body", "done_by"),
}
"""What is worth asking, by what was found."""


@ft.component
def ContaminationSheet(
    session: Session,
    detail: CasualtyDetail,
    on_close: Callable[[], Any],
    on_saved: Callable[[list[Event]], Any],
    key: str = "",
) -> ft.Control:
    """Draw the sheet and record what was found."""
    known = detail.cling
    said = {"substance": known.substance, "body": known.body} if known else {}
    stream = detail.row.stream.hex()
    typed = use_typed(session, f"contamination:{stream}", said)
    held = typed.text("state")

    def pick(value: str) -> None:
        if value == Contamination.DECONTAMINATED and session.person is not None:
            typed.write("done_by", typed.text("done_by") or session.person.name)
        typed.pick("state", value)

    async def save(_event: object = None) -> None:
        await typed.record(_command(session, detail, typed), on_saved)

    use_primary(session, save)
    asked = _ASKED[Contamination(held)] if held in list(Contamination) else ()
    return sheet(
        session,
        session.words("ui.casualty.contamination"),
        [
            choices(
                [
                    (each.value, session.words(f"term.Contamination.{each}"))
                    for each in Contamination
                ],
                held or None,
                pick,
                key="state",
                error=typed.errors.get("state"),
            ),
            note(session.words("ui.contamination.note")),
            *(
                text_field(
                    session.words(f"field.ContaminationNoted.{name}"),
                    typed.text(name),
                    partial(typed.write, name),
                    key=name,
                    error=typed.errors.get(name),
                )
                for name in asked
            ),
            time_field(session, typed),
        ],
        typed,
        save,
        on_close,
    )


def _command(
    session: Session, detail: CasualtyDetail, typed: Typed
) -> Callable[[Desk], list[Event]]:
    actor, stream = session.actor, detail.row.stream
    seen = [claim.id for claim in detail.contaminated]

    def command(desk: Desk) -> list[Event]:
        if typed.text("state") not in list(Contamination):
            raise Refusal("nothing_filled_in", field="state")
        state = Contamination(typed.text("state"))
        asked = _ASKED[state]
        substance, body, done_by = (
            typed.text(name) if name in asked else ""
            for name in ("substance", "body", "done_by")
        )
        at_ms = moment_of(typed.text("at"), desk.now_ms())
        fact = ContaminationNoted(state, at_ms, substance, body, done_by)
        return [note_contamination(desk, actor, stream, fact, seen)]

    return command
