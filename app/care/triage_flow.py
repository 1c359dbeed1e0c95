"""What a triage tool is made of: questions, each with a way on for every answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from app.care.findings import Known
from app.care.terms import Triage


class Tool(StrEnum):
    """The triage tools, by the names their sources print."""

    TST = "TST"
    MITT = "MITT"
    MPTT24 = "MPTT24"
    MIMMS_SIEVE = "MIMMS_SIEVE"
    TRIAGE_SORT = "TRIAGE_SORT"
    START = "START"
    JUMPSTART = "JUMPSTART"
    SALT = "SALT"
    CAREFLIGHT = "CAREFLIGHT"
    PTT = "PTT"


class Category(StrEnum):
    """What a tool can say: a category, or a finding for a person to decide on."""

    T1 = "T1"
    NOT_BREATHING = "NOT_BREATHING"
    BLACK = "BLACK"
    EXPECTANT = "EXPECTANT"
    T2 = "T2"
    T3 = "T3"


URGENCY: Final = tuple(Category)
"""Most urgent first: undecided findings rank just under T1 (domain.md §2.1)."""

AS_TRIAGE: Final[Mapping[Category, Triage]] = {
    Category.T1: Triage.T1,
    Category.T2: Triage.T2,
    Category.T3: Triage.T3,
    Category.BLACK: Triage.BLACK,
    Category.NOT_BREATHING: Triage.BLACK,
    Category.EXPECTANT: Triage.BLACK,
}
"""What a person is offered to record: an undecided finding is `black`, to confirm."""

YES: Final = "yes"
NO: Final = "no"
UNKNOWN: Final = "unknown"

Answers = frozenset[str]
"""The answers a question can still have: one when it is answered."""


@dataclass(frozen=True, slots=True)
class Step:
    """One question of a tool.

    `asks` are the findings that answer it, the first one first; `then` is where each
    answer leads: the name of a step, or a category. `otherwise` is the answer taken,
    and said to be taken, as long as nobody asked: for what is rare or measured only
    now and then. The result is then never complete unless the answer cannot matter.
    """

    asks: tuple[str, ...]
    answers: Callable[[Known], Answers]
    then: Mapping[str, str | Category]
    otherwise: Callable[[Known], str | None] = lambda _: None


@dataclass(frozen=True, slots=True)
class Steps:
    """A tool: its steps by name, where it begins, what it is and for whom."""

    tool: Tool
    version: str
    first: str
    steps: Mapping[str, Step]
