"""How a name sounds, whatever script it is written in.

Letters become Latin ones (anyascii), a word becomes what it sounds like (metaphone)
without its vowels: Arabic leaves them out, and people hear them differently. Two words
are alike when they sound the same and are also written alike (Jaro-Winkler).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from anyascii import anyascii
from jellyfish import jaro_winkler_similarity, metaphone

ALIKE: Final = 0.83
"""From this similarity two words that sound the same count as one name."""

_PARTICLES: Final = frozenset(
    {"al", "el", "van", "von", "de", "der", "den", "ter", "ten", "te", "la", "le"}
    | {"du", "bin", "ibn", "bint", "het", "t", "op"}
)
"""Words that are left out or written otherwise as easily as not."""

_WORD: Final = re.compile(r"[\w'’ʼ`]+")
_ARTICLE: Final = re.compile(r"^ال(?=\w{2})")
_LATIN: Final = (
    ("shch", "sh"),
    ("tch", "ch"),
    ("sch", "sh"),
    ("sj", "sh"),
    ("kh", "h"),
    ("th", "t"),
    ("dh", "d"),
    ("ph", "f"),
    ("dj", "j"),
    ("q", "k"),
    ("g", "h"),
)
_SUNG: Final = re.compile(r"[aeiou]")
_VOWELS: Final = re.compile(r"[aeiouyw]")
_SILENT: Final = re.compile(r"[AEIOUHYW]")
_TWICE: Final = re.compile(r"(.)\1+")
_SILENT_END: Final = str.maketrans({"ة": "ا", "ى": "ا"})


def words_of(name: str) -> tuple[str, ...]:
    """Return the words of a name in plain Latin letters, without particles."""
    found = [_plain(word) for word in _WORD.findall(name.replace("-", " "))]
    words = [word for word in found if word]
    kept = [word for word in words if word not in _PARTICLES]
    return tuple(dict.fromkeys(kept or words))


def sound_of(word: str) -> str:
    """Return what a plain word sounds like: its consonants, each once.

    A g is an h: one Cyrillic letter is both, depending on the language.
    """
    spoken = _spoken(word)
    return _TWICE.sub(r"\1", _SILENT.sub("", metaphone(spoken))) or spoken[:1].upper()


def _spoken(word: str) -> str:
    for written, said in _LATIN:
        word = word.replace(written, said)
    return word


@lru_cache(maxsize=4096)
def alike(one: str, other: str) -> bool:
    """Tell whether two plain words are one name, heard and written by two people."""
    if one == other:
        return True
    if sound_of(one) != sound_of(other):
        return False
    if _has_vowels(one) and _has_vowels(other):
        return jaro_winkler_similarity(_spoken(one), _spoken(other)) >= ALIKE
    return jaro_winkler_similarity(_bones(one), _bones(other)) >= ALIKE


def _has_vowels(word: str) -> bool:
    """Tell whether a word was written with its vowels; Arabic leaves most out."""
    return len(_SUNG.findall(word)) * 4 > len(word)


def _plain(word: str) -> str:
    bare = _ARTICLE.sub("", word).translate(_SILENT_END)
    return re.sub(r"[^a-z]", "", anyascii(bare).lower())


def _bones(word: str) -> str:
    return _TWICE.sub(r"\1", _VOWELS.sub("", _spoken(word).replace("ch", "sh")))
