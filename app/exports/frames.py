"""Frames on paper: what waits, sealed, as squares that any camera of a hub can read.

On the sheet stands from which post it is, and nothing of anybody; the squares hold what
a stick would.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from fpdf.enums import Align

from app.exports.paper import Paper, Printing
from app.exports.qr import qr_png

_ACROSS: Final = 2
_DOWN: Final = 3
_GAP: Final = 9.0
_WORDS: Final = 6.0


def frames_pdf(frames: Sequence[str], how: str, printing: Printing) -> bytes:
    """Return sheets of A4 with six squares each; `how` says what to do with them."""
    paper = Paper(replace(printing, by=""), printing.words("ui.frames.sheet"))
    wide = paper.room / _ACROSS
    for first in range(0, len(frames), _ACROSS * _DOWN):
        paper.add_page()
        paper.pen(10)
        paper.block(how)
        top = paper.get_y() + 2
        high = (paper.h - top - paper.b_margin) / _DOWN
        side = min(wide - _GAP, high - _WORDS)
        for place, text in enumerate(frames[first : first + _ACROSS * _DOWN]):
            down, across = divmod(place, _ACROSS)
            at = (paper.l_margin + across * wide, top + down * high)
            paper.square(qr_png(text), *at, side)
            said = paper.words(
                "ui.frames.at", place=first + place + 1, count=len(frames)
            )
            paper.set_xy(at[0], at[1] + side)
            paper.pen(10, bold=True)
            paper.put(said, side, _WORDS, align=Align.C)
    return paper.bytes_of()
