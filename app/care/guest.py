"""A person who had to leave their home: who, with whom, and who takes care of a child.

Who needs care is registered as a casualty besides, and care is kept there only.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Annotated, Any, Final

from app.care.casualty import Fold
from app.care.claim import Claim, Stamp, assigned, claimed, latest
from app.care.displaced import Displacement, Lodged
from app.care.form import Choice, Ref, Text, When
from app.care.said import Said, told
from app.care.terms import AgeBand, FactId, Interpreter, Sex

GUEST_START: Final = b"guest:"
MOST_AT_ONCE: Final = 60
"""More persons than one family has, or one bus."""


class Documents(StrEnum):
    """What papers somebody has with them."""

    PASSPORT = "passport"
    OTHER = "other"
    NONE = "none"


class Company(StrEnum):
    """Who came along with somebody: a child without parents is one of two things.

    Separated is with another adult who is family; unaccompanied is with nobody.
    """

    ACCOMPANIED = "accompanied"
    SEPARATED = "separated"
    UNACCOMPANIED = "unaccompanied"


class ChildAlarm(StrEnum):
    """Why somebody has to look after a child now."""

    ALONE = "alone"
    ASK = "ask"


CHILDREN: Final = frozenset({AgeBand.BABY, AgeBand.CHILD, AgeBand.TEEN})
GROWN: Final = frozenset({AgeBand.ADULT, AgeBand.SENIOR})
_ON_THEIR_OWN: Final = frozenset({Company.SEPARATED, Company.UNACCOMPANIED})


@dataclass(frozen=True, slots=True)
class GuestRegistered:
    """Somebody of a group became a person; who share a family came together."""

    post: Annotated[bytes, Ref()]
    observed_ms: Annotated[int, When()]
    displacement: Annotated[Displacement, Choice()]
    party: Annotated[bytes, Ref()] = b""
    family: Annotated[bytes, Ref()] = b""


@dataclass(frozen=True, slots=True)
class GuestDescribed:
    """Who somebody is, as they told or as was seen; None leaves a field as it was."""

    observed_ms: Annotated[int, When()]
    name: Annotated[str | None, Text(120)] = None
    birth_date: Annotated[str | None, Text(10)] = None
    age_band: Annotated[AgeBand | None, Choice()] = None
    sex: Annotated[Sex | None, Choice()] = None
    company: Annotated[Company | None, Choice()] = None
    language: Annotated[str | None, Text(60)] = None
    interpreter: Annotated[Interpreter | None, Choice()] = None
    documents: Annotated[Documents | None, Choice()] = None
    origin: Annotated[str | None, Text(80)] = None
    contact: Annotated[str | None, Text(100)] = None
    remark: Annotated[str | None, Text(300)] = None
    sees: tuple[FactId, ...] = ()


@dataclass(frozen=True, slots=True)
class GuestJoined:
    """Somebody belongs to a family; none is to none of these."""

    observed_ms: Annotated[int, When()]
    family: Annotated[bytes, Ref()] = b""
    sees: tuple[FactId, ...] = ()


@dataclass(frozen=True, slots=True)
class GuestMoved:
    """Somebody is somewhere else than their group now, or went on."""

    observed_ms: Annotated[int, When()]
    lodging: Annotated[str, Text(100)]
    onward: Annotated[bool, Choice()] = False
    sees: tuple[FactId, ...] = ()


@dataclass(frozen=True, slots=True)
class GuardianNamed:
    """A person took responsibility for a child, by name; on whose word, if any."""

    observed_ms: Annotated[int, When()]
    guardian: Annotated[str, Text(80)]
    relation: Annotated[str, Text(60)] = ""
    phone: Annotated[str, Text(40)] = ""
    authority: Annotated[str, Text(80)] = ""
    sees: tuple[FactId, ...] = ()


@dataclass(frozen=True, slots=True)
class GuardianEnded:
    """Nobody is responsible for a child any more: those in `sees` are not."""

    observed_ms: Annotated[int, When()]
    reason: Annotated[str, Text(200)] = ""
    sees: tuple[FactId, ...] = ()


@dataclass(frozen=True, slots=True)
class GuestNeededCare:
    """Somebody was registered as a casualty as well: care is kept there."""

    observed_ms: Annotated[int, When()]
    casualty: Annotated[bytes, Ref()]


@dataclass(frozen=True, slots=True)
class Guardian:
    """Who is responsible for a child."""

    name: str
    relation: str = ""
    phone: str = ""
    authority: str = ""


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody displaced, with all that was said of them."""

    begun: GuestRegistered | None = None
    said: Said = field(default_factory=dict)
    joined: tuple[Claim[bytes], ...] = ()
    lodged: tuple[Claim[Lodged], ...] = ()
    guardians: tuple[Claim[Guardian], ...] = ()
    casualty: bytes = b""

    @property
    def family(self) -> bytes:
        """The family somebody belongs to, as was said last; empty for none."""
        claim = latest(self.joined)
        if claim is not None:
            return claim.value
        return self.begun.family if self.begun else b""

    @property
    def guardian(self) -> Guardian | None:
        """Who was named last as responsible."""
        claim = latest(self.guardians)
        return None if claim is None else claim.value

    @property
    def where(self) -> Lodged | None:
        """Where somebody is, if not with their group."""
        claim = latest(self.lodged)
        return None if claim is None else claim.value

    @property
    def child_alarm(self) -> ChildAlarm | None:
        """Why somebody has to look after them now; no claim that says less hides it.

        Whom nobody called grown up may be a child. Alone, until a person took
        responsibility by name; a child of whom nobody knows who came along is asked,
        and so is who is of no known age.
        """
        ages = {str(each.value) for each in self.said.get("age_band", ())}
        if ages and ages <= GROWN:
            return None
        if self.guardians:
            return None
        came = {str(each.value) for each in self.said.get("company", ())}
        if came & _ON_THEIR_OWN:
            return ChildAlarm.ALONE
        return ChildAlarm.ASK if not came else None

    @property
    def conflicts(self) -> int:
        """In how many things persons contradict each other."""
        registers: list[tuple[Claim[Any], ...]] = [
            *(self.joined, self.lodged, self.guardians),
            *self.said.values(),
        ]
        return sum(len({claim.value for claim in each}) > 1 for each in registers)

    def text(self, name: str) -> str:
        """Return what was said last in a field, or an empty text."""
        claim = latest(self.said.get(name, ()))
        return "" if claim is None else str(claim.value)


