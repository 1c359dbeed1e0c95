"""How many people a post has room for, by kind of place, and how old that figure is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Annotated, Final

from app.care.casualty import Fold
from app.care.claim import Stamp
from app.care.form import Choice, Number, Ref, When

STREAM_START: Final = b"capacity:"
MOST_PLACES: Final = 9_999
STALE_AFTER_MS: Final = 60 * 60_000
"""From then on a figure is old (domain.md §8)."""


class PlaceKind(StrEnum):
    """What kind of place somebody needs."""

    TREATMENT = "treatment"
    LYING = "lying"
    SEATED = "seated"
    ISOLATION = "isolation"
    OVERNIGHT = "overnight"


@dataclass(frozen=True, slots=True)
class CapacityReported:
    """A person counted the places of one kind, and how many of them are taken."""

    post: Annotated[bytes, Ref()]
    place_kind: Annotated[PlaceKind, Choice()]
    places_total: Annotated[int, Number(0, MOST_PLACES)]
    places_taken: Annotated[int, Number(0, MOST_PLACES)]
    observed_ms: Annotated[int, When()]

    @property
    def free(self) -> int:
        """How many are free; below 0 there are more people than places."""
        return self.places_total - self.places_taken

    def is_stale(self, now_ms: int) -> bool:
        """Tell whether this was counted too long ago to go by."""
        return now_ms - self.observed_ms >= STALE_AFTER_MS


@dataclass(frozen=True, slots=True)
class Places:
    """The last count of one kind of place, and who made it."""

    post: bytes = b""
    last: CapacityReported | None = None
    actor: bytes = b""


@dataclass(frozen=True, slots=True)
class PlacesLine:
    """What lists go by."""

    post: bytes
    place_kind: str
    observed_ms: int


def _reported(places: Places, fact: CapacityReported, stamp: Stamp) -> Places:
    """Return the last count; what was counted before and heard later is no news."""
    if places.last is not None and places.last.observed_ms > fact.observed_ms:
        return places
    return replace(places, post=fact.post, last=fact, actor=stamp.actor)


FOLD: Final[dict[type, Fold]] = {CapacityReported: _reported}


def line(places: Places) -> PlacesLine:
    """Return the scalars that lists need."""
    if places.last is None:
        return PlacesLine(places.post, "", 0)
    return PlacesLine(
        places.post, places.last.place_kind.value, places.last.observed_ms
    )


def capacity_stream(post: bytes, kind: PlaceKind) -> bytes:
    """Return the stream of one kind of place of a post."""
    return STREAM_START + post + b":" + kind.value.encode()
