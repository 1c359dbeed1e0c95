"""The border of a region: which neighbouring region is agreed with, and who crosses.

Both are the hub's own word: an operator agrees with another region's, and tells its hub
of one casualty. What is known of that casualty follows, until it is ended.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated, Final

from app.care.casualty import Fold
from app.care.claim import Stamp
from app.care.form import Choice, Ref, Text
from app.care.terms import FactId

REGION_START: Final = b"region:"
CROSSING_START: Final = b"crossing:"


@dataclass(frozen=True, slots=True)
class RegionAgreed:
    """Two hubs take post along for each other, and may tell each other of casualties.

    `stands_in`: posts of this region bring their post there while they do not reach
    their own hub. `descriptor` is what that hub said of itself, signed.
    """

    name: Annotated[str, Text(80)]
    realm: Annotated[bytes, Ref()]
    url: Annotated[str, Text(200)]
    descriptor: bytes
    stands_in: Annotated[bool, Choice()] = False


@dataclass(frozen=True, slots=True)
class RegionEnded:
    """An agreement with a neighbouring region no longer holds."""

    reason: Annotated[str, Text(200)]


@dataclass(frozen=True, slots=True)
class CrossingSent:
    """A casualty goes to another region: what is known here is told to its hub."""

    casualty: Annotated[bytes, Ref()]
    realm: Annotated[bytes, Ref()]
    from_region: Annotated[str, Text(80)]
    bound_for: Annotated[str, Text(100)]
    remark: Annotated[str, Text(300, long=True)] = ""
    by_name: Annotated[str, Text(80)] = ""


@dataclass(frozen=True, slots=True)
class CrossingEnded:
    """Nothing more of a casualty is told to that region."""

    casualty: Annotated[bytes, Ref()]
    reason: Annotated[str, Text(200)]


@dataclass(frozen=True, slots=True)
class Region:
    """A neighbouring region, as it was last agreed; ended by whose logs."""

    agreed: RegionAgreed | None = None
    by: bytes = b""
    at_ms: int = 0
    ended: bool = False


@dataclass(frozen=True, slots=True)
class RegionLine:
    """What lists sort by."""

    name: str
    ended: bool


@dataclass(frozen=True, slots=True)
class Crossing:
    """What was said of a casualty's crossing to one region; the last word counts."""

    sent: CrossingSent | None = None
    id: FactId = (b"", 0)
    at_ms: int = 0
    ended: bool = False


@dataclass(frozen=True, slots=True)
class CrossingLine:
    """What lists find a crossing by."""

    casualty: bytes
    realm: bytes
    at_ms: int
    ended: bool


def _agreed(_: Region, fact: RegionAgreed, stamp: Stamp) -> Region:
    return Region(fact, stamp.log, stamp.recorded_ms)


def _region_ended(region: Region, _: RegionEnded, __: Stamp) -> Region:
    return replace(region, ended=True)


def _sent(_: Crossing, fact: CrossingSent, stamp: Stamp) -> Crossing:
    return Crossing(fact, stamp.id, stamp.recorded_ms)


def _crossing_ended(crossing: Crossing, _: CrossingEnded, __: Stamp) -> Crossing:
    return replace(crossing, ended=True)


REGION_FOLD: Final[dict[type, Fold]] = {
    RegionAgreed: _agreed,
    RegionEnded: _region_ended,
}
CROSSING_FOLD: Final[dict[type, Fold]] = {
    CrossingSent: _sent,
    CrossingEnded: _crossing_ended,
}


def region_line(region: Region) -> RegionLine:
    """Return the scalars that lists need."""
    return RegionLine("" if region.agreed is None else region.agreed.name, region.ended)


def crossing_line(crossing: Crossing) -> CrossingLine:
    """Return the scalars that lists need."""
    sent = crossing.sent
    if sent is None:
        return CrossingLine(b"", b"", crossing.at_ms, crossing.ended)
    return CrossingLine(sent.casualty, sent.realm, crossing.at_ms, crossing.ended)


def region_stream(realm: bytes) -> bytes:
    """Return the stream of a neighbouring region, by its realm."""
    return REGION_START + realm


def crossing_stream(casualty: bytes, realm: bytes) -> bytes:
    """Return the stream of a casualty's crossing to one region."""
    return CROSSING_START + casualty + realm
