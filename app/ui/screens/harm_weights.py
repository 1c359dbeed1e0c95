"""Punten: how much each term of the score of residents weighs here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any, cast

import flet as ft

from app.care.harm import USUAL, WeightsSet
from app.commands import set_weights
from app.store.desk import Desk
from app.store.queries.post import weights
from app.ui.hooks import keyed, use_act, use_query
from app.ui.theme import SPACE
from app.ui.widgets.buttons import icon_button, link_button, primary_button
from app.ui.widgets.fields import stepper
from app.ui.widgets.notice import notify
from app.ui.widgets.panels import error_note, note, page_title, waiting_state

if TYPE_CHECKING:
    from app.ui.state import Session
    from sync.event import Event

_MOST = 100


@ft.component
def WeightsPane(
    session: Session, close: Callable[[], Any], key: str = ""
) -> ft.Control:
    """Draw the points as they are, once they are known."""
    known = use_query(session, weights, [], ["post"])
    if known is None:
        return waiting_state(session.words("ui.loading"))
    return keyed(WeightsForm, session, known, close, key="weights-form")


@ft.component
def WeightsForm(
    session: Session, known: WeightsSet, close: Callable[[], Any], key: str = ""
) -> ft.Control:
    """Draw a stepper for each term, and set them all at once."""
    now, put = ft.use_state(known)
    act = use_act(session)

    def step(name: str, points: int) -> None:
        changes: dict[str, Any] = {name: points}
        put(lambda old: replace(old, **changes))

    async def save() -> None:
        actor = session.actor

        def command(desk: Desk) -> Event:
            return set_weights(desk, actor, now)

        def done(_event: Event) -> None:
            notify(session, session.words("ui.weights.saved"))
            close()

        await act.run(command, done)

    return ft.Column(
        expand=True,
        scroll=ft.ScrollMode.AUTO,
        spacing=SPACE,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[
            ft.Row(
                controls=[
                    icon_button(
                        ft.Icons.ARROW_BACK,
                        session.words("ui.back"),
                        close,
                        key="close-weights",
                    ),
                    ft.Container(
                        expand=True, content=page_title(session.words("weights.set"))
                    ),
                ]
            ),
            note(session.words("ui.weights.note")),
            *(_step(session, each.name, now, step) for each in fields(WeightsSet)),
            error_note(act.refusal),
            ft.Row(
                alignment=ft.MainAxisAlignment.END,
                controls=[
                    link_button(
                        session.words("ui.weights.usual"),
                        lambda: put(USUAL),
                        key="weights-usual",
                    ),
                    primary_button(
                        session.words("ui.save"),
                        save,
                        key="save-weights",
                        icon=ft.Icons.CHECK,
                    ),
                ],
            ),
        ],
    )


def _step(
    session: Session,
    name: str,
    now: WeightsSet,
    step: Callable[[str, int], Any],
) -> ft.Control:
    return stepper(
        session.words(f"field.WeightsSet.{name}"),
        cast("int", getattr(now, name)),
        lambda points: step(name, points),
        key=f"weight-{name}",
        language=session.language,
        limits=(0, _MOST),
    )
