"""When lots expire: already, within a week, within a month, later."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from app.care.stock import is_expired


class Expires(StrEnum):
    """How soon a lot may not be used any more."""

    EXPIRED = "expired"
    WEEK = "week"
    MONTH = "month"
    LATER = "later"


_WITHIN: Final = ((7, Expires.WEEK), (31, Expires.MONTH))


def expires(expiry: str, today: str) -> Expires:
    """Return how soon a lot expires; on its expiry date it is still good."""
    if is_expired(expiry, today):
        return Expires.EXPIRED
    start = date.fromisoformat(today)
    for days, found in _WITHIN:
        if expiry <= (start + timedelta(days=days)).isoformat():
            return found
    return Expires.LATER


def last_soon(today: str) -> str:
    """Return the last expiry date that does not yet belong to later."""
    days, _ = _WITHIN[-1]
    return (date.fromisoformat(today) + timedelta(days=days)).isoformat()
