"""A stocktake on paper and as a table, read back."""

from __future__ import annotations

from app.exports.sheet import as_csv
from app.exports.tally import (
    TallyLine,
    report_pdf,
    sections,
    sheet_pdf,
    tally_table,
)
from tests.support.paper import printing, read, words_of


def line(
    name: str,
    expected: int | None = 5,
    found: int | None = 5,
    standing: str = "counted",
    place: str = "Schap 1",
) -> TallyLine:
    return TallyLine(
        place, "VB001", name, "A1", "2027-12-14", expected, found, standing, "Anna: 5"
    )


LINES = [
    line("Klopt"),
    line("Leeg", 5, 0),
    line("Vergeten", 5, None, "not_counted"),
    line("Vreemd", None, 3, "unknown"),
    line("Ruzie", 5, None, "conflict", place="Bus"),
]


def test_every_line_of_a_report_stands_in_one_part() -> None:
    parts = {name: [each.name for each in found] for name, _, found in sections(LINES)}

    assert parts == {
        "conflict": ["Ruzie"],
        "difference": ["Leeg"],
        "unknown": ["Vreemd"],
        "not_counted": ["Vergeten"],
        "equal": ["Klopt"],
    }


def test_zero_is_written_and_not_counted_is_an_empty_cell() -> None:
    heads, *rows = tally_table(LINES, "en")

    place = {name: heads.index(name) for name in ("Expected", "Found", "Difference")}
    said = [[row[place[name]] for name in place] for row in rows]
    assert said == [
        ["5", "5", "0"],
        ["5", "0", "-5"],
        ["5", "", ""],
        ["", "3", "3"],
        ["5", "", ""],
    ]


def test_no_cell_of_the_table_runs_in_a_spreadsheet() -> None:
    table = tally_table([line('=cmd|"/c calc"!A1', 5, 0)], "nl")

    content = as_csv(table).decode("utf-8-sig")
    cells = content.splitlines()[1].split(";")
    assert not any(each.strip('"').startswith(("=", "+", "-", "@")) for each in cells)


def test_the_sheet_to_count_on_has_boxes_by_place_and_no_numbers_of_the_books() -> None:
    many = [line(f"Artikel {n}", expected=4321) for n in range(60)]
    content = sheet_pdf([*many, *LINES], "november", printing(exercise=True))
    words = words_of(content)

    assert "ZUID-A-0007" in words
    assert "OEFENING" in words
    assert "4321" not in words
    assert words.index("Schap 1") < words.index("Bus")
    assert "1. Artikel 0" in words
    assert "65. Ruzie" in words
    assert 2 <= len(read(content).pages) <= 4


def test_the_report_on_paper_names_parts_with_their_numbers() -> None:
    words = words_of(report_pdf(LINES, "november", printing(language="en")))

    assert "Not counted (1)" in words
    assert "Found, not in the books (1)" in words
    assert "-5" in words
    assert "Bus · Anna: 5" in words
    assert "No difference" not in words
    assert "No difference" in words_of(report_pdf([], "", printing(language="en")))
