"""Hours to harm: which need runs out first, and a score whose every term is shown.

Everything here is domain.md §7. A need starts to run when something it hangs on failed;
what was counted since then runs from the counting. Hours nobody knows count as 4 or
less, and what nobody asked ranks right under that: *call first*. A visit or a talk that
a wrong clock puts in the future says nothing of whether somebody was there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Annotated, Final

from app.care.form import Number
from app.care.refusal import Refusal

HOUR_MS: Final = 3_600_000
AHEAD_MS: Final = 10 * 60_000
"""What two clocks may differ. What was counted later than that has yet to happen: its
clock is wrong, and the hours run from the failure."""
CONTACT_HOURS: Final = 24
"""Who was not spoken to for so long has points for that."""


class Failure(StrEnum):
    """What people at home may have to do without."""

    POWER = "power"
    WATER = "water"
    HEATING = "heating"
    TELEPHONE = "telephone"
    SUPPLY = "supply"


Failures = Mapping[Failure, int]
"""What failed, and since when."""


class NeedKind(StrEnum):
    """What may run out for somebody."""

    BATTERY = "battery"
    CONCENTRATOR = "concentrator"
    CYLINDER = "cylinder"
    MEDICINE = "medicine"
    FOOD = "food"
    ACT = "act"
    ALONE = "alone"


STARTS: Final[Mapping[NeedKind, tuple[Failure, ...]]] = {
    NeedKind.BATTERY: (Failure.POWER,),
    NeedKind.CONCENTRATOR: (Failure.POWER,),
    NeedKind.CYLINDER: (Failure.SUPPLY,),
    NeedKind.MEDICINE: (Failure.SUPPLY,),
    NeedKind.FOOD: (Failure.SUPPLY, Failure.WATER),
    NeedKind.ACT: (Failure.SUPPLY,),
    NeedKind.ALONE: (Failure.SUPPLY, Failure.TELEPHONE),
}
"""Which failures make a need run; *supply* is deliveries and the care that comes."""


class HarmClass(StrEnum):
    """How soon somebody comes to harm, in the order in which they are helped."""

    H4 = "h4"
    UNKNOWN = "unknown"
    H12 = "h12"
    H24 = "h24"
    H72 = "h72"
    MORE = "more"


CLASS_HOURS: Final = {
    HarmClass.H4: 4,
    HarmClass.H12: 12,
    HarmClass.H24: 24,
    HarmClass.H72: 72,
}
"""Up to how many hours each class goes."""

IN_ORDER: Final = tuple(HarmClass)


class Circumstance(StrEnum):
    """What makes somebody's need weigh more, or whose lack of contact does."""

    ALONE = "alone"
    NO_CARER = "no_carer"
    NOT_MOBILE = "not_mobile"
    COGNITIVE = "cognitive"
    COLD = "cold"
    NO_CONTACT = "no_contact"


@dataclass(frozen=True, slots=True)
class WeightsSet:
    """How many points each term of the score gives was decided (domain.md §7)."""

    h4: Annotated[int, Number(0, 100)] = 50
    h12: Annotated[int, Number(0, 100)] = 35
    h24: Annotated[int, Number(0, 100)] = 20
    h72: Annotated[int, Number(0, 100)] = 10
    alone: Annotated[int, Number(0, 100)] = 10
    no_carer: Annotated[int, Number(0, 100)] = 10
    not_mobile: Annotated[int, Number(0, 100)] = 8
    cognitive: Annotated[int, Number(0, 100)] = 6
    cold: Annotated[int, Number(0, 100)] = 8
    no_contact: Annotated[int, Number(0, 100)] = 8


USUAL: Final = WeightsSet()


def check_weights(weights: WeightsSet) -> None:
    """Raise Refusal where fewer hours would weigh less than more hours."""
    hours = [weights.h4, weights.h12, weights.h24, weights.h72]
    if hours != sorted(hours, reverse=True):
        raise Refusal("weights_out_of_order")


def class_points(weights: WeightsSet, each: HarmClass) -> int:
    """Return the points of a class; not knowing counts as the fewest hours do."""
    if each is HarmClass.MORE:
        return 0
    name = "h4" if each is HarmClass.UNKNOWN else each.value
    return int(getattr(weights, name))


@dataclass(frozen=True, slots=True)
class Need:
    """Something somebody cannot do without: for how many hours there is some.

    None: there is a need and nobody knows for how long. Not `is_asked`: nobody asked
    whether there is one. `from_ms`: the hours were true then.
    """

    kind: NeedKind
    hours: int | None = None
    from_ms: int = 0
    is_asked: bool = True


@dataclass(frozen=True, slots=True)
class Dependent:
    """What the order hangs on. None: not known, which weighs as much as yes.

    `contact_ms` is when they were last spoken to, `been_ms` when somebody was there.
    """

    needs: tuple[Need, ...] = ()
    alone: bool | None = None
    no_carer: bool | None = None
    not_mobile: bool | None = None
    cognitive: bool | None = None
    cold_without_power: bool | None = None
    cold_without_heating: bool | None = None
    cold_already: bool | None = None
    contact_ms: int = 0
    been_ms: int = 0


@dataclass(frozen=True, slots=True)
class Running:
    """A need that runs: when it is at zero; None: nobody knows, or nobody asked."""

    kind: NeedKind
    zero_ms: int | None
    is_asked: bool = True


