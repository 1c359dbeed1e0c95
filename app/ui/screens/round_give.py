"""Een ronde geven: who walks it, and how much they get to know."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import flet as ft

from app.care.handout import Copy
from app.commands import assign_round
from app.store.queries.round import RoundDetail
from app.ui.hooks import use_act
from app.ui.widgets.buttons import link_button, quiet_button
from app.ui.widgets.fields import choices, text_field
from app.ui.widgets.panels import error_note, note, section_card
from app.ui.widgets.wrapped import wrapped

if TYPE_CHECKING:
    from app.ui.state import Session


@ft.component
def RoundGive(
    session: Session, detail: RoundDetail, close: Callable[[], Any], key: str = ""
) -> ft.Control:
    """Draw to whom a round is given, and record it."""
    act = use_act(session)
    to_name, write = ft.use_state(detail.round.walkers)
    copy, choose = ft.use_state(detail.round.copy)
    actor = session.actor

    async def save() -> None:
        await act.run(
            lambda desk: assign_round(desk, actor, detail.stream, to_name, copy),
            lambda _: close(),
        )

    return section_card(
        session.words("round.assigned"),
        [
            text_field(
                session.words("field.RoundAssigned.to_name"),
                to_name,
                write,
                key="give-to",
                on_submit=save,
            ),
            choices(
                [
                    (each.value, session.words(f"term.Copy.{each.value}"))
                    for each in (Copy.TEAM, Copy.NEIGHBOUR)
                ],
                copy.value,
                lambda picked: choose(Copy(picked)),
                key="give-copy",
                label=session.words("field.RoundAssigned.copy"),
            ),
            note(session.words(f"ui.round.copy_note.{copy.value}")),
            error_note(act.refusal),
            wrapped(
                [
                    quiet_button(session.words("ui.save"), save, key="save-give"),
                    link_button(session.words("ui.cancel"), close, key="cancel-give"),
                ]
            ),
        ],
    )
