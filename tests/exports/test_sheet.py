"""Spreadsheets from anybody: read within bounds, written so that nothing runs."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from app.care.item import Item, Part
from app.care.item_compare import compared
from app.care.opening import Opening
from app.care.refusal import Refusal
from app.care.stock import LotKey
from app.exports.item_sheet import (
    head_of,
    item_table,
    item_template,
    opening_template,
    read_items_sheet,
    read_opening_sheet,
)
from app.exports.sheet import (
    MOST_BYTES,
    MOST_CELL,
    MOST_COLUMNS,
    MOST_LINES,
    MOST_UNZIPPED_BYTES,
    as_csv,
    as_xlsx,
    guarded,
    read_sheet,
    refuse_mixed,
)
from app.store.starter import starter_items

GTIN = "09528800000019"
BAG = Item(
    "B1", "=SOM(A1)", "-tas", kit=(Part("VB001", 2),), synonyms=("é", "ß"), use_t1=15
)
TOURNIQUET = Item("VB001", "Tourniquet", "Tourniquet", gtins=(GTIN,))

_cell = st.text(st.characters(codec="utf-8", exclude_categories=["C"]), max_size=30)
_table = st.lists(st.lists(_cell, min_size=2, max_size=5), min_size=1, max_size=6)


def cells(content: bytes) -> list[Sequence[str]]:
    return [row for _, row in read_sheet(content)]


def trimmed(rows: list[list[str]]) -> list[list[str]]:
    """Return a table as a workbook gives it back: no empty cells at the end."""
    kept = []
    for row in rows:
        filled = [place for place, cell in enumerate(row, start=1) if cell]
        kept.append(row[: max(filled, default=0)])
    return kept


def refused(content: bytes) -> str:
    with pytest.raises(Refusal) as why:
        read_sheet(content)
    return why.value.key


def zipped(**entries: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return out.getvalue()


@given(_table)
@example([["=1+1", "@cmd"], ["'=x", "-1"], ["''", "\t"], ["a;b", 'c"d']])
def test_a_table_comes_back_from_csv_as_it_was(rows: list[list[str]]) -> None:
    rows = [["# a, remark", ";;;"], ["code", "name"], *rows]
    back = cells(as_csv(rows))

    assert back == rows


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(_table)
@example([["=1+1", "@cmd"], ["'=x", "-1"], ["", "9528800000019"]])
def test_a_table_comes_back_from_a_workbook_as_it_was(rows: list[list[str]]) -> None:
    rows = [["heads", "x"], *rows, ["last", "x"]]

    assert cells(as_xlsx(rows, "Lijst")) == trimmed(rows)


@given(_cell)
def test_no_cell_is_written_that_a_spreadsheet_would_run(cell: str) -> None:
    assert not guarded(cell).startswith(("=", "+", "-", "@", "\t", "\r"))


def test_a_workbook_holds_text_and_no_formula() -> None:
    book = load_workbook(io.BytesIO(as_xlsx([["x"], ["=1+1"], ["+31"]], "t")))

    found = [(cell.value, cell.data_type) for (cell,) in book.worksheets[0].rows]

    assert found == [("x", "s"), ("'=1+1", "s"), ("'+31", "s")]


@given(st.binary(max_size=300))
@example(b"PK\x03\x04")
@example(b"\x81")
@example(b'a,"b\nc')
@example(b"a,b\rc\r\n\n")
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    try:
        rows = read_sheet(content)
    except Refusal:
        return
    assert all(isinstance(cell, str) for _, row in rows for cell in row)


WORKBOOK = as_xlsx([["code", "name"], ["VB001", "Tourniquet"]], "Lijst")
PARTS = {
    each: zipfile.ZipFile(io.BytesIO(WORKBOOK)).read(each)
    for each in zipfile.ZipFile(io.BytesIO(WORKBOOK)).namelist()
}


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(PARTS)), st.data())
def test_a_workbook_with_any_part_spoiled_is_read_or_refused(
    name: str, data: st.DataObject
) -> None:
    part = PARTS[name]
    start = data.draw(st.integers(0, len(part)))
    end = data.draw(st.integers(start, min(len(part), start + 40)))
    put = data.draw(st.binary(max_size=8) | st.sampled_from([b"-1", b"9" * 30, b""]))
    spoiled = {**PARTS, name: part[:start] + put + part[end:]}

    try:
        read_sheet(zipped(**spoiled))
    except Refusal as why:
        assert why.key.startswith("sheet_")


@settings(max_examples=100, deadline=None)
@given(st.integers(0, len(WORKBOOK) - 1), st.binary(min_size=1, max_size=6))
def test_a_workbook_with_any_bytes_spoiled_is_read_or_refused(
    at: int, put: bytes
) -> None:
    try:
        read_sheet(WORKBOOK[:at] + put + WORKBOOK[at + len(put) :])
    except Refusal as why:
        assert why.key.startswith("sheet_")


def test_a_bomb_is_refused_before_it_unfolds() -> None:
    bomb = zipped(**{**PARTS, "xl/worksheets/sheet1.xml": bytes(MOST_UNZIPPED_BYTES)})

    assert len(bomb) < MOST_BYTES
    assert refused(bomb) == "sheet_too_large"
    assert refused(zipped(**{f"f{n}": b"" for n in range(300)})) == "sheet_too_large"


def test_entities_are_refused() -> None:
    laughs = (
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
        b"<worksheet>&b;</worksheet>"
    )

    for name in ("xl/worksheets/sheet1.xml", "xl/workbook.xml"):
        assert refused(zipped(**{**PARTS, name: laughs})) == "sheet_unreadable"


def test_a_file_is_bounded_in_bytes_lines_columns_and_cells() -> None:
    assert refused(bytes(MOST_BYTES + 1)) == "sheet_too_large"
    assert refused(b"a\n" * (MOST_LINES + 1)) == "sheet_too_many_lines"
    assert refused(b",".join([b"a"] * (MOST_COLUMNS + 1))) == "sheet_too_many_columns"
    assert refused(b"a," + b"b" * (MOST_CELL + 1)) == "sheet_cell_too_long"
    assert refused(b"a," + b"b" * 200_000) == "sheet_unreadable"
    assert len(cells(b"a,b" + b"," * MOST_COLUMNS)[0]) == MOST_COLUMNS


def test_what_is_no_sheet_is_refused_with_words_of_its_own() -> None:
    assert refused(b"\xd0\xcf\x11\xe0old") == "sheet_old_excel"
    assert refused(b"%PDF-1.7\0") == "sheet_unreadable"
    assert refused(zipped(x=b"y")) == "sheet_unreadable"


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_a_csv_is_read_with_the_comma_its_maker_uses(delimiter: str) -> None:
    text = f"# a,b;c\ncode{delimiter}naam\nX1{delimiter}é\n"

    assert cells(text.encode("utf-8"))[1:] == [["code", "naam"], ["X1", "é"]]
    assert cells(text.encode("cp1252"))[2] == ["X1", "é"]


def test_numbers_and_dates_of_a_workbook_are_read_as_a_person_types_them() -> None:
    import datetime

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append([8.0, 0.15, True, datetime.datetime(2027, 12, 31), 9528800000019])  # noqa: DTZ001
    out = io.BytesIO()
    book.save(out)

    assert cells(out.getvalue()) == [
        ["8", "0.15", "yes", "2027-12-31", "9528800000019"]
    ]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_list_of_items_goes_out_and_comes_back_in_either_form(language: str) -> None:
    items = (*starter_items().values(), BAG)
    table = item_table(items, language)

    for content in (as_csv(table), as_csv(table, ","), as_xlsx(table, "x")):
        assert read_items_sheet(read_sheet(content)).items == items


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_template_says_how_and_holds_nothing_yet(language: str) -> None:
    for table in (item_template(language), opening_template(language)):
        assert [row[0][:1] for row in table] == ["#", "#", "#", "C"]
    empty = read_items_sheet(read_sheet(as_csv(item_template(language))))
    assert [each.why for each in empty.wrong] == ["empty"]
    assert head_of("unit", language) in item_template(language)[-1]


def opened(*lines: str):  # type: ignore[no-untyped-def]
    heads = "Code;Aantal;Partijnummer;Houdbaar tot"
    rows = read_sheet("\n".join((heads, *lines)).encode())
    return read_opening_sheet(rows, {"VB001": TOURNIQUET, "B1": BAG})


def test_opening_stock_names_an_item_by_code_or_by_bar_code() -> None:
    found = opened("VB001;5;l1;12-2027", f"{GTIN[1:]};7;l2;31-01-2028", "B1;1;;")

    assert found.wrong == ()
    assert found.lots == (
        Opening(LotKey("VB001", "L1", "2027-12-31"), 5),
        Opening(LotKey("VB001", "L2", "2028-01-31"), 7),
        Opening(LotKey("B1"), 1),
    )


def test_each_error_of_opening_stock_has_its_place() -> None:
    found = opened(
        "NIETS;5;;",
        "VB001;0;;",
        "VB001;veel;;morgen",
        f"VB001;5;{'x' * 21};",
        "B1;1",
        "B1;2",
    )

    assert [(each.line, each.column, each.why) for each in found.wrong] == [
        (2, "code", "not_listed"),
        (3, "quantity", "out_of_range"),
        (4, "quantity", "not_a_number"),
        (4, "expiry", "not_a_date"),
        (5, "lot", "too_long"),
        (7, "lot", "twice"),
    ]
    assert [each.why for each in opened().wrong] == ["empty"]


def test_a_bar_code_of_two_items_is_not_guessed() -> None:
    twice = {
        "A": Item("A", "a", "a", gtins=(GTIN,)),
        "B": Item("B", "b", "b", gtins=(GTIN,)),
    }
    rows = read_sheet(f"code,quantity\n{GTIN},5\n".encode())

    assert [each.why for each in read_opening_sheet(rows, twice).wrong] == ["two_items"]


@given(st.lists(st.lists(_cell, max_size=5), max_size=6))
def test_any_table_of_opening_stock_is_read_or_refused(rows: list[list[str]]) -> None:
    table = [["Code", "Aantal", "Partijnummer", "Houdbaar tot"], *rows]
    numbered = list(enumerate(table, start=1))

    found = read_opening_sheet(numbered, {"VB001": TOURNIQUET})

    assert found.lots or found.wrong


def test_two_lists_are_compared_code_by_code() -> None:
    one, other = Item("A", "a", "a"), Item("A", "a", "b", par=3)
    gone, new = Item("B", "b", "b"), Item("C", "c", "c")

    found = compared({"A": one, "B": gone}, {"A": other, "C": new})

    assert found.new == (new,)
    assert found.removed == (gone,)
    assert [each.names for each in found.changed] == [("name_en", "par")]
    assert compared({"A": one}, {"A": one}).is_same
    assert not found.is_same


@pytest.mark.parametrize("exercise", [True, False])
def test_what_left_an_exercise_never_comes_into_the_real_file_nor_back(
    exercise: bool,
) -> None:
    mark = "OEFENING · OEF-" if exercise else ""
    first = f"# {mark}ZUID-A-0007 · Post Zuid · Ans · 1 december"
    rows = read_sheet(as_csv([[first], ["naam", "straat"], ["Ans", "Korreweg"]]))

    assert refuse_mixed(rows, exercise=exercise) == rows
    with pytest.raises(Refusal, match="sheet_of_"):
        refuse_mixed(rows, exercise=not exercise)


def test_a_list_that_is_not_ours_is_read_on_either_side() -> None:
    rows = read_sheet(as_csv([["# Wijkzorg Noord-A 2026"], ["naam"], ["Ans"]]))

    assert refuse_mixed(rows, exercise=True) == refuse_mixed(rows, exercise=False)
