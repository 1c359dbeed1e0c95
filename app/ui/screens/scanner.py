"""Scanner testen: scan one known code, and the device knows what FNC1 becomes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import flet as ft

from app.care.refusal import Refusal
from app.commands import number_sheet
from app.exports.label import proof_png, scanner_pdf
from app.scan import as_brackets
from app.scan.fields import FNC1
from app.scan.keys import GONE, TEST_CODE, learned
from app.ui.hooks import use_attempt
from app.ui.preferences import set_separator
from app.ui.screens.printing import save_pdf
from app.ui.screens.scan_field import KeyField, told_note
from app.ui.theme import BODY, GAP, RADIUS, SPACE
from app.ui.told import Told
from app.ui.widgets.buttons import icon_button, quiet_button
from app.ui.widgets.panels import (
    alarm_note,
    error_note,
    note,
    page_title,
    section_card,
)
from app.ui.words import refused

if TYPE_CHECKING:
    from app.ui.scans import Keys
    from app.ui.state import Program, Session

_WIDEST: Final = 760
_SIDE: Final = 240


@ft.component
def ScannerRoom(session: Session, program: Program) -> ft.Control:
    """Draw the code, the field, and what this device's scanner does."""
    told, tell = ft.use_state(Told())
    attempt = use_attempt(session)
    actor = session.actor

    async def take(said: Keys, _keys: bool) -> None:
        try:
            separator = learned(said)
        except Refusal as why:
            tell(Told(refused(why, session.language), good=False))
            return
        set_separator(session, program, separator)
        tell(Told(state_words(session), good=separator != GONE))

    async def work() -> None:
        numbered = await session.open_file.write(lambda desk: number_sheet(desk, actor))
        await save_pdf(session, numbered, "scanner", scanner_pdf)

    async def go(_event: object = None) -> None:
        await attempt.run(work)

    steps = section_card(
        session.words("ui.scanner.step"),
        [
            ft.Text(session.words("ui.scanner.how"), size=BODY),
            _code(session),
            KeyField(session, take, session.words("ui.scanner.hint"), key="keys"),
            *told_note(told),
            *([] if told.words else [note(state_words(session), key="scanner-state")]),
            alarm_note(
                session.words("ui.scanner.gone_next")
                if session.scans.separator == GONE
                else None,
                key="scanner-gone",
            ),
            error_note(attempt.problem),
            ft.Row(
                alignment=ft.MainAxisAlignment.END,
                controls=[
                    quiet_button(
                        session.words("ui.scanner.print"),
                        go,
                        key="scanner-print",
                        icon=ft.Icons.PRINT_OUTLINED,
                        disabled=attempt.busy,
                    )
                ],
            ),
        ],
    )
    return _page(session, [steps])


def state_words(session: Session) -> str:
    """Return what is known of this device's scanner."""
    match session.scans.separator:
        case None:
            return session.words("ui.scanner.state.untested")
        case "":
            return session.words("ui.scanner.state.gone")
        case separator:
            shown = "Ctrl+]" if separator == FNC1 else separator
            return session.words("ui.scanner.state.passed", sent=shown)


def _code(session: Session) -> ft.Control:
    """Draw the code, dark on white in every light."""
    return ft.Row(
        wrap=True,
        spacing=SPACE,
        vertical_alignment=ft.CrossAxisAlignment.CENTER,
        controls=[
            ft.Semantics(
                label=session.words("ui.scanner.code"),
                image=True,
                exclude_semantics=True,
                content=ft.Container(
                    key="scanner-code",
                    width=_SIDE,
                    height=_SIDE,
                    padding=GAP,
                    bgcolor="#FFFFFF",
                    border_radius=RADIUS,
                    content=ft.Image(src=proof_png(), fit=ft.BoxFit.CONTAIN),
                ),
            ),
            note(as_brackets(TEST_CODE)),
        ],
    )


def _page(session: Session, controls: list[ft.Control]) -> ft.Control:
    head: list[Any] = [
        icon_button(
            ft.Icons.ARROW_BACK, session.words("ui.back"), session.back, key="back"
        ),
        ft.Container(
            expand=True, content=page_title(session.words("ui.scanner.title"))
        ),
    ]
    return ft.Container(
        expand=True,
        padding=SPACE,
        alignment=ft.Alignment.TOP_CENTER,
        content=ft.Column(
            expand=True,
            width=_WIDEST if session.width > _WIDEST + 160 else None,
            scroll=ft.ScrollMode.AUTO,
            spacing=SPACE,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
            controls=[ft.Row(controls=head), *controls],
        ),
    )
