"""A list of residents on paper: who took it along, and that it came back.

What leaves on paper cannot be called back, so it is numbered and signed out and in.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Annotated, Final

from app.care.casualty import Fold
from app.care.claim import Stamp
from app.care.form import Choice, Number, Ref, Text, When

STREAM_START: Final = b"handout:"
MOST_ON_PAPER: Final = 200
"""More than one person takes along."""


class Copy(StrEnum):
    """For whom a list is, which decides what stands on it."""

    LEAD = "lead"
    TEAM = "team"
    NEIGHBOUR = "neighbour"


@dataclass(frozen=True, slots=True)
class HandoutGiven:
    """A list of residents was printed and given to somebody; `residents` are on it."""

    sheet: Annotated[str, Text(32)]
    post: Annotated[bytes, Ref()]
    to_name: Annotated[str, Text(80)]
    copy: Annotated[Copy, Choice()]
    people: Annotated[int, Number(1, MOST_ON_PAPER)]
    observed_ms: Annotated[int, When()]
    residents: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class HandoutReturned:
    """A list came back, or is known to be destroyed."""

    observed_ms: Annotated[int, When()]
    remark: Annotated[str, Text(200)] = ""


@dataclass(frozen=True, slots=True)
class Handout:
    """A list that was given out; `returned_ms` None is not back yet."""

    given: HandoutGiven | None = None
    actor: bytes = b""
    returned_ms: int | None = None
    remark: str = ""


@dataclass(frozen=True, slots=True)
class HandoutLine:
    """What lists sort by."""

    given_ms: int
    is_out: int


def _given(handout: Handout, fact: HandoutGiven, stamp: Stamp) -> Handout:
    return replace(handout, given=fact, actor=stamp.actor)


def _returned(handout: Handout, fact: HandoutReturned, _: Stamp) -> Handout:
    return replace(handout, returned_ms=fact.observed_ms, remark=fact.remark)


FOLD: Final[dict[type, Fold]] = {HandoutGiven: _given, HandoutReturned: _returned}


def line(handout: Handout) -> HandoutLine:
    """Return the scalars that lists need."""
    given_ms = handout.given.observed_ms if handout.given else 0
    return HandoutLine(given_ms, int(handout.returned_ms is None))


def handout_stream(sheet: str) -> bytes:
    """Return the stream of a list, by the number that is printed on it."""
    return STREAM_START + sheet.encode()
