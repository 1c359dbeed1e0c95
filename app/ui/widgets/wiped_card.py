"""What a device says of a post that it wiped, with the paper that proves it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import flet as ft

from app.exports.wiped import wiped_pdf
from app.ui.widgets.buttons import quiet_button
from app.ui.widgets.panels import alarm_note, note, section_card
from app.ui.words import moment

if TYPE_CHECKING:
    from app.care.closing import Wiped
    from app.ui.state import Program, Session


def wiped_cards(session: Session, program: Program) -> list[ft.Control]:
    """Return a card for each post that was wiped from this device."""
    return [_card(session, each) for each in program.wiped()]


def _card(session: Session, wiped: Wiped) -> ft.Control:
    at = moment(wiped.at_ms, session.clock.now_ms(), session.language)
    words = session.words("ui.wiped.card", at=at, by=wiped.by_name)
    trouble = None
    if not wiped.is_done:
        trouble = session.words("ui.wiped.unfinished")
    elif not wiped.is_proven:
        trouble = session.words("ui.wiped.unproven")

    async def save() -> None:
        content = wiped_pdf(wiped, session.language)
        name = f"{session.words('ui.print.file.wiped')}-{wiped.sheet}.pdf"
        await ft.FilePicker().save_file(file_name=name, src_bytes=content)

    button = quiet_button(
        session.words("ui.wiped.print"),
        partial(save),
        key=f"print-wiped-{wiped.sheet}",
        icon=ft.Icons.PRINT_OUTLINED,
    )
    return section_card(
        wiped.post_name,
        [
            note(words, key=f"wiped-{wiped.sheet}"),
            alarm_note(trouble),
            ft.Row(controls=[button]),
        ],
    )
