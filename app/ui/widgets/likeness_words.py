"""Why two records may be of one person, in words."""

from __future__ import annotations

from app.care.likeness import POINTS, Likeness
from app.i18n import text


def likeness_words(likeness: Likeness, language: str) -> str:
    """Return what speaks for it and, after *maar*, what speaks against it."""
    words = {sign: text(f"term.Sign.{sign.value}", language) for sign in likeness.signs}
    given = [words[sign] for sign in likeness.signs if POINTS[sign] > 0]
    against = [words[sign] for sign in likeness.signs if POINTS[sign] < 0]
    said = ", ".join(given)
    if not against:
        return said
    return text("ui.same.but", language, given=said, against=", ".join(against))
