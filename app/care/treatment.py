"""Treatment: what was done for a casualty, where on the body, and until when.

Add-only: two facts never replace each other, and only a retraction strikes one through.
So it does not matter in which order they arrive, nor whether an end comes before what
it ends.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Annotated, Final

from app.care.claim import Stamp
from app.care.form import Choice, Number, Ref, Text, When
from app.care.terms import FactId

MOST_PIECES: Final = 1000
"""More pieces than this in one treatment is a slip of the finger."""


class Intervention(StrEnum):
    """What was done; what saves lives first."""

    TOURNIQUET = "tourniquet"
    PRESSURE_DRESSING = "pressure_dressing"
    WOUND_PACKING = "wound_packing"
    AIRWAY_OPENED = "airway_opened"
    AIRWAY_DEVICE = "airway_device"
    RECOVERY_POSITION = "recovery_position"
    RESCUE_BREATHS = "rescue_breaths"
    CHEST_SEAL = "chest_seal"
    NEEDLE_DECOMPRESSION = "needle_decompression"
    OXYGEN = "oxygen"
    CPR = "cpr"
    AUTO_INJECTOR = "auto_injector"
    IV_ACCESS = "iv_access"
    IO_ACCESS = "io_access"
    PELVIC_BINDER = "pelvic_binder"
    SPLINT = "splint"
    COLLAR = "collar"
    WOUND_DRESSING = "wound_dressing"
    BURN_COOLING = "burn_cooling"
    BURN_DRESSING = "burn_dressing"
    EYE_SHIELD = "eye_shield"
    WARMING = "warming"
    OTHER = "other"


class Site(StrEnum):
    """Where on the body; left and right are the casualty's own."""

    HEAD = "head"
    FACE = "face"
    LEFT_EYE = "left_eye"
    RIGHT_EYE = "right_eye"
    NECK = "neck"
    CHEST = "chest"
    LEFT_CHEST = "left_chest"
    RIGHT_CHEST = "right_chest"
    UPPER_BACK = "upper_back"
    LOWER_BACK = "lower_back"
    BELLY = "belly"
    PELVIS = "pelvis"
    GROIN = "groin"
    BUTTOCK = "buttock"
    LEFT_ARMPIT = "left_armpit"
    RIGHT_ARMPIT = "right_armpit"
    LEFT_UPPER_ARM = "left_upper_arm"
    RIGHT_UPPER_ARM = "right_upper_arm"
    LEFT_FOREARM = "left_forearm"
    RIGHT_FOREARM = "right_forearm"
    LEFT_HAND = "left_hand"
    RIGHT_HAND = "right_hand"
    LEFT_THIGH = "left_thigh"
    RIGHT_THIGH = "right_thigh"
    LEFT_LOWER_LEG = "left_lower_leg"
    RIGHT_LOWER_LEG = "right_lower_leg"
    LEFT_FOOT = "left_foot"
    RIGHT_FOOT = "right_foot"


LASTING: Final = frozenset(
    {
        Intervention.TOURNIQUET,
        Intervention.OXYGEN,
        Intervention.CPR,
        Intervention.BURN_COOLING,
    }
)
"""What goes on until somebody ends it."""


LIFE_SAVING: Final = frozenset(
    {
        Intervention.TOURNIQUET,
        Intervention.PRESSURE_DRESSING,
        Intervention.WOUND_PACKING,
        Intervention.AIRWAY_OPENED,
        Intervention.AIRWAY_DEVICE,
        Intervention.RESCUE_BREATHS,
        Intervention.NEEDLE_DECOMPRESSION,
        Intervention.AUTO_INJECTOR,
    }
)
"""Domain.md §2.2 and §2.9: bleeding stopped, airway opened, chest decompressed, auto-
injector. After one of these somebody is triaged again."""

_LIMBS: Final = (
    Site.LEFT_UPPER_ARM,
    Site.RIGHT_UPPER_ARM,
    Site.LEFT_THIGH,
    Site.RIGHT_THIGH,
    Site.LEFT_FOREARM,
    Site.RIGHT_FOREARM,
    Site.LEFT_LOWER_LEG,
    Site.RIGHT_LOWER_LEG,
)
_CHEST: Final = (Site.LEFT_CHEST, Site.RIGHT_CHEST, Site.CHEST, Site.UPPER_BACK)
_ENDS: Final = (Site.LEFT_HAND, Site.RIGHT_HAND, Site.LEFT_FOOT, Site.RIGHT_FOOT)

SITES: Final[dict[Intervention, tuple[Site, ...]]] = {
    Intervention.TOURNIQUET: _LIMBS,
    Intervention.PRESSURE_DRESSING: tuple(Site),
    Intervention.WOUND_PACKING: tuple(Site),
    Intervention.CHEST_SEAL: _CHEST,
    Intervention.NEEDLE_DECOMPRESSION: _CHEST,
    Intervention.IV_ACCESS: (*_LIMBS, *_ENDS, Site.NECK),
    Intervention.IO_ACCESS: (*_LIMBS, Site.CHEST),
    Intervention.SPLINT: (*_LIMBS, *_ENDS),
    Intervention.WOUND_DRESSING: tuple(Site),
    Intervention.BURN_COOLING: tuple(Site),
    Intervention.BURN_DRESSING: tuple(Site),
    Intervention.EYE_SHIELD: (Site.LEFT_EYE, Site.RIGHT_EYE),
    Intervention.AUTO_INJECTOR: (Site.LEFT_THIGH, Site.RIGHT_THIGH),
    Intervention.OTHER: tuple(Site),
}
"""Where each can be done, the usual first; what is not here has no place to name."""

