"""The closed words of care: triage, sex, age band, disposition, role, unit.

Categories and their order: domain.md §2.1. T4 and DEAD are two values; a black finding
is neither until a person with the power decides, and ranks just under T1 until then.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

FactId = tuple[bytes, int]
"""The id of a recorded fact: its log (8 bytes) and its place in it."""


class Triage(StrEnum):
    """Triage category (T1 immediate … DEAD), or the finding `black`."""

    T1 = "T1"
    T2 = "T2"
    T3 = "T3"
    T4 = "T4"
    DEAD = "dead"
    BLACK = "black"


URGENCY: Final = (
    Triage.T1,
    Triage.BLACK,
    Triage.T2,
    Triage.T3,
    Triage.T4,
    Triage.DEAD,
)
"""Most urgent first; what lists and alarms count when persons disagree."""


class Sex(StrEnum):
    """Sex as seen or told."""

    FEMALE = "female"
    MALE = "male"
    OTHER = "other"
    UNKNOWN = "unknown"


class AgeBand(StrEnum):
    """Age as estimated at the door, in years."""

    BABY = "baby"
    CHILD = "child"
    TEEN = "teen"
    ADULT = "adult"
    SENIOR = "senior"
    UNKNOWN = "unknown"


AGE_BAND_FROM: Final = {
    AgeBand.BABY: 0,
    AgeBand.CHILD: 1,
    AgeBand.TEEN: 12,
    AgeBand.ADULT: 18,
    AgeBand.SENIOR: 65,
}
"""The first year of age of each band."""


def age_band(years: int) -> AgeBand:
    """Return the band an age in whole years falls in."""
    fitting = [band for band, first in AGE_BAND_FROM.items() if years >= first]
    return fitting[-1] if fitting else AgeBand.UNKNOWN


class Consciousness(StrEnum):
    """AVPU, with C for new confusion (NEWS2)."""

    ALERT = "A"
    CONFUSED = "C"
    VOICE = "V"
    PAIN = "P"
    UNRESPONSIVE = "U"


class Disposition(StrEnum):
    """How a casualty left the post."""

    DISCHARGED = "discharged"
    HANDED_OVER = "handed_over"
    LEFT = "left"


class Purpose(StrEnum):
    """What a place in the post is for."""

    WAITING = "waiting"
    TREATMENT = "treatment"
    TRANSPORT = "transport"
    OTHER = "other"


class Flow(StrEnum):
    """How far a casualty is on the way in, through and out."""

    WAITING = "waiting"
    TREATMENT = "treatment"
    TRANSPORT = "transport"
    DEPARTED = "departed"
    RECEIVED = "received"
    DISCHARGED = "discharged"
    LEFT = "left"
    DECEASED = "deceased"


class Contamination(StrEnum):
    """Whether something dangerous may cling to a casualty."""

    NONE = "none"
    SUSPECTED = "suspected"
    DECONTAMINATED = "decontaminated"


class Role(StrEnum):
    """What a person does at the post."""

    REGISTRAR = "registrar"
    FIRST_AIDER = "first_aider"
    NURSE = "nurse"
    DOCTOR = "doctor"
    STOCK_KEEPER = "stock_keeper"
    POST_LEAD = "post_lead"
    OPERATOR = "operator"


class Group(StrEnum):
    """Which chain of care a casualty belongs to."""

    CIVIL = "civil"
    MILITARY = "military"
    UNKNOWN = "unknown"


class Allegiance(StrEnum):
    """Whose a casualty is: civil, a force, or another side."""

    CIVIL = "civil"
    MILITARY_NL = "military_nl"
    MILITARY_NATO = "military_nato"
    OTHER = "other"


class Involvement(StrEnum):
    """Whether somebody is hurt, or affected and unhurt (*getroffene*)."""

    AFFECTED = "affected"
    CASUALTY = "casualty"


class Interpreter(StrEnum):
    """Whether somebody needs an interpreter."""

    NEEDED = "needed"
    NOT_NEEDED = "not_needed"


class BsnProof(StrEnum):
    """How a person made sure whose BSN it is."""

    DOCUMENT = "document"
    SBVZ = "sbvz"


class BsnState(StrEnum):
    """How sure a BSN is (domain.md §10)."""

    NONE = "none"
    ENTERED = "entered"
    CHECKSUM_OK = "checksum_ok"
    CHECKED = "checked"
    VERIFIED = "verified"


class Sign(StrEnum):
    """What speaks for or against two records being of one person."""

    BSN = "bsn"
    TAG = "tag"
    NAME = "name"
    NAME_PART = "name_part"
    BIRTH_DATE = "birth_date"
    BIRTH_DATE_TURNED = "birth_date_turned"
    NAME_OTHER = "name_other"
    BSN_OTHER = "bsn_other"
    BIRTH_DATE_OTHER = "birth_date_other"
    SEX_OTHER = "sex_other"
    AGE_APART = "age_apart"
    ADDRESS = "address"
    POSTCODE = "postcode"
    POSTCODE_OTHER = "postcode_other"


class LinkReason(StrEnum):
    """Why a person judged two records to be of one person."""

    RECOGNISED = "recognised"
    TOLD = "told"
    DOCUMENT = "document"
    TAG = "tag"
    COMPARED = "compared"


class PartReason(StrEnum):
    """Why a person judged two records to be of two persons."""

    DIFFERENT = "different"
    MISTAKE = "mistake"


class AccessReason(StrEnum):
    """Why a casualty's detail was opened, as a class; never its contents."""

    CARE = "care"
    HANDOVER = "handover"
    REGISTRATION = "registration"
    COORDINATION = "coordination"


