"""Names and numbers: the casualty number, the BSN check, a date of birth."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from app.care.refusal import Refusal

CHECK_LETTERS: Final = "ABCDEFGHJKLMNPRSTUVWXYZ"
"""23 letters: no I, O or Q, which read as 1 and 0 on a wristband."""

_DRILL_MARK: Final = "OEF-"
_PAPER: Final = "P"
_ON_PAPER: Final = re.compile(r"P[A-Z]")
_CODE: Final = re.compile(r"[A-Z0-9]{2,8}")
_LETTER: Final = re.compile(r"[A-HJ-NPR-Z]")
_NUMBER: Final = re.compile(r"(OEF-)?([A-Z0-9]{2,8})-(P?[A-HJ-NPR-Z]\d{3,})-([A-Z])")
_BSN_WEIGHTS: Final = (9, 8, 7, 6, 5, 4, 3, 2, -1)


def casualty_number(code: str, letter: str, counter: int, *, exercise: bool) -> str:
    """Return the number on a wristband: post, device and counter, check letter.

    Raises Refusal when the post's code or the device's letter will not do.
    """
    return _numbered(code, letter, counter, "", exercise=exercise)


def paper_number(code: str, letter: str, counter: int, *, exercise: bool) -> str:
    """Return the number on a blank card: series P, then the device that printed it.

    No device's own number looks like it, not even that of a device with letter P.
    Raises Refusal as `casualty_number` does.
    """
    return _numbered(code, letter, counter, _PAPER, exercise=exercise)


def is_paper_number(text: str) -> bool:
    """Tell whether a number is well formed and that of a paper card."""
    found = _NUMBER.fullmatch(text.strip().upper())
    return found is not None and number_fits(text) and bool(_ON_PAPER.match(found[3]))


def is_drill_number(text: str) -> bool:
    """Tell whether a number was given out in an exercise."""
    return text.strip().upper().startswith(_DRILL_MARK)


def _numbered(
    code: str, letter: str, counter: int, before: str, *, exercise: bool
) -> str:
    if not _CODE.fullmatch(code):
        raise Refusal("post_code", given=code)
    if not _LETTER.fullmatch(letter) or counter < 1:
        raise Refusal("device_letter", given=letter)
    series = f"{before}{letter}{counter:03d}"
    mark = _DRILL_MARK if exercise else ""
    return f"{mark}{code}-{series}-{_check_letter(mark + code + series)}"


def number_fits(text: str) -> bool:
    """Tell whether a casualty number is well formed and its check letter right."""
    found = _NUMBER.fullmatch(text.strip().upper())
    if found is None:
        return False
    mark, code, series, check = found.groups(default="")
    return _check_letter(mark + code + series) == check


def _check_letter(text: str) -> str:
    """Return the letter of the sum of all characters, each weighted by its place.

    23 is prime: every single wrong character and every swap of neighbours shows, as
    long as the two differ by no multiple of 23.
    """
    values = [ord(each) for each in text if each != "-"]
    total = sum(place * value for place, value in enumerate(values, start=2))
    return CHECK_LETTERS[total % len(CHECK_LETTERS)]


def bsn_passes(text: str) -> bool:
    """Tell whether a BSN passes the 11-test; passing does not mean it was issued.

    Nine digits, or eight and a 0 before them; not all zero; the digits weighted by
    9, 8, 7, 6, 5, 4, 3, 2 and -1 add up to a multiple of 11. Space around is allowed.
    """
    digits = text.strip()
    if not digits.isascii() or not digits.isdigit() or len(digits) not in (8, 9):
        return False
    padded = digits.zfill(9)
    total = sum(w * int(d) for w, d in zip(_BSN_WEIGHTS, padded, strict=True))
    return padded != "000000000" and total % 11 == 0


def tidy_bsn(text: str) -> str:
    """Return a BSN as nine digits; raises Refusal when it fails the 11-test."""
    digits = re.sub(r"[\s.]", "", text)
    if not bsn_passes(digits):
        raise Refusal("bsn_fails")
    return digits.zfill(9)


def masked_bsn(bsn: str) -> str:
    """Return a BSN with only its last three digits, for the screen."""
    return "••••••" + bsn[-3:]


def tidy_birth_date(text: str, today: str) -> str:
    """Return a date of birth as YYYY-MM-DD; `today` is the latest it may be.

    Takes YYYY-MM-DD and the Dutch DD-MM-YYYY. Raises Refusal.
    """
    plain = text.strip().replace("/", "-").replace(".", "-")
    dutch = re.fullmatch(r"(\d{1,2})-(\d{1,2})-(\d{4})", plain)
    if dutch:
        day, month, year = dutch.groups()
        plain = f"{year}-{month.zfill(2)}-{day.zfill(2)}"
    try:
        born = date.fromisoformat(plain)
    except ValueError:
        raise Refusal("not_a_date") from None
    if not "1890-01-01" <= born.isoformat() <= today:
        raise Refusal("not_a_birth_date")
    return born.isoformat()


def years_between(born: str, day: str) -> int:
    """Return the age in whole years on a day; both are YYYY-MM-DD."""
    first, then = date.fromisoformat(born), date.fromisoformat(day)
    had_birthday = (then.month, then.day) >= (first.month, first.day)
    return then.year - first.year - (0 if had_birthday else 1)
