"""The access log: who opened or printed whose record, when and why; never its words."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated, Final

from app.care.casualty import Fold
from app.care.claim import Stamp
from app.care.form import Choice, Number, Ref, Text, When
from app.care.terms import (
    AccessReason,
    FactId,
    OverrideReason,
    Paper,
    PrintReason,
    Role,
    SearchKind,
    Verdict,
)

STREAM_START: Final = b"access:"


@dataclass(frozen=True, slots=True)
class AccessOpened:
    """A person opened the detail of a casualty."""

    casualty: Annotated[bytes, Ref()]
    observed_ms: Annotated[int, When()]
    why: Annotated[AccessReason, Choice()] = AccessReason.CARE
    role: Annotated[Role | None, Choice()] = None


@dataclass(frozen=True, slots=True)
class AccessPrinted:
    """A person made a readable sheet about a casualty; `sheet` is its number."""

    casualty: Annotated[bytes, Ref()]
    observed_ms: Annotated[int, When()]
    what: Annotated[Paper, Choice()]
    why: Annotated[PrintReason, Choice()]
    sheet: Annotated[str, Text(32)]
    because: Annotated[str, Text(100)] = ""
    role: Annotated[Role | None, Choice()] = None


@dataclass(frozen=True, slots=True)
class AccessSearched:
    """A person looked for people by words; not by which words."""

    observed_ms: Annotated[int, When()]
    what: Annotated[SearchKind, Choice()]
    found: Annotated[int, Number(0, 1_000_000)] = 0
    role: Annotated[Role | None, Choice()] = None


@dataclass(frozen=True, slots=True)
class AccessLogRead:
    """A person read who had access: to one casualty, or to all where none is named."""

    observed_ms: Annotated[int, When()]
    casualty: Annotated[bytes, Ref()] = b""
    role: Annotated[Role | None, Choice()] = None


@dataclass(frozen=True, slots=True)
class AccessOverridden:
    """Somebody without the power to read took it in an emergency, for a short time.

    It is for one casualty, or for the whole incident where none is named.
    """

    observed_ms: Annotated[int, When()]
    until_ms: Annotated[int, When()]
    why: Annotated[OverrideReason, Choice()]
    because: Annotated[str, Text(200)]
    casualty: Annotated[bytes, Ref()] = b""
    role: Annotated[Role | None, Choice()] = None


@dataclass(frozen=True, slots=True)
class AccessForced:
    """A casualty was opened by emergency access; `target` is what gave it."""

    casualty: Annotated[bytes, Ref()]
    observed_ms: Annotated[int, When()]
    target: Annotated[FactId, Ref()]
    role: Annotated[Role | None, Choice()] = None


@dataclass(frozen=True, slots=True)
class AccessEnded:
    """Who took emergency access gave it back before its time; `target` is which."""

    target: Annotated[FactId, Ref()]
    observed_ms: Annotated[int, When()]
    role: Annotated[Role | None, Choice()] = None


@dataclass(frozen=True, slots=True)
class AccessReviewed:
    """A lead judged an emergency access afterwards; `target` is which."""

    target: Annotated[FactId, Ref()]
    observed_ms: Annotated[int, When()]
    verdict: Annotated[Verdict, Choice()]
    because: Annotated[str, Text(200)] = ""


MOST_OVERRIDE_MS: Final = 60 * 60_000
"""An emergency access ends by itself after this long (domain.md §10)."""


def ends_ms(fact: AccessOverridden) -> int:
    """Return when an emergency access ends, whatever its body says."""
    return min(fact.until_ms, fact.observed_ms + MOST_OVERRIDE_MS)


@dataclass(frozen=True, slots=True)
class AccessDay:
    """What one device noted on one day: openings, sheets printed, and the rest."""

    openings: int = 0
    last_ms: int = 0
    printed: int = 0
    noted: int = 0


def _opened(day: AccessDay, _: AccessOpened, stamp: Stamp) -> AccessDay:
    last_ms = max(day.last_ms, stamp.recorded_ms)
    return replace(day, openings=day.openings + 1, last_ms=last_ms)


def _printed(day: AccessDay, _: AccessPrinted, stamp: Stamp) -> AccessDay:
    last_ms = max(day.last_ms, stamp.recorded_ms)
    return replace(day, printed=day.printed + 1, last_ms=last_ms)


Noted = (
    AccessSearched
    | AccessLogRead
    | AccessOverridden
    | AccessForced
    | AccessEnded
    | AccessReviewed
)
"""What is in the log beside openings and sheets."""


def _noted(day: AccessDay, _: Noted, stamp: Stamp) -> AccessDay:
    last_ms = max(day.last_ms, stamp.recorded_ms)
    return replace(day, noted=day.noted + 1, last_ms=last_ms)


FOLD: Final[dict[type, Fold]] = {
    AccessOpened: _opened,
    AccessPrinted: _printed,
    AccessSearched: _noted,
    AccessLogRead: _noted,
    AccessOverridden: _noted,
    AccessForced: _noted,
    AccessEnded: _noted,
    AccessReviewed: _noted,
}


def access_stream(log: bytes, day: str) -> bytes:
    """Return the stream of one device's openings on one day (YYYY-MM-DD)."""
    return STREAM_START + f"{log.hex()}:{day}".encode()
