"""A consult that needs no bed: by phone, of a group, at the door; what was agreed.

What can wait has a day, and comes back on it. Who can do something for somebody need
not be a carer: a neighbour or a volunteer is asked for, and found.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Annotated, Final

from app.care.casualty import Fold
from app.care.claim import Stamp
from app.care.form import Choice, Number, Ref, Text, When

STREAM_START: Final = b"consult:"
MOST_PEOPLE: Final = 1_000


class ConsultWay(StrEnum):
    """How somebody was spoken to."""

    PHONE = "phone"
    DOOR = "door"
    GROUP = "group"


class Agreed(StrEnum):
    """What was agreed."""

    SELF = "self"
    WAIT = "wait"
    COME = "come"
    ELSEWHERE = "elsewhere"


class Helper(StrEnum):
    """Who besides a carer can help; unknown is what nobody asked."""

    UNKNOWN = "unknown"
    NOBODY = "nobody"
    NEIGHBOUR = "neighbour"
    VOLUNTEER = "volunteer"


class Followed(StrEnum):
    """What became of calling back."""

    BETTER = "better"
    WAIT = "wait"
    COME = "come"
    ELSEWHERE = "elsewhere"
    NOT_REACHED = "not_reached"


@dataclass(frozen=True, slots=True)
class ConsultMade:
    """Somebody, or a group, was advised. `sheet` is the advice that was handed out.

    With *wait* `until_day` says until when; then it comes back to the list.
    """

    post: Annotated[bytes, Ref()]
    consult_way: Annotated[ConsultWay, Choice()]
    agreed: Annotated[Agreed, Choice()]
    observed_ms: Annotated[int, When()]
    asker: Annotated[str, Text(80)] = ""
    call_back: Annotated[str, Text(24)] = ""
    question: Annotated[str, Text(300)] = ""
    advised: Annotated[str, Text(500)] = ""
    heads: Annotated[int, Number(1, MOST_PEOPLE)] = 1
    sheet: Annotated[str, Text(32)] = ""
    until_day: Annotated[str, Text(10)] = ""
    helper: Annotated[Helper, Choice()] = Helper.UNKNOWN
    help_with: Annotated[str, Text(200)] = ""


@dataclass(frozen=True, slots=True)
class ConsultFollowed:
    """Somebody was called back; who could not be reached stays on the list."""

    followed: Annotated[Followed, Choice()]
    observed_ms: Annotated[int, When()]
    until_day: Annotated[str, Text(10)] = ""
    note: Annotated[str, Text(300)] = ""


@dataclass(frozen=True, slots=True)
class HelpFound:
    """A neighbour or volunteer was found."""

    helped_by: Annotated[str, Text(80)]
    observed_ms: Annotated[int, When()]


@dataclass(frozen=True, slots=True)
class Consult:
    """A consult and what came after it; `due_day` is empty where nobody calls back."""

    made: ConsultMade | None = None
    actor: bytes = b""
    followed: tuple[ConsultFollowed, ...] = ()
    found: HelpFound | None = None

    @property
    def post(self) -> bytes:
        """Whose consult it is."""
        return self.made.post if self.made else b""

    @property
    def due_day(self) -> str:
        """On which day somebody is called back; empty where nobody is."""
        day = self.made.until_day if self.made else ""
        for each in self.followed:
            if each.followed is Followed.WAIT:
                day = each.until_day
            elif each.followed is not Followed.NOT_REACHED:
                day = ""
        return day

    @property
    def tries(self) -> int:
        """How often nobody was reached since the day was last set."""
        count = 0
        for each in self.followed:
            missed = each.followed is Followed.NOT_REACHED
            count = count + 1 if missed else 0
        return count

    @property
    def wants_help(self) -> bool:
        """Whether a neighbour or volunteer can help, and none is found yet."""
        if self.made is None or self.found is not None:
            return False
        return self.made.helper in (Helper.NEIGHBOUR, Helper.VOLUNTEER)


@dataclass(frozen=True, slots=True)
class ConsultLine:
    """What lists go by."""

    post: bytes
    made_ms: int
    due_day: str
    wants_help: int


def _made(consult: Consult, fact: ConsultMade, stamp: Stamp) -> Consult:
    return replace(consult, made=fact, actor=stamp.actor)


def _followed(consult: Consult, fact: ConsultFollowed, _: Stamp) -> Consult:
    both = (*consult.followed, fact)
    in_order = sorted(both, key=lambda each: each.observed_ms)
    return replace(consult, followed=tuple(in_order))


def _found(consult: Consult, fact: HelpFound, _: Stamp) -> Consult:
    held = consult.found
    is_newer = held is None or (fact.observed_ms, fact.helped_by) >= (
        held.observed_ms,
        held.helped_by,
    )
    return replace(consult, found=fact) if is_newer else consult


FOLD: Final[dict[type, Fold]] = {
    ConsultMade: _made,
    ConsultFollowed: _followed,
    HelpFound: _found,
}


def line(consult: Consult) -> ConsultLine:
    """Return the scalars that lists need."""
    made_ms = consult.made.observed_ms if consult.made else 0
    return ConsultLine(consult.post, made_ms, consult.due_day, int(consult.wants_help))


def consult_stream(name: bytes) -> bytes:
    """Return the stream of a consult, by 16 random bytes."""
    return STREAM_START + name
