"""People who had to leave their home, as they come in: by the bus, and where they are.

Somebody displaced is a guest, no casualty: nobody triages them and no list of care
counts them. The persons of a group are in `guest.py`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Annotated, Final

from app.care.casualty import Fold
from app.care.claim import Claim, Stamp, assigned, claimed, latest
from app.care.form import Choice, Number, Ref, Text, When
from app.care.terms import FactId, Interpreter

PARTY_START: Final = b"party:"
MOST: Final = 5000
"""More people than come in together."""


class Displacement(StrEnum):
    """Why people had to leave."""

    UKRAINE = "ukraine"
    MIGRATION = "migration"
    REPATRIATED = "repatriated"
    EVACUATED = "evacuated"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class PartyArrived:
    """People came in together: so many, from where, in what language."""

    post: Annotated[bytes, Ref()]
    observed_ms: Annotated[int, When()]
    displacement: Annotated[Displacement, Choice()]
    people: Annotated[int, Number(1, MOST)]
    label: Annotated[str, Text(80)] = ""
    origin: Annotated[str, Text(80)] = ""
    language: Annotated[str, Text(60)] = ""
    interpreter: Annotated[Interpreter | None, Choice()] = None
    lodging: Annotated[str, Text(100)] = ""
    remark: Annotated[str, Text(200)] = ""


@dataclass(frozen=True, slots=True)
class PartyCounted:
    """The people of a group were counted anew."""

    observed_ms: Annotated[int, When()]
    people: Annotated[int, Number(0, MOST)]
    sees: tuple[FactId, ...] = ()


@dataclass(frozen=True, slots=True)
class PartyMoved:
    """A group is somewhere else now, or went on."""

    observed_ms: Annotated[int, When()]
    lodging: Annotated[str, Text(100)]
    onward: Annotated[bool, Choice()] = False
    sees: tuple[FactId, ...] = ()


@dataclass(frozen=True, slots=True)
class Lodged:
    """Where people are; `onward` where they went on from the post."""

    name: str
    onward: bool = False


@dataclass(frozen=True, slots=True)
class Party:
    """A group that came in together."""

    arrived: PartyArrived | None = None
    counted: tuple[Claim[int], ...] = ()
    lodged: tuple[Claim[Lodged], ...] = ()

    @property
    def people(self) -> int:
        """How many there are: as was counted last, else as they came in."""
        claim = latest(self.counted)
        if claim is not None:
            return claim.value
        return self.arrived.people if self.arrived else 0

    @property
    def where(self) -> Lodged:
        """Where they are, as was said last."""
        claim = latest(self.lodged)
        if claim is not None:
            return claim.value
        return Lodged(self.arrived.lodging if self.arrived else "")

    @property
    def conflicts(self) -> int:
        """In how many things persons contradict each other."""
        said = (self.counted, self.lodged)
        return sum(len({claim.value for claim in each}) > 1 for each in said)


@dataclass(frozen=True, slots=True)
class PartyLine:
    """What lists sort and count by."""

    post: bytes
    arrived_ms: int
    displacement: str
    people: int
    lodging: str
    onward: int


def _arrived(party: Party, fact: PartyArrived, _: Stamp) -> Party:
    return replace(party, arrived=fact)


def _counted(party: Party, fact: PartyCounted, stamp: Stamp) -> Party:
    claim = claimed(fact.people, fact.observed_ms, stamp)
    return replace(party, counted=assigned(party.counted, claim, fact.sees, None))


def _party_moved(party: Party, fact: PartyMoved, stamp: Stamp) -> Party:
    claim = claimed(Lodged(fact.lodging, fact.onward), fact.observed_ms, stamp)
    return replace(party, lodged=assigned(party.lodged, claim, fact.sees, None))


PARTY_FOLD: Final[dict[type, Fold]] = {
    PartyArrived: _arrived,
    PartyCounted: _counted,
    PartyMoved: _party_moved,
}


def party_line(party: Party) -> PartyLine:
    """Return the scalars that lists need."""
    arrived, where = party.arrived, party.where
    if arrived is None:
        return PartyLine(b"", 0, "", party.people, where.name, int(where.onward))
    return PartyLine(
        arrived.post,
        arrived.observed_ms,
        arrived.displacement.value,
        party.people,
        where.name,
        int(where.onward),
    )


def party_stream(name: bytes) -> bytes:
    """Return the stream of a group, by 16 random bytes."""
    return PARTY_START + name
