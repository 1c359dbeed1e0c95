"""Omkijken: who at home comes to harm first; one of them beside the list."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, cast

import flet as ft

from app.care.staff import may_see_residents
from app.store.queries.outage import Looking
from app.ui.hooks import keyed, use_escape
from app.ui.screens.handout import HandoutPane
from app.ui.screens.harm_weights import WeightsPane
from app.ui.screens.outage_form import OutageForm
from app.ui.screens.resident import ResidentPane
from app.ui.screens.resident_form import ResidentForm
from app.ui.screens.resident_list import ResidentList, Ways
from app.ui.screens.resident_lists import ListsPane
from app.ui.screens.rounds import RoundsPane
from app.ui.state import Layout
from app.ui.theme import SPACE
from app.ui.widgets.panels import empty_state

if TYPE_CHECKING:
    from app.ui.state import Program, Session

_LIST_WIDTH: Final = 520


class _Beside(StrEnum):
    """What stands beside the list, or instead of it."""

    NOTHING = "nothing"
    RESIDENT = "resident"
    ADDING = "adding"
    OUTAGE = "outage"
    PAPER = "paper"
    WEIGHTS = "weights"
    LISTS = "lists"
    ROUNDS = "rounds"


_CLOSED: Final = (_Beside.NOTHING, cast("bytes | None", None))


@ft.component
def ResidentsRoom(session: Session, program: Program) -> ft.Control:
    """Draw who is at risk and, beside or instead of it, what is open."""
    (beside, picked), show = ft.use_state(_CLOSED)
    outage, look = ft.use_state(cast("bytes | None", None))
    looked, set_looked = ft.use_state(Looking())

    def close() -> None:
        show(_CLOSED)

    def open_one(stream: bytes) -> None:
        show((_Beside.RESIDENT, stream))

    def reported(stream: bytes) -> None:
        close()
        look(stream)

    def to_paper(looking: Looking) -> None:
        set_looked(looking)
        show((_Beside.PAPER, None))

    def to_rounds(looking: Looking) -> None:
        set_looked(looking)
        show((_Beside.ROUNDS, None))

    use_escape(session, beside is not _Beside.NOTHING, close)
    person = session.person
    if person is None or not may_see_residents(person.role):
        return empty_state(
            ft.Icons.LOCK_OUTLINE,
            session.words("ui.residents.not_allowed"),
            session.words("ui.residents.not_allowed_next"),
        )
    ways = Ways(
        open_one,
        lambda: show((_Beside.ADDING, None)),
        lambda: show((_Beside.OUTAGE, None)),
        look,
        to_paper,
        lambda: show((_Beside.WEIGHTS, None)),
        lambda: show((_Beside.LISTS, None)),
        to_rounds,
    )
    pane = _of_list(session, (beside, looked), close, open_one) or _pane(
        session, (beside, picked), close, open_one, reported
    )
    listed = ResidentList(
        session, ways, outage, picked, is_alone=pane is None, key="residents"
    )
    if session.layout is not Layout.WIDE:
        return ft.Container(expand=True, padding=SPACE, content=pane or listed)
    return _side_by_side(session, listed, pane)


def _side_by_side(
    session: Session, listed: ft.Control, pane: ft.Control | None
) -> ft.Control:
    nothing = empty_state(
        ft.Icons.VOLUNTEER_ACTIVISM_OUTLINED,
        session.words("ui.residents.pick"),
        session.words("ui.residents.pick_next"),
    )
    return ft.Row(
        expand=True,
        spacing=0,
        vertical_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[
            ft.Container(width=_LIST_WIDTH, padding=SPACE, content=listed),
            ft.VerticalDivider(width=1),
            ft.Container(expand=True, padding=SPACE, content=pane or nothing),
        ],
    )


def _of_list(
    session: Session,
    shown: tuple[_Beside, Looking],
    close: Callable[[], Any],
    opened: Callable[[bytes], Any],
) -> ft.Control | None:
    """Return what is made of those who are in the list: one on paper, rounds."""
    beside, looked = shown
    if beside is _Beside.PAPER:
        return keyed(HandoutPane, session, looked, close, key="handout")
    if beside is _Beside.ROUNDS:
        return keyed(RoundsPane, session, looked, close, opened, key="rounds")
    return None


def _pane(
    session: Session,
    shown: tuple[_Beside, bytes | None],
    close: Callable[[], Any],
    opened: Callable[[bytes], Any],
    reported: Callable[[bytes], Any],
) -> ft.Control | None:
    beside, picked = shown
    if beside is _Beside.RESIDENT and picked is not None:
        return keyed(
            ResidentPane, session, picked, close, key=f"resident-pane-{picked.hex()}"
        )
    panes: dict[_Beside, Callable[[], ft.Control]] = {
        _Beside.ADDING: lambda: keyed(
            ResidentForm, session, close, opened, key="add-resident"
        ),
        _Beside.WEIGHTS: lambda: keyed(WeightsPane, session, close, key="weights"),
        _Beside.LISTS: lambda: keyed(ListsPane, session, close, key="lists"),
        _Beside.OUTAGE: lambda: keyed(
            OutageForm, session, close, reported, key="outage-form"
        ),
    }
    return panes[beside]() if beside in panes else None
