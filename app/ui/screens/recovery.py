"""The recovery sheet: shown once, taken to paper, typed over to be sure."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import TYPE_CHECKING

import flet as ft

from app.ui.arrive import arrive
from app.ui.door import door_title
from app.ui.state import Layout
from app.ui.theme import BODY, BOLD, GAP, LARGE, RADIUS, SMALL, SPACE, outline
from app.ui.widgets.buttons import link_button, primary_button, quiet_button
from app.ui.widgets.fields import text_field
from app.ui.widgets.panels import error_note, note
from app.ui.words import day, today

if TYPE_CHECKING:
    from app.ui.state import Program, Session


@ft.component
def RecoverySheet(
    session: Session,
    program: Program,
    code: str,
    post_name: str,
    on_done: Callable[[], object] | None = None,
) -> ft.Control:
    """Show the code; then let it be typed from paper, with the code out of sight.

    `on_done` is what follows once it was typed well; else the window goes on its way.
    """
    testing, set_testing = ft.use_state(False)
    typed, set_typed = ft.use_state("")
    wrong, set_wrong = ft.use_state(False)
    saved, set_saved = ft.use_state(False)

    async def check() -> None:
        if await program.confirm_recovery(session.mode, typed):
            if on_done is None:
                await arrive(session, program)
            else:
                on_done()
        else:
            set_wrong(True)

    async def save() -> None:
        page = sheet_page(session, code, post_name)
        name = f"{session.words('ui.start.sheet').lower()}.html"
        await ft.FilePicker().save_file(file_name=name, src_bytes=page.encode())
        set_saved(True)

    controls = (
        _test_page(session, typed, set_typed, check, wrong=wrong)
        if testing
        else _sheet(session, code, post_name, saved=saved)
    )
    foot = (
        _foot_of_test(session, check, lambda: set_testing(False))
        if testing
        else _foot_of_sheet(session, save, lambda: set_testing(True))
    )
    return ft.Column(
        tight=True,
        spacing=SPACE,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[*controls, foot],
    )


def _sheet(
    session: Session, code: str, post_name: str, *, saved: bool
) -> list[ft.Control]:
    made = day(today(session.clock.now_ms()), session.language)
    paper = ft.Container(
        padding=SPACE,
        border=outline(ft.Colors.OUTLINE),
        border_radius=RADIUS,
        bgcolor=ft.Colors.SURFACE_CONTAINER_HIGH,
        content=ft.Column(
            spacing=GAP,
            horizontal_alignment=ft.CrossAxisAlignment.CENTER,
            controls=[
                ft.Text(post_name, size=BODY, **BOLD),
                ft.Text(
                    _in_lines(session, code),
                    key="recovery-code",
                    size=LARGE + 2,
                    **BOLD,
                    text_align=ft.TextAlign.CENTER,
                    style=ft.TextStyle(letter_spacing=1),
                ),
                ft.Text(session.words("ui.start.sheet_made", date=made), size=SMALL),
            ],
        ),
    )
    return [
        door_title(
            session.words("ui.start.sheet"), session.words("ui.start.sheet_note")
        ),
        paper,
        *([note(session.words("ui.start.sheet_delete"))] if saved else []),
    ]


def _in_lines(session: Session, code: str) -> str:
    """Return the code as it fits: on a phone a line ends after whole groups."""
    if session.layout is not Layout.NARROW:
        return code
    groups = code.split("-")
    half = -(-len(groups) // 2)
    return f"{'-'.join(groups[:half])}-\n{'-'.join(groups[half:])}"


def _foot_of_sheet(
    session: Session, save: Callable[[], object], on_written: Callable[[], None]
) -> ft.Control:
    return ft.Row(
        wrap=True,
        spacing=GAP,
        run_spacing=GAP,
        alignment=ft.MainAxisAlignment.END,
        controls=[
            quiet_button(
                session.words("ui.start.sheet_save"),
                save,
                key="sheet-save",
                icon=ft.Icons.PRINT_OUTLINED,
            ),
            primary_button(
                session.words("ui.start.written"), on_written, key="written"
            ),
        ],
    )


def _test_page(
    session: Session,
    typed: str,
    set_typed: Callable[[str], None],
    check: Callable[[], object],
    *,
    wrong: bool,
) -> list[ft.Control]:
    return [
        door_title(
            session.words("ui.start.check"), session.words("ui.start.check_note")
        ),
        text_field(
            session.words("ui.unlock.code"),
            typed,
            set_typed,
            key="recovery-typed",
            autofocus=True,
            autocorrect=False,
            enable_suggestions=False,
            capitalization=ft.TextCapitalization.CHARACTERS,
            on_submit=check,
        ),
        error_note(session.words("ui.start.check_wrong") if wrong else None),
    ]


def _foot_of_test(
    session: Session, check: Callable[[], object], on_back: Callable[[], None]
) -> ft.Control:
    return ft.Row(
        wrap=True,
        alignment=ft.MainAxisAlignment.END,
        controls=[
            link_button(
                session.words("ui.start.show_again"), on_back, key="show-again"
            ),
            primary_button(session.words("ui.start.done"), check, key="done"),
        ],
    )


def sheet_page(session: Session, code: str, post_name: str) -> str:
    """Return the sheet as a page that a browser prints on one side of A4."""
    made = day(today(session.clock.now_ms()), session.language)
    title = session.words("ui.start.sheet")
    return (
        f'<!doctype html><html lang="{session.language}"><meta charset="utf-8">'
        f"<title>{escape(title)}</title>"
        "<style>@page{size:A4;margin:25mm}body{font:16pt sans-serif}"
        "code{display:block;font-size:26pt;font-weight:bold;border:2pt solid;"
        "padding:8mm;margin:10mm 0;text-align:center}</style>"
        f"<h1>Noodpost · {escape(title)}</h1><h2>{escape(post_name)}</h2>"
        f"<code>{escape(code)}</code>"
        f"<p>{escape(session.words('ui.start.sheet_note'))}</p>"
        f"<p>{escape(session.words('ui.start.sheet_made', date=made))}</p></html>"
    )
