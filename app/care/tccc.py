"""What a person fills in of the TCCC card, DD Form 1380.

Boxes that other facts answer are not asked again: tourniquets, vitals, treatment,
medicines and allergies come from what was recorded of the casualty.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Final

from app.care.form import Choice, Number, Text, When


class Evacuation(StrEnum):
    """How soon somebody must be evacuated."""

    URGENT = "urgent"
    PRIORITY = "priority"
    ROUTINE = "routine"


@dataclass(frozen=True, slots=True)
class TcccDescribed:
    """The boxes of a TCCC card that only a person can fill in."""

    observed_ms: Annotated[int, When()]
    roster: Annotated[str, Text(40)] = ""
    evacuation: Annotated[Evacuation | None, Choice()] = None
    last_four: Annotated[str, Text(4)] = ""
    unit: Annotated[str, Text(80)] = ""
    artillery: Annotated[bool, Choice()] = False
    blunt: Annotated[bool, Choice()] = False
    burn: Annotated[bool, Choice()] = False
    fall: Annotated[bool, Choice()] = False
    grenade: Annotated[bool, Choice()] = False
    gunshot: Annotated[bool, Choice()] = False
    ied: Annotated[bool, Choice()] = False
    landmine: Annotated[bool, Choice()] = False
    vehicle: Annotated[bool, Choice()] = False
    rpg: Annotated[bool, Choice()] = False
    other: Annotated[bool, Choice()] = False
    other_words: Annotated[str, Text(80)] = ""
    burn_percent: Annotated[int | None, Number(0, 100)] = None
    fluids: Annotated[str, Text(300)] = ""
    notes: Annotated[str, Text(300)] = ""
    responder: Annotated[str, Text(80)] = ""
    responder_last_four: Annotated[str, Text(4)] = ""


MECHANISMS: Final = (
    "artillery",
    "blunt",
    "burn",
    "fall",
    "grenade",
    "gunshot",
    "ied",
    "landmine",
    "vehicle",
    "rpg",
    "other",
)
"""The boxes of the mechanism, several may be ticked."""
