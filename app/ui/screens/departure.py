"""Vertrek: discharged, handed over, or gone."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import flet as ft

from app.care.casualty import Departed
from app.care.refusal import Refusal
from app.care.terms import Disposition
from app.commands import depart
from app.store.desk import Desk
from app.store.queries.casualty import CasualtyDetail
from app.ui.state import Session
from app.ui.typed import Typed, use_typed
from app.ui.widgets.fields import choices, text_field
from app.ui.widgets.moment import moment_of
from app.ui.widgets.more_fields import time_field
from app.ui.widgets.sheet import sheet, use_primary
from sync.event import Event


@ft.component
def DepartureSheet(
    session: Session,
    detail: CasualtyDetail,
    on_close: Callable[[], Any],
    on_saved: Callable[[list[Event]], Any],
    key: str = "",
    hint: str = "",
) -> ft.Control:
    """Draw the sheet and record how the casualty left; `hint` is how, said before."""
    known = {"disposition": hint}
    typed = use_typed(session, f"departure:{detail.row.stream.hex()}", known)
    held = typed.text("disposition")

    async def save(_event: object = None) -> None:
        await typed.record(_command(session, detail, typed), on_saved)

    use_primary(session, save)
    return sheet(
        session,
        session.words("ui.casualty.departure"),
        [
            choices(
                [
                    (each.value, session.words(f"term.Disposition.{each.value}"))
                    for each in Disposition
                ],
                held or None,
                lambda value: typed.pick("disposition", value),
                key="disposition",
                label=session.words("field.Departed.disposition"),
                error=typed.errors.get("disposition"),
            ),
            *_where(session, typed, held),
            time_field(session, typed),
        ],
        typed,
        save,
        on_close,
    )


def _where(session: Session, typed: Typed, held: str) -> list[ft.Control]:
    names = ["destination"]
    if held == Disposition.HANDED_OVER:
        names.append("receiver")
    return [
        text_field(
            session.words(f"field.Departed.{name}"),
            typed.text(name),
            partial(typed.write, name),
            key=name,
            error=typed.errors.get(name),
        )
        for name in names
    ]


def _command(
    session: Session, detail: CasualtyDetail, typed: Typed
) -> Callable[[Desk], list[Event]]:
    actor, stream = session.actor, detail.row.stream
    seen = [claim.id for claim in detail.departures]

    def command(desk: Desk) -> list[Event]:
        if typed.text("disposition") not in list(Disposition):
            raise Refusal("nothing_filled_in", field="disposition")
        disposition = Disposition(typed.text("disposition"))
        is_handed = disposition is Disposition.HANDED_OVER
        fact = Departed(
            disposition,
            moment_of(typed.text("at"), desk.now_ms()),
            typed.text("destination"),
            typed.text("receiver") if is_handed else "",
        )
        return [depart(desk, actor, stream, fact, seen)]

    return command
