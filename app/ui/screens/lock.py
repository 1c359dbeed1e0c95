"""Screen locked: nothing of the post is in sight; a PIN reopens it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import flet as ft

from app.ui.arrive import close_post, close_words
from app.ui.door import door
from app.ui.hooks import keyed
from app.ui.screens.signon import Knock
from app.ui.theme import BODY, BOLD, GAP, LARGE
from app.ui.widgets.buttons import link_button

if TYPE_CHECKING:
    from app.ui.state import Program, Session


@ft.component
def LockScreen(session: Session, program: Program) -> ft.Control:
    """Ask the PIN of the person who was here; another may come, or the post close."""
    person = session.person

    async def close() -> None:
        await close_post(session, program)

    if person is None:
        return door(session, program, [])
    return door(
        session,
        program,
        [
            ft.Row(
                alignment=ft.MainAxisAlignment.CENTER,
                spacing=GAP,
                controls=[
                    ft.Icon(ft.Icons.LOCK_OUTLINE, color=ft.Colors.PRIMARY),
                    ft.Text(
                        session.words("ui.lock.title"),
                        size=LARGE,
                        **BOLD,
                    ),
                ],
            ),
            *([] if session.is_short else [_note(session)]),
            keyed(Knock, session, person, key=f"knock-{person.actor.hex()}"),
            ft.Row(
                wrap=True,
                alignment=ft.MainAxisAlignment.SPACE_BETWEEN,
                controls=[
                    link_button(
                        session.words("ui.people.someone_else"),
                        session.sign_off,
                        key="someone-else",
                        icon=ft.Icons.SWITCH_ACCOUNT_OUTLINED,
                    ),
                    link_button(
                        close_words(session),
                        close,
                        key="close-post",
                        icon=ft.Icons.LOGOUT,
                    ),
                ],
            ),
        ],
        width=440,
        page="signon",
    )


def _note(session: Session) -> ft.Control:
    return ft.Text(
        session.words("ui.lock.note"),
        size=BODY,
        text_align=ft.TextAlign.CENTER,
        color=ft.Colors.ON_SURFACE_VARIANT,
    )
