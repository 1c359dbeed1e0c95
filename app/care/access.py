"""The access log: who opened whose record, when and why; never what it said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Final

from app.care.casualty import Fold
from app.care.claim import Stamp
from app.care.form import Choice, Ref, When
from app.care.terms import AccessReason, Role

STREAM_START: Final = b"access:"


@dataclass(frozen=True, slots=True)
class AccessOpened:
    """A person opened the detail of a casualty."""

    casualty: Annotated[bytes, Ref()]
    observed_ms: Annotated[int, When()]
    why: Annotated[AccessReason, Choice()] = AccessReason.CARE
    role: Annotated[Role | None, Choice()] = None


@dataclass(frozen=True, slots=True)
class AccessDay:
    """The openings of one device on one day."""

    openings: int = 0
    last_ms: int = 0


def _opened(day: AccessDay, _: AccessOpened, stamp: Stamp) -> AccessDay:
    return AccessDay(day.openings + 1, max(day.last_ms, stamp.recorded_ms))


FOLD: Final[dict[type, Fold]] = {AccessOpened: _opened}


def access_stream(log: bytes, day: str) -> bytes:
    """Return the stream of one device's openings on one day (YYYY-MM-DD)."""
    return STREAM_START + f"{log.hex()}:{day}".encode()
