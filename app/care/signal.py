"""What a post counts in a day: cases by syndrome, age and sex, and who was called.

Each tap is a fact of its own, so two tablets that count at once add up. A day that was
reported has no cases of what nobody counted; of one that was not, nobody knows.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Annotated, Final

from app.care.casualty import Fold
from app.care.claim import Stamp
from app.care.form import Choice, Number, Ref, Text, When
from app.care.refusal import Refusal
from app.care.syndrome import AT_ONE_CASE, Alarm, Band, CountedSex, Syndrome
from app.care.terms import FactId

STREAM_START: Final = b"signal:"
MOST_AT_ONCE: Final = 50
"""More is not tapped by hand."""
MOST_TOLD: Final = 100_000


class Reached(StrEnum):
    """What became of a call."""

    SPOKEN = "spoken"
    NO_ANSWER = "no_answer"
    NO_LINE = "no_line"


@dataclass(frozen=True, slots=True)
class SyndromeCounted:
    """So many cases more, or fewer: a correction is a fact as well."""

    post: Annotated[bytes, Ref()]
    day: Annotated[str, Text(10)]
    syndrome: Annotated[Syndrome, Choice()]
    band: Annotated[Band, Choice()]
    sex: Annotated[CountedSex, Choice()]
    cases: Annotated[int, Number(-MOST_AT_ONCE, MOST_AT_ONCE)]
    observed_ms: Annotated[int, When()]


@dataclass(frozen=True, slots=True)
class DayReported:
    """The day was reported: of what was not counted there were no cases."""

    post: Annotated[bytes, Ref()]
    day: Annotated[str, Text(10)]
    observed_ms: Annotated[int, When()]


@dataclass(frozen=True, slots=True)
class AlarmRaised:
    """A person judged that the GGD is to be called, which no count can tell."""

    post: Annotated[bytes, Ref()]
    day: Annotated[str, Text(10)]
    alarm: Annotated[Alarm, Choice()]
    observed_ms: Annotated[int, When()]


@dataclass(frozen=True, slots=True)
class GgdCalled:
    """Somebody called the GGD: who records it called; `cases` is what there was then.

    `sees` are the counts that were told. A call that reached nobody is kept too, and
    the alarm stands.
    """

    post: Annotated[bytes, Ref()]
    day: Annotated[str, Text(10)]
    alarm: Annotated[Alarm, Choice()]
    reached: Annotated[Reached, Choice()]
    observed_ms: Annotated[int, When()]
    cases: Annotated[int, Number(0, MOST_TOLD)] = 0
    spoke_to: Annotated[str, Text(80)] = ""
    agreed: Annotated[str, Text(300)] = ""
    phone: Annotated[str, Text(24)] = ""
    sees: tuple[FactId, ...] = ()


@dataclass(frozen=True, slots=True)
class GgdSet:
    """Whom this post calls, and whether any watery diarrhoea counts as cholera here."""

    name: Annotated[str, Text(60)] = ""
    phone: Annotated[str, Text(24)] = ""
    cholera_area: Annotated[bool, Choice()] = False


@dataclass(frozen=True, slots=True)
class Cell:
    """How many cases of one kind; below nothing: more was taken off than put on."""

    syndrome: Syndrome
    band: Band
    sex: CountedSex
    cases: int


@dataclass(frozen=True, slots=True)
class Called:
    """A call to the GGD, by whom and when."""

    call: GgdCalled
    actor: bytes


@dataclass(frozen=True, slots=True)
class SignalDay:
    """One day of a post. `reported_ms` is when it was first reported, None: it was not.

    A cell that fell back to nothing stays: somebody counted. `marks` are the counts of
    what may be called in, each by its fact, to know which the GGD has heard of.
    """

    post: bytes = b""
    day: str = ""
    cells: tuple[Cell, ...] = ()
    reported_ms: int | None = None
    raised: tuple[Alarm, ...] = ()
    calls: tuple[Called, ...] = ()
    marks: tuple[tuple[Syndrome, FactId], ...] = ()


@dataclass(frozen=True, slots=True)
class SignalLine:
    """What lists go by: `rings` where an alarm waits for a call, all but any diarrhoea.

    Whether diarrhoea alone is one depends on the area: `watery` says there was any.
    """

    post: bytes
    day: str
    reported: int
    rings: int
    watery: int


def signal_stream(post: bytes, day: str) -> bytes:
    """Return the stream of a day at a post."""
    return STREAM_START + post + b":" + day.encode()


_MARKED: Final = frozenset({*AT_ONE_CASE, Syndrome.AWD})


def _counted(day: SignalDay, fact: SyndromeCounted, stamp: Stamp) -> SignalDay:
    at = (fact.syndrome, fact.band, fact.sex)
    held = {(each.syndrome, each.band, each.sex): each.cases for each in day.cells}
    held[at] = held.get(at, 0) + fact.cases
    cells = tuple(Cell(*where, cases) for where, cases in sorted(held.items()))
    marks = day.marks
    if fact.cases > 0 and fact.syndrome in _MARKED:
        marks = tuple(sorted((*marks, (fact.syndrome, stamp.id))))
    return replace(day, post=fact.post, day=fact.day, cells=cells, marks=marks)


def _reported(day: SignalDay, fact: DayReported, _: Stamp) -> SignalDay:
    known = (fact.observed_ms, day.reported_ms)
    first = min(each for each in known if each is not None)
    return replace(day, post=fact.post, day=fact.day, reported_ms=first)


def _raised(day: SignalDay, fact: AlarmRaised, _: Stamp) -> SignalDay:
    raised = tuple(sorted({*day.raised, fact.alarm}))
    return replace(day, post=fact.post, day=fact.day, raised=raised)


def _called(day: SignalDay, fact: GgdCalled, stamp: Stamp) -> SignalDay:
    calls = (*day.calls, Called(fact, stamp.actor))
    in_order = sorted(calls, key=lambda each: each.call.observed_ms)
    return replace(day, post=fact.post, day=fact.day, calls=tuple(in_order))


FOLD: Final[dict[type, Fold]] = {
    SyndromeCounted: _counted,
    DayReported: _reported,
    AlarmRaised: _raised,
    GgdCalled: _called,
}


def cases(day: SignalDay, syndrome: Syndrome) -> int:
    """Return how many cases of a syndrome were counted."""
    return sum(each.cases for each in day.cells if each.syndrome is syndrome)


def is_counted(day: SignalDay, syndrome: Syndrome) -> bool:
    """Tell whether anybody counted a syndrome, also where it came to nothing."""
    return any(each.syndrome is syndrome for each in day.cells)


def cell(day: SignalDay, syndrome: Syndrome, band: Band, sex: CountedSex) -> int:
    """Return how many cases stand in one cell."""
    at = (syndrome, band, sex)
    found = (c.cases for c in day.cells if (c.syndrome, c.band, c.sex) == at)
    return next(found, 0)


@dataclass(frozen=True, slots=True)
class Ringing:
    """An alarm of a day: of how many cases, and how many the GGD has heard.

    `told` None: nobody was reached yet. `sees` are the counts it is made of, `unheard`
    how many of them came after the call. One a person raised has no count of its own.
    """

    alarm: Alarm
    cases: int
    told: int | None
    sees: tuple[FactId, ...] = ()
    unheard: int = 0

    @property
    def waits(self) -> bool:
        """Whether the GGD is to be called, or called again for what came since."""
        return self.told is None or self.unheard > 0


def ringing(day: SignalDay, *, cholera_area: bool = False) -> tuple[Ringing, ...]:
    """Return the alarms of a day, those that wait for a call first."""
    counted = (
        _ringing(day, alarm, syndromes_of(alarm, cholera_area=cholera_area))
        for alarm in AT_ONE_CASE.values()
    )
    rung = [each for each in counted if each.cases > 0]
    rung += [Ringing(alarm, 0, told(day, alarm)) for alarm in day.raised]
    order = list(Alarm)
    rung.sort(key=lambda each: (not each.waits, order.index(each.alarm)))
    return tuple(rung)


def syndromes_of(alarm: Alarm, *, cholera_area: bool = False) -> tuple[Syndrome, ...]:
    """Return the syndromes whose cases an alarm counts; none for what is judged."""
    own = tuple(each for each, rings in AT_ONE_CASE.items() if rings is alarm)
    return (*own, Syndrome.AWD) if cholera_area and alarm is Alarm.CHOL else own


def _ringing(day: SignalDay, alarm: Alarm, of: Iterable[Syndrome]) -> Ringing:
    several = tuple(of)
    positive = sum(max(cases(day, each), 0) for each in several)
    sees = tuple(fact for syndrome, fact in day.marks if syndrome in several)
    heard = {
        fact
        for each in day.calls
        if each.call.alarm is alarm and each.call.reached is Reached.SPOKEN
        for fact in each.call.sees
    }
    unheard = sum(fact not in heard for fact in sees)
    return Ringing(alarm, positive, told(day, alarm), sees, unheard)


def told(day: SignalDay, alarm: Alarm) -> int | None:
    """Return of how many cases the GGD heard, None where nobody was reached."""
    heard = [
        each.call.cases
        for each in day.calls
        if each.call.alarm is alarm and each.call.reached is Reached.SPOKEN
    ]
    return max(heard, default=None)


def line(day: SignalDay) -> SignalLine:
    """Return the scalars that lists need."""
    rings = any(each.waits for each in ringing(day))
    reported = day.reported_ms is not None
    watery = cases(day, Syndrome.AWD) > 0
    return SignalLine(day.post, day.day, int(reported), int(rings), int(watery))


def check_minus(day: SignalDay, fact: SyndromeCounted) -> None:
    """Raise Refusal where more would be taken off than this device knows of."""
    if fact.cases == 0:
        raise Refusal("nothing_counted")
    if cell(day, fact.syndrome, fact.band, fact.sex) + fact.cases < 0:
        raise Refusal("below_nothing")


def summed(days: Iterable[SignalDay], syndrome: Syndrome) -> int:
    """Return the cases of several days or posts together."""
    return sum(cases(each, syndrome) for each in days)
