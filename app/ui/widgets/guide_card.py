"""The tool a category came from, on the form that records it, and the way to one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import flet as ft

from app.care.guided import Guided, for_age, offered
from app.care.terms import AgeBand, Triage
from app.ui.state import Session
from app.ui.theme import BODY, BOLD, GAP, PRIMARY
from app.ui.widgets.buttons import link_button
from app.ui.widgets.guide_words import path_lines, result_words, tool_words
from app.ui.widgets.panels import alarm_note, card, note


def guide_card(
    session: Session,
    guided: Guided | None,
    chosen: Triage | None,
    age: tuple[int | None, AgeBand],
    on_open: Callable[[], Any],
    on_clear: Callable[[], Any],
) -> ft.Control:
    """Return the way into the guided tool, or what it gave and how to let go of it.

    `age` is in years where they are known; an age that was filled in after the tool was
    followed may ask for another one.
    """
    if guided is None:
        return ft.OutlinedButton(
            key="open-guide",
            height=PRIMARY,
            icon=ft.Icons.ALT_ROUTE,
            content=ft.Text(session.words("ui.guide.start"), size=BODY, **BOLD),
            on_click=on_open,
        )
    found = guided.assessment
    given = (
        session.words("ui.triage.none")
        if found.category is None
        else result_words(found.category, session.language)
    )
    tool = tool_words(guided.tool, session.language)
    is_other = chosen is not None and chosen is not offered(found)
    why = session.words("refusal.override_reason_missing") if is_other else None
    return card(
        ft.Column(
            spacing=GAP,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
            controls=[
                ft.Text(
                    session.words("ui.guide.by_tool", tool=tool, category=given),
                    key="guided-by",
                    size=BODY,
                    **BOLD,
                ),
                note(" · ".join(path_lines(found, guided.findings, session.language))),
                alarm_note(why, key="guided-other"),
                alarm_note(_too_young(session, guided, age), key="guided-age"),
                ft.Row(
                    wrap=True,
                    spacing=GAP,
                    controls=[
                        link_button(
                            session.words("ui.guide.start"), on_open, key="open-guide"
                        ),
                        link_button(
                            session.words("ui.guide.clear"), on_clear, key="clear-guide"
                        ),
                    ],
                ),
            ],
        )
    )


def _too_young(
    session: Session, guided: Guided, age: tuple[int | None, AgeBand]
) -> str | None:
    years, band = age
    fits = for_age(guided.tool, years, band)
    if fits is guided.tool:
        return None
    return session.words("ui.guide.other_age", tool=tool_words(fits, session.language))
