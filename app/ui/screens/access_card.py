"""Inzage in settings: names in lists, and the way to who had access."""

from __future__ import annotations

import flet as ft

from app.care.staff import may
from app.commands import set_masking
from app.store.queries.post import hides_names
from app.ui.hooks import use_act, use_query
from app.ui.state import Session
from app.ui.widgets.buttons import quiet_button
from app.ui.widgets.fields import choices
from app.ui.widgets.panels import error_note, note, section_card

_SHOW, _HIDE = "show", "hide"


@ft.component
def AccessCard(session: Session, key: str = "") -> ft.Control:
    """Draw the choice for lists and the way to the log; a lead changes it."""
    hides = use_query(session, hides_names, [], ["post"])
    act = use_act(session)
    leads = session.person is not None and may(session.person.role, "access.reviewed")

    async def choose(picked: str) -> None:
        actor = session.actor
        await act.run(
            lambda desk: set_masking(desk, actor, hides_names=picked == _HIDE)
        )

    now = _HIDE if hides else _SHOW
    if not leads:
        return section_card(
            session.words("ui.access.title"),
            [note(session.words(f"ui.access.names_now.{now}"), key="names-now")],
        )
    return section_card(
        session.words("ui.access.title"),
        [
            choices(
                [
                    (each, session.words(f"ui.access.names.{each}"))
                    for each in (_SHOW, _HIDE)
                ],
                now if hides is not None else None,
                choose,
                key="names",
                label=session.words("ui.access.names"),
            ),
            error_note(act.refusal, key="names-refusal"),
            note(session.words("ui.access.card_note")),
            ft.Row(
                controls=[
                    quiet_button(
                        session.words("ui.access.open"),
                        lambda: session.go("access"),
                        key="go-access",
                        icon=ft.Icons.VISIBILITY_OUTLINED,
                    )
                ]
            ),
        ],
    )
