"""A square to photograph, and the text of the handover that goes into it.

Whoever photographs it reads it: name, birth date and BSN stay out unless a person chose
to put them in.
"""

from __future__ import annotations

import io
from typing import Final

import segno

from app.care.atmist import Atmist, Who
from app.exports.atmist import card_lines, category_words, who_lines
from app.exports.moments import moment_words
from app.i18n import text

MOST_QR_BYTES: Final = 1_800
"""What a phone still reads from a screen at arm's length."""

_QUIET_MODULES: Final = 4
_CUT: Final = " […]"


def handover_text(
    card: Atmist,
    at_ms: int,
    language: str,
    *,
    exercise: bool,
    who: Who | None = None,
) -> str:
    """Return the card as short text; at most `MOST_QR_BYTES` bytes of UTF-8.

    Notes go first when it is too long, then what is longest is cut, and says so.
    """
    mark = [text("ui.paper.exercise", language)] if exercise else []
    head = [
        *mark,
        f"{card.number} {category_words(card.categories, language)}",
        moment_words(at_ms),
        *(f"{label}: {value}" for label, value in who_lines(who or Who(), language)),
    ]
    lines = [
        (each.name, f"{each.letter} {each.short}: {'; '.join(each.said)}")
        for each in card_lines(card, at_ms, language)
        if each.is_known or each.name != "notes"
    ]
    return _fitted(
        head, [(name, words.replace("\u00a0", " ")) for name, words in lines]
    )


def _fitted(head: list[str], lines: list[tuple[str, str]]) -> str:
    kept = list(lines)
    if _size(head, kept) > MOST_QR_BYTES:
        kept = [each for each in kept if each[0] != "notes"]
    for _ in kept:
        over = _size(head, kept) - MOST_QR_BYTES
        if over <= 0:
            break
        place = max(range(len(kept)), key=lambda each: len(kept[each][1].encode()))
        name, words = kept[place]
        kept[place] = (name, _shortened(words, over))
    return "\n".join([*head, *(words for _, words in kept)])


def _shortened(words: str, over_bytes: int) -> str:
    plain = words.removesuffix(_CUT).encode()
    room = max(8, len(plain) - over_bytes - len(_CUT.encode()))
    return plain[:room].decode(errors="ignore") + _CUT


def _size(head: list[str], lines: list[tuple[str, str]]) -> int:
    return len("\n".join([*head, *(words for _, words in lines)]).encode())


def qr_png(words: str, module_px: int = 6) -> bytes:
    """Return a PNG of the square: dark on white, with the quiet edge readers need."""
    picture = io.BytesIO()
    code = segno.make_qr(words, error="m")
    code.save(picture, kind="png", scale=module_px, border=_QUIET_MODULES)
    return picture.getvalue()
