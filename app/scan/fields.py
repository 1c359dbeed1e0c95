"""The parts a GS1 code is made of: which there are, how long, and whether one is right.

Which identifiers exist and what may stand behind them comes from biip. It lets through
a wrong check digit, the 30th of February and digits of other scripts; we do not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import Final

from biip import ParseError
from biip.checksums import gs1_standard_check_digit
from biip.gs1_application_identifiers import GS1ApplicationIdentifier

from app.care.refusal import Refusal
from app.scan.scanned import Element

FNC1: Final = "\x1d"
DATES: Final = frozenset({"11", "12", "13", "15", "16", "17"})
_LONGEST_AI: Final = 4
_LAST_HOUR, _LAST_MINUTE = 23, 59
_CHECKED: Final = {
    "00": 18,
    "01": 14,
    "02": 14,
    "03": 14,
    "253": 13,
    "255": 13,
    "402": 17,
    **{f"41{last}": 13 for last in range(8)},
    "8003": 14,
    "8006": 14,
    "8017": 18,
    "8018": 18,
    "8026": 14,
}
"""How many digits a check digit closes, by identifier."""

_NAMES: Final = ("01", "02", "03")
"""What names an item. Only zeros close with a right check digit, and name none."""

_NEEDS: Final = {
    "02": ("37",),
    "30": ("01", "02"),
    "37": ("02", "8026"),
}
"""One of these must stand in the same code."""


@lru_cache(maxsize=1024)
def identifier(ai: str) -> GS1ApplicationIdentifier | None:
    """Return what is known of an identifier, or None when there is no such one."""
    try:
        found = GS1ApplicationIdentifier.extract(ai)
    except ParseError:
        return None
    return found if found.ai == ai else None


def identifier_at(text: str) -> GS1ApplicationIdentifier:
    """Return the identifier a text begins with. Raises Refusal."""
    if text.startswith(FNC1):
        raise Refusal("scan_separator")
    for length in range(2, _LONGEST_AI + 1):
        found = identifier(text[:length])
        if found is not None:
            return found
    raise Refusal("scan_ai", ai=text[:_LONGEST_AI])


def checked(element: Element) -> Element:
    """Return a part as it is when it is right. Raises Refusal."""
    known = identifier(element.ai)
    if known is None:
        raise Refusal("scan_ai", ai=element.ai)
    value = element.value
    if not value or not _shape(known.ai, known.pattern).fullmatch(element.ai + value):
        raise Refusal("scan_shape", part=element.ai, value=value)
    digits = _CHECKED.get(element.ai)
    if digits is not None and not is_closed(value[:digits]):
        raise Refusal("scan_digit", part=element.ai, value=value)
    if element.ai in _NAMES and not value.strip("0"):
        raise Refusal("scan_zeros", part=element.ai)
    return element


def fixed_length(known: GS1ApplicationIdentifier) -> int:
    """Return how many letters stand behind an identifier that needs no separator."""
    _, _, behind = known.format.partition("+")
    return sum(int(each) for each in re.findall(r"\d+", behind))


def is_closed(digits: str) -> bool:
    """Tell whether the last digit is the check digit of those before it."""
    return gs1_standard_check_digit(digits[:-1]) == int(digits[-1])


def together(elements: tuple[Element, ...]) -> tuple[Element, ...]:
    """Return parts that may stand in one code. Raises Refusal."""
    there: dict[str, str] = {}
    for each in elements:
        if there.setdefault(each.ai, each.value) != each.value:
            raise Refusal("scan_twice", part=each.ai)
    if "01" in there and "02" in there:
        raise Refusal("scan_both", part="01", other="02")
    for ai, needed in _missing(there):
        raise Refusal("scan_needs", part=ai, needed=needed)
    return elements


def _missing(there: dict[str, str]) -> Iterator[tuple[str, str]]:
    for ai, needed in _NEEDS.items():
        if ai in there and not any(each in there for each in needed):
            yield ai, needed[0]
    if "37" in there and "00" not in there:
        yield "37", "00"


def day(element: Element, today: date) -> str:
    """Return a YYMMDD as YYYY-MM-DD; day 00 is the last of its month. Raises Refusal.

    A year 51 or more ahead is one of the century before, 50 or more back of the next.
    """
    value = element.value
    short, month, number = int(value[:2]), int(value[2:4]), int(value[4:])
    try:
        year = _century(short, today.year) + short
        if number:
            return date(year, month, number).isoformat()
        return _last_of(year, month).isoformat()
    except ValueError:
        raise Refusal("scan_date", part=element.ai, value=value) from None


def expires_at(element: Element, today: date) -> str:
    """Return the day of an expiry with an hour, YYMMDDHHMM. Raises Refusal.

    Here day 00 is none, for an hour of no day says nothing (GS1: 7003).
    """
    value = element.value
    hour, minute = int(value[6:8]), int(value[8:10])
    if value[4:6] == "00" or hour > _LAST_HOUR or minute > _LAST_MINUTE:
        raise Refusal("scan_date", part=element.ai, value=value)
    try:
        return day(Element(element.ai, value[:6]), today)
    except Refusal:
        raise Refusal("scan_date", part=element.ai, value=value) from None


def _century(short: int, year: int) -> int:
    ahead, century = short - year % 100, year - year % 100
    if ahead > 50:
        return century - 100
    return century + 100 if ahead <= -50 else century


def _last_of(year: int, month: int) -> date:
    after = date(year + month // 12, month % 12 + 1, 1)
    first = date(year, month, 1)
    return date.fromordinal(first.toordinal() + (after - first).days - 1)


@lru_cache(maxsize=1024)
def _shape(ai: str, pattern: str) -> re.Pattern[str]:
    # Whether six digits are a day is told apart, and said in other words.
    return re.compile(rf"{ai}\d{{6}}" if ai in DATES else pattern, re.ASCII)
