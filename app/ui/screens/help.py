"""Help: one page per screen, in the language of the window, always there offline."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

import flet as ft

from app.paths import HELP
from app.ui.widgets.buttons import quiet_button

if TYPE_CHECKING:
    from app.ui.state import Session

_WIDTH: Final = 640


@lru_cache(maxsize=64)
def help_page(name: str, language: str) -> str | None:
    """Return the page of a screen, or None."""
    path = HELP / language / f"{name}.md"
    return path.read_text("utf-8") if path.is_file() else None


def help_dialog(session: Session) -> ft.AlertDialog | None:
    """Return the page that was asked for, over the room, or None."""
    if session.help is None:
        return None

    def close() -> None:
        session.help = None

    found = help_page(session.help, session.language)
    return ft.AlertDialog(
        semantics_label=session.words("ui.help.title"),
        content=ft.Column(
            width=min(_WIDTH, session.width - 80),
            tight=True,
            scroll=ft.ScrollMode.AUTO,
            controls=[
                ft.Markdown(
                    found or session.words("ui.help.missing"),
                    key="help-page",
                    extension_set=ft.MarkdownExtensionSet.GITHUB_WEB,
                )
            ],
        ),
        actions=[quiet_button(session.words("ui.close"), close, key="help-close")],
        on_dismiss=close,
    )
