"""The border of a region: which neighbouring region is agreed with, and who crosses.

Both are the hub's own word: an operator agrees with another region's, and tells its hub
of one casualty. What is known of that casualty follows, until it is ended.
"""

from __future__ import annotations

from dataclasses import dataclass
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
class RegionWord:
    """What a log said of a region; `agreed` None: that it no longer holds."""

    log: bytes
    at_ms: int
    agreed: RegionAgreed | None


@dataclass(frozen=True, slots=True)
class Region:
    """A neighbouring region: all that was said of it, by whomever."""

    words: tuple[RegionWord, ...] = ()


@dataclass(frozen=True, slots=True)
class RegionLine:
    """What lists sort by."""

    name: str


@dataclass(frozen=True, slots=True)
class CrossingWord:
    """What was said of a crossing; `sent` None: that nothing more is told."""

    id: FactId
    at_ms: int
    sent: CrossingSent | None


@dataclass(frozen=True, slots=True)
class Crossing:
    """A casualty's crossing to one region: all that was said of it, by whomever."""

    words: tuple[CrossingWord, ...] = ()


@dataclass(frozen=True, slots=True)
class CrossingLine:
    """What lists sort by."""

    at_ms: int


def _agreed(region: Region, fact: RegionAgreed, stamp: Stamp) -> Region:
    return _said(region, fact, stamp)


def _region_ended(region: Region, _: RegionEnded, stamp: Stamp) -> Region:
    return _said(region, None, stamp)


def _said(region: Region, agreed: RegionAgreed | None, stamp: Stamp) -> Region:
    word = RegionWord(stamp.log, stamp.recorded_ms, agreed)
    return Region((*region.words, word))


def _sent(crossing: Crossing, fact: CrossingSent, stamp: Stamp) -> Crossing:
    word = CrossingWord(stamp.id, stamp.recorded_ms, fact)
    return Crossing((*crossing.words, word))


def _crossing_ended(crossing: Crossing, _: CrossingEnded, stamp: Stamp) -> Crossing:
    word = CrossingWord(stamp.id, stamp.recorded_ms, None)
    return Crossing((*crossing.words, word))


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
    names = [word.agreed.name for word in region.words if word.agreed]
    return RegionLine(names[-1] if names else "")


def crossing_line(crossing: Crossing) -> CrossingLine:
    """Return the scalars that lists need."""
    return CrossingLine(crossing.words[-1].at_ms if crossing.words else 0)


def region_stream(realm: bytes) -> bytes:
    """Return the stream of a neighbouring region, by its realm."""
    return REGION_START + realm


def crossing_stream(casualty: bytes, realm: bytes) -> bytes:
    """Return the stream of a casualty's crossing to one region."""
    return CROSSING_START + casualty + realm
