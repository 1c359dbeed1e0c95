"""What a post reports as a whole: METHANE, and the 9-line that asks for a helicopter.

Letters and schemes are those of domain.md §4; a 9-line is never sent with numbers that
contradict each other.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Final

from app.care.form import Choice, Number, Text, When
from app.care.refusal import Refusal

MOST: Final = 9999


class MajorIncident(StrEnum):
    """Whether a major incident was declared."""

    DECLARED = "declared"
    STANDBY = "standby"
    NOT_DECLARED = "not_declared"


class Scheme(StrEnum):
    """Whose letters count the precedence of patients."""

    US = "us"
    NATO = "nato"


class Setting(StrEnum):
    """Which of two meanings lines 6 and 9 have."""

    WAR = "war"
    PEACE = "peace"


class Security(StrEnum):
    """Line 6 in war: who else is at the place."""

    NONE = "N"
    POSSIBLE = "P"
    ENEMY = "E"
    ESCORT = "X"


class Marking(StrEnum):
    """Line 7: how the place is marked."""

    PANELS = "A"
    PYROTECHNIC = "B"
    SMOKE = "C"
    NONE = "D"
    OTHER = "E"


class Status(StrEnum):
    """Line 8: nationality and status, by its letter."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"
    E = "E"


@dataclass(frozen=True, slots=True)
class SituationReported:
    """METHANE; the numbers were counted at `counted_ms` from what was recorded."""

    observed_ms: Annotated[int, When()]
    major: Annotated[MajorIncident | None, Choice()] = None
    location: Annotated[str, Text(200)] = ""
    incident: Annotated[str, Text(200)] = ""
    hazards: Annotated[str, Text(200)] = ""
    access: Annotated[str, Text(200)] = ""
    t1: Annotated[int, Number(0, MOST)] = 0
    t2: Annotated[int, Number(0, MOST)] = 0
    t3: Annotated[int, Number(0, MOST)] = 0
    t4: Annotated[int, Number(0, MOST)] = 0
    dead: Annotated[int, Number(0, MOST)] = 0
    black: Annotated[int, Number(0, MOST)] = 0
    untriaged: Annotated[int, Number(0, MOST)] = 0
    counted_ms: Annotated[int | None, When()] = None
    expected: Annotated[str, Text(200)] = ""
    on_scene: Annotated[str, Text(200)] = ""
    needed: Annotated[str, Text(200)] = ""


@dataclass(frozen=True, slots=True)
class MedevacRequested:
    """A MEDEVAC 9-line was made up."""

    observed_ms: Annotated[int, When()]
    scheme: Annotated[Scheme, Choice()]
    setting: Annotated[Setting, Choice()]
    pickup: Annotated[str, Text(60)]
    radio: Annotated[str, Text(60)]
    urgent: Annotated[int, Number(0, MOST)] = 0
    surgical: Annotated[int, Number(0, MOST)] = 0
    priority: Annotated[int, Number(0, MOST)] = 0
    routine: Annotated[int, Number(0, MOST)] = 0
    convenience: Annotated[int, Number(0, MOST)] = 0
    hoist: Annotated[bool, Choice()] = False
    extraction: Annotated[bool, Choice()] = False
    ventilator: Annotated[bool, Choice()] = False
    litter: Annotated[int, Number(0, MOST)] = 0
    ambulatory: Annotated[int, Number(0, MOST)] = 0
    escort: Annotated[int, Number(0, MOST)] = 0
    security: Annotated[Security | None, Choice()] = None
    injuries: Annotated[str, Text(200)] = ""
    marking: Annotated[Marking | None, Choice()] = None
    marked_with: Annotated[str, Text(60)] = ""
    status: Annotated[Status | None, Choice()] = None
    nationality: Annotated[str, Text(60)] = ""
    nuclear: Annotated[bool, Choice()] = False
    biological: Annotated[bool, Choice()] = False
    chemical: Annotated[bool, Choice()] = False
    terrain: Annotated[str, Text(200)] = ""

    @property
    def by_precedence(self) -> int:
        """How many patients line 3 counts."""
        us_only = self.surgical + self.convenience
        return self.urgent + self.priority + self.routine + us_only

    @property
    def by_type(self) -> int:
        """How many patients line 5 counts; an escort is no patient."""
        return self.litter + self.ambulatory


PRECEDENCE: Final = {
    Scheme.US: {
        "urgent": "A",
        "surgical": "B",
        "priority": "C",
        "routine": "D",
        "convenience": "E",
    },
    Scheme.NATO: {"urgent": "A", "priority": "B", "routine": "C"},
}
"""The letters of line 3 in each scheme."""

WITHIN_HOURS: Final = {"urgent": 1, "surgical": 1, "priority": 4, "routine": 24}
"""Within how many hours, in the scheme of the US; convenience has none."""

EQUIPMENT: Final = {"hoist": "B", "extraction": "C", "ventilator": "D"}
"""The letters of line 4; A is none of them."""


def check_medevac(fact: MedevacRequested) -> None:
    """Raise Refusal for a 9-line whose lines contradict each other."""
    if not fact.pickup.strip() or not fact.radio.strip():
        raise Refusal("medevac_first_lines")
    if fact.scheme is Scheme.NATO and (fact.surgical or fact.convenience):
        raise Refusal("medevac_not_nato")
    if fact.scheme is Scheme.US and fact.escort:
        raise Refusal("medevac_escort")
    if fact.by_precedence == 0:
        raise Refusal("medevac_nobody")
    if fact.by_precedence != fact.by_type:
        raise Refusal("medevac_sums", precedence=fact.by_precedence, type=fact.by_type)
    _check_setting(fact)


def _check_setting(fact: MedevacRequested) -> None:
    nbc = fact.nuclear or fact.biological or fact.chemical
    if fact.setting is Setting.PEACE and (fact.security is not None or nbc):
        raise Refusal("medevac_peace")
    if fact.setting is Setting.WAR and (fact.injuries or fact.terrain):
        raise Refusal("medevac_war")
