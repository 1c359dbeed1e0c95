"""Zo staat de post ervoor: the seven requirements and the places, on top of *Post*."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import flet as ft

from app.care.board import Board
from app.care.staff import may
from app.store.queries.requirement import STREAMS, board
from app.store.queries.staff import people
from app.ui.hooks import use_now, use_query
from app.ui.state import Layout
from app.ui.theme import SPACE
from app.ui.widgets.panels import note, section_card, waiting_state
from app.ui.widgets.requirement_row import capacity_row, requirement_row

if TYPE_CHECKING:
    from app.care.board import CapacityRow, RequirementRow
    from app.ui.state import Session
    from sync.database import Database

_MINUTE_MS: Final = 60_000
Said = tuple[Board, dict[bytes, str]]


@ft.component
def PostBoard(
    session: Session,
    on_report: Callable[[RequirementRow], Any],
    on_count: Callable[[CapacityRow], Any],
    key: str = "",
) -> ft.Control:
    """Draw how the post stands; who runs it opens a row by a tap."""
    now = use_now(session)
    found = use_query(
        session, partial(_asked, now), [now // _MINUTE_MS], [*STREAMS, "staff"]
    )
    if found is None or session.person is None:
        return waiting_state(session.words("ui.loading"))
    held, names = found
    role = session.person.role
    states, counts = may(role, "requirement.reported"), may(role, "capacity.reported")
    seven = section_card(
        session.words("ui.requirement.title"),
        [
            note(session.words(f"ui.requirement.{'tap' if states else 'may_not'}")),
            *(
                requirement_row(
                    row,
                    now,
                    session.language,
                    names,
                    partial(on_report, row) if states else None,
                    phone=session.layout is Layout.NARROW,
                )
                for row in held.requirements
            ),
        ],
        key="board",
    )
    places = section_card(
        session.words("ui.requirement.places"),
        [
            capacity_row(
                row, now, session.language, partial(on_count, row) if counts else None
            )
            for row in held.places
        ],
        key="places",
    )
    if session.layout is Layout.NARROW:
        return _below(seven, places)
    seven.expand, places.expand = 3, 2
    return ft.Row(
        spacing=SPACE,
        vertical_alignment=ft.CrossAxisAlignment.START,
        controls=[seven, places],
    )


def _below(*cards: ft.Control) -> ft.Control:
    return ft.Column(
        spacing=SPACE,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=list(cards),
    )


def _asked(now_ms: int, db: Database) -> Said:
    names = {each.actor: each.name for each in people(db, ended=True)}
    return board(db, now_ms), {bytes(actor): name for actor, name in names.items()}
