"""Downscaling (*afschaling*): which act somebody gets later, otherwise or no more.

Classes, and that a decision never follows from age, disability or a score alone, are
domain.md §7. One stream for each client; of each act the decisions that stand.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Annotated, Final

from app.care.casualty import Fold
from app.care.claim import Stamp
from app.care.form import Choice, Number, Ref, Text, When
from app.care.level import (
    Authority,
)
from app.care.refusal import Refusal
from app.care.resident import Resident
from app.care.review_day import check_day
from app.care.terms import CareLevel, FactId

STREAM_START: Final = b"scarcity:"
DAY_HOURS: Final = 24
URGENT_HOURS: Final = DAY_HOURS
"""Class A is harm within a day (domain.md §7)."""
MOST_DAYS: Final = 90
"""Nobody plans further ahead in scarcity: beyond it somebody typed too much."""


class DownscalingClass(StrEnum):
    """What may become of an act: it cannot wait, it is stretched, others, or none."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"


class CareAct(StrEnum):
    """What somebody gets, and may have to get otherwise."""

    PERSONAL_CARE = "personal_care"
    MEALS = "meals"
    MEDICINES = "medicines"
    WOUND = "wound"
    CATHETER = "catheter"
    STOMA = "stoma"
    INJECTION = "injection"
    DIALYSIS = "dialysis"
    OBSERVATION = "observation"
    VISIT = "visit"
    HOUSEHOLD = "household"
    TRANSPORT = "transport"
    OTHER = "other"


class Ground(StrEnum):
    """Why an act is downscaled; the last three never carry a decision by themselves."""

    ACT_CAN_WAIT = "act_can_wait"
    ACT_SIMPLER = "act_simpler"
    OTHERS_CAN = "others_can"
    NO_STAFF = "no_staff"
    NO_SUPPLIES = "no_supplies"
    NO_WAY_THERE = "no_way_there"
    MORE_URGENT = "more_urgent"
    AGE = "age"
    DISABILITY = "disability"
    SCORE = "score"


PERSONAL: Final = (Ground.AGE, Ground.DISABILITY, Ground.SCORE)
"""What says something of the person, and nothing of the act or of what there is."""
SOUND: Final = tuple(each for each in Ground if each not in PERSONAL)
"""What is about the act, the alternative or what there is: one of these is needed."""


class Alternative(StrEnum):
    """What somebody gets instead."""

    LATER = "later"
    PHONE = "phone"
    RELATIVE = "relative"
    SELF = "self"
    OTHER_CARE = "other_care"
    NOTHING = "nothing"


WITH_INSTRUCTION: Final = (Alternative.PHONE, Alternative.RELATIVE, Alternative.SELF)
"""Class C: somebody else, or from afar, told how."""

ALTERNATIVES: Final = {
    DownscalingClass.B: (Alternative.LATER, Alternative.OTHER_CARE),
    DownscalingClass.C: WITH_INSTRUCTION,
    DownscalingClass.D: (
        Alternative.NOTHING,
        Alternative.OTHER_CARE,
        *WITH_INSTRUCTION,
    ),
}
"""What may come instead, by class; class A has none: it is never downscaled."""

OPEN_CLASSES: Final = tuple(ALTERNATIVES)


class Informed(StrEnum):
    """Who was told of a decision."""

    CLIENT = "client"
    RELATIVE = "relative"
    REPRESENTATIVE = "representative"


class RegionAnswer(StrEnum):
    """What the region says of a decision."""

    AGREED = "agreed"
    DISCUSS = "discuss"
    UNDO = "undo"


@dataclass(frozen=True, slots=True)
class DownscalingDecided:
    """Somebody decided that a client gets an act later, otherwise or no more."""

    post: Annotated[bytes, Ref()]
    subject: Annotated[bytes, Ref()]
    act: Annotated[CareAct, Choice()]
    downscaling: Annotated[DownscalingClass, Choice()]
    grounds: tuple[Ground, ...]
    alternative: Annotated[Alternative, Choice()]
    review_day: Annotated[str, Text(10)]
    authority: Annotated[Authority, Choice()]
    observed_ms: Annotated[int, When()]
    act_name: Annotated[str, Text(60)] = ""
    stretch_days: Annotated[int | None, Number(1, MOST_DAYS)] = None
    instruction: Annotated[str, Text(300)] = ""
    because: Annotated[str, Text(300)] = ""
    authority_name: Annotated[str, Text(80)] = ""
    level: Annotated[CareLevel, Choice()] = CareLevel.BASIS
    sees: tuple[FactId, ...] = ()


