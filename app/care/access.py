"""The access log: who opened or printed whose record, when and why; never its words."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated, Final

from app.care.casualty import Fold
from app.care.claim import Stamp
from app.care.form import Choice, Ref, Text, When
from app.care.terms import AccessReason, Paper, PrintReason, Role

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
class AccessDay:
    """The openings of one device on one day, and the sheets printed."""

    openings: int = 0
    last_ms: int = 0
    printed: int = 0


def _opened(day: AccessDay, _: AccessOpened, stamp: Stamp) -> AccessDay:
    last_ms = max(day.last_ms, stamp.recorded_ms)
    return replace(day, openings=day.openings + 1, last_ms=last_ms)


def _printed(day: AccessDay, _: AccessPrinted, stamp: Stamp) -> AccessDay:
    last_ms = max(day.last_ms, stamp.recorded_ms)
    return replace(day, printed=day.printed + 1, last_ms=last_ms)


FOLD: Final[dict[type, Fold]] = {AccessOpened: _opened, AccessPrinted: _printed}


def access_stream(log: bytes, day: str) -> bytes:
    """Return the stream of one device's openings on one day (YYYY-MM-DD)."""
    return STREAM_START + f"{log.hex()}:{day}".encode()
