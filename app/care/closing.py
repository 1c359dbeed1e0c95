"""A post opens and closes: tested, opened with what lacks, handed over, closed, wiped.

How long a record is kept is the law's and not ours: a dossier twenty years (WGBO art.
7:454), an exercise ninety days by our own choice (domain.md §10).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Annotated, Final, TypeVar

from app.care.form import Choice, Text, When

DOSSIER_YEARS: Final = 20
EXERCISE_DAYS: Final = 90
MOST_LACKING: Final = 20


class Check(StrEnum):
    """What is looked at before a post opens, in the order it is mended."""

    LEAD = "lead"
    CARE = "care"
    STOCK = "stock"
    POWER = "power"
    WATER = "water"
    OXYGEN = "oxygen"
    RECOVERY = "recovery"
    GGD = "ggd"
    HUB = "hub"
    ENVELOPE = "envelope"


class FileWay(StrEnum):
    """How a post's file comes to whoever has to keep it."""

    HUB = "hub"
    CARRIED = "carried"
    DEVICE = "device"


@dataclass(frozen=True, slots=True)
class EnvelopeTested:
    """A fact that says nothing, to see that the hub reads what is sent."""

    observed_ms: Annotated[int, When()]


@dataclass(frozen=True, slots=True)
class PostOpened:
    """The post opened for people; what lacked then, and why it opened all the same."""

    observed_ms: Annotated[int, When()]
    lacking: tuple[str, ...] = ()
    because: Annotated[str, Text(200)] = ""


@dataclass(frozen=True, slots=True)
class FileHanded:
    """Who keeps the file by law from here on, and how it comes to them."""

    holder: Annotated[str, Text(80)]
    way: Annotated[FileWay, Choice()]
    observed_ms: Annotated[int, When()]
    remark: Annotated[str, Text(200)] = ""


@dataclass(frozen=True, slots=True)
class PostClosed:
    """The post closed for people; what was still open, and why it closed."""

    observed_ms: Annotated[int, When()]
    because: Annotated[str, Text(200)] = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a post is: tested, open, handed over, closed; each as it was last said.

    `tested` is the fact that tested the line.
    """

    tested: tuple[bytes, int] | None = None
    tested_ms: int = 0
    opened: PostOpened | None = None
    handed: FileHanded | None = None
    closed: PostClosed | None = None

    @property
    def is_open(self) -> bool:
        """Whether the post receives people: opened, and not closed since."""
        if self.opened is None:
            return False
        return self.closed is None or self.closed.observed_ms < self.opened.observed_ms

    @property
    def is_closed(self) -> bool:
        """Whether the post was closed, and not opened since."""
        return self.closed is not None and not self.is_open


F = TypeVar("F", PostOpened, FileHanded, PostClosed)


def tested(held: Standing, fact: EnvelopeTested, by: tuple[bytes, int]) -> Standing:
    """Return the standing after a test; `by` is the fact that is to be read."""
    if fact.observed_ms < held.tested_ms:
        return held
    return replace(held, tested=by, tested_ms=fact.observed_ms)


def said(held: Standing, fact: PostOpened | FileHanded | PostClosed) -> Standing:
    """Return the standing after a word; an older one that is heard later is no news."""
    if isinstance(fact, PostOpened):
        return replace(held, opened=_later(held.opened, fact))
    if isinstance(fact, FileHanded):
        return replace(held, handed=_later(held.handed, fact))
    return replace(held, closed=_later(held.closed, fact))


def _later(held: F | None, fact: F) -> F:
    is_newer = held is None or fact.observed_ms >= held.observed_ms
    return fact if is_newer or held is None else held


def last_day(standing: Standing, today: date, day_of: Callable[[int], date]) -> date:
    """Return the day of the last word on people: of closing, else today."""
    closed = standing.closed
    is_shut = standing.is_closed and closed is not None
    return day_of(closed.observed_ms) if is_shut and closed else today


def kept_until(last: date, *, exercise: bool) -> date:
    """Return until when a file is kept whose last word is of this day."""
    if exercise:
        return last + timedelta(days=EXERCISE_DAYS)
    try:
        return last.replace(year=last.year + DOSSIER_YEARS)
    except ValueError:  # the 29th of February
        return last.replace(year=last.year + DOSSIER_YEARS, month=3, day=1)


@dataclass(frozen=True, slots=True)
class Wiped:
    """What a device says of a post that it wiped, as it was signed.

    `unsent` is what the hub had not read, `others` how many envelopes of other devices
    no hub was known to have; then `because` says why it was wiped anyway.
    `is_done` is whether every file is gone, `is_proven` whether the signature fits.
    """

    sheet: str
    post_name: str
    post_code: str
    exercise: bool
    by_name: str
    at_ms: int
    holder: str
    way: str
    kept_until: str
    unsent: int
    because: str
    files: tuple[str, ...]
    size: int
    log: str
    last: int
    others: int = 0
    key: str = ""
    signature: str = ""
    is_done: bool = True
    is_proven: bool = True
