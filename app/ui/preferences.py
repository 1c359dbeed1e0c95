"""What this device is to be like: light, language, sound, size, what its scanner types.

Each is chosen in one tap and holds at the next start too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import flet as ft

from app.settings import Settings, ThemeName
from app.ui.enlarged import enlarge
from app.ui.theme import dress

if TYPE_CHECKING:
    from app.ui.state import KeepsSettings, Session


def set_light(session: Session, program: KeepsSettings, theme: ThemeName) -> None:
    """Light the screen so, also at the next start."""
    # Before anything is drawn again: how wide a line is goes by the light of the page.
    dress(ft.context.page, theme)
    session.theme = theme
    _keep(session, program)


def set_language(session: Session, program: KeepsSettings, language: str) -> None:
    """Speak this language, also at the next start."""
    session.language = language
    _keep(session, program)


def set_chime(session: Session, program: KeepsSettings, *, chime: bool) -> None:
    """Make a sound when triage is late, or not, also after the next start."""
    session.chime = chime
    _keep(session, program)


async def set_size(session: Session, program: KeepsSettings, percent: int) -> None:
    """Draw everything so large, also at the next start; the page is loaded anew."""
    session.size_percent = percent
    _keep(session, program)
    await enlarge(ft.context.page, percent)


def set_separator(session: Session, program: KeepsSettings, separator: str) -> None:
    """Know what this device's scanner types for FNC1, also at the next start."""
    session.scans.separator = separator
    _keep(session, program)


def _keep(session: Session, program: KeepsSettings) -> None:
    program.keep_settings(
        Settings(
            session.language,
            session.theme,
            session.chime,
            session.size_percent,
            session.scans.separator,
        )
    )
