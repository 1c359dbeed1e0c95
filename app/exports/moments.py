"""Moments as paper says them: with the date, for paper is read on another day."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from app.i18n import text

_MINUTE_MS: Final = 60_000
_HOUR_MIN: Final = 60
_DAY_MIN: Final = 24 * 60


def local(ms: int) -> datetime:
    """Return a moment in the time zone of this device."""
    return datetime.fromtimestamp(ms / 1000, UTC).astimezone()


def clock_words(ms: int) -> str:
    """Return 14:05, where the day is clear."""
    return local(ms).strftime("%H:%M")


def moment_words(ms: int) -> str:
    """Return 29-11-2026 14:05."""
    return local(ms).strftime("%d-%m-%Y %H:%M")


def day_words(day: str) -> str:
    """Return 2026-11-29 as 29-11-2026, and what is no day as it came."""
    return "-".join(reversed(day.split("-")))


def near_words(ms: int, at_ms: int) -> str:
    """Return the time alone on the day of `at_ms`, else with its date."""
    same = local(ms).date() == local(at_ms).date()
    return clock_words(ms) if same else moment_words(ms)


def span(duration_ms: int, language: str) -> str:
    """Return how long: 23 min, 3 u 05 min, 2 d 4 u."""
    minutes = max(0, duration_ms) // _MINUTE_MS
    if minutes < _HOUR_MIN:
        return text("ui.span.minutes", language, minutes=minutes)
    hours, rest = divmod(minutes, _HOUR_MIN)
    if minutes < _DAY_MIN:
        return text("ui.span.hours", language, hours=hours, minutes=f"{rest:02}")
    return text("ui.span.days", language, days=hours // 24, hours=hours % 24)


def military_day(ms: int) -> str:
    """Return DD-MMM-YY as a DD1380 asks it, in English letters whatever the machine."""
    when = local(ms)
    return f"{when:%d}-{_MONTHS[when.month - 1]}-{when:%y}"


_MONTHS = (
    "JAN",
    "FEB",
    "MAR",
    "APR",
    "MAY",
    "JUN",
    "JUL",
    "AUG",
    "SEP",
    "OCT",
    "NOV",
    "DEC",
)
