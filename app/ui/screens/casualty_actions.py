"""What can be recorded about a casualty: one line for each sheet, in fixed places.

The first few are tiles in the header; the rest are behind *Meer*.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import flet as ft

from app.store.queries.casualty import CasualtyDetail
from app.ui.screens.access_log import AccessSheet
from app.ui.screens.allergy import AllergySheet
from app.ui.screens.body import BodySheet
from app.ui.screens.bsn import BsnSheet
from app.ui.screens.contamination import ContaminationSheet
from app.ui.screens.departure import DepartureSheet
from app.ui.screens.erasure import ErasureSheet
from app.ui.screens.handover import HandoverSheet
from app.ui.screens.letter import LetterSheet
from app.ui.screens.looks import LooksSheet
from app.ui.screens.medicine import MedicineSheet
from app.ui.screens.move import MoveSheet
from app.ui.screens.note import NoteSheet
from app.ui.screens.particulars import ParticularsSheet
from app.ui.screens.retriage import RetriageSheet
from app.ui.screens.same_sheet import SamePersonSheet
from app.ui.screens.scarcity_client import DownscaleSheet
from app.ui.screens.tccc import TcccSheet
from app.ui.screens.transport_form import TransportSheet
from app.ui.screens.treatment import TreatmentSheet
from app.ui.screens.vitals import VitalsSheet
from app.ui.state import Session
from app.ui.theme import BODY, BOLD, GAP, PRIMARY, SPACE
from app.ui.widgets.buttons import icon_button
from app.ui.widgets.casualty_header import Face, behind_more
from app.ui.widgets.panels import section_title
from sync.event import Event

Sheet = Callable[..., ft.Control]
"""`Sheet(session, detail, on_close, on_saved, key=…)`."""


@dataclass(frozen=True, slots=True)
class Action:
    """One thing to record; its words are `ui.casualty.<name>`."""

    name: str
    icon: ft.IconData
    sheet: Sheet


ACTIONS: Final = (
    Action("triage", ft.Icons.MONITOR_HEART_OUTLINED, RetriageSheet),
    Action("vitals", ft.Icons.THERMOSTAT, VitalsSheet),
    Action("treatment", ft.Icons.HEALING, TreatmentSheet),
    Action("move", ft.Icons.MOVE_DOWN, MoveSheet),
    Action("medicine", ft.Icons.MEDICATION_OUTLINED, MedicineSheet),
    Action("handover", ft.Icons.HANDSHAKE_OUTLINED, HandoverSheet),
    Action("body", ft.Icons.ACCESSIBILITY_NEW, BodySheet),
    Action("departure", ft.Icons.LOGOUT, DepartureSheet),
    Action("note", ft.Icons.EDIT_NOTE, NoteSheet),
    Action("particulars", ft.Icons.BADGE_OUTLINED, ParticularsSheet),
    Action("allergy", ft.Icons.WARNING_AMBER, AllergySheet),
    Action("contamination", ft.Icons.MASKS_OUTLINED, ContaminationSheet),
    Action("letter", ft.Icons.DESCRIPTION_OUTLINED, LetterSheet),
    Action("dd1380", ft.Icons.MILITARY_TECH_OUTLINED, TcccSheet),
    Action("looks", ft.Icons.FACE_OUTLINED, LooksSheet),
    Action("bsn", ft.Icons.VERIFIED_USER_OUTLINED, BsnSheet),
    Action("same", ft.Icons.LINK, SamePersonSheet),
    Action("transport", ft.Icons.LOCAL_SHIPPING_OUTLINED, TransportSheet),
    Action("access", ft.Icons.VISIBILITY_OUTLINED, AccessSheet),
    Action("downscale", ft.Icons.BALANCE, DownscaleSheet),
)
"""In the order they are needed; places are kept, so that hands learn them."""

FACES: Final[tuple[Face, ...]] = tuple((each.name, each.icon) for each in ACTIONS)

_SHEETS: Final[Mapping[str, Sheet]] = {
    **{each.name: each.sheet for each in ACTIONS},
    "erasure": ErasureSheet,
}


def open_sheet(
    session: Session,
    detail: CasualtyDetail,
    chosen: str,
    on_pick: Callable[[str], Any],
    on_saved: Callable[[list[Event]], Any],
) -> ft.Control:
    """Return the sheet that was chosen, or the list of those behind *Meer*.

    `departure:left` is a sheet with a hint: what a person already said by a tap.
    """

    def close() -> None:
        on_pick("")

    name, _, hint = chosen.partition(":")
    sheet = _SHEETS.get(name)
    if sheet is None:
        return _more(session, on_pick)
    key = f"{name}-{detail.row.stream.hex()}"
    hints = {"hint": hint} if hint else {}
    return sheet(session, detail, close, on_saved, key=key, **hints)


def _more(session: Session, on_pick: Callable[[str], Any]) -> ft.Control:
    rows = [
        ft.OutlinedButton(
            key=f"do-{name}",
            height=PRIMARY,
            icon=icon,
            content=ft.Text(session.words(f"ui.casualty.{name}"), size=BODY, **BOLD),
            on_click=partial(on_pick, name),
        )
        for name, icon in behind_more(session, FACES)
    ]
    return ft.Column(
        expand=True,
        scroll=ft.ScrollMode.AUTO,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        controls=[
            ft.Container(
                padding=SPACE,
                content=ft.Column(
                    spacing=GAP,
                    horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
                    controls=[_more_title(session, on_pick), *rows],
                ),
            )
        ],
    )


def _more_title(session: Session, on_pick: Callable[[str], Any]) -> ft.Control:
    return ft.Row(
        controls=[
            ft.Container(
                expand=True,
                content=section_title(session.words("ui.casualty.more")),
            ),
            icon_button(
                ft.Icons.CLOSE,
                session.words("ui.casualty.close"),
                partial(on_pick, ""),
                key="close-more",
            ),
        ]
    )
