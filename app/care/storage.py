"""Where stock is kept in a post, and how cold it is there."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Final

from app.care.casualty import Fold
from app.care.claim import Stamp
from app.care.form import Choice, Number, Ref, Text, When

COLD_START: Final = b"cold:"

_COLDEST, _WARMEST = -999, 999


class StorageKind(StrEnum):
    """What a place for stock is."""

    SHELF = "shelf"
    VEHICLE = "vehicle"
    FRIDGE = "fridge"
    BAG = "bag"


@dataclass(frozen=True, slots=True)
class StorageNamed:
    """A place for stock was made, or named anew; `place` stays what it is.

    A fridge has the range it must keep, in tenths of a degree Celsius.
    """

    place: Annotated[str, Text(32)]
    name: Annotated[str, Text(60)]
    kind: Annotated[StorageKind, Choice()]
    low_c: Annotated[int, Number(_COLDEST, _WARMEST, 1)] = 20
    high_c: Annotated[int, Number(_COLDEST, _WARMEST, 1)] = 80


@dataclass(frozen=True, slots=True)
class StorageClosed:
    """A place for stock is no longer used; what lies there stays there."""

    place: Annotated[str, Text(32)]


@dataclass(frozen=True, slots=True)
class ColdRead:
    """A thermometer was read, in tenths of a degree Celsius.

    `lowest_c` and `highest_c` are what it remembered since it was last read.
    """

    post: Annotated[bytes, Ref()]
    place: Annotated[str, Text(32)]
    observed_ms: Annotated[int, When()]
    now_c: Annotated[int, Number(_COLDEST, _WARMEST, 1)]
    lowest_c: Annotated[int | None, Number(_COLDEST, _WARMEST, 1)] = None
    highest_c: Annotated[int | None, Number(_COLDEST, _WARMEST, 1)] = None


@dataclass(frozen=True, slots=True)
class Storage:
    """A place for stock, and the range it must keep (domain.md §5.4: 2-8 °C)."""

    place: str
    name: str
    kind: StorageKind
    low_c: int = 20
    high_c: int = 80
    is_closed: bool = False

    def is_excursion(self, read: ColdRead) -> bool:
        """Tell whether a fridge was too cold or too warm, now or since last time."""
        said = (read.now_c, read.lowest_c, read.highest_c)
        return self.kind is StorageKind.FRIDGE and any(
            not self.low_c <= each <= self.high_c for each in said if each is not None
        )


@dataclass(frozen=True, slots=True)
class Cold:
    """The last reading of a thermometer, and the readings before it."""

    post: bytes = b""
    place: str = ""
    readings: tuple[ColdRead, ...] = ()


@dataclass(frozen=True, slots=True)
class ColdLine:
    """The scalars of a thermometer that lists show."""

    post: bytes
    place: str
    read_ms: int
    now_c: int


MOST_READINGS: Final = 400
"""Kept on screen: a reading each half hour for a week. The journal keeps them all."""


def _read(cold: Cold, fact: ColdRead, _: Stamp) -> Cold:
    every = sorted((*cold.readings, fact), key=lambda each: each.observed_ms)
    return Cold(fact.post, fact.place, tuple(every[-MOST_READINGS:]))


COLD_FOLD: Final[dict[type, Fold]] = {ColdRead: _read}


def cold_line(cold: Cold) -> ColdLine:
    """Return the scalars that lists need."""
    last = cold.readings[-1]
    return ColdLine(cold.post, cold.place, last.observed_ms, last.now_c)


def cold_stream(post: bytes, place: str) -> bytes:
    """Return the stream of the thermometer of a place."""
    return COLD_START + post + b":" + place.encode()
