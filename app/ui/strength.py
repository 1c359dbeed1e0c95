"""How hard a passphrase is to guess, in five steps."""

from __future__ import annotations

import math
import re
from typing import Final

ENOUGH: Final = 3
"""From this step a passphrase will do."""

_BITS: Final = (1, 30, 48, 70)
"""Bits from which a passphrase reaches step 1, 2, 3 and 4."""

_WORD_BITS: Final = 12.9
"""One word out of a list of 7,776 that many people know."""

_KINDS: Final = ((r"[a-z]", 26), (r"[A-Z]", 26), (r"[0-9]", 10), (r"[^a-zA-Z0-9]", 30))
_COMMON: Final = re.compile(
    r"wachtwoord|welkom|password|qwerty|azerty|noodpost|geheim|12345|(.)\1{3}",
    re.IGNORECASE,
)


def strength(passphrase: str) -> int:
    """Return 0 (nothing) to 4 (very strong)."""
    if not passphrase.strip():
        return 0
    return max(1, sum(bits(passphrase) >= least for least in _BITS))


def bits(passphrase: str) -> float:
    """Return a guess at the bits somebody who knows how people choose must try."""
    bare = _COMMON.sub("", passphrase.strip())
    letters = sum(size for kind, size in _KINDS if re.search(kind, bare))
    spelled = len(set(bare.lower())) * math.log2(letters) if letters else 0.0
    words = {each.lower() for each in re.split(r"[\s\-_.,]+", bare) if len(each) > 2}
    said = len(words) * _WORD_BITS
    # Words are guessed as words, not letter by letter.
    return min(spelled * 1.4, said) if len(words) > 1 else spelled
