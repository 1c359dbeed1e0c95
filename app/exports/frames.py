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
_ONE: Final = 160.0
"""Of the side of a square that stands alone: it may be finer than the others."""
_GAP: Final = 9.0
_WORDS: Final = 6.0


def frames_pdf(
    frames: Sequence[str], how: str, printing: Printing, title: str = "ui.frames.sheet"
) -> bytes:
    """Return sheets of A4 with six squares each; `how` says what to do with them."""
    paper = Paper(replace(printing, by=""), printing.words(title))
    if len(frames) == 1:
        return _alone(paper, frames[0], how)
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


def _alone(paper: Paper, frame: str, how: str) -> bytes:
    paper.add_page()
    paper.pen(12)
    paper.block(how)
    left, top = (paper.w - _ONE) / 2, paper.get_y() + _GAP
    paper.square(qr_png(frame), left, top, _ONE)
    return paper.bytes_of()
