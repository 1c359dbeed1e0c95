"""What of a casualty can be compared with another, and the keys to find them by.

Two records are only compared when they share a key: a BSN, a tag, a date of birth, or
how words of their names sound. So the cost does not grow with how many there are.
"""

from __future__ import annotations

import re
from itertools import combinations
from typing import Any, Final

from app.care.casualty import Casualty
from app.care.claim import latest
from app.care.likeness import Profile, turned
from app.care.terms import AgeBand, Sex
from app.store.sound import sound_of, words_of

_MOST_WORDS: Final = 6
"""Of a longer name the first words: pairs grow with the square."""


def profile_of(casualty: Casualty) -> Profile:
    """Return what of a casualty can be compared; its number is a tag like another."""
    said = casualty.said

    def all_of(name: str) -> frozenset[str]:
        return frozenset(str(claim.value) for claim in said.get(name, ()))

    years = latest(said.get("years", ()))
    return Profile(
        names=names_of(all_of("name")),
        births=all_of("birth_date"),
        bsns=all_of("bsn"),
        tags=frozenset(filter(None, map(plain_tag, {casualty.number, *all_of("tag")}))),
        sexes=all_of("sex") - {Sex.UNKNOWN.value},
        years=None if years is None else int(years.value),
        band=AgeBand(casualty.text("age_band") or AgeBand.UNKNOWN),
    )


def names_of(names: frozenset[str]) -> tuple[tuple[str, ...], ...]:
    """Return names as their words, those that have any."""
    found = (words_of(name)[:_MOST_WORDS] for name in sorted(names))
    return tuple(words for words in found if words)


def plain_tag(tag: str) -> str:
    """Return what is on a tag without the signs people leave out."""
    return re.sub(r"[\W_]+", "", tag).upper()


def keys_of(casualty: Casualty) -> frozenset[str]:
    """Return the keys a casualty is found by."""
    return keys(profile_of(casualty))


def keyed_by(casualty: Casualty) -> tuple[Any, ...]:
    """Return all that its keys follow from: the same gives the same keys."""
    return casualty.number, *(casualty.said.get(name) for name in _KEYED)


_KEYED: Final = ("name", "birth_date", "bsn", "tag")


def keys(profile: Profile) -> frozenset[str]:
    """Return the keys of a profile."""
    found = {f"i:{each}" for each in profile.bsns}
    found |= {f"t:{each}" for each in profile.tags}
    found |= {f"b:{each}" for each in profile.births}
    for words in profile.names:
        sounds = sorted({sound_of(word) for word in words})
        found |= {f"w:{each}" for each in sounds}
        found |= {f"p:{one}|{other}" for one, other in combinations(sounds, 2)}
    return frozenset(found)


def keys_to_ask(profile: Profile) -> tuple[str, ...]:
    """Return the keys to look under, the most telling first."""
    asked = keys(profile) | {f"b:{turned(each)}" for each in profile.births}
    return tuple(sorted(asked, key=lambda key: ("itbpw".index(key[0]), key)))
