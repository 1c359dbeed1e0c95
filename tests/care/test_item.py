"""A list of items: read whole or not at all, and every error has its place."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.care.item import (
    Controlled,
    Item,
    Part,
    codes_by_gtin,
    exploded,
    groups_of,
    gtin_14,
    is_code,
    is_gtin,
    words_of,
)
from app.care.item_cells import COLUMNS, cells_of, hundredths_text
from app.care.item_list import MOST_ROWS, Listed, read_items, read_table
from app.care.terms import Unit

GTIN = "09528800000019"
HEAD = ["code", "name_nl", "name_en", "unit"]
GAUZE = ["X1", "Gaas", "Gauze", "piece"]

_words = st.text(
    st.characters(
        codec="latin-1", exclude_categories=["C", "Z"], exclude_characters="|*"
    ),
    min_size=1,
    max_size=20,
)
_level = st.integers(0, 100_000) | st.none()


@st.composite
def sound_items(draw: st.DrawFn) -> Item:
    """Return an item that a list may hold alone."""
    low, par, high = sorted((draw(_level) for _ in range(3)), key=lambda x: x or 0)
    return Item(
        code=draw(st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}", fullmatch=True)),
        name_nl=draw(_words),
        name_en=draw(_words),
        unit=draw(st.sampled_from(Unit)),
        synonyms=tuple(draw(st.lists(_words, max_size=3, unique=True))),
        pieces_per_pack=draw(st.integers(1, 100_000)),
        critical=draw(st.booleans()),
        controlled=draw(st.sampled_from(Controlled)),
        cold_chain=draw(st.booleans()),
        use_t1=draw(st.integers(0, 100_000)),
        use_t2=draw(st.integers(0, 100_000)),
        minimum=low,
        par=par,
        maximum=high,
        remark_nl=draw(_words),
        group_nl=draw(_words),
        group_en=draw(_words),
    )


def read(*rows: list[str]) -> Listed:
    return read_table(list(enumerate(rows, start=1)))


def errors(*rows: list[str]) -> list[tuple[int, str, str]]:
    return [(each.line, each.column, each.why) for each in read(*rows).wrong]


@given(sound_items())
def test_what_was_written_is_read_back(item: Item) -> None:
    item = replace(item, name_nl=f"n{item.name_nl}")

    listed = read(list(COLUMNS), list(cells_of(item)))

    assert listed == Listed((item,))


@given(st.lists(st.lists(st.text(max_size=12), max_size=8), max_size=8))
def test_any_table_is_read_or_refused_and_never_breaks(rows: list[list[str]]) -> None:
    listed = read(*rows)

    assert listed.items or listed.wrong


@given(st.lists(st.lists(st.text(max_size=6), max_size=len(COLUMNS)), max_size=6))
def test_any_line_under_the_right_heads_has_an_item_or_an_error(
    rows: list[list[str]],
) -> None:
    listed = read(list(COLUMNS), *rows)

    assert listed.items or listed.wrong
    assert all(each.column in {"", *COLUMNS} for each in listed.wrong)


def test_an_error_names_its_line_and_its_column() -> None:
    head = [*HEAD, "use_t1", "gtins", "controlled"]

    found = errors(
        ["# opmerking"],
        head,
        [*GAUZE, "0,15", GTIN, "II"],
        ["X 2", "", "Tape", "meter", "0.125", "09528800000018", "III"],
    )

    assert found == [
        (4, "code", "not_a_code"),
        (4, "name_nl", "missing"),
        (4, "unit", "not_a_unit"),
        (4, "use_t1", "two_decimals"),
        (4, "gtins", "not_a_gtin"),
        (4, "controlled", "not_a_list"),
    ]


def test_a_code_and_a_bar_code_stand_once() -> None:
    head = [*HEAD, "gtins"]

    found = errors(head, [*GAUZE, GTIN], [*GAUZE, ""], ["X2", "a", "b", "bag", GTIN])

    assert found == [
        (2, "gtins", "twice"),
        (3, "code", "twice"),
        (4, "gtins", "twice"),
    ]


def test_a_kit_holds_what_is_listed_and_never_itself() -> None:
    head = [*HEAD, "kit", "substitutes"]

    found = errors(head, [*GAUZE, "X1*2|X9", "X1"])

    assert found == [
        (2, "kit", "itself"),
        (2, "substitutes", "itself"),
        (2, "kit", "not_listed"),
    ]


def test_levels_stand_in_order() -> None:
    head = [*HEAD, "minimum", "par", "maximum"]

    assert errors(head, [*GAUZE, "5", "4", "9"]) == [(2, "par", "levels")]
    assert errors(head, [*GAUZE, "5", "", "4"]) == [(2, "maximum", "levels")]
    assert errors(head, [*GAUZE, "0", "0", "0"]) == []


def test_a_column_that_lacks_or_stands_twice_is_said_before_any_line() -> None:
    assert errors(["code", "name_nl", "code"]) == [
        (1, "code", "column_twice"),
        (1, "name_en", "column_missing"),
        (1, "unit", "column_missing"),
    ]
    assert read([*HEAD, "kleur"], [*GAUZE, "rood"]).unknown_columns == ("kleur",)


def test_an_empty_list_and_one_too_long_are_refused_whole() -> None:
    rows = [HEAD, *([f"X{n}", "a", "b", "bag"] for n in range(MOST_ROWS + 1))]

    assert errors() == [(0, "", "empty")]
    assert errors(HEAD) == [(0, "", "empty")]
    assert errors(*rows) == [(0, "", "too_many_rows")]


def test_other_heads_and_words_are_understood_where_they_are_given() -> None:
    listed = read_table(
        [
            (1, ["Code", "Naam", "Name", "Eenheid"]),
            (2, ["X1", "Gaas", "Gauze", "Stuk"]),
        ],
        {"naam": "name_nl", "name": "name_en", "eenheid": "unit"},
        {"stuk": "piece"},
    )

    assert listed.items == (Item("X1", "Gaas", "Gauze"),)


@pytest.mark.parametrize("cell", ["8.0", "08"])
def test_a_whole_number_of_a_spreadsheet_is_a_whole_number(cell: str) -> None:
    assert read([*HEAD, "par"], [*GAUZE, cell]).items[0].par == 8


@pytest.mark.parametrize("cell", ["-1", "1e3", "٣", "8.5", "100001", "inf", "=1+1"])
def test_any_other_number_is_refused(cell: str) -> None:
    assert read([*HEAD, "par"], [*GAUZE, cell]).wrong
    assert read([*HEAD, "pieces_per_pack"], [*GAUZE, cell]).wrong


def test_a_bar_code_has_its_check_digit() -> None:
    assert is_gtin(GTIN)
    assert not is_gtin("09528800000018")
    assert not is_gtin("9528800000019")
    assert not is_gtin("٠٩٥٢٨٨٠٠٠٠٠٠١٩")
    assert gtin_14("9528800000019") == GTIN
    assert gtin_14(" 12 ") == "12"


def test_a_code_is_plain() -> None:
    assert is_code("VB001")
    assert is_code("L-0123456789abcdef")
    assert not any(is_code(each) for each in ("", "-x", "a b", "é", "x" * 41))


def test_a_kit_falls_apart_into_items_and_never_for_ever() -> None:
    bag = Item("BAG", "Tas", "Bag", kit=(Part("SET", 2), Part("X1", 3)))
    small = Item("SET", "Set", "Set", kit=(Part("X1", 1), Part("X2", 5)))
    ring = Item("RING", "Ring", "Ring", kit=(Part("RING", 1), Part("X1", 1)))
    items = {each.code: each for each in (bag, small, ring)}

    assert exploded(items, "BAG", 2) == {"X1": 10, "X2": 20}
    assert exploded(items, "RING") == {"RING": 1, "X1": 1}
    assert exploded(items, "X1", 4) == {"X1": 4}


def test_an_item_is_found_by_all_it_is_called() -> None:
    item = Item("X1", "Gaas", "Gauze", synonyms=("Kompres steriel",), gtins=(GTIN,))

    said = words_of(item)

    assert all(each in said for each in ("x1", "gaas", "gauze", "kompres", GTIN))
    assert codes_by_gtin([item, replace(item, code="X2")]) == {GTIN: ("X1", "X2")}


def test_hundredths_are_said_as_short_as_they_can_be() -> None:
    assert [hundredths_text(each) for each in (0, 5, 50, 100, 1025)] == [
        "0",
        "0.05",
        "0.5",
        "1",
        "10.25",
    ]


def test_a_group_is_known_by_its_first_name_and_called_in_both_languages() -> None:
    said = [("Wond", ""), ("Wond", "Wound"), ("", "Odd"), ("", "")]

    assert groups_of(said) == {"Wond": ("Wond", "Wound"), "Odd": ("", "Odd")}


def test_a_list_without_groups_is_a_list_as_before() -> None:
    (item,) = read(HEAD, GAUZE).items

    assert (item.group_nl, item.group_en) == ("", "")
    assert errors([*HEAD, "group_nl"], [*GAUZE, "a" * 41]) == [
        (2, "group_nl", "too_long")
    ]


def test_only_a_column_of_few_values_has_words_of_a_language() -> None:
    rows = [[*HEAD, "group_nl"], ["X1", "Stuk", "Piece", "Stuk", "ja"]]

    listed = read_table(
        list(enumerate(rows, start=1)), words={"stuk": "piece", "ja": "yes"}
    )

    (item,) = listed.items
    assert (item.name_nl, item.unit, item.group_nl) == ("Stuk", Unit.PIECE, "ja")


def test_a_list_that_ships_along_wrong_is_a_fault_of_the_program() -> None:
    with pytest.raises(ValueError, match="ships along"):
        read_items("code\nX\n")


def test_the_list_that_ships_along_is_read_and_written_the_same() -> None:
    from app.store.starter import STARTER_LIST

    text = STARTER_LIST.read_text(encoding="utf-8")
    items = read_items(text)
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([COLUMNS, *map(cells_of, items)])

    assert read_items(out.getvalue()) == items
    assert len(items) == 99
    assert sum(each.critical for each in items) == 41
    assert sum(each.cold_chain for each in items) == 5
    groups = groups_of((each.group_nl, each.group_en) for each in items)
    assert (len(groups), groups["Wond"]) == (9, ("Wond", "Wound"))
    assert all(each.group_nl and each.group_en for each in items)
    assert all(gtin.startswith("0952") for each in items for gtin in each.gtins)
