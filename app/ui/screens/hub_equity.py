"""Verdeling: decisions of downscaling beside who is known, for a post or the region.

Inside the care chain numbers are whole; what is saved to show outside hides small ones.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import flet as ft

from app.care.equity import Tables, published
from app.i18n import text
from app.store.queries.equity import STREAMS, equity
from app.ui.hooks import use_now, use_query
from app.ui.sheets import save_csv
from app.ui.theme import SPACE
from app.ui.widgets.buttons import icon_button, quiet_button
from app.ui.widgets.equity_table import equity_table, heads, table_rows
from app.ui.widgets.panels import note, page_title, section_card, waiting_state
from app.ui.words import today

if TYPE_CHECKING:
    from app.ui.hub_state import HubProgram
    from app.ui.state import Session

_EVERY_S: Final = 300


@ft.component
def HubEquityRoom(session: Session, program: HubProgram) -> ft.Control:
    """Draw the tables of the region."""
    back = icon_button(
        ft.Icons.ARROW_BACK,
        session.words("ui.back"),
        lambda: session.go("downscaling"),
        key="back",
    )
    title = page_title(session.words("ui.equity.title"))
    return ft.Container(
        expand=True,
        padding=SPACE,
        content=ft.Column(
            expand=True,
            scroll=ft.ScrollMode.AUTO,
            spacing=12,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
            controls=[
                ft.Row(controls=[back, ft.Container(expand=True, content=title)]),
                EquityTables(session, b"", key="equity"),
            ],
        ),
    )


@ft.component
def EquityTables(session: Session, post: bytes, key: str = "") -> ft.Control:
    """Draw the tables of one post, or of all (b'')."""
    day = today(use_now(session, _EVERY_S)).isoformat()
    found = use_query(session, lambda db: equity(db, day, post), [day, post], STREAMS)
    if found is None:
        return waiting_state(session.words("ui.loading"))
    language = session.language
    return ft.Column(
        spacing=12,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[
            note(session.words("ui.equity.note")),
            ft.ResponsiveRow(
                spacing=12,
                run_spacing=12,
                controls=[
                    ft.Column(
                        col={"xs": 12, "lg": 6},
                        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
                        controls=[equity_table(each, lines, language)],
                    )
                    for each, lines in found.items()
                ],
            ),
            _outside(session, found),
        ],
    )


def _outside(session: Session, found: Tables) -> ft.Control:
    language = session.language

    async def save() -> None:
        rows = outside_rows(found, language, exercise=session.exercise)
        await save_csv(rows, session.words("ui.equity.file"), language)

    return section_card(
        session.words("ui.equity.outside"),
        [
            note(session.words("ui.equity.outside_note")),
            ft.Row(
                controls=[
                    quiet_button(
                        session.words("ui.equity.save"),
                        save,
                        key="save-equity",
                        icon=ft.Icons.DOWNLOAD,
                    )
                ]
            ),
        ],
    )


def outside_rows(found: Tables, language: str, *, exercise: bool) -> list[list[str]]:
    """Return all tables as they may be shown outside, one under another."""
    rows = [[f"# {text('ui.paper.exercise', language)}"]] if exercise else []
    for dimension, lines in published(found).items():
        shown = table_rows(dimension, lines, language)
        rows += [heads(dimension, language), *shown, []]
    return rows
