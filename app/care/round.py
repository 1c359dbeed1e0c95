"""Welfare rounds (*omkijkrondes*): who goes to whom, in which order, and how far it is.

Who was visited is no fact here: that is in each resident's own stream, so that a visit
counts once, whichever round, tablet or paper it came by.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise
from typing import Annotated, Final

from app.care.casualty import Fold
from app.care.claim import Claim, Stamp, assigned, claimed
from app.care.form import Choice, Ref, Text, When
from app.care.handout import MOST_ON_PAPER, Copy
from app.care.harm import AHEAD_MS
from app.care.terms import FactId

STREAM_START: Final = b"round:"
MOST_ON_ROUND: Final = MOST_ON_PAPER
"""A round fits on one list, so that whoever has no tablet takes all of it along."""

MOST_TEAMS: Final = 20
"""More teams than a post sends out at once."""

_NEAR: Final = 4
"""A team's part ends with a street where one ends within a quarter of its share."""

_LAST: Final = "~"
"""Sorts behind every street and postcode."""

_DIGITS: Final = 4
_MARK_BYTES: Final = 6


class StopState(StrEnum):
    """How it stands with somebody on a round."""

    TO_DO = "to_do"
    TRIED = "tried"
    DONE = "done"
    AWAY = "away"
    GONE = "gone"


STILL_TO_GO: Final = frozenset({StopState.TO_DO, StopState.TRIED})
"""Somebody has to go there, or once more."""


@dataclass(frozen=True, slots=True)
class RoundPlanned:
    """A round was made for a team: whom it visits, in walking order."""

    post: Annotated[bytes, Ref()]
    team: Annotated[str, Text(60)]
    observed_ms: Annotated[int, When()]
    residents: tuple[bytes, ...]
    outage: Annotated[bytes, Ref()] = b""


@dataclass(frozen=True, slots=True)
class RoundAssigned:
    """Somebody was asked to walk a round; `copy` is how much they get to know."""

    to_name: Annotated[str, Text(80)]
    observed_ms: Annotated[int, When()]
    copy: Annotated[Copy, Choice()] = Copy.TEAM
    sees: tuple[FactId, ...] = ()


@dataclass(frozen=True, slots=True)
class RoundTaken:
    """Somebody began to walk a round."""

    observed_ms: Annotated[int, When()]


@dataclass(frozen=True, slots=True)
class RoundEnded:
    """Nobody walks a round any more, whoever is left on it."""

    observed_ms: Annotated[int, When()]
    remark: Annotated[str, Text(200)] = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """That somebody began to walk a round, and when."""

    actor: bytes
    log: bytes
    at_ms: int


@dataclass(frozen=True, slots=True)
class Round:
    """A round: whom it visits, who was asked to walk it, who does."""

    post: bytes = b""
    team: str = ""
    planned_ms: int = 0
    residents: tuple[bytes, ...] = ()
    outage: bytes = b""
    assigned: tuple[Claim[RoundAssigned], ...] = ()
    taken: tuple[Taken, ...] = ()
    ended_ms: int | None = None
    remark: str = ""

    @property
    def walkers(self) -> str:
        """Who was asked to walk it; where two people asked apart, both."""
        names = (each.value.to_name for each in self.assigned)
        return " / ".join(dict.fromkeys(each for each in names if each))

    @property
    def copy(self) -> Copy:
        """How much those who walk it get to know: the least that anybody said."""
        copies = {each.value.copy for each in self.assigned}
        return Copy.NEIGHBOUR if Copy.NEIGHBOUR in copies else Copy.TEAM


@dataclass(frozen=True, slots=True)
class RoundLine:
    """What lists sort by."""

    post: bytes
    planned_ms: int
    is_open: int


def _planned(round_: Round, fact: RoundPlanned, _: Stamp) -> Round:
    return replace(
        round_,
        post=fact.post,
        team=fact.team,
        planned_ms=fact.observed_ms,
        residents=tuple(dict.fromkeys(fact.residents)),
        outage=fact.outage,
    )


def _assigned(round_: Round, fact: RoundAssigned, stamp: Stamp) -> Round:
    claim = claimed(replace(fact, sees=()), fact.observed_ms, stamp)
    return replace(
        round_, assigned=assigned(round_.assigned, claim, fact.sees, newest_ms=None)
    )


def _taken(round_: Round, fact: RoundTaken, stamp: Stamp) -> Round:
    if any((each.actor, each.log) == (stamp.actor, stamp.log) for each in round_.taken):
        return round_
    new = Taken(stamp.actor, stamp.log, fact.observed_ms)
    return replace(round_, taken=(*round_.taken, new))


def _ended(round_: Round, fact: RoundEnded, _: Stamp) -> Round:
    return replace(round_, ended_ms=fact.observed_ms, remark=fact.remark)


FOLD: Final[dict[type, Fold]] = {
    RoundPlanned: _planned,
    RoundAssigned: _assigned,
    RoundTaken: _taken,
    RoundEnded: _ended,
}