@dataclass(frozen=True, slots=True)
class DownscalingTold:
    """The client, or who speaks for them, was told of a decision."""

    post: Annotated[bytes, Ref()]
    target: Annotated[FactId, Ref()]
    informed: Annotated[Informed, Choice()]
    observed_ms: Annotated[int, When()]
    by_name: Annotated[str, Text(80)] = ""
    remark: Annotated[str, Text(200)] = ""


@dataclass(frozen=True, slots=True)
class DownscalingEnded:
    """An act is done again as before; the decisions that were seen no longer stand."""

    post: Annotated[bytes, Ref()]
    act: Annotated[CareAct, Choice()]
    observed_ms: Annotated[int, When()]
    remark: Annotated[str, Text(200)] = ""
    sees: tuple[FactId, ...] = ()


@dataclass(frozen=True, slots=True)
class DownscalingAnswered:
    """The region reviewed a decision of a post, and says what it finds of it."""

    target: Annotated[FactId, Ref()]
    answer: Annotated[RegionAnswer, Choice()]
    by_name: Annotated[str, Text(80)]
    words: Annotated[str, Text(300)] = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision, whose and when it was written down."""

    id: FactId
    fact: DownscalingDecided
    actor: bytes
    recorded_ms: int

    @property
    def about(self) -> tuple[CareAct, str]:
        """The act it is about, by what it is."""
        return (self.fact.act, self.fact.act_name.casefold())


@dataclass(frozen=True, slots=True)
class Told:
    """Who told whom of a decision, and when."""

    id: FactId
    fact: DownscalingTold
    actor: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """What the region said of a decision; `id` says in whose log."""

    id: FactId
    fact: DownscalingAnswered
    at_ms: int


@dataclass(frozen=True, slots=True)
class Downscaled:
    """What was decided for one client: what stands, what stood, who knows."""

    post: bytes = b""
    subject: bytes = b""
    standing: tuple[Decision, ...] = ()
    past: tuple[Decision, ...] = ()
    told: tuple[Told, ...] = ()
    answers: tuple[Answer, ...] = ()

    @property
    def in_doubt(self) -> frozenset[tuple[CareAct, str]]:
        """The acts of which more than one decision stands: a person has to pick."""
        every = [each.about for each in self.standing]
        return frozenset(each for each in every if every.count(each) > 1)

    def told_of(self, decision: FactId) -> tuple[Told, ...]:
        """Return who was told of a decision, first one first."""
        return tuple(e for e in self.told if _id(e.fact.target) == _id(decision))

    def answers_to(self, decision: FactId) -> tuple[Answer, ...]:
        """Return what was said of a decision, last one last."""
        return tuple(e for e in self.answers if _id(e.fact.target) == _id(decision))


@dataclass(frozen=True, slots=True)
class DownscaledLine:
    """What lists sort and count by; `open_b` are the decisions of class B that stand.

    `first_day` is the first day on which one of them is to be reviewed.
    """

    post: bytes
    subject: bytes
    is_open: int
    first_day: str
    open_b: int
    open_c: int
    open_d: int
    all_b: int
    all_c: int
    all_d: int
    in_doubt: int


def check_decision(fact: DownscalingDecided) -> None:
    """Raise Refusal for a decision that may not be made."""
    if fact.downscaling is DownscalingClass.A:
        raise Refusal("class_a_stays")
    if not any(each in SOUND for each in fact.grounds):
        key = "grounds_of_person_alone" if fact.grounds else "ground_missing"
        raise Refusal(key)
    if fact.alternative not in ALTERNATIVES[fact.downscaling]:
        raise Refusal("alternative_of_other_class", field="alternative")
    if fact.act is CareAct.OTHER and not fact.act_name.strip():
        raise Refusal("act_name_missing", field="act_name")
    if fact.downscaling is DownscalingClass.B and fact.stretch_days is None:
        raise Refusal("stretch_missing", field="stretch_days")
    if fact.downscaling is DownscalingClass.C and not fact.instruction.strip():
        raise Refusal("instruction_missing", field="instruction")
    if fact.authority is not Authority.OWN and not fact.authority_name.strip():
        raise Refusal("authority_name_missing", field="authority_name")
    check_day(fact.review_day)


def check_record(fact: DownscalingDecided, resident: Resident) -> None:
    """Raise Refusal for what lets an act wait longer than its record, without words."""
    hours = hours_on_record(resident, fact.act)
    if hours is None or fact.because.strip():
        return
    days = fact.stretch_days or 0
    is_late = fact.alternative is Alternative.LATER and days * DAY_HOURS > hours
    if is_late or fact.alternative is Alternative.NOTHING:
        raise Refusal("beyond_record", field="because", hours=hours)


def _decided(held: Downscaled, fact: DownscalingDecided, stamp: Stamp) -> Downscaled:
    check_decision(fact)
    if held.subject and (fact.subject, fact.post) != (held.subject, held.post):
        raise ValueError("of another client or post")
    new = Decision(stamp.id, replace(fact, sees=()), stamp.actor, stamp.recorded_ms)
    left = _without(held, fact.sees)
    return replace(
        left,
        post=fact.post,
        subject=fact.subject,
        standing=(*left.standing, new),
    )


def _ended(held: Downscaled, fact: DownscalingEnded, _: Stamp) -> Downscaled:
    return _without(held, fact.sees)


def _without(held: Downscaled, seen: Iterable[FactId]) -> Downscaled:
    gone = {_id(each) for each in seen}
    past = tuple(each for each in held.standing if _id(each.id) in gone)
    left = tuple(each for each in held.standing if _id(each.id) not in gone)
    return replace(held, standing=left, past=(*held.past, *past))


def _told(held: Downscaled, fact: DownscalingTold, stamp: Stamp) -> Downscaled:
    return replace(held, told=(*held.told, Told(stamp.id, fact, stamp.actor)))


def _answered(held: Downscaled, fact: DownscalingAnswered, stamp: Stamp) -> Downscaled:
    new = Answer(stamp.id, fact, stamp.recorded_ms)
    return replace(held, answers=(*held.answers, new))


def _id(fact: FactId) -> FactId:
    return (bytes(fact[0]), fact[1])


FOLD: Final[dict[type, Fold]] = {
    DownscalingDecided: _decided,
    DownscalingTold: _told,
    DownscalingEnded: _ended,
    DownscalingAnswered: _answered,
}


def line(held: Downscaled) -> DownscaledLine:
    """Return the scalars that lists need; an act counts once, also in doubt."""
    now, ever = _by_act(held.standing), _by_act((*held.past, *held.standing))
    b, c, d = OPEN_CLASSES
    return DownscaledLine(
        post=held.post,
        subject=held.subject,
        is_open=int(bool(held.standing)),
        first_day=min((each.fact.review_day for each in held.standing), default=""),
        open_b=now[b],
        open_c=now[c],
        open_d=now[d],
        all_b=ever[b],
        all_c=ever[c],
        all_d=ever[d],
        in_doubt=len(held.in_doubt),
    )


def _by_act(decisions: Iterable[Decision]) -> Counter[DownscalingClass]:
    """Return how many acts are of each class: of an act the last that was decided."""
    return Counter({each.about: each.fact.downscaling for each in decisions}.values())


def hours_on_record(resident: Resident, act: CareAct) -> int | None:
    """Return how long somebody can at most do without an act, as their record says.

    Where people differ the fewest hours count; None is not known.
    """
    if act is CareAct.VISIT:
        said = [each.value.alone_hours for each in resident.care]
    else:
        said = [
            each.value.interval_hours
            for each in resident.act
            if any(one.value == act.value for one in each.value.acts)
        ]
    return min((each for each in said if each is not None), default=None)


def scarcity_stream(subject: bytes) -> bytes:
    """Return the stream of what was decided for a client, by the client's own."""
    return STREAM_START + subject