@dataclass(frozen=True, slots=True)
class Term:
    """One term of a score: why, how many points, and whether it is only not known."""

    why: HarmClass | Circumstance
    points: int
    is_unknown: bool = False


@dataclass(frozen=True, slots=True)
class Harm:
    """How soon somebody comes to harm, and the whole way there."""

    harm_class: HarmClass
    running: tuple[Running, ...]
    terms: tuple[Term, ...]
    waits: bool
    contact_ms: int

    @property
    def score(self) -> int:
        """The sum of all terms."""
        return sum(each.points for each in self.terms)

    @property
    def zero_ms(self) -> int | None:
        """When the first need that is known reaches zero."""
        known = (each.zero_ms for each in self.running if each.zero_ms is not None)
        return min(known, default=None)

    @property
    def is_unknown(self) -> bool:
        """Whether something that runs is not known: call first."""
        return any(each.zero_ms is None for each in self.running)

    @property
    def place(self) -> tuple[int, int, int, int]:
        """What to sort by: waits at zero, class, score, then who was longest alone."""
        rank = IN_ORDER.index(self.harm_class)
        return (0 if self.waits else 1, rank, -self.score, self.contact_ms)


def everything(now_ms: int) -> Failures:
    """Return what is asked where nothing failed: if it all failed now."""
    return dict.fromkeys(Failure, now_ms)


def since_ms(kind: NeedKind, failures: Failures, now_ms: int) -> int | None:
    """Return from when a need runs; None where nothing it hangs on failed.

    What failed at a moment that is still to come, by a wrong clock, failed already.
    """
    begun = (min(failures[each], now_ms) for each in STARTS[kind] if each in failures)
    return min(begun, default=None)


def harm(
    dependent: Dependent,
    failures: Failures,
    now_ms: int,
    weights: WeightsSet = USUAL,
) -> Harm:
    """Return how soon somebody comes to harm while these things fail."""
    running = tuple(
        _running(need, since, now_ms)
        for need in dependent.needs
        if (since := since_ms(need.kind, failures, now_ms)) is not None
    )
    reached = [
        each.zero_ms
        for each in running
        if each.zero_ms is not None and each.zero_ms <= now_ms
    ]
    of_class = _class(running, now_ms)
    terms = (
        *_hours_term(of_class, running, weights),
        *_circumstances(dependent, failures, now_ms, weights),
    )
    been_ms = dependent.been_ms if dependent.been_ms <= now_ms + AHEAD_MS else 0
    waits = any(been_ms < zero for zero in reached)
    return Harm(of_class, running, terms, waits, dependent.contact_ms)


def class_of(hours_ms: int) -> HarmClass:
    """Return the class of what is left."""
    for each, most in CLASS_HOURS.items():
        if hours_ms <= most * HOUR_MS:
            return each
    return HarmClass.MORE


def _running(need: Need, since: int, now_ms: int) -> Running:
    if need.hours is None or not need.is_asked:
        return Running(need.kind, None, need.is_asked)
    counted = need.from_ms if need.from_ms <= now_ms + AHEAD_MS else 0
    return Running(need.kind, max(since, counted) + need.hours * HOUR_MS)


def _class(running: tuple[Running, ...], now_ms: int) -> HarmClass:
    found = [HarmClass.MORE]
    for each in running:
        if each.zero_ms is not None:
            found.append(class_of(each.zero_ms - now_ms))
        else:
            found.append(HarmClass.H4 if each.is_asked else HarmClass.UNKNOWN)
    return min(found, key=IN_ORDER.index)


def _hours_term(
    of_class: HarmClass, running: tuple[Running, ...], weights: WeightsSet
) -> tuple[Term, ...]:
    if of_class is HarmClass.MORE:
        return ()
    is_unknown = any(each.zero_ms is None for each in running) and of_class in (
        HarmClass.H4,
        HarmClass.UNKNOWN,
    )
    return (Term(of_class, class_points(weights, of_class), is_unknown),)


def _circumstances(
    dependent: Dependent, failures: Failures, now_ms: int, weights: WeightsSet
) -> tuple[Term, ...]:
    since_ms = now_ms - CONTACT_HOURS * HOUR_MS
    silent = not since_ms <= dependent.contact_ms <= now_ms + AHEAD_MS
    said: dict[Circumstance, bool | None] = {
        Circumstance.ALONE: dependent.alone,
        Circumstance.NO_CARER: dependent.no_carer,
        Circumstance.NOT_MOBILE: dependent.not_mobile,
        Circumstance.COGNITIVE: dependent.cognitive,
        Circumstance.COLD: _cold(dependent, failures),
        Circumstance.NO_CONTACT: silent,
    }
    points = {each.name: int(getattr(weights, each.name)) for each in fields(weights)}
    return tuple(
        Term(why, points[why.value], is_so is None)
        for why, is_so in said.items()
        if is_so is not False
    )


def _cold(dependent: Dependent, failures: Failures) -> bool | None:
    found = [dependent.cold_already]
    if Failure.POWER in failures:
        found.append(dependent.cold_without_power)
    if Failure.HEATING in failures:
        found.append(dependent.cold_without_heating)
    return True if True in found else None if None in found else False
