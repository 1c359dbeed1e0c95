"""Signalement: what somebody looks like whom nobody knows yet."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Final

import flet as ft

from app.care.person import LooksDescribed
from app.care.refusal import Refusal
from app.commands import describe_person
from app.store.desk import Desk
from app.store.queries.casualty import CasualtyDetail
from app.ui.screens.particulars import claim_ids, known_values
from app.ui.state import Session
from app.ui.typed import Typed, use_typed
from app.ui.widgets.fields import text_field
from app.ui.widgets.moment import moment_of
from app.ui.widgets.more_fields import pairs, time_field
from app.ui.widgets.panels import note
from app.ui.widgets.sheet import sheet, use_primary
from sync.event import Event

LOOKS: Final = ("hair", "build", "clothing", "marks", "company")


@ft.component
def LooksSheet(
    session: Session,
    detail: CasualtyDetail,
    on_close: Callable[[], Any],
    on_saved: Callable[[list[Event]], Any],
    key: str = "",
) -> ft.Control:
    """Draw the sheet, filled with what is known; record what was changed."""
    typed = use_typed(session, f"looks:{detail.row.stream.hex()}", known_values(detail))

    async def save(_event: object = None) -> None:
        await typed.record(_command(session, detail, typed), on_saved)

    use_primary(session, save)
    fields = [
        text_field(
            session.words(f"field.LooksDescribed.{name}"),
            typed.text(name),
            partial(typed.write, name),
            key=name,
            error=typed.errors.get(name),
            hint_text=session.words(f"ui.person.hint.{name}"),
        )
        for name in LOOKS
    ]
    return sheet(
        session,
        session.words("ui.casualty.looks"),
        [
            note(session.words("ui.person.looks_note")),
            *pairs([*fields, time_field(session, typed)], wide=session.width >= 600),
        ],
        typed,
        save,
        on_close,
    )


def _command(
    session: Session, detail: CasualtyDetail, typed: Typed
) -> Callable[[Desk], list[Event]]:
    actor, stream, changed = session.actor, detail.row.stream, typed.changed()
    at = changed.get("at", "")
    said: dict[str, Any] = {name: changed[name] for name in LOOKS if name in changed}

    def command(desk: Desk) -> list[Event]:
        if not said:
            raise Refusal("nothing_filled_in")
        fact = LooksDescribed(moment_of(at, desk.now_ms()), **said)
        seen = claim_ids(detail, LOOKS, said)
        return [describe_person(desk, actor, stream, fact, seen)]

    return command
