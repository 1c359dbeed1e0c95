"""How findings answer the questions of triage tools: yes, no, or still open.

Three-valued logic: an `or` is yes as soon as one part is, and no only when all are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from app.care.findings import Known, flag, number, years
from app.care.triage_flow import NO, YES, Answers, Category, Step, Steps, Tool

VERSION: Final = "1"
"""Of our tables: raised when a step or a number changes, kept with each result."""

BREATHING: Final = ("breathing", "breathes_after_airway")
PULSE: Final = ("radial_pulse",)
VOICE: Final = ("responds_to_voice", "avpu")
WALKS: Final = ("walking",)

Ask = Callable[[Known], bool | None]
Otherwise = Callable[[Known], str | None]

_OPEN: Final[Answers] = frozenset({YES, NO})


def nothing_else(_: Known) -> str | None:
    """Take no answer for granted."""
    return None


def usually_not(_: Known) -> str | None:
    """Take no for granted: it is rare."""
    return NO


def step(
    ask: Ask,
    asks: tuple[str, ...],
    yes: str | Category,
    no: str | Category,
    otherwise: Otherwise = nothing_else,
) -> Step:
    """Return a yes-or-no question."""

    def answers(known: Known) -> Answers:
        said = ask(known)
        return _OPEN if said is None else frozenset({YES if said else NO})

    return Step(asks, answers, {YES: yes, NO: no}, otherwise)


def tool(name: Tool, steps: Mapping[str, Step]) -> Steps:
    """Return a tool that begins with the first of its steps."""
    return Steps(name, VERSION, next(iter(steps)), MappingProxyType(dict(steps)))


def has(name: str) -> Ask:
    """Ask for a yes-or-no finding."""
    return lambda known: flag(known, name)


def outside(name: str, least: float, most: float) -> Ask:
    """Ask whether a number is below `least` or above `most`; both are inside."""
    return _compared(name, lambda value: value < least or value > most)


def at_least(name: str, bound: float) -> Ask:
    """Ask whether a number is `bound` or more."""
    return _compared(name, lambda value: value >= bound)


def above(name: str, bound: float) -> Ask:
    """Ask whether a number is more than `bound`."""
    return _compared(name, lambda value: value > bound)


def below_or_from(name: str, least: float, bound: float) -> Ask:
    """Ask whether a number is below `least`, or `bound` or more."""
    return _compared(name, lambda value: value < least or value >= bound)


def _compared(name: str, test: Callable[[float], bool]) -> Ask:
    def ask(known: Known) -> bool | None:
        value = number(known, name)
        return None if value is None else test(value)

    return ask


def any_of(*said: bool | None) -> bool | None:
    """Return yes as soon as one is, no only when all are."""
    if any(said):
        return True
    return None if None in said else False


def all_of(*said: bool | None) -> bool | None:
    """Return no as soon as one is, yes only when all are."""
    if False in said:
        return False
    return None if None in said else True


def negated(said: bool | None) -> bool | None:
    """Return the opposite; unknown stays unknown."""
    return None if said is None else not said


def breathes(known: Known) -> bool | None:
    """Tell whether somebody breathes, if need be once the airway was opened."""
    return any_of(flag(known, "breathing"), flag(known, "breathes_after_airway"))


def only_after_airway(known: Known) -> bool | None:
    """Tell whether somebody who breathes does so only since the airway was opened."""
    return negated(flag(known, "breathing"))


def responds(known: Known) -> bool | None:
    """Tell whether somebody reacts to voice; AVPU P or U does not (§2.11)."""
    avpu = known.get("avpu")
    by_avpu = None if avpu is None else avpu not in ("P", "U")
    said = flag(known, "responds_to_voice")
    return by_avpu if said is None else said and by_avpu is not False


def is_up_to(most_years: float) -> Ask:
    """Ask whether somebody is at most so many years old."""

    def ask(known: Known) -> bool | None:
        least, most = years(known)
        if most <= most_years:
            return True
        return False if least > most_years else None

    return ask


def is_under(bound_years: float) -> Ask:
    """Ask whether somebody is younger than so many years."""

    def ask(known: Known) -> bool | None:
        least, most = years(known)
        if most < bound_years:
            return True
        return False if least >= bound_years else None

    return ask