class HandoverWay(StrEnum):
    """How a casualty's story was passed on."""

    SPOKEN = "spoken"
    PRINT = "print"
    QR = "qr"


class Paper(StrEnum):
    """What was printed about a casualty or a resident."""

    HANDOVER = "handover"
    LETTER = "letter"
    TAG = "tag"
    DD1380 = "dd1380"
    RESIDENT = "resident"
    RESIDENTS = "residents"


class PrintReason(StrEnum):
    """Why something readable about a casualty was printed."""

    HANDOVER = "handover"
    OWN_REQUEST = "own_request"
    OUTAGE = "outage"
    OTHER = "other"


class AskOutcome(StrEnum):
    """What came of a question of relatives."""

    FOUND = "found"
    INFORMED = "informed"
    NOT_HERE = "not_here"


class SearchKind(StrEnum):
    """Where somebody looked for people by words."""

    LIST = "list"
    RELATIVE = "relative"
    RESIDENTS = "residents"
    WRITTEN = "written"


class OverrideReason(StrEnum):
    """Why emergency access was taken."""

    LIFE = "life"
    NOBODY_ELSE = "nobody_else"
    IDENTITY = "identity"
    EVACUATION = "evacuation"
    OTHER = "other"


class Verdict(StrEnum):
    """What a lead found of an emergency access."""

    JUSTIFIED = "justified"
    NOT_JUSTIFIED = "not_justified"
    TO_DISCUSS = "to_discuss"


class Unit(StrEnum):
    """What one of an item is."""

    PIECE = "piece"
    AMPOULE = "ampoule"
    BAG = "bag"
    BOTTLE = "bottle"
    BOX = "box"
    CAPSULE = "capsule"
    CYLINDER = "cylinder"
    PAIR = "pair"
    PEN = "pen"
    ROLL = "roll"
    SACHET = "sachet"
    SET = "set"
    SUPPOSITORY = "suppository"
    SYRINGE = "syringe"
    TABLET = "tablet"
    TUBE = "tube"
    VIAL = "vial"


UNTRIAGED_RANK: Final = 2
"""Not triaged ranks after T1 and `black`, before T2: nobody has looked yet."""

AFFECTED_RANK: Final = 7
"""Affected and unhurt ranks after everybody: there is nothing to triage."""


def rank(category: Triage | None) -> int:
    """Return the place of a category in a list, most urgent first."""
    if category is None:
        return UNTRIAGED_RANK
    place = URGENCY.index(category)
    return place if place < UNTRIAGED_RANK else place + 1


_MINUTE_MS: Final = 60_000

RETRIAGE_AFTER_MS: Final = {
    Triage.T1: 15 * _MINUTE_MS,
    Triage.BLACK: 15 * _MINUTE_MS,
    Triage.T2: 30 * _MINUTE_MS,
    Triage.T3: 60 * _MINUTE_MS,
    Triage.T4: 30 * _MINUTE_MS,
}
"""When to look again (domain.md §2.12, a suggested default; no published number).

A finding `black` ranks just under T1 and takes its interval; † has none.
"""


class CareLevel(StrEnum):
    """How far care is stretched: everyday, scaled up, or a broken chain."""

    BASIS = "basis"
    SCALABLE = "scalable"
    CRISIS = "crisis"


class Media(StrEnum):
    """What kind of picture a photo is."""

    JPEG = "jpeg"
    PNG = "png"
    WEBP = "webp"
