"""A lot that may not be used: recalled or in quarantine, with picture and word."""

from __future__ import annotations

import flet as ft

from app.i18n import text
from app.store.queries.stock import LotRow
from app.ui.widgets.stock_row import tag


def barred_marks(lot: LotRow, language: str) -> list[ft.Control]:
    """Return why a lot may not be used; nothing where it may."""
    marks = []
    if lot.recalled:
        words = text("ui.recall.mark", language)
        marks.append(tag(words, ft.Icons.ASSIGNMENT_RETURN, alarm=True))
    if lot.held:
        words = text("ui.recall.held", language)
        marks.append(tag(words, ft.Icons.PAN_TOOL, alarm=True))
    return marks


def barred_words(lot: LotRow, language: str) -> str:
    """Return the same, to be read aloud."""
    said = []
    if lot.recalled:
        said.append(text("ui.recall.mark", language))
    if lot.held:
        said.append(text("ui.recall.held", language))
    return ", ".join(said)
