"""What speaks for two records being of one person, added up and said in words.

The points are ours, set by hand: no source gives any. They only choose what is worth a
look; a person compares and decides, and nothing is ever joined by itself.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from app.care.terms import AGE_BAND_FROM, AgeBand, Sign

Words = tuple[str, ...]
"""A name as its words, in plain letters."""

Alike = Callable[[str, str], bool]
"""Tells whether two words are one name, heard or written by two people."""

POINTS: Final = {
    Sign.BSN: 60,
    Sign.TAG: 60,
    Sign.NAME: 40,
    Sign.BIRTH_DATE: 25,
    Sign.ADDRESS: 25,
    Sign.NAME_PART: 15,
    Sign.POSTCODE: 15,
    Sign.BIRTH_DATE_TURNED: 15,
    Sign.POSTCODE_OTHER: -15,
    Sign.AGE_APART: -20,
    Sign.SEX_OTHER: -25,
    Sign.BIRTH_DATE_OTHER: -25,
    Sign.NAME_OTHER: -30,
    Sign.BSN_OTHER: -60,
}
"""What each sign adds or takes away."""

SUGGEST_FROM: Final = 40
"""From this sum two records are shown beside each other."""

_NEAR_YEARS: Final = 5
"""An age is guessed at the door; this far off is still the same age."""

_OLDEST: Final = 130
_WHOLE_NAME: Final = 2
"""A name of fewer words than this says little."""


@dataclass(frozen=True, slots=True)
class Profile:
    """What of a record can be compared; everything anybody said of it counts."""

    names: tuple[Words, ...] = ()
    births: frozenset[str] = frozenset()
    bsns: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()
    sexes: frozenset[str] = frozenset()
    years: int | None = None
    band: AgeBand = AgeBand.UNKNOWN
    postcodes: frozenset[str] = frozenset()
    homes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two records are, and why."""

    points: int
    signs: tuple[Sign, ...]

    @property
    def is_suggested(self) -> bool:
        """Whether a person should look at the two beside each other."""
        return self.points >= SUGGEST_FROM


def likeness(one: Profile, other: Profile, alike: Alike) -> Likeness:
    """Return what speaks for and against, heaviest first, and the sum of it."""
    found = [
        _shared(one.bsns, other.bsns, Sign.BSN, Sign.BSN_OTHER),
        _shared(one.tags, other.tags, Sign.TAG, None),
        _name(one, other, alike),
        _birth(one, other),
        _shared(one.sexes, other.sexes, None, Sign.SEX_OTHER),
        _age(one, other),
        _shared(one.homes, other.homes, Sign.ADDRESS, None),
        _shared(one.postcodes, other.postcodes, Sign.POSTCODE, Sign.POSTCODE_OTHER),
    ]
    signs = [each for each in found if each is not None]
    signs.sort(key=lambda sign: (-abs(POINTS[sign]), sign))
    return Likeness(sum(POINTS[sign] for sign in signs), tuple(signs))


def turned(birth_date: str) -> str:
    """Return a date with day and month changed about, as happens on paper."""
    year, _, rest = birth_date.partition("-")
    month, _, day = rest.partition("-")
    return f"{year}-{day}-{month}"


def _shared(
    one: frozenset[str], other: frozenset[str], same: Sign | None, not_: Sign | None
) -> Sign | None:
    if not one or not other:
        return None
    return same if one & other else not_


def _name(one: Profile, other: Profile, alike: Alike) -> Sign | None:
    matched = [_matched(a, b, alike) for a in one.names for b in other.names]
    if not matched:
        return None
    return max(matched, key=lambda sign: POINTS[sign])


def _matched(one: Words, other: Words, alike: Alike) -> Sign:
    short, long = sorted((one, other), key=len)
    found = min(_heard(short, long, alike), _heard(long, short, alike))
    if found == len(short) and found >= _WHOLE_NAME:
        return Sign.NAME
    return Sign.NAME_PART if found else Sign.NAME_OTHER


def _heard(words: Words, among: Words, alike: Alike) -> int:
    return sum(any(alike(word, each) for each in among) for word in words)


def _birth(one: Profile, other: Profile) -> Sign | None:
    if not one.births or not other.births:
        return None
    if one.births & other.births:
        return Sign.BIRTH_DATE
    if {turned(each) for each in one.births} & other.births:
        return Sign.BIRTH_DATE_TURNED
    return Sign.BIRTH_DATE_OTHER


def _age(one: Profile, other: Profile) -> Sign | None:
    first, second = _span(one), _span(other)
    if first is None or second is None:
        return None
    apart = max(first[0], second[0]) - min(first[1], second[1])
    return Sign.AGE_APART if apart > _NEAR_YEARS else None


def _span(profile: Profile) -> tuple[int, int] | None:
    if profile.years is not None:
        return profile.years, profile.years
    if profile.band is AgeBand.UNKNOWN:
        return None
    first = AGE_BAND_FROM[profile.band]
    later = [year for year in AGE_BAND_FROM.values() if year > first]
    return first, min(later, default=_OLDEST + 1) - 1
