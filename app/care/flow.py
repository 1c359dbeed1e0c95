"""Flow: where a casualty is, how far on the way out, and what may cling to them.

A place has a purpose, and that says what is happening to whoever is there; a person may
say otherwise. What is kept of both are claims: two tablets may disagree.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Annotated, Any, Final

from app.care.claim import Claim, Stamp, assigned, claimed, latest
from app.care.due import Stay
from app.care.form import Choice, Text, When
from app.care.refusal import Refusal
from app.care.terms import Contamination, Disposition, FactId, Flow, Purpose

HERE: Final = (Flow.WAITING, Flow.TREATMENT, Flow.TRANSPORT)
"""What a person may say of somebody who is at the post; the rest follows from facts."""

OF_PURPOSE: Final = {
    Purpose.WAITING: Flow.WAITING,
    Purpose.TREATMENT: Flow.TREATMENT,
    Purpose.TRANSPORT: Flow.TRANSPORT,
    Purpose.OTHER: Flow.WAITING,
}
"""What happens in a place unless somebody says otherwise."""

WORST_FIRST: Final = (
    Contamination.SUSPECTED,
    Contamination.DECONTAMINATED,
    Contamination.NONE,
)
"""Which of two claims about contamination counts."""

_OF_DISPOSITION: Final = {
    Disposition.DISCHARGED: Flow.DISCHARGED,
    Disposition.HANDED_OVER: Flow.DEPARTED,
    Disposition.LEFT: Flow.LEFT,
}


@dataclass(frozen=True, slots=True)
class Placed:
    """A casualty was brought to a place in the post.

    `place` names it for ever; `name` is what it was called then, empty for an example.
    """

    place: Annotated[str, Text(32)]
    observed_ms: Annotated[int, When()]
    name: Annotated[str, Text(60)] = ""
    purpose: Annotated[Purpose, Choice()] = Purpose.WAITING
    status: Annotated[Flow | None, Choice()] = None
    sees: tuple[FactId, ...] = ()
    late: bool = False


@dataclass(frozen=True, slots=True)
class Received:
    """Who was handed over has arrived: the receiver said so."""

    observed_ms: Annotated[int, When()]
    destination: Annotated[str, Text(100)] = ""
    confirmed_by: Annotated[str, Text(80)] = ""


@dataclass(frozen=True, slots=True)
class ContaminationNoted:
    """Something dangerous may cling to a casualty, or was washed off."""

    state: Annotated[Contamination, Choice()]
    observed_ms: Annotated[int, When()]
    substance: Annotated[str, Text(80)] = ""
    body: Annotated[str, Text(80)] = ""
    done_by: Annotated[str, Text(80)] = ""
    sees: tuple[FactId, ...] = ()
    late: bool = False


@dataclass(frozen=True, slots=True)
class Spot:
    """Where somebody is, and what is happening there."""

    place: str
    name: str
    flow: Flow

    @property
    def code(self) -> str:
        """The spot in one text, for those who show claims."""
        return "\n".join((self.flow.value, self.place, self.name))


@dataclass(frozen=True, slots=True)
class Cling:
    """What may cling to somebody, and where on the body."""

    state: Contamination
    substance: str = ""
    body: str = ""


def spot_of(code: str) -> Spot:
    """Return the spot that `Spot.code` was made from."""
    flow, place, name = code.split("\n", 2)
    return Spot(place, name, Flow(flow))


def flow(
    *,
    is_dead: bool,
    left: Disposition | None,
    is_received: bool,
    spots: tuple[Claim[Spot], ...],
) -> Flow:
    """Return how far a casualty is; every word of it follows from facts.

    The rule, first match wins: deceased when the category that counts is † (of two
    claims the most urgent counts, so nobody is deceased on one of two opinions).
    Then how they left: discharged, left, or handed over, which is departed until the
    receiver confirmed the arrival, and then received. Otherwise what was said of, or
    follows from, the place they were last seen in; without one they are waiting.
    """
    if is_dead:
        return Flow.DECEASED
    if left is not None:
        is_there = left is Disposition.HANDED_OVER and is_received
        return Flow.RECEIVED if is_there else _OF_DISPOSITION[left]
    last = latest(spots)
    return Flow.WAITING if last is None else last.value.flow


def worst(claims: tuple[Claim[Cling], ...]) -> Claim[Cling] | None:
    """Return the claim about contamination that counts; of equals the newest."""
    return min(
        claims,
        key=lambda each: (WORST_FIRST.index(each.value.state), -each.observed_ms),
        default=None,
    )


def _placed(casualty: Any, fact: Placed, stamp: Stamp) -> Any:
    if fact.status is not None and fact.status not in HERE:
        raise Refusal("not_a_choice", field="status")
    spot = Spot(fact.place, fact.name, fact.status or OF_PURPOSE[fact.purpose])
    claim = claimed(spot, fact.observed_ms, stamp, late=fact.late)
    newest = casualty.placed_newest_ms
    return replace(
        casualty,
        placed=assigned(casualty.placed, claim, fact.sees, newest),
        placed_newest_ms=max(fact.observed_ms, newest or 0),
        stays=(*casualty.stays, Stay(fact.observed_ms, fact.place)),
    )


def _received(casualty: Any, fact: Received, _: Stamp) -> Any:
    known = casualty.received_ms
    first = fact.observed_ms if known is None else min(known, fact.observed_ms)
    return replace(casualty, received_ms=first)


def _contaminated(casualty: Any, fact: ContaminationNoted, stamp: Stamp) -> Any:
    cling = Cling(fact.state, fact.substance, fact.body)
    claim = claimed(
        cling, fact.observed_ms, stamp, late=fact.late, authority=fact.done_by
    )
    newest = casualty.contaminated_newest_ms
    return replace(
        casualty,
        contaminated=assigned(casualty.contaminated, claim, fact.sees, newest),
        contaminated_newest_ms=max(fact.observed_ms, newest or 0),
    )


FOLD: Final[dict[type, Callable[[Any, Any, Stamp], Any]]] = {
    Placed: _placed,
    Received: _received,
    ContaminationNoted: _contaminated,
}
"""What these facts do to the state of a casualty."""
