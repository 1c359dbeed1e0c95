"""Which triage tools a post shows: its lead chooses, everybody sees."""

from __future__ import annotations

from functools import partial

import flet as ft

from app.care.guided import MOST_TOOLS
from app.care.staff import may
from app.care.triage import Tool
from app.commands.post import choose_tools
from app.store.queries.level import STREAMS as LEVEL
from app.store.queries.post import triage_tools
from app.ui.hooks import use_act, use_query
from app.ui.state import Session
from app.ui.theme import GAP
from app.ui.widgets.fields import choice_button
from app.ui.widgets.guide_words import tool_words
from app.ui.widgets.panels import error_note, note, section_card


@ft.component
def ToolsCard(session: Session, key: str = "") -> ft.Control:
    """Draw every tool, those that are shown marked; a tap shows it or no longer."""
    act = use_act(session)
    shown = use_query(session, triage_tools, [], ["post", *LEVEL]) or ()
    person = session.person
    is_lead = person is not None and may(person.role, "tools.chosen")

    async def turn(tool: Tool) -> None:
        actor, was = session.actor, tool in shown
        after = [each for each in shown if each is not tool] if was else [*shown, tool]
        if 1 <= len(after) <= MOST_TOOLS:
            await act.run(lambda desk: choose_tools(desk, actor, after))

    return section_card(
        session.words("ui.guide.tools"),
        [
            note(session.words("ui.guide.tools_note")),
            error_note(act.refusal),
            ft.Row(
                wrap=True,
                spacing=GAP,
                run_spacing=GAP,
                disabled=not is_lead,
                controls=[
                    choice_button(
                        tool_words(each, session.language),
                        chosen=each in shown,
                        on_click=partial(turn, each),
                        key=f"tools-{each.value}",
                    )
                    for each in Tool
                ],
            ),
        ],
    )