@dataclass(frozen=True, slots=True)
class GuestLine:
    """What lists sort and count by; `lodging` None is with the group."""

    post: bytes
    party: bytes
    family: bytes
    displacement: str
    name: str
    registered_ms: int
    child_alarm: str
    lodging: str | None
    onward: int


def _registered(guest: Guest, fact: GuestRegistered, _: Stamp) -> Guest:
    return replace(guest, begun=fact)


def _described(guest: Guest, fact: GuestDescribed, stamp: Stamp) -> Guest:
    return replace(guest, said=told(guest.said, fact, stamp))


def _joined(guest: Guest, fact: GuestJoined, stamp: Stamp) -> Guest:
    claim = claimed(fact.family, fact.observed_ms, stamp)
    return replace(guest, joined=assigned(guest.joined, claim, fact.sees, None))


def _moved(guest: Guest, fact: GuestMoved, stamp: Stamp) -> Guest:
    claim = claimed(Lodged(fact.lodging, fact.onward), fact.observed_ms, stamp)
    return replace(guest, lodged=assigned(guest.lodged, claim, fact.sees, None))


def _guarded(guest: Guest, fact: GuardianNamed, stamp: Stamp) -> Guest:
    who = Guardian(fact.guardian, fact.relation, fact.phone, fact.authority)
    claim = claimed(who, fact.observed_ms, stamp)
    return replace(guest, guardians=assigned(guest.guardians, claim, fact.sees, None))


def _unguarded(guest: Guest, fact: GuardianEnded, _: Stamp) -> Guest:
    kept = tuple(each for each in guest.guardians if each.id not in fact.sees)
    return replace(guest, guardians=kept)


def _cared(guest: Guest, fact: GuestNeededCare, _: Stamp) -> Guest:
    return replace(guest, casualty=fact.casualty)


GUEST_FOLD: Final[dict[type, Fold]] = {
    GuestRegistered: _registered,
    GuestDescribed: _described,
    GuestJoined: _joined,
    GuestMoved: _moved,
    GuardianNamed: _guarded,
    GuardianEnded: _unguarded,
    GuestNeededCare: _cared,
}


def guest_line(guest: Guest) -> GuestLine:
    """Return the scalars that lists need."""
    begun, where, alarm = guest.begun, guest.where, guest.child_alarm
    return GuestLine(
        post=begun.post if begun else b"",
        party=begun.party if begun else b"",
        family=guest.family,
        displacement=begun.displacement.value if begun else "",
        name=guest.text("name"),
        registered_ms=begun.observed_ms if begun else 0,
        child_alarm=alarm.value if alarm else "",
        lodging=where.name if where else None,
        onward=int(where.onward) if where else 0,
    )


def guest_stream(name: bytes) -> bytes:
    """Return the stream of somebody displaced, by 16 random bytes."""
    return GUEST_START + name
