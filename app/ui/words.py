"""Moments, durations and refusals, in words."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Final

from app.exports.moments import span as span
from app.i18n import field_words, has_text, text
from sync.errors import (
    DamagedFile,
    DiskFull,
    MixedModes,
    NewerFile,
    NotOurFile,
    RoadError,
    SyncError,
    WrongSecret,
)

if TYPE_CHECKING:
    from app.care.refusal import Refusal

_MINUTE_MS: Final = 60_000
_KIB: Final = 1024

_TROUBLE: Final[tuple[tuple[type[SyncError], str], ...]] = (
    (DiskFull, "ui.trouble.disk_full"),
    (NewerFile, "ui.trouble.newer"),
    (DamagedFile, "ui.trouble.damaged"),
    (NotOurFile, "ui.trouble.not_ours"),
    (WrongSecret, "ui.trouble.wrong_secret"),
    (MixedModes, "ui.trouble.mixed"),
    (RoadError, "ui.trouble.road"),
)


def local(ms: int) -> datetime:
    """Return a moment in the time zone of this device."""
    return datetime.fromtimestamp(ms / 1000, UTC).astimezone()


def today(now_ms: int) -> date:
    """Return the date on the wall."""
    return local(now_ms).date()


def hour(ms: int) -> str:
    """Return the hour and minute of a moment: 14:02."""
    return local(ms).strftime("%H:%M")


def moment(ms: int, now_ms: int, language: str) -> str:
    """Return a moment: 14:02 today, 3 jul 14:02 on another day."""
    if local(ms).date() == local(now_ms).date():
        return hour(ms)
    return f"{day(local(ms).date(), language)} {hour(ms)}"


def day(when: date, language: str) -> str:
    """Return a date: 3 jul 2026."""
    month = text(f"ui.month.{when.month}", language)
    return f"{when.day} {month} {when.year}"


def ago(ms: int, now_ms: int, language: str) -> str:
    """Return how long ago: zojuist, 14 min geleden."""
    if now_ms - ms < _MINUTE_MS:
        return text("ui.span.just_now", language)
    return text("ui.span.ago", language, span=span(now_ms - ms, language))


def size_words(size: int, language: str) -> str:
    """Return how large: 900 B, 12 kB, 2,3 MB."""
    if size < _KIB:
        return text("ui.size.bytes", language, size=size)
    if size < _KIB**2:
        return text("ui.size.kb", language, size=size // _KIB)
    tenths = size * 10 // _KIB**2
    return text("ui.size.mb", language, size=tenths // 10, tenth=tenths % 10)


def refused(refusal: Refusal, language: str) -> str:
    """Return why not, with the names of roles, kinds and fields in words."""
    values = {
        name: _named(name, value, language) for name, value in refusal.values.items()
    }
    return text(f"refusal.{refusal.key}", language, **values)


def trouble(why: SyncError, language: str) -> str:
    """Return what went wrong below, in words a nurse can act on."""
    key = next((key for kind, key in _TROUBLE if isinstance(why, kind)), None)
    return text(key or "ui.trouble.other", language)


_TERM: Final = {"role": "Role", "act": "Act", "level": "CareLevel"}
"""The closed words that a value of a refusal is one of."""


def initials(name: str) -> str:
    """Return the first letters of the first and last word of a name."""
    words = name.split()
    return "".join(each[0] for each in (words[:1] + words[1:][-1:])).upper()


def _named(name: str, value: str | int, language: str) -> str | int:
    if not isinstance(value, str):
        return value
    match name:
        case "role" | "act" | "level":
            value = text(f"term.{_TERM[name]}.{value}", language)
        case "kind" if has_text(value):
            value = text(value, language)
        case "field":
            value = field_words(value, language)
        case "lacking":
            value = ", ".join(field_words(e, language) for e in value.split(","))
        case "part" | "needed" | "other":
            value = part_words(value, language)
    return value


def part_words(ai: str, language: str) -> str:
    """Return what a part of a barcode is called: partij (10)."""
    key = f"scan.part.{ai}"
    return text(key, language) if has_text(key) else f"({ai})"