USES: Final[dict[Intervention, tuple[str, ...]]] = {
    Intervention.TOURNIQUET: ("VB001",),
    Intervention.PRESSURE_DRESSING: ("VB002",),
    Intervention.WOUND_PACKING: ("VB003",),
    Intervention.AIRWAY_DEVICE: ("VB008", "VB009", "VB010"),
    Intervention.RESCUE_BREATHS: ("VB013",),
    Intervention.CHEST_SEAL: ("VB006",),
    Intervention.NEEDLE_DECOMPRESSION: ("VB007",),
    Intervention.OXYGEN: ("VB018", "VB019"),
    Intervention.AUTO_INJECTOR: ("VB036",),
    Intervention.IV_ACCESS: ("VB024", "VB025"),
    Intervention.IO_ACCESS: ("VB026",),
    Intervention.PELVIC_BINDER: ("VB005",),
    Intervention.SPLINT: ("VB089",),
    Intervention.COLLAR: ("VB090",),
    Intervention.WOUND_DRESSING: ("VB079", "VB080", "VB081"),
    Intervention.BURN_COOLING: ("VB078",),
    Intervention.BURN_DRESSING: ("VB078", "VB079"),
    Intervention.EYE_SHIELD: ("VB079",),
    Intervention.WARMING: ("VB091", "VB092"),
}
"""What each uses of the example list of stock, the usual first."""


@dataclass(frozen=True, slots=True)
class TreatmentGiven:
    """Something was done for a casualty.

    `given_by` names who did it when that was not who records. `pieces` of `item` were
    used, of which `drawn` were there to take from stock.
    """

    intervention: Annotated[Intervention, Choice()]
    observed_ms: Annotated[int, When()]
    site: Annotated[Site | None, Choice()] = None
    detail: Annotated[str, Text(200)] = ""
    given_by: Annotated[str, Text(80)] = ""
    item: Annotated[str, Text(40)] = ""
    pieces: Annotated[int, Number(0, MOST_PIECES)] = 0
    drawn: Annotated[int, Number(0, MOST_PIECES)] = 0


@dataclass(frozen=True, slots=True)
class TreatmentEnded:
    """A treatment stopped: a tourniquet was released, oxygen was turned off."""

    target: Annotated[FactId, Ref()]
    observed_ms: Annotated[int, When()]
    reason: Annotated[str, Text(200)] = ""


@dataclass(frozen=True, slots=True)
class Given:
    """A treatment that stands."""

    id: FactId
    intervention: Intervention
    observed_ms: int
    site: Site | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Ended:
    """The end of a treatment, which may be one that is not here yet."""

    target: FactId
    observed_ms: int


@dataclass(frozen=True, slots=True)
class Treated:
    """All that was done for a casualty."""

    given: tuple[Given, ...] = ()
    ended: tuple[Ended, ...] = ()

    def ended_ms(self, treatment: FactId) -> int | None:
        """When a treatment ended, if it did; the first time that was said."""
        found = (end.observed_ms for end in self.ended if end.target == treatment)
        return min(found, default=None)

    @property
    def going_on(self) -> tuple[Given, ...]:
        """What lasts and was not ended, the oldest first."""
        ended = {end.target for end in self.ended}
        still = (
            each
            for each in self.given
            if each.intervention in LASTING and each.id not in ended
        )
        return tuple(sorted(still, key=lambda each: (each.observed_ms, each.id)))

    @property
    def tourniquets(self) -> tuple[Given, ...]:
        """The tourniquets that are on, the oldest first."""
        return tuple(
            each
            for each in self.going_on
            if each.intervention is Intervention.TOURNIQUET
        )


def with_usual_item(fact: TreatmentGiven) -> TreatmentGiven:
    """Return a treatment that uses one of what it usually does, if anything."""
    item = USES.get(fact.intervention, ("",))[0]
    return replace(fact, item=item, pieces=1) if item and not fact.item else fact


def given(treated: Treated, fact: TreatmentGiven, stamp: Stamp) -> Treated:
    """Return what was done, with one treatment more."""
    one = Given(stamp.id, fact.intervention, fact.observed_ms, fact.site, fact.detail)
    return replace(treated, given=(*treated.given, one))


def ended(treated: Treated, fact: TreatmentEnded, _: Stamp) -> Treated:
    """Return what was done, with one of it ended."""
    target = (bytes(fact.target[0]), fact.target[1])
    end = Ended(target, fact.observed_ms)
    return replace(treated, ended=(*treated.ended, end))
