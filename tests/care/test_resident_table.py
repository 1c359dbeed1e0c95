"""A care organisation's list is read as it was written, and says what does not fit."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.care.claim import Claim
from app.care.dependent import dependent
from app.care.harm import NeedKind
from app.care.need import CriticalMedicine, Device, PowerUse
from app.care.refusal import Refusal
from app.care.resident import FIELD_OF, Resident, ResidentDescribed
from app.care.resident_cells import COLUMNS, How
from app.care.resident_table import MOST_ROWS, Listed, ResidentTable
from app.care.resident_update import Kept, updated
from app.exports.resident_sheet import (
    cell_words,
    head_of,
    read_resident_sheet,
    resident_template,
)
from app.exports.sheet import as_csv, as_xlsx, read_sheet
from app.i18n import LANGUAGES

TODAY = "2026-12-01"


def read(*rows: tuple[str, ...]) -> ResidentTable:
    return read_resident_sheet(list(enumerate(rows, start=1)), TODAY)


def one(**cells: str) -> Listed:
    heads = tuple(head_of(each, "nl") for each in cells)
    found = read(heads, tuple(cells.values()))
    assert found.wrong == ()
    return found.people[0]


def wrong(**cells: str) -> list[tuple[str, str]]:
    heads = tuple(head_of(each, "nl") for each in cells)
    return [(e.column, e.why) for e in read(heads, tuple(cells.values())).wrong]


def test_a_line_is_read_in_dutch_and_in_english() -> None:
    dutch = read(
        ("Cliëntnummer", "Naam", "Geb.datum", "Postcode", "Waarvoor stroom",
         "Accu (uur)", "Medicijnen in huis (dagen)", "Woont alleen"),
        ("7", "Ans Bos", "2-3-1940", "9711 ab", "hulpmiddel waar niet zonder kan",
         "20 u", "3", "Ja"),
    )  # fmt: skip
    english = read(
        ("client number", "full name", "date of birth", "postal code",
         "power for what", "battery (hours)", "medicines in the house (days)",
         "lives alone"),
        ("7", "Ans Bos", "1940-03-02", "9711AB", "device", "20", "3 d", "yes"),
    )  # fmt: skip

    assert dutch == english
    person = dutch.people[0]
    assert person.reference == "7"
    assert person.said == {
        "name": "Ans Bos",
        "birth_date": "1940-03-02",
        "postcode": "9711AB",
    }
    assert person.needs == {
        "power": {"use": PowerUse.DEVICE, "battery_hours": 20},
        "medicine": {"stock_hours": 72},
        "care": {"lives_alone": True},
    }


def test_several_values_stand_in_one_cell_and_none_is_an_answer() -> None:
    person = one(name="Ans", devices="thuisbeademing, infuuspomp", acts="geen")

    assert person.needs == {
        "power": {
            "devices": (Device.VENTILATOR, Device.INFUSION),
            "use": PowerUse.DEVICE,
        },
        "act": {"acts": ()},
    }


def test_an_empty_cell_says_nothing() -> None:
    assert one(name="Ans", phone=" ", battery="", power="").needs == {}


def test_what_does_not_fit_is_said_with_its_column() -> None:
    assert wrong(name="Ans", birth_date="31-2-1940") == [("birth_date", "not_a_date")]
    assert wrong(name="Ans", birth_date="1-1-2030") == [
        ("birth_date", "not_a_birth_date")
    ]
    assert wrong(name="Ans", postcode="12") == [("postcode", "not_a_postcode")]
    assert wrong(name="Ans", battery="lang") == [("battery", "not_a_duration")]
    assert wrong(name="Ans", battery="9999") == [("battery", "duration_too_long")]
    assert wrong(name="Ans", oxygen="lucht") == [("oxygen", "not_a_choice")]
    assert wrong(name="Ans", lives_alone="?") == [("lives_alone", "not_yes_or_no")]
    assert wrong(name="Ans", visits="49") == [("visits", "out_of_range")]
    assert wrong(name="x" * 121) == [("name", "too_long")]
    assert wrong(name="", phone="1") == [("name", "missing")]


def test_a_line_that_does_not_fit_keeps_no_other_out() -> None:
    found = read(("Naam", "Postcode"), ("Ans", "x"), ("Bea", "9711AB"))

    assert [each.text("name") for each in found.people] == ["Bea"]
    assert [(each.line, each.column) for each in found.wrong] == [(2, "postcode")]
    assert found.lines == 2


def test_somebody_stands_on_a_list_once() -> None:
    by_number = read(("Naam", "Cliëntnr"), ("Ans", "1"), ("Bea", "1"), ("Ans", "2"))
    by_all = read(("Naam", "Straat"), ("Ans", "Korreweg"), ("ans", "korreweg "))

    assert [(each.line, each.why) for each in by_number.wrong] == [(3, "twice")]
    assert [each.line for each in by_number.people] == [2, 4]
    assert [(each.line, each.why) for each in by_all.wrong] == [(3, "twice")]


def test_a_file_without_names_or_with_too_many_lines_is_no_list() -> None:
    many = [("Naam",), *((f"N{n}",) for n in range(MOST_ROWS + 1))]

    assert read().wrong[0].why == "empty"
    assert read(("Naam",)).wrong[0].why == "empty"
    assert read(("Postcode",), ("9711AB",)).wrong[0].why == "column_missing"
    assert read(("Naam", "Name"), ("a", "b")).wrong[0].why == "column_twice"
    assert read(*many).wrong[0].why == "too_many_rows"
    assert read(*many).is_unreadable


def test_a_column_that_is_to_be_left_is_as_if_unknown() -> None:
    rows = [(1, ("Naam", "Waar de sleutel ligt")), (2, ("Ans", "onder de mat"))]

    found = read_resident_sheet(rows, TODAY, ["key_place"])

    assert found.unknown_columns == ("Waar de sleutel ligt",)
    assert found.people[0].said == {"name": "Ans"}


def test_the_empty_list_reads_back_and_names_every_column_but_the_key() -> None:
    for language in LANGUAGES:
        table = resident_template(language)
        line = {"name": "Ans", "battery": "3"}
        heads = {head_of(each, language): each for each in COLUMNS}
        filled = [line.get(heads[head], "") for head in table[-1]]
        for content in (as_csv([*table, filled]), as_xlsx([*table, filled], "x")):
            found = read_resident_sheet(read_sheet(content), TODAY)
            assert (found.wrong, found.unknown_columns) == ((), ())
            assert found.people[0].text("name") == "Ans"
        assert {heads[each] for each in table[-1]} == {*COLUMNS} - {"key_place"}


def ways(how: How, term: Any) -> list[Any]:
    """Return what a cell of a column may say, where it chooses."""
    terms = list(term or ())
    return {
        How.ONE: terms,
        How.MANY: [(), *((each,) for each in terms)],
        How.YES_NO: [True, False],
    }.get(how, [])


def test_every_word_of_every_column_reads_back() -> None:
    for name, column in COLUMNS.items():
        for language in LANGUAGES:
            for value in ways(column.how, column.term):
                cell = cell_words(name, value, language)
                heads = ("Naam", head_of(name, language))
                person = read(heads, ("Ans", cell)).people[0]
                assert person.needs[column.line][column.field] == value


_cells = st.lists(st.text(max_size=12), max_size=8)


@given(st.lists(_cells, max_size=8))
def test_whatever_a_file_holds_it_is_read_or_said_to_be_wrong(
    rows: list[list[str]],
) -> None:
    heads = ["Naam", "Geboortedatum", "Accu (uur)", "Hulpmiddelen op stroom", "Doof"]

    for head in ([], [heads]):
        found = read(*(tuple(each) for each in (*head, *rows)))
        assert all(each.why for each in found.wrong)
        assert len(found.people) <= len(rows)
        for person in found.people:
            updated(Resident(), person, 1)


@given(st.binary(max_size=200))
def test_whatever_bytes_come_none_of_them_are_a_surprise(content: bytes) -> None:
    try:
        rows = read_sheet(content)
    except Refusal:
        return
    read_resident_sheet(rows, TODAY)


def test_of_somebody_new_a_line_without_its_choice_is_left_and_said() -> None:
    person = one(name="Ans", food_days="3", medicines="insuline")

    update = updated(Resident(), person, 5)

    assert [each.column for each in update.changes] == ["name", "medicines"]
    assert update.kept == (("food_days", Kept.NO_CHOICE),)
    fact: Any = update.lines[0]
    assert fact.kinds == (CriticalMedicine.INSULIN,)
    assert fact.observed_ms == 5
    assert ResidentDescribed(5, **update.said).name == "Ans"


@pytest.mark.parametrize(
    "cells",
    [
        {"medicine_days": "3"},
        {"medicine_by": "wijkzorg"},
        {"medicine_cold": "ja"},
        {"act_hours": "12"},
    ],
)
def test_what_a_list_leaves_open_is_not_taken_over_as_none(
    cells: dict[str, str],
) -> None:
    person = one(name="Ans", **cells)

    update = updated(Resident(), person, 5)

    assert update.lines == ()
    assert update.kept == ((next(iter(cells)), Kept.NO_CHOICE),)


@pytest.mark.parametrize(
    ("cells", "kind", "hours"),
    [
        ({"devices": "thuisbeademing"}, NeedKind.BATTERY, None),
        ({"power": "none", "devices": "thuisbeademing"}, NeedKind.BATTERY, None),
        ({"battery": "3"}, NeedKind.BATTERY, 3),
        ({"cylinder": "8"}, NeedKind.CYLINDER, 8),
        ({"oxygen": "none", "cylinder": "8"}, NeedKind.CYLINDER, 8),
    ],
)
def test_a_device_or_a_cylinder_on_a_list_is_a_need_also_without_the_choice(
    cells: dict[str, str], kind: NeedKind, hours: int | None
) -> None:
    [fact] = updated(Resident(), one(name="Ans", **cells), 5).lines
    claim = Claim((b"log", 1), fact, 5, 5, b"actor")
    resident = replace(Resident(), **{FIELD_OF[type(fact)]: (claim,)})

    found = [each for each in dependent(resident).needs if each.is_asked]

    assert [(each.kind, each.hours) for each in found] == [(kind, hours)]
