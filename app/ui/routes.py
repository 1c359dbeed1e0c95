"""The rooms: what the rail shows, in order, and the pages that are reached otherwise.

A room is a component `Room(session, program)`; the shell draws the one whose `name` is
`session.room`. A new room is one line here, its words `ui.room.<name>`
and its help; one that opens from *Post* (`within=POST`) also says what it is for, in
`ui.room.<name>.about`.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, cast

import flet as ft

from app.ui.state import Program, Session

RoomComponent = Callable[[Session, Program], ft.Control]


@dataclass(frozen=True, slots=True)
class Room:
    """A place a person can be: its name, picture, and the component that draws it."""

    name: str
    icon: ft.IconData
    chosen_icon: ft.IconData
    component: str
    """Module and name; loaded when first shown, so that the first window is quick."""

    in_rail: bool = True
    within: str | None = None
    """The room of the rail that a page opens from; those of *Post* are its cards."""

    def load(self) -> RoomComponent:
        """Return the component."""
        module, _, name = self.component.partition(":")
        found = getattr(importlib.import_module(f"app.ui.screens.{module}"), name)
        return cast("RoomComponent", found)


OVERVIEW: Final = "overview"
REGISTER: Final = "register"
CASUALTIES: Final = "casualties"
SENDING: Final = "sending"
STOCK: Final = "stock"
MESSAGES: Final = "messages"
PAPERS: Final = "papers"
RELATIVES: Final = "relatives"
POST: Final = "post"
RESIDENTS: Final = "residents"
LEVEL: Final = "level"

ROOMS: Final = (
    Room(
        "overview",
        ft.Icons.DASHBOARD_OUTLINED,
        ft.Icons.DASHBOARD,
        "overview:OverviewRoom",
    ),
    Room(
        "casualties",
        ft.Icons.PERSONAL_INJURY_OUTLINED,
        ft.Icons.PERSONAL_INJURY,
        "casualties:CasualtiesRoom",
    ),
    Room(
        "stock",
        ft.Icons.INVENTORY_2_OUTLINED,
        ft.Icons.INVENTORY_2,
        "stock:StockRoom",
    ),
    Room(
        "residents",
        ft.Icons.VOLUNTEER_ACTIVISM_OUTLINED,
        ft.Icons.VOLUNTEER_ACTIVISM,
        "residents:ResidentsRoom",
    ),
    Room(
        "post",
        ft.Icons.MEDICAL_SERVICES_OUTLINED,
        ft.Icons.MEDICAL_SERVICES,
        "post:PostRoom",
    ),
    Room("sending", ft.Icons.SEND_OUTLINED, ft.Icons.SEND, "sending:SendingRoom"),
    Room(
        "settings",
        ft.Icons.SETTINGS_OUTLINED,
        ft.Icons.SETTINGS,
        "settings:SettingsRoom",
    ),
    Room(
        "register",
        ft.Icons.PERSON_ADD_ALT_1_OUTLINED,
        ft.Icons.PERSON_ADD_ALT_1,
        "register:RegisterRoom",
        in_rail=False,
    ),
    Room(
        "shift",
        ft.Icons.MENU_BOOK_OUTLINED,
        ft.Icons.MENU_BOOK,
        "shift:ShiftRoom",
        in_rail=False,
        within=POST,
    ),
    Room(
        "decisions",
        ft.Icons.GAVEL_OUTLINED,
        ft.Icons.GAVEL,
        "decisions:DecisionsRoom",
        in_rail=False,
        within=POST,
    ),
    Room(
        "situation",
        ft.Icons.CAMPAIGN_OUTLINED,
        ft.Icons.CAMPAIGN,
        "situation:SituationRoom",
        in_rail=False,
        within=POST,
    ),
    Room(
        "people",
        ft.Icons.GROUP_OUTLINED,
        ft.Icons.GROUP,
        "people:PeopleRoom",
        in_rail=False,
        within=POST,
    ),
    Room(
        "signals",
        ft.Icons.MONITOR_HEART_OUTLINED,
        ft.Icons.MONITOR_HEART,
        "signals:SignalsRoom",
        in_rail=False,
        within=POST,
    ),
    Room(
        "consults",
        ft.Icons.SUPPORT_AGENT_OUTLINED,
        ft.Icons.SUPPORT_AGENT,
        "consults:ConsultsRoom",
        in_rail=False,
        within=POST,
    ),
    Room(
        "doors",
        ft.Icons.DOOR_FRONT_DOOR_OUTLINED,
        ft.Icons.DOOR_FRONT_DOOR,
        "doors:DoorsRoom",
        in_rail=False,
        within=POST,
    ),
    Room(
        "transport",
        ft.Icons.LOCAL_SHIPPING_OUTLINED,
        ft.Icons.LOCAL_SHIPPING,
        "transport:TransportRoom",
        in_rail=False,
        within=POST,
    ),
    Room(
        "evacuation",
        ft.Icons.APARTMENT,
        ft.Icons.APARTMENT,
        "evacuation:EvacuationRoom",
        in_rail=False,
        within=POST,
    ),
    Room(
        "displaced",
        ft.Icons.DIVERSITY_3_OUTLINED,
        ft.Icons.DIVERSITY_3,
        "displaced:DisplacedRoom",
        in_rail=False,
        within=POST,
    ),
    Room(
        "places",
        ft.Icons.PLACE_OUTLINED,
        ft.Icons.PLACE,
        "places:PlacesRoom",
        in_rail=False,
        within="settings",
    ),
    Room(
        "safety",
        ft.Icons.KEY,
        ft.Icons.KEY,
        "safety:SafetyRoom",
        in_rail=False,
        within="settings",
    ),
    Room(
        "tablets",
        ft.Icons.TABLET_MAC,
        ft.Icons.TABLET_MAC,
        "tablets:TabletsRoom",
        in_rail=False,
        within="settings",
    ),
    Room(
        "scanner",
        ft.Icons.BARCODE_READER,
        ft.Icons.BARCODE_READER,
        "scanner:ScannerRoom",
        in_rail=False,
        within="settings",
    ),
    Room(
        "papers",
        ft.Icons.SUMMARIZE_OUTLINED,
        ft.Icons.SUMMARIZE,
        "papers:PapersRoom",
        in_rail=False,
        within="overview",
    ),
    Room(
        "relatives",
        ft.Icons.FAMILY_RESTROOM,
        ft.Icons.FAMILY_RESTROOM,
        "relatives:RelativesRoom",
        in_rail=False,
        within="overview",
    ),
    Room(
        "access",
        ft.Icons.VISIBILITY_OUTLINED,
        ft.Icons.VISIBILITY,
        "access:AccessRoom",
        in_rail=False,
        within="settings",
    ),
    Room(
        "messages",
        ft.Icons.MAIL_OUTLINE,
        ft.Icons.MAIL,
        "messages:MessagesRoom",
        in_rail=False,
    ),
    Room(
        "level",
        ft.Icons.HEALTH_AND_SAFETY_OUTLINED,
        ft.Icons.HEALTH_AND_SAFETY,
        "care_level:CareLevelRoom",
        in_rail=False,
        within=POST,
    ),
    Room(
        "scarcity",
        ft.Icons.BALANCE,
        ft.Icons.BALANCE,
        "scarcity:ScarcityRoom",
        in_rail=False,
        within=POST,
    ),
)


def room(name: str) -> Room:
    """Return the room of this name."""
    return next(each for each in ROOMS if each.name == name)
