"""A sheet of paper: our letters in it, its number on it, and OEFENING across a drill's.

Every page says what it is, of which post, who printed it and when.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from math import hypot
from typing import Any, Final

from fpdf import FPDF
from fpdf.enums import Align, WrapMode, XPos, YPos
from fpdf.fonts import TTFFont

from app.exports.moments import local, moment_words
from app.exports.script import visual
from app.i18n import text
from app.paths import ASSETS

FAMILY: Final = "Noodpost"
MARGIN: Final = 14.0
"""Millimetres: what every printer can print."""
_LOST: Final = "?"
_GREY: Final = 90
_PALE: Final = 226
_LINE: Final = 0.25
_FOOT: Final = 12.0
_MARK_SIZE: Final = 92


@dataclass(frozen=True, slots=True)
class Printing:
    """Who prints, when, where, in which language, under which number."""

    sheet: str
    post: str
    by: str
    at_ms: int
    language: str
    exercise: bool

    def words(self, key: str, **values: str | int) -> str:
        """Return words in the language of the sheet."""
        return text(key, self.language, **values)


class Paper(FPDF):
    """A document of A4 pages; `title` stands at the top of each."""

    def __init__(self, printing: Printing, title: str, **kind: Any) -> None:
        super().__init__(unit="mm", **({"format": "A4"} | kind))
        self.printing = printing
        self.title_words = title
        self.set_title(f"{title} {printing.sheet}".strip())
        self.set_creator("Noodpost")
        self.set_lang(printing.language)
        self.set_creation_date(local(printing.at_ms))
        self.set_margins(MARGIN, MARGIN, MARGIN)
        self.set_auto_page_break(True, margin=MARGIN + _FOOT)
        self.add_font(FAMILY, "", ASSETS / "fonts" / "Noodpost-Regular.ttf")
        self.lost = False
        self.add_font(FAMILY, "B", ASSETS / "fonts" / "Noodpost-Bold.ttf")
        self.set_line_width(_LINE)

    @property
    def room(self) -> float:
        """Millimetres between the margins."""
        return float(self.w - self.l_margin - self.r_margin)

    def words(self, key: str, **values: str | int) -> str:
        """Return words in the language of the sheet."""
        return self.printing.words(key, **values)

    def pen(self, size: float, *, bold: bool = False, grey: bool = False) -> None:
        """Take letters of this size."""
        self.set_font(FAMILY, "B" if bold else "", size)
        self.set_text_color(_GREY if grey else 0)

    def put(self, words: str, width: float = 0, height: float = 0, **more: Any) -> None:
        """Write one line that stays on one line, and move on to its right."""
        self.cell(width, height or None, self._drawable(words), **more)

    def shortened(self, words: str, room: float) -> str:
        """Return as much of words as fits in a line so wide, with … for the rest."""
        while len(words) > 1 and self.get_string_width(words) > room:
            words = words[:-2].rstrip() + "…"
        return words

    def block(self, words: str, width: float = 0, **more: Any) -> None:
        """Write words that wrap, and move on below them."""
        more = {"new_x": XPos.LMARGIN, "new_y": YPos.NEXT, "align": Align.L} | more
        height = more.pop("height", self.font_size * 1.25)
        drawn = self._drawable(words)
        self.multi_cell(width, height, drawn, wrapmode=WrapMode.WORD, **more)

    def _drawable(self, words: str) -> str:
        """Return words as they are drawn; what our letters lack is a `?`, and noted."""
        drawn = visual(words)
        known = self._letters()
        if all(ord(each) in known or each == "\n" for each in drawn):
            return drawn
        self.lost = True
        return "".join(
            each if ord(each) in known or each == "\n" else _LOST for each in drawn
        )

    def _letters(self) -> Collection[int]:
        font = self.fonts[FAMILY.lower()]
        return font.cmap if isinstance(font, TTFFont) else ()

    def square(self, picture: bytes, left: float, top: float, side: float) -> None:
        """Draw a square code on white: the mark of a drill may not run through it."""
        self.set_fill_color(255)
        self.rect(left, top, side, side, style="F")
        self.image(picture, left, top, side, side)

    def rule(self, gap: float = 2.0) -> None:
        """Draw a line across, with a gap below."""
        self.line(self.l_margin, self.get_y(), self.w - self.r_margin, self.get_y())
        self.ln(gap)

    def header(self) -> None:
        """Draw the mark of a drill, then what this sheet is, and its number."""
        if self.printing.exercise:
            self._mark()
        self.pen(11, bold=True)
        self.put(self.title_words, self.room * 0.62, 6)
        self.pen(11, bold=True)
        self.put(
            self.printing.sheet,
            0,
            6,
            align=Align.R,
            new_x=XPos.LMARGIN,
            new_y=YPos.NEXT,
        )
        self.pen(9, grey=True)
        self.put(
            self.printing.post,
            self.room * 0.62,
            4.5,
            new_x=XPos.LMARGIN,
            new_y=YPos.NEXT,
        )
        self.ln(1.5)
        self.rule()

    def footer(self) -> None:
        """Say who printed this and when, and which page of how many it is."""
        if self.lost:
            self.set_y(-MARGIN - 9)
            self.pen(9, bold=True)
            self.put(self.words("ui.paper.lost"), 0, 4)
        self.set_y(-MARGIN - 4)
        self.pen(8, grey=True)
        printing = self.printing
        said = self.words(
            "ui.paper.printed", name=printing.by, at=moment_words(printing.at_ms)
        )
        self.put(
            said if printing.by else moment_words(printing.at_ms), self.room * 0.8, 4
        )
        page = self.words("ui.paper.page", page=self.page_no(), pages="{nb}")
        self.put(page, 0, 4, align=Align.R)
        self.set_text_color(0)

    def _mark(self) -> None:
        """Write OEFENING across the page, pale, and in black on top."""
        mark = text("ui.paper.mark", "nl")
        self.pen(self._fitting(mark))
        self.set_text_color(_PALE)
        middle_x, middle_y = self.w / 2, self.h / 2
        with self.rotation(52 if self.h > self.w else 30, middle_x, middle_y):
            self.text(middle_x - self.get_string_width(mark) / 2, middle_y + 10, mark)
        self.set_text_color(255)
        self.set_fill_color(0)
        self.pen_white(11)
        self.put(
            text("ui.paper.exercise", self.printing.language),
            0,
            7,
            align=Align.C,
            fill=True,
            new_x=XPos.LMARGIN,
            new_y=YPos.NEXT,
        )
        self.ln(2)

    def pen_white(self, size: float) -> None:
        """Take white letters, to write on black."""
        self.pen(size, bold=True)
        self.set_text_color(255)

    def _fitting(self, mark: str) -> float:
        self.pen(_MARK_SIZE, bold=True)
        wide = float(self.get_string_width(mark))
        most = hypot(self.w, self.h) * 0.72
        return min(float(_MARK_SIZE), _MARK_SIZE * most / wide)

    def bytes_of(self) -> bytes:
        """Return the finished document."""
        content = bytes(self.output())
        self.close_fonts()
        return content

    def close_fonts(self) -> None:
        """Let go of the files the letters came from; nothing is drawn after."""
        for each in self.fonts.values():
            if isinstance(each, TTFFont):
                each.ttfont.close()


def fitting(draw: Callable[[float], Paper], sizes: Sequence[float]) -> bytes:
    """Return the document drawn with the largest letters that need one page only."""
    for size in sizes:
        paper = draw(size)
        if paper.pages_count == 1 or size == sizes[-1]:
            break
        paper.close_fonts()
    return paper.bytes_of()
