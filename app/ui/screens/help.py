"""Help: one page per screen, in the language of the window, always there offline."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import flet as ft

from app.paths import HELP
from app.ui.theme import BODY, BOLD, SPACE
from app.ui.widgets.buttons import link_button, quiet_button

if TYPE_CHECKING:
    from app.ui.state import Session

_WIDTH: Final = 640
_PHONE: Final = 600

TROUBLE: Final = (
    "lost_laptop",
    "stolen_laptop",
    "restored_backup",
    "lost_hub",
    "lost_passphrase",
)
"""What can go wrong with keys and devices: one written procedure each."""


@lru_cache(maxsize=64)
def help_page(name: str, language: str) -> str | None:
    """Return the page of a screen, or None."""
    path = HELP / language / f"{name}.md"
    return path.read_text("utf-8") if path.is_file() else None


def help_dialog(session: Session) -> ft.AlertDialog | None:
    """Return the page that was asked for, over the room, or None."""
    if session.help is None:
        return None

    shown = session.help

    def close() -> None:
        if session.help == shown:  # else another page has come in its place
            session.help = None

    def turn(page: str) -> Callable[[], None]:
        def to() -> None:
            session.help = page

        return to

    pages = TROUBLE if session.help == "trouble" else ()
    found = help_page(session.help, session.language)
    return ft.AlertDialog(
        semantics_label=session.words("ui.help.title"),
        scrollable=True,
        inset_padding=SPACE if session.width < _PHONE else None,
        content=ft.Column(
            width=min(_WIDTH, session.width - 80),
            tight=True,
            controls=[
                ft.Markdown(
                    found or session.words("ui.help.missing"),
                    key="help-page",
                    extension_set=ft.MarkdownExtensionSet.GITHUB_WEB,
                    # A command to type over is as large as the words around it.
                    md_style_sheet=ft.MarkdownStyleSheet(
                        code_text_style=ft.TextStyle(size=BODY, **BOLD)
                    ),
                ),
                *(
                    link_button(
                        session.words(f"ui.help.{each}"), turn(each), key=f"help-{each}"
                    )
                    for each in pages
                ),
            ],
        ),
        actions=[
            *(
                []
                if session.help == "trouble"
                else [
                    link_button(
                        session.words("ui.help.trouble"),
                        turn("trouble"),
                        key="help-trouble",
                        icon=ft.Icons.REPORT_PROBLEM_OUTLINED,
                    )
                ]
            ),
            quiet_button(session.words("ui.close"), close, key="help-close"),
        ],
        on_dismiss=close,
    )