def line(round_: Round) -> RoundLine:
    """Return the scalars that lists need; what was never planned is not open."""
    is_open = bool(round_.residents) and round_.ended_ms is None
    return RoundLine(round_.post, round_.planned_ms, int(is_open))


def round_stream(name: bytes) -> bytes:
    """Return the stream of a round, by 16 random bytes."""
    return STREAM_START + name


def round_mark(stream: bytes) -> str:
    """Return a round as the row of a resident names it."""
    return stream[-_MARK_BYTES:].hex()


@dataclass(frozen=True, slots=True)
class Visited:
    """What the row of a resident says of visits.

    `met_rounds` and `tried_rounds` are the marks of the rounds on which they were
    spoken to at home, or not found.
    """

    been_ms: int = 0
    tried_ms: int = 0
    met_rounds: str = ""
    tried_rounds: str = ""
    is_at_home: bool = True
    is_kept: bool = True


def stop_state(
    seen: Visited | None, stream: bytes, planned_ms: int, now_ms: int
) -> StopState:
    """Return how it stands with somebody on a round.

    They were visited when it was for this round, or for anything since it was planned;
    what a wrong clock puts in the future was not since. None: nothing is kept of them.
    """
    if seen is None or not seen.is_kept:
        return StopState.GONE
    mark, latest = round_mark(stream), now_ms + AHEAD_MS
    if mark in seen.met_rounds or planned_ms <= seen.been_ms <= latest:
        return StopState.DONE
    if not seen.is_at_home:
        return StopState.AWAY
    if mark in seen.tried_rounds or planned_ms <= seen.tried_ms <= latest:
        return StopState.TRIED
    return StopState.TO_DO


@dataclass(frozen=True, slots=True)
class Home:
    """Where somebody lives, and how urgent they are: `rank` is that of their class."""

    stream: bytes
    postcode: str = ""
    street: str = ""
    house: int = 0
    number: str = ""
    rank: int = 0
    waits: bool = False


def by_street(homes: Iterable[Home]) -> list[Home]:
    """Return homes as one walks: street by street, up the odd side, down the even one.

    Streets go by postcode. Whose number nobody knows comes first in the street; whose
    street nobody knows comes last.
    """
    known = list(homes)
    lane_of = _lanes(known)
    codes: dict[_Lane, str] = {}
    for each in known:
        lane, code = lane_of(each), each.postcode or _LAST
        codes[lane] = min(code, codes.get(lane, code))

    def key(home: Home) -> tuple[object, ...]:
        lane = lane_of(home)
        is_even = home.house > 0 and home.house % 2 == 0
        along = -home.house if is_even else home.house
        where = (home.street == "", codes[lane], *lane)
        return (*where, is_even, along, home.number, home.stream)

    return sorted(known, key=key)


_Lane = tuple[str, str]


def _lanes(homes: Iterable[Home]) -> Callable[[Home], _Lane]:
    """Return what tells a street from one of that name in another place.

    Who has no postcode lives in the only street of that name, where there is one.
    """
    digits: dict[str, set[str]] = {}
    for each in homes:
        if each.postcode:
            digits.setdefault(each.street, set()).add(each.postcode[:_DIGITS])

    def lane(home: Home) -> _Lane:
        named = digits.get(home.street, set())
        if not home.postcode and len(named) == 1:
            return (min(named), home.street)
        return (home.postcode[:_DIGITS] or _LAST, home.street)

    return lane


def by_risk(homes: Iterable[Home]) -> list[Home]:
    """Return homes as they are visited: who waits at zero, then class by class.

    Within each of these one walks street by street.
    """
    along = by_street(homes)
    return sorted(along, key=lambda home: (not home.waits, home.rank))


def divided(homes: Sequence[Home], teams: int) -> list[list[Home]]:
    """Return homes divided over teams, each with streets that lie together.

    The parts are about as large; a street stays whole where that is nearly so.
    """
    along = by_street(homes)
    teams = max(1, min(teams, len(along)))
    lane_of = _lanes(along)
    cuts = _cuts([lane_of(each) for each in along], teams)
    parts = _parts(along, cuts)
    if any(len(part) > MOST_ON_ROUND for part in parts):
        even = [len(along) * team // teams for team in range(teams + 1)]
        parts = _parts(along, even)
    return [by_risk(part) for part in parts if part]


def _cuts(streets: Sequence[_Lane], teams: int) -> list[int]:
    count = len(streets)
    borders = [at for at in range(1, count) if streets[at] != streets[at - 1]]
    cuts = [0]
    for team in range(1, teams):
        ideal = count * team // teams
        near = min(borders, key=lambda at: abs(at - ideal), default=ideal)
        is_near = abs(near - ideal) * _NEAR * teams <= count
        cuts.append(max(cuts[-1], near if is_near else ideal))
    return [*cuts, count]


def _parts(along: Sequence[Home], cuts: Sequence[int]) -> list[list[Home]]:
    return [list(along[first:end]) for first, end in pairwise(cuts)]
