"""Strings that are hard on purpose: what GS1 allows is read, the rest is refused."""

from __future__ import annotations

import pytest

from app.scan import read
from tests.scan.test_text import GS, TODAY, refusal


@pytest.mark.parametrize(
    ("parts", "expiry"),
    [
        ("7003" + "2803151430", "2028-03-15"),
        ("7003" + "2803150000", "2028-03-15"),
        ("7003" + "7612312359", "2076-12-31"),
        ("17280331" + "7003" + "2803151430", "2028-03-31"),  # 17 goes before it
    ],
)
def test_an_expiry_with_an_hour_is_an_expiry(parts: str, expiry: str) -> None:
    assert read(f"]d20109528800000019{parts}", TODAY).expiry == expiry


@pytest.mark.parametrize(
    "value", ["2803001430", "2802301200", "2803152400", "2803151260"]
)
def test_an_hour_or_a_day_that_is_none_is_refused(value: str) -> None:
    why = refusal(f"]d201095288000000197003{value}")

    assert (why.key, why.values["part"]) == ("scan_date", "7003")


# What the GS1 General Specifications say of identifiers, character set 82, weights, the
# century and what must stand together, in strings that are hard on purpose.
HARD = [
    (
        "]C100340123450000000000" + "020952880000001917280500" + f"10L/1{GS}3712",
        ("L/1", "2028-05-31", 12),
    ),
    (f"]e00109528800000019{GS}17280229{GS}10a-Z_9{GS}", ("a-Z_9", "2028-02-29", 1)),
    ("]Q30109528800000019310300123415280200" + "17271200", ("", "2027-12-31", 1)),
    (
        f"{GS}0109528800000019"
        + f"30012{GS}"
        + "11260131"
        + "10"
        + "%&'()*+,-./:;<=>?!\"",
        ("%&'()*+,-./:;<=>?!\"", "", 1),
    ),
    ("01095288000000193105999999" + "3202000001" + "17000229", ("", "2000-02-29", 1)),
    ("0109528800000019" + "10" + "A" * 20 + f"{GS}21" + "z" * 20, ("A" * 20, "", 1)),
    ("0109528800000019" + f"392112345{GS}" + "10" + "B", ("B", "", 1)),
    ("0109528800000019" + f"71012345678{GS}" + f"2405-A{GS}" + "10C", ("C", "", 1)),
]
HARD_NOT = [
    ("0109528800000019" + "3106123456", "scan_ai"),
    ("0109528800000019" + "310300123", "scan_shape"),
    ("0109528800000019" + "30123456789", "scan_shape"),
    ("0109528800000019" + "17281300", "scan_date"),
    ("0109528800000019" + "11000000", "scan_date"),
    ("0109528800000019" + "17290229", "scan_date"),
    ("0109528800000019" + f"10{GS}17280531", "scan_shape"),
    ("0109528800000019" + "21" + "z" * 21, "scan_shape"),
    ("0109528800000019" + "10AB#C", "scan_shape"),
    ("0109528800000019" + "10A^B", "scan_shape"),
    ("0109528800000019" + "3712", "scan_needs"),
    ("]C1" + "00340123450000000001", "scan_digit"),
    ("]d1" + "0109528800000019", "scan_symbology"),
    ("]C0" + "0109528800000019", "scan_symbology"),
    ("]Q1" + "0109528800000019", "scan_symbology"),
    ("4006381333932", "scan_digit"),
    ("]E4" + "4006381333931", "scan_length"),
    ("(01)00000000000000(10)A", "scan_zeros"),
    ("(00)340123450000000000(02)00000000000000(37)12", "scan_zeros"),
    ("]d2" + "01" + "0" * 14, "scan_zeros"),
    ("]E0" + "0" * 13, "scan_zeros"),
    ("0" * 8, "scan_zeros"),
]


@pytest.mark.parametrize(("sent", "said"), HARD)
def test_hard_strings_are_read_to_the_letter(
    sent: str, said: tuple[str, str, int]
) -> None:
    found = read(sent, TODAY)

    assert (found.lot, found.expiry, found.packs) == said
    assert found.gtin == "09528800000019"


@pytest.mark.parametrize(("sent", "key"), HARD_NOT)
def test_hard_strings_that_are_wrong_are_refused_by_name(sent: str, key: str) -> None:
    assert refusal(sent).key == key


@pytest.mark.parametrize(
    ("linear", "gtin"),
    [
        ("96385074", "00000096385074"),
        ("]E496385074", "00000096385074"),
        ("012345678905", "00012345678905"),
        ("]E00012345678905", "00012345678905"),
        ("4006381333931", "04006381333931"),
        ("]E04006381333931", "04006381333931"),
        ("]I114006381333938", "14006381333938"),
        ("10614141000415", "10614141000415"),
    ],
)
def test_a_gtin_of_any_length_is_one_of_fourteen_digits(linear: str, gtin: str) -> None:
    assert read(linear, TODAY).gtin == gtin


def test_a_count_of_zero_is_read_as_it_stands() -> None:
    # GS1 gives (30) and (37) one to eight digits and says of none that it is not 0.
    code = "(01)09528800000019(30)0"

    assert read(code, TODAY).count == 0
    assert read("(00)340123450000000000(02)09528800000019(37)00", TODAY).packs == 0
