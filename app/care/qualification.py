"""Qualifications: what a person says they are, who saw the proof, what was asked for.

A statement is a person's own word, or what somebody at the post read on a document.
It gives no power by itself: recognising is for the region (app/care/grant.py).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Annotated, Any, Final

from app.care.claim import Stamp
from app.care.form import Choice, Text
from app.care.refusal import Refusal
from app.care.terms import FactId


class Profession(StrEnum):
    """A profession: those of the BIG register first, then what a post meets beside."""

    DOCTOR = "doctor"
    NURSE = "nurse"
    NURSE_SPECIALIST = "nurse_specialist"
    PHYSICIAN_ASSISTANT = "physician_assistant"
    MIDWIFE = "midwife"
    DENTIST = "dentist"
    PHARMACIST = "pharmacist"
    PHYSIOTHERAPIST = "physiotherapist"
    PSYCHOLOGIST = "psychologist"
    PSYCHOTHERAPIST = "psychotherapist"
    CLINICAL_TECHNOLOGIST = "clinical_technologist"
    EDUCATIONALIST = "educationalist"
    CARER = "carer"
    FIRST_AIDER = "first_aider"
    MEDIC = "medic"


REGISTERED: Final = frozenset(
    {
        Profession.DOCTOR,
        Profession.NURSE,
        Profession.NURSE_SPECIALIST,
        Profession.PHYSICIAN_ASSISTANT,
        Profession.MIDWIFE,
        Profession.DENTIST,
        Profession.PHARMACIST,
        Profession.PHYSIOTHERAPIST,
        Profession.PSYCHOLOGIST,
        Profession.PSYCHOTHERAPIST,
        Profession.CLINICAL_TECHNOLOGIST,
        Profession.EDUCATIONALIST,
    }
)
"""The professions of art. 3 of the Wet BIG, and the specialism of nurses in art. 14."""


class MilitaryRole(StrEnum):
    """What somebody does in the medical service of a force."""

    MEDICAL_OFFICER = "medical_officer"
    SURGEON = "surgeon"
    ANAESTHETIST = "anaesthetist"
    DENTAL_OFFICER = "dental_officer"
    NURSE = "nurse"
    MEDIC = "medic"
    OTHER = "other"


class Nation(StrEnum):
    """The nation of a force: the members of NATO (ISO 3166), or another."""

    AL = "al"
    BE = "be"
    BG = "bg"
    CA = "ca"
    CZ = "cz"
    DE = "de"
    DK = "dk"
    EE = "ee"
    ES = "es"
    FI = "fi"
    FR = "fr"
    GB = "gb"
    GR = "gr"
    HR = "hr"
    HU = "hu"
    IS = "is"
    IT = "it"
    LT = "lt"
    LU = "lu"
    LV = "lv"
    ME = "me"
    MK = "mk"
    NL = "nl"
    NO = "no"
    PL = "pl"
    PT = "pt"
    RO = "ro"
    SE = "se"
    SI = "si"
    SK = "sk"
    TR = "tr"
    US = "us"
    OTHER = "other"


_BIG: Final = re.compile(r"[0-9]{11}")


@dataclass(frozen=True, slots=True)
class QualificationStated:
    """A qualification was stated; `proof_seen`: somebody at the post saw the proof."""

    profession: Annotated[Profession, Choice()]
    big_number: Annotated[str, Text(20)] = ""
    military: Annotated[MilitaryRole | None, Choice()] = None
    nation: Annotated[Nation | None, Choice()] = None
    valid_until: Annotated[str, Text(10)] = ""
    proof_seen: Annotated[bool, Choice()] = False


@dataclass(frozen=True, slots=True)
class RecognitionAsked:
    """The post asked the region to recognise a person in a profession."""

    profession: Annotated[Profession, Choice()]
    remark: Annotated[str, Text(200)] = ""


@dataclass(frozen=True, slots=True)
class Qualification:
    """A qualification as it stands: the last word about this profession."""

    id: FactId
    profession: Profession
    big_number: str
    military: MilitaryRole | None
    nation: Nation | None
    valid_until: str
    proof_seen: bool
    stated_ms: int
    actor: bytes


@dataclass(frozen=True, slots=True)
class Ask:
    """A question to the region to recognise a person."""

    id: FactId
    profession: Profession
    remark: str
    at_ms: int
    actor: bytes


@dataclass(frozen=True, slots=True)
class Qualified:
    """What a person is said to be, and what was asked of the region for them."""

    stated: tuple[Qualification, ...] = ()
    asked: tuple[Ask, ...] = ()

    @property
    def newest_ask(self) -> Ask | None:
        """The question that waits, or that was answered last."""
        return max(self.asked, key=lambda each: each.at_ms, default=None)


def big_number(given: str) -> str:
    """Return a BIG number as it is written down: eleven digits. Raises Refusal.

    That is all that is known of its form; whether it was given out says the register.
    """
    plain = re.sub(r"[\s.-]", "", given)
    if not _BIG.fullmatch(plain) or not plain.strip("0"):
        raise Refusal("big_number_form")
    return plain


def _stated(person: Any, fact: QualificationStated, stamp: Stamp) -> Any:
    new = Qualification(
        stamp.id,
        fact.profession,
        fact.big_number,
        fact.military,
        fact.nation,
        fact.valid_until,
        fact.proof_seen,
        stamp.recorded_ms,
        stamp.actor,
    )
    held: Qualified = person.qualified
    others = [each for each in held.stated if each.profession is not new.profession]
    return replace(person, qualified=replace(held, stated=(*others, new)))


def _asked(person: Any, fact: RecognitionAsked, stamp: Stamp) -> Any:
    held: Qualified = person.qualified
    new = Ask(stamp.id, fact.profession, fact.remark, stamp.recorded_ms, stamp.actor)
    return replace(person, qualified=replace(held, asked=(*held.asked, new)))


FOLD: Final[dict[type, Callable[[Any, Any, Stamp], Any]]] = {
    QualificationStated: _stated,
    RecognitionAsked: _asked,
}
"""What these facts do to the state of a person."""
