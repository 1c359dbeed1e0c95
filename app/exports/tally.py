"""A stocktake on paper and as a table: the sheet to count on, and what differed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from fpdf.enums import Align

from app.exports.paper import Paper, Printing
from app.i18n import text

_COLUMNS: Final = (
    "place",
    "code",
    "name",
    "lot",
    "expiry",
    "expected",
    "found",
    "difference",
    "standing",
    "by",
)
_ROW: Final = 9.0
_HEAD: Final = 7.0
_ROOM_ON_PAGE: Final = 26.0
_BOX: Final = 26.0
_SHEET: Final = (("name", 0.5), ("lot", 0.18), ("expiry", 0.15), ("found", 0.17))
_REPORT: Final = (
    ("name", 0.36),
    ("lot", 0.17),
    ("expiry", 0.14),
    ("expected", 0.11),
    ("found", 0.1),
    ("difference", 0.12),
)
_NUMBERS: Final = ("expected", "found", "difference")


@dataclass(frozen=True, slots=True)
class TallyLine:
    """One lot at one place. `found` None: not counted, or counts that differ.

    `standing` is a `ui.tally.standing` word; `by` says who found how many.
    """

    place: str
    code: str
    name: str
    lot: str
    expiry: str
    expected: int | None
    found: int | None
    standing: str
    by: str = ""

    @property
    def difference(self) -> int | None:
        """What was found too much, or (negative) too little."""
        return None if self.found is None else self.found - (self.expected or 0)


def tally_table(lines: Sequence[TallyLine], language: str) -> list[Sequence[str]]:
    """Return a stocktake as a table: an empty cell was not counted, 0 was."""
    heads = [text(f"sheet.tally.{each}", language) for each in _COLUMNS]
    return [heads, *(_cells(each, language) for each in lines)]


def _cells(line: TallyLine, language: str) -> list[str]:
    standing = text(f"ui.tally.standing.{line.standing}", language)
    said = {
        "expected": _number(line.expected),
        "found": _number(line.found),
        "difference": _number(line.difference),
        "standing": standing,
    }
    return [
        said[each] if each in said else str(getattr(line, each)) for each in _COLUMNS
    ]


def _number(value: int | None) -> str:
    return "" if value is None else str(value)


def sheet_pdf(lines: Sequence[TallyLine], name: str, printing: Printing) -> bytes:
    """Return the sheet to count on: by place, a number and an empty box a line.

    What the books say is not on it: who counts looks at the shelf.
    """
    paper = Paper(printing, printing.words("ui.tally.sheet"))
    paper.add_page()
    _intro(paper, name, "ui.tally.sheet_how")
    numbers = {id(each): place for place, each in enumerate(lines, start=1)}

    def draw(line: TallyLine) -> None:
        _cell(paper, f"{numbers[id(line)]}. {line.name}", _SHEET[0][1])
        _cell(paper, line.lot, _SHEET[1][1])
        _cell(paper, _day(line.expiry), _SHEET[2][1])
        top, left = paper.get_y(), paper.w - paper.r_margin - _BOX
        # White in the box: the mark of a drill may not run through what is written.
        paper.set_fill_color(255)
        paper.rect(left, top + 1, _BOX, _ROW - 2, style="DF")

    for place in _places(lines):
        there = [each for each in lines if each.place == place]
        _by_place(paper, place, _SHEET, there, draw)
    return paper.bytes_of()


def report_pdf(lines: Sequence[TallyLine], name: str, printing: Printing) -> bytes:
    """Return what differed, what was not counted, and what is not known here."""
    paper = Paper(printing, printing.words("ui.tally.report"))
    paper.add_page()
    _intro(paper, name, "ui.tally.report_how")

    def draw(line: TallyLine) -> None:
        said = {
            "name": line.name,
            "lot": line.lot,
            "expiry": _day(line.expiry),
            "expected": _plain(line.expected),
            "found": _plain(line.found),
            "difference": _signed(line.difference),
        }
        for column, share in _REPORT:
            _cell(paper, said[column], share, right=column in _NUMBERS)

    for standing, words, there in sections(lines):
        if there:
            title = f"{printing.words(words)} ({len(there)})"
            _by_place(paper, title, _REPORT, there, draw, place=True)
        elif standing == "difference":
            paper.pen(11)
            paper.block(printing.words("ui.tally.no_difference"))
    return paper.bytes_of()


def sections(
    lines: Sequence[TallyLine],
) -> list[tuple[str, str, list[TallyLine]]]:
    """Return the parts of a report in order: its name, its title, its lines.

    Zero found where something should be is a difference; not counted is none.
    """
    counted = [each for each in lines if each.standing == "counted"]
    parts = {
        "conflict": [each for each in lines if each.standing == "conflict"],
        "difference": [each for each in counted if each.difference],
        "unknown": [each for each in lines if each.standing == "unknown"],
        "not_counted": [each for each in lines if each.standing == "not_counted"],
        "equal": [each for each in counted if not each.difference],
    }
    return [(each, f"ui.tally.part.{each}", found) for each, found in parts.items()]


def _intro(paper: Paper, name: str, how: str) -> None:
    if name:
        paper.pen(13, bold=True)
        paper.block(name)
    paper.pen(10)
    paper.block(paper.words(how))
    paper.ln(2)


def _by_place(
    paper: Paper,
    title: str,
    columns: Sequence[tuple[str, float]],
    lines: Sequence[TallyLine],
    draw: Callable[[TallyLine], None],
    *,
    place: bool = False,
) -> None:
    paper.ln(4)
    _keep_together(paper, _HEAD * 2 + _ROW)
    paper.pen(12, bold=True)
    paper.block(title)
    _heads(paper, columns)
    for line in lines:
        if _keep_together(paper, _ROW):
            _heads(paper, columns)
        top = paper.get_y()
        paper.pen(10)
        draw(line)
        if place:
            _under(paper, line, top)
        paper.set_xy(paper.l_margin, top + _ROW)
        paper.line(paper.l_margin, top + _ROW, paper.w - paper.r_margin, top + _ROW)


def _heads(paper: Paper, columns: Sequence[tuple[str, float]]) -> None:
    paper.pen(8, grey=True)
    for column, share in columns:
        words = paper.words(f"sheet.tally.{column}")
        _cell(paper, words, share, right=column in _NUMBERS, height=_HEAD - 2)
    paper.ln(_HEAD - 2)
    paper.rule(0)


def _under(paper: Paper, line: TallyLine, top: float) -> None:
    """Say under the name where it lies and who found how many."""
    said = " · ".join(each for each in (line.place, line.by) if each)
    paper.set_xy(paper.l_margin, top + _ROW - 3.6)
    paper.pen(7, grey=True)
    paper.put(paper.shortened(said, paper.room), paper.room, 3)


def _cell(
    paper: Paper,
    words: str,
    share: float,
    *,
    right: bool = False,
    height: float = _ROW - 3,
) -> None:
    width = paper.room * share
    align = Align.R if right else Align.L
    paper.put(paper.shortened(words, width - 2), width, height, align=align)


def _keep_together(paper: Paper, room: float) -> bool:
    """Go on to a new page where so much does not fit on this one."""
    if paper.get_y() + room <= paper.h - _ROOM_ON_PAGE:
        return False
    paper.add_page()
    return True


def _places(lines: Sequence[TallyLine]) -> list[str]:
    return list(dict.fromkeys(each.place for each in lines))


def _day(expiry: str) -> str:
    return "-".join(reversed(expiry.split("-"))) if expiry else "–"


def _plain(value: int | None) -> str:
    return "–" if value is None else str(value)


def _signed(value: int | None) -> str:
    if value is None:
        return "–"
    return f"+{value}" if value > 0 else str(value)
