"""The day on which a decision is looked at again: typed, counted, compared."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final

from app.care.refusal import Refusal

_DUTCH: Final = re.compile(r"(\d{1,2})-(\d{1,2})(?:-(\d{4}))?")


def day_of(text: str) -> date:
    """Return the day a text says, as YYYY-MM-DD. Raises Refusal."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refusal("not_a_date", field="review_day") from None


def check_day(text: str) -> None:
    """Raise Refusal for a day that is not written as days are put in order."""
    if day_of(text).isoformat() != text:
        raise Refusal("not_a_date", field="review_day")


def day_after(today: str, days: int) -> str:
    """Return the day so many days after today."""
    return (date.fromisoformat(today) + timedelta(days=days)).isoformat()


def day_typed(text: str, today: str) -> str:
    """Return a day as a person types it: `5-12`, `5-12-2026`, `2026-12-05`.

    Without a year it is the next time it is that day. Raises Refusal.
    """
    plain = text.strip().replace("/", "-").replace(".", "-")
    found = _DUTCH.fullmatch(plain)
    if found is None:
        return day_of(plain).isoformat()
    day, month, year = found.groups()
    this_year = date.fromisoformat(today).year
    for guess in [int(year)] if year else [this_year, this_year + 1]:
        made = day_of(f"{guess:04}-{month.zfill(2)}-{day.zfill(2)}").isoformat()
        if year or made >= today:
            return made
    raise Refusal("not_a_date", field="review_day")


def days_until(review_day: str, today: str) -> int:
    """Return how many days it is until a review; less than 0 is too late."""
    return (date.fromisoformat(review_day) - date.fromisoformat(today)).days
