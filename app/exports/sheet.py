"""Tables as CSV or XLSX: read from anybody, within bounds, and written safely.

What a file is, its bytes say. An XLSX is a zip of XML: how large it unfolds is known
before any of it is read, and entities in it are refused. A cell that a spreadsheet
would run as a formula is written with an apostrophe before it, which is taken off when
it is read back.
"""

from __future__ import annotations

import csv
import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any, Final
from xml.etree.ElementTree import ParseError

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from app.care.refusal import Refusal

Row = tuple[int, Sequence[str]]
"""The number of a line in its file, and its cells."""

MOST_BYTES: Final = 4 * 1024 * 1024
"""A file: five thousand full lines take a tenth of it."""
MOST_UNZIPPED_BYTES: Final = 24 * 1024 * 1024
"""What a workbook may unfold into."""
MOST_ENTRIES: Final = 200
MOST_LINES: Final = 10_000
MOST_COLUMNS: Final = 60
MOST_CELL: Final = 2_000

_ZIP: Final = b"PK\x03\x04"
_OLD_EXCEL: Final = b"\xd0\xcf\x11\xe0"
_RUNS: Final = ("=", "+", "-", "@", "\t", "\r")
_GUARD: Final = "'"
_DELIMITERS: Final = (";", ",", "\t")
_WIDEST: Final = 40

_BREAKS: Final = (
    zipfile.BadZipFile,
    InvalidFileException,
    ParseError,
    zlib.error,
    ArithmeticError,
    AttributeError,
    AssertionError,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    RecursionError,
    RuntimeError,
    TypeError,
    ValueError,
)
"""What a workbook that is none makes its reader raise."""


_NUMBERED: Final = re.compile(r"(OEF-)?[A-Z0-9]{2,8}-[A-HJ-NPR-Z]-\d{4,}")
"""The number of a sheet that left a post, as its first line says it."""


def read_sheet(content: bytes) -> tuple[Row, ...]:
    """Return the lines of a CSV or XLSX file, or raise Refusal: then none counts."""
    if len(content) > MOST_BYTES:
        raise Refusal("sheet_too_large", most=MOST_BYTES // 1024 // 1024)
    if content.startswith(_OLD_EXCEL):
        raise Refusal("sheet_old_excel")
    if content.startswith(_ZIP):
        return _read_workbook(content)
    return _read_csv(content)


def refuse_mixed(rows: Sequence[Row], *, exercise: bool) -> Sequence[Row]:
    """Return the lines of a file, or raise Refusal: one of ours, of the other side.

    What left an exercise never comes into the real file, nor the other way round.
    """
    first = rows[0][1][0] if rows and rows[0][1] else ""
    number = _NUMBERED.search(first) if first.startswith("#") else None
    if number is not None and bool(number[1]) != exercise:
        raise Refusal("sheet_of_real" if exercise else "sheet_of_exercise")
    return rows


def _read_csv(content: bytes) -> tuple[Row, ...]:
    text = _decoded(content)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    try:
        rows = [
            (reader.line_num, _bounded(cells))
            for cells in islice(reader, MOST_LINES + 1)
        ]
    except csv.Error:
        raise Refusal("sheet_unreadable") from None
    return _counted(rows)


def _decoded(content: bytes) -> str:
    """Return the text of a CSV file: UTF-8, or what Dutch Excel still writes."""
    if b"\0" in content:
        raise Refusal("sheet_unreadable")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        return content.decode("cp1252")
    except UnicodeDecodeError:
        raise Refusal("sheet_unreadable") from None


def _delimiter(text: str) -> str:
    """Return what parts the cells: what stands most in the first line with any."""
    for line in islice(text.splitlines(), MOST_LINES):
        if line.strip() and not line.startswith(("#", '"#')):
            counts = {each: line.count(each) for each in _DELIMITERS}
            return max(counts, key=lambda each: counts[each])
    return ","


def _read_workbook(content: bytes) -> tuple[Row, ...]:
    try:
        _refuse_bomb(content)
        with warnings.catch_warnings():
            # It warns of looks it does not know; a list has none.
            warnings.simplefilter("ignore")
            return _counted(_lines_in(content))
    except _BREAKS:
        raise Refusal("sheet_unreadable") from None


def _lines_in(content: bytes) -> list[tuple[int, list[str]]]:
    book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    sheet: Any = book.worksheets[0]
    found = sheet.iter_rows(
        max_row=MOST_LINES + 1, max_col=MOST_COLUMNS + 1, values_only=True
    )
    rows = [
        (line, _bounded(_said_in(values)))
        for line, values in enumerate(islice(found, MOST_LINES + 1), start=1)
    ]
    book.close()
    return rows


def _refuse_bomb(content: bytes) -> None:
    """Raise Refusal when a zip would unfold into more than it may.

    What an entry says of its size is what is unfolded of it at the most.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entries = archive.infolist()
    size = sum(each.file_size for each in entries)
    if len(entries) > MOST_ENTRIES or size > MOST_UNZIPPED_BYTES:
        raise Refusal("sheet_too_large", most=MOST_UNZIPPED_BYTES // 1024 // 1024)


def _said_in(values: Sequence[object]) -> list[str]:
    """Return what a line of a workbook says, without the empty cells at its end."""
    cells = [_said(value) for value in values]
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _said(value: object) -> str:
    """Return what a cell of a workbook says, as a person would type it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).removesuffix(" 00:00:00")


def _bounded(cells: Sequence[str]) -> list[str]:
    if len(cells) > MOST_COLUMNS and any(cells[MOST_COLUMNS:]):
        raise Refusal("sheet_too_many_columns", most=MOST_COLUMNS)
    if any(len(cell) > MOST_CELL for cell in cells):
        raise Refusal("sheet_cell_too_long", most=MOST_CELL)
    return [_unguarded(cell) for cell in cells[:MOST_COLUMNS]]


def _counted(rows: list[tuple[int, list[str]]]) -> tuple[Row, ...]:
    if len(rows) > MOST_LINES:
        raise Refusal("sheet_too_many_lines", most=MOST_LINES)
    return tuple(rows)


def guarded(cell: str) -> str:
    """Return a cell that no spreadsheet runs as a formula."""
    return f"{_GUARD}{cell}" if cell.startswith((*_RUNS, _GUARD)) else cell


def _unguarded(cell: str) -> str:
    is_guarded = cell.startswith(_GUARD) and cell[1:].startswith((*_RUNS, _GUARD))
    return cell[1:] if is_guarded else cell


def as_csv(rows: Iterable[Sequence[str]], delimiter: str = ";") -> bytes:
    """Return a table as CSV, with the mark that lets Excel read its letters."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
    writer.writerows([guarded(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(rows: Iterable[Sequence[str]], title: str) -> bytes:
    """Return a table as a workbook of text; the line of heads stays in sight."""
    book = Workbook()
    sheet: Any = book.active
    sheet.title = title[:31]
    widths: dict[int, int] = {}
    head = None
    for line, row in enumerate(rows, start=1):
        is_remark = bool(row) and row[0].startswith("#")
        if head is None and not is_remark:
            head = line
        for place, said in enumerate(row, start=1):
            cell = sheet.cell(line, place)
            cell.value, cell.data_type = guarded(said), "s"
            cell.number_format = "@"
            if line == head:
                cell.font = Font(bold=True)
            if not is_remark:
                widths[place] = max(widths.get(place, 8), len(said) + 2)
    for place, width in widths.items():
        sheet.column_dimensions[get_column_letter(place)].width = min(width, _WIDEST)
    sheet.freeze_panes = f"A{(head or 0) + 1}"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
