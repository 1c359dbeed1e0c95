"""Who lives in a home, from a spreadsheet or pasted: nothing lost, nothing guessed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.care.evacuation import MOST_LISTED, Going, Means
from app.care.form import tidy
from app.care.refusal import Refusal
from app.exports.evacuee_sheet import MOST_PASTED, read_evacuees, read_pasted
from app.exports.sheet import read_sheet


def test_names_on_lines_are_people_and_a_comma_stands_in_a_name() -> None:
    people = read_pasted("Kuipers, Ans\n\n  Postma, Jo  \n")

    assert people == (Going("Kuipers, Ans"), Going("Postma, Jo"))


def test_cells_in_any_order_are_taken_for_what_they_look_like() -> None:
    first, second = read_pasted("12; Ans; rolstoel; zuurstof\nJo\t14a\tbrancard")

    assert first == Going("Ans", "12", Means.WHEELCHAIR, oxygen=True)
    assert second == Going("Jo", "14a", Means.STRETCHER)


def test_what_is_not_understood_is_a_remark_and_nobody_is_said_to_walk() -> None:
    [one] = read_pasted("Ans;3;loopt niet;bloedverdunner")

    assert one == Going("Ans", "3", remark="loopt niet · bloedverdunner")


def test_a_spreadsheet_with_names_of_columns_is_read_by_them() -> None:
    content = (
        b"Naam;Kamer;Hoe;Medicijnen;Apparaat;Wat\n"
        b"Ans;Blauw 3;met twee personen;ja;pomp;valt\n"
        b";4;walks;;;\n"
    )

    first, second = read_evacuees(read_sheet(content))

    assert first == Going(
        "Ans",
        "Blauw 3",
        Means.TWO_PERSONS,
        medicines=True,
        device="pomp",
        remark="valt",
    )
    assert second == Going("", "4", Means.WALKS)


@pytest.mark.parametrize(
    ("pasted", "why"),
    [
        ("", "nobody_on_list"),
        (" \n;;\n", "nobody_on_list"),
        ("naam;kamer", "nobody_on_list"),
        ("x\n" * (MOST_LISTED + 1), "too_many_at_once"),
        ("x" * (MOST_PASTED + 1), "too_many_at_once"),
    ],
)
def test_nobody_and_too_many_are_refused(pasted: str, why: str) -> None:
    with pytest.raises(Refusal, match=why):
        read_pasted(pasted)


@given(st.text(max_size=300))
def test_whatever_is_pasted_is_read_whole_or_refused(pasted: str) -> None:
    try:
        people = read_pasted(pasted)
    except Refusal:
        return

    assert 1 <= len(people) <= MOST_LISTED
    assert all(each != Going() for each in people)


@given(
    st.lists(
        st.lists(st.text(st.characters(categories=["L"]), max_size=8), max_size=4),
        min_size=1,
        max_size=6,
    )
)
def test_every_word_that_is_no_mark_stands_with_somebody(
    lines: list[list[str]],
) -> None:
    rows = [(n, ["voorop", *cells]) for n, cells in enumerate(lines, 1)]

    people = read_evacuees(rows)

    assert len(people) == len(lines)
    for person, cells in zip(people, lines, strict=True):
        for cell in cells:
            assert _says(person, tidy(cell)) or person.means or person.oxygen


def _says(person: Going, cell: str) -> bool:
    return cell in (person.name, person.room) or cell in person.remark
