"""Relatives who ask for somebody: what they said, and what came of it.

A question has a stream of its own: whoever is sought may not be here at all.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated, Final

from app.care.casualty import Fold
from app.care.claim import Stamp
from app.care.form import Choice, Ref, Text, When
from app.care.terms import AskOutcome, Sex

STREAM_START: Final = b"ask:"


@dataclass(frozen=True, slots=True)
class RelativeAsked:
    """Somebody asked for a person: who asks, how to reach them, who is sought."""

    observed_ms: Annotated[int, When()]
    name: Annotated[str, Text(120)]
    asker: Annotated[str, Text(80)]
    phone: Annotated[str, Text(40)] = ""
    relation: Annotated[str, Text(60)] = ""
    birth_date: Annotated[str, Text(10)] = ""
    sex: Annotated[Sex, Choice()] = Sex.UNKNOWN
    description: Annotated[str, Text(300)] = ""


@dataclass(frozen=True, slots=True)
class RelativeAnswered:
    """What came of a question; with a casualty where a person recognised one."""

    observed_ms: Annotated[int, When()]
    outcome: Annotated[AskOutcome, Choice()]
    casualty: Annotated[bytes, Ref()] = b""


@dataclass(frozen=True, slots=True)
class Ask:
    """A question of relatives, and the last that came of it."""

    asked: RelativeAsked | None = None
    outcome: AskOutcome | None = None
    casualty: bytes = b""


@dataclass(frozen=True, slots=True)
class AskLine:
    """The scalars of a question that lists need."""

    asked_ms: int
    is_open: int
    casualty: bytes


def _asked(ask: Ask, fact: RelativeAsked, _: Stamp) -> Ask:
    return replace(ask, asked=fact)


def _answered(ask: Ask, fact: RelativeAnswered, _: Stamp) -> Ask:
    casualty = fact.casualty or ask.casualty
    if fact.outcome is AskOutcome.NOT_HERE:
        casualty = b""
    return replace(ask, outcome=fact.outcome, casualty=casualty)


FOLD: Final[dict[type, Fold]] = {RelativeAsked: _asked, RelativeAnswered: _answered}

_CLOSED: Final = frozenset({AskOutcome.INFORMED, AskOutcome.NOT_HERE})


def line(ask: Ask) -> AskLine:
    """Return the scalars that lists need; found is open until the relative knows."""
    asked_ms = ask.asked.observed_ms if ask.asked else 0
    return AskLine(asked_ms, int(ask.outcome not in _CLOSED), ask.casualty)


def ask_stream(ask: bytes) -> bytes:
    """Return the stream of a question."""
    return STREAM_START + ask
