"""Arabic and Hebrew names on paper: letters joined and in the order the eye reads.

The PDF library draws characters one by one from left to right; without this a name from
right to left would stand backwards, its letters apart.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Final

from fpdf.bidi import BidiParagraph

_FORMS: Final = ("<isolated>", "<final>", "<initial>", "<medial>")
_LAM: Final = "\u0644"
_ALEFS: Final = ("\u0622", "\u0623", "\u0625", "\u0627")
_ISOLATES: Final = dict.fromkeys(map(ord, "\u2066\u2067\u2068\u2069\u200e\u200f"))


def visual(words: str) -> str:
    """Return words as they are drawn, left to right; Latin text comes back as it was.

    Newlines stay where they are: each line is turned by itself.
    """
    plain = words.translate(_ISOLATES)
    if not any(unicodedata.bidirectional(each) in ("R", "AL") for each in plain):
        return plain
    return "\n".join(_turned(_joined(line)) for line in plain.split("\n"))


def _turned(line: str) -> str:
    return BidiParagraph(line).get_reordered_string() if line else line


def _joined(line: str) -> str:
    """Return each Arabic letter in the shape its neighbours give it."""
    letters = _lam_alef(line)
    return "".join(
        _shape(letters, place) if each in _shapes() else each
        for place, each in enumerate(letters)
    )


def _shape(letters: list[str], place: int) -> str:
    shapes = _shapes()[letters[place]]
    before = _neighbour(letters, place, -1)
    after = _neighbour(letters, place, 1)
    joins_before = "<initial>" in _shapes().get(before, {}) and "<final>" in shapes
    joins_after = "<final>" in _shapes().get(after, {}) and "<initial>" in shapes
    form = {
        (False, False): "<isolated>",
        (True, False): "<final>",
        (False, True): "<initial>",
        (True, True): "<medial>",
    }[(joins_before, joins_after)]
    return shapes.get(form, letters[place])


def _neighbour(letters: list[str], place: int, step: int) -> str:
    """Return the next letter on that side, past marks that stand above or below."""
    at = place + step
    while 0 <= at < len(letters) and unicodedata.combining(letters[at][0]):
        at += step
    return letters[at] if 0 <= at < len(letters) else ""


def _lam_alef(line: str) -> list[str]:
    letters: list[str] = []
    for each in line:
        pair = (letters[-1] if letters else "") + each
        if len(pair) == 2 and pair[0] == _LAM and pair in _shapes():
            letters[-1] = pair
        else:
            letters.append(each)
    return letters


@lru_cache(maxsize=1)
def _shapes() -> dict[str, dict[str, str]]:
    """Return the shapes of every letter that Unicode has a shape for."""
    found: dict[str, dict[str, str]] = {}
    for point in (*range(0xFB50, 0xFE00), *range(0xFE70, 0xFEFD)):
        form, *parts = unicodedata.decomposition(chr(point)).split() or [""]
        letter = "".join(chr(int(each, 16)) for each in parts)
        is_pair = letter[:1] == _LAM and letter[1:] in _ALEFS
        if form in _FORMS and (len(letter) == 1 or is_pair):
            found.setdefault(letter, {})[form] = chr(point)
    return found
