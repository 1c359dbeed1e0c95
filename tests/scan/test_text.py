"""A code is right as it stands, or the part that is wrong is named."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.care.refusal import Refusal
from app.scan import Element, Scanned, as_brackets, as_elements, read
from app.scan.fields import day, is_closed

TODAY = date(2026, 11, 29)
GS = "\x1d"
PRODUCTS = Path(__file__).parents[3] / "shared" / "data" / "products_gs1.csv"
CSET_82 = (
    "!\"%&'()*+,-./0123456789:;<=>?"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"
)


def refusal(text: str, today: date = TODAY) -> Refusal:
    with pytest.raises(Refusal) as caught:
        read(text, today)
    return caught.value


# What GS1's own syntax engine takes (gs1/gs1-barcode-engine, tests in ai.c and
# scandata.c), as far as it concerns the identifiers we read. `^` there is FNC1 here.
TAKEN_BY_GS1 = [
    ("(01)12345678901231", "0112345678901231"),
    ("(10)12345", "1012345"),
    ("(01)12345678901231(10)12345", "01123456789012311012345"),
    ("(3100)123456(10)12345", "31001234561012345"),
    ("(10)12345(11)991225", f"1012345{GS}11991225"),
    ("(3900)12345(11)991225", f"390012345{GS}11991225"),
    ("(10)12345\\(11)991225", "1012345(11)991225"),
    ("(10)12345\\(", "1012345("),
]
SCANNED_BY_GS1 = [
    f"]Q3011231231231233310ABC123{GS}99TESTING",
    f"]d2011231231231233310ABC123{GS}99TESTING",
    f"]e0011231231231233310ABC123{GS}99TESTING{GS}98XYZ",
    f"]e0011231231231233310ABC123{GS}1199122598TESTING{GS}97XYZ",
    f"]C1011231231231233310ABC123{GS}99TESTING",
    f"]d20112345678901231{GS}",
    f"]d20112345678901231{GS}991234",
    "]d20112345678901231991234",
    f"]d2242123456{GS}10ABC123",
    f"]d2242123456{GS}",
    f"]d281111234{GS}10ABC123",
    f"]d2800112341234512398{GS}0112345678901231",
    "]d2800302112345678900ABC",
    "]d27230123",
]
REFUSED_BY_GS1 = [
    ("(10)(11)98765", "scan_shape"),
    ("(10)12345(11)", "scan_shape"),
    ("(1A)12345", "scan_bracket"),
    ("()12345", "scan_bracket"),
    ("(1)12345", "scan_bracket"),
    ("(12345)12345", "scan_bracket"),
    ("(15", "scan_bracket"),
    ("(1", "scan_bracket"),
    ("(", "scan_bracket"),
    ("(01)123456789012312(10)12345", "scan_shape"),
    ("(10)12345^", "scan_shape"),
    ("(17)9(90)217", "scan_shape"),
    ("]d2", "scan_empty"),
    ("]d2891234", "scan_ai"),
    ("]d299~ABC", "scan_shape"),
    ("]d299ABC~", "scan_shape"),
    ("]d201A2345678901231", "scan_shape"),
    ("]d2011234567890123A", "scan_shape"),
    ("]d20112345678901234", "scan_digit"),
    ("]d2011234567890123", "scan_shape"),
    ("]d201123456789012312", "scan_ai"),
    (f"]d2011234567890123{GS}", "scan_shape"),
    (f"]d201123456789012315{GS}991234", "scan_ai"),
    ("]d22421234567", "scan_shape"),
    ("]d28111123", "scan_shape"),
    ("]d2811112345", "scan_shape"),
    ("]d280011234123451239", "scan_shape"),
    ("]d2800302112345678901ABC", "scan_digit"),
    ("]d2723012", "scan_shape"),
    ("]E0", "scan_length"),
    ("]E0123456789012", "scan_length"),
    ("]E012345678901234", "scan_length"),
    ("]E01234ABC890123", "scan_length"),
    ("]E02112345678901", "scan_digit"),
    ("]E41234567", "scan_length"),
    ("]E402345674", "scan_digit"),
    ("]XX", "scan_symbology"),
    ("]", "scan_symbology"),
]
CHECK_DIGITS_BY_GS1 = [
    ("24012345678905", True),
    ("24012345678909", False),
    ("2112233789657", True),
    ("2112233789658", False),
    ("416000336108", True),
    ("416000336107", False),
    ("02345680", True),
    ("02345689", False),
]


@pytest.mark.parametrize(("brackets", "elements"), TAKEN_BY_GS1)
def test_brackets_and_element_strings_of_gs1_say_the_same(
    brackets: str, elements: str
) -> None:
    typed = read(brackets, TODAY)

    assert typed == read(f"]d2{elements}", TODAY)
    assert as_elements(typed.elements) == elements
    assert as_brackets(typed.elements) == brackets


@pytest.mark.parametrize("sent", SCANNED_BY_GS1)
def test_what_gs1_takes_from_a_scanner_is_taken(sent: str) -> None:
    found = read(sent, TODAY)

    assert read(as_elements(found.elements), TODAY).elements == found.elements


@pytest.mark.parametrize(("text", "key"), REFUSED_BY_GS1)
def test_what_gs1_refuses_is_refused_by_name(text: str, key: str) -> None:
    assert refusal(text).key == key


@pytest.mark.parametrize(("digits", "right"), CHECK_DIGITS_BY_GS1)
def test_check_digits_are_those_of_gs1(digits: str, *, right: bool) -> None:
    assert is_closed(digits) is right
    if right:
        assert read(digits, TODAY).gtin == digits.zfill(14)
    else:
        assert refusal(digits).key == "scan_digit"


def test_one_beep_says_item_lot_expiry_and_serial() -> None:
    found = read(f"]d201095288000000191728050010VB001A{GS}21S-7", TODAY)

    assert (found.gtin, found.lot) == ("09528800000019", "VB001A")
    assert (found.expiry, found.serial) == ("2028-05-31", "S-7")
    assert found.names_an_item


def test_spaces_round_a_typed_part_and_a_line_end_do_not_matter() -> None:
    typed = read(" (01) 09528800000019 (17) 280531\r\n", TODAY)

    assert (typed.gtin, typed.expiry) == ("09528800000019", "2028-05-31")


def test_a_shipment_says_content_and_count_together_or_not_at_all() -> None:
    sscc = "00340123450000000000"
    assert is_closed(sscc[2:])
    found = read(f"]C1{sscc}02095288000000193720", TODAY)

    assert (found.gtin, found.packs, found.sscc) == ("09528800000019", 20, sscc[2:])
    assert refusal("]C102095288000000193720").values["needed"] == "00"
    assert refusal(f"]C1{sscc}0209528800000019").values["needed"] == "37"
    assert refusal("]C13012").values == {"part": "30", "needed": "01"}


def test_a_count_of_an_item_is_how_many_pieces() -> None:
    assert read("]C101095288000000193012", TODAY).count == 12


@pytest.mark.parametrize(
    ("text", "key", "part"),
    [
        ("(01)09528800000018", "scan_digit", "01"),
        ("(01)0952880000001", "scan_shape", "01"),
        ("(01)09528800000019(17)271301", "scan_date", "17"),
        ("(01)09528800000019(17)270230", "scan_date", "17"),
        ("(01)09528800000019(17)270001", "scan_date", "17"),
        ("(01)09528800000019(11)2702", "scan_shape", "11"),
        ("(01)09528800000019(10)" + "A" * 21, "scan_shape", "10"),
        ("(01)09528800000019(10)A B", "scan_letter", None),
        ("(01)09528800000019(10)Ä", "scan_letter", None),
        ("(01)٠٩٥٢٨٨٠٠٠٠٠٠١٩", "scan_letter", None),
        ("(01)09528800000019(10)A(10)B", "scan_twice", "10"),
        ("(01)09528800000019(02)09528800000019(37)2", "scan_both", "01"),
        ("(410)9528800000018", "scan_digit", "410"),
        ("(88)1", "scan_ai", None),
        (f"0109528800000019{GS}{GS}17280531", "scan_separator", None),
        ("1" * 7090, "scan_too_long", None),
        (" \t\r\n", "scan_empty", None),
        ("ZUID-A001-W", "scan_ai", None),
    ],
)
def test_a_bad_code_says_which_part_is_wrong(
    text: str, key: str, part: str | None
) -> None:
    why = refusal(text)

    assert (why.key, why.values.get("part")) == (key, part)


@pytest.mark.parametrize(
    ("today", "short", "expiry"),
    [
        (2026, "760131", "2076-01-31"),  # 50 ahead
        (2026, "770131", "1977-01-31"),  # 51 ahead
        (2026, "990228", "1999-02-28"),
        (2026, "000229", "2000-02-29"),
        (2026, "260200", "2026-02-28"),
        (2028, "280200", "2028-02-29"),
        (2028, "281200", "2028-12-31"),
        (2051, "010131", "2101-01-31"),  # 50 back
        (2051, "020131", "2002-01-31"),  # 49 back
        (2051, "990131", "2099-01-31"),
    ],
)
def test_the_century_is_the_one_nearest_to_today(
    today: int, short: str, expiry: str
) -> None:
    assert day(Element("17", short), date(today, 6, 1)) == expiry


def test_every_product_of_the_example_list_reads_both_ways() -> None:
    if not PRODUCTS.exists():
        pytest.skip("no ../shared/data beside this repository")
    with PRODUCTS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))

    assert len(rows) == 99
    for row in rows:
        for number in ("1", "2"):
            text = row[f"gs1_voorbeeld{number}"].replace("<GS>", GS)
            found = read(text, TODAY)
            assert found.gtin == row["gtin14_fictief"]
            assert found.lot == row[f"lot{number}"]
            assert found.expiry == row[f"vervalt{number}"]


# -- What may never happen ------------------------------------------------------------

lots = st.text(st.sampled_from(CSET_82), min_size=1, max_size=20)
days = st.dates(date(2000, 1, 1), date(2070, 12, 31)).map(lambda d: f"{d:%y%m%d}")
numbers = st.integers(1, 10**13 - 1).map(
    lambda n: next(
        f"{n:013}{last}" for last in range(10) if is_closed(f"{n:013}{last}")
    )
)
parts = st.permutations(
    [("01", numbers), ("10", lots), ("17", days), ("11", days), ("21", lots)]
).flatmap(
    lambda order: st.integers(0, 5).flatmap(
        lambda many: st.tuples(
            *(value.map(lambda v, ai=ai: Element(ai, v)) for ai, value in order[:many])
        )
    )
)


@given(parts)
def test_what_is_printed_reads_back_the_same(elements: tuple[Element, ...]) -> None:
    if not elements:
        return
    sent, typed = f"]d2{as_elements(elements)}", as_brackets(elements)

    assert read(sent, TODAY).elements == elements
    assert read(typed, TODAY) == read(sent, TODAY)


@given(
    st.one_of(
        st.text(max_size=60),
        st.binary(max_size=60).map(lambda raw: raw.decode("latin-1")),
        st.text(st.sampled_from(f"0123456789()]d2C1E0\\{GS}AZ"), max_size=60),
    ),
    st.booleans(),
)
def test_no_text_at_all_makes_it_stumble(text: str, certain: bool) -> None:
    try:
        found = read(text, TODAY, certain=certain)
    except Refusal as why:
        assert why.key.startswith("scan_")
    else:
        assert isinstance(found, Scanned)
        assert found.elements


@given(numbers, st.integers(0, 13), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(number: str, at: int, by: int) -> None:
    wrong = f"{number[:at]}{(int(number[at]) + by) % 10}{number[at + 1 :]}"

    assert refusal(f"(01){wrong}").key == "scan_digit"


# -- A scanner that swallows FNC1 -----------------------------------------------------


def test_a_lot_that_may_hold_a_serial_number_is_doubted() -> None:
    swallowed = "0109528800000019172805311012AB3421S7"

    found = read(swallowed, TODAY, certain=False)

    assert (found.lot, found.doubt) == ("12AB3421S7", "10")
    assert read(swallowed, TODAY).doubt == ""


def test_a_lot_that_can_hold_nothing_else_is_not_doubted() -> None:
    found = read("01095288000000191728053110VB001A", TODAY, certain=False)

    assert (found.lot, found.doubt) == ("VB001A", "")


def test_a_part_that_is_not_last_is_doubted_until_the_test_is_passed() -> None:
    sent = f"010952880000001910VB001A{GS}17280531"

    assert read(sent, TODAY, certain=False).doubt == "10"
    assert read(sent, TODAY, certain=True).doubt == ""


@given(lots, lots)
def test_a_swallowed_separator_is_never_taken_for_certain(
    lot: str, serial: str
) -> None:
    elements = (Element("01", "09528800000019"), Element("10", lot))
    sent = as_elements((*elements, Element("21", serial))).replace(GS, "")

    try:
        found = read(sent, TODAY, certain=False)
    except Refusal:
        return
    assert found.doubt == "10"
