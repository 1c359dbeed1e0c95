"""Labels read back from the paper they were printed on."""

from __future__ import annotations

from datetime import date

import pytest

from app.care.refusal import Refusal
from app.exports.label import (
    ON_A_PAGE,
    Sticker,
    labels_pdf,
    proof_png,
    scanner_pdf,
)
from app.scan import read
from app.scan.keys import TEST_CODE
from app.scan.own import OwnLabel
from app.scan.picture import codes
from tests.support.paper import printing, words_of
from tests.support.paper import read as opened

TODAY = date(2026, 11, 29)
STICKER = Sticker(
    OwnLabel("L-0123456789abcdef", "VB 1/A", "2028-05-31"),
    "Verbandgaas los",
    "Partij VB 1/A",
    "tot en met 31 mei 2028",
)


def test_the_code_on_a_printed_label_gives_the_same_lot_back() -> None:
    sheet = opened(labels_pdf(STICKER, 1, printing()))

    (picture,) = sheet.pages[0].images
    (said,) = codes(picture.data)
    found = read(said, TODAY, certain=False)

    assert (found.code, found.lot) == ("L-0123456789abcdef", "VB 1/A")
    assert (found.expiry, found.doubt) == ("2028-05-31", "")


def test_as_many_labels_as_were_asked_with_words_a_person_reads() -> None:
    content = labels_pdf(STICKER, ON_A_PAGE + 1, printing())
    words = words_of(content)

    assert len(opened(content).pages) == 2
    assert words.count("Partij VB 1/A") == ON_A_PAGE + 1
    assert words.count("tot en met 31 mei 2028") == ON_A_PAGE + 1
    assert "OEFENING" not in words


def test_every_label_of_a_drill_says_so() -> None:
    words = words_of(labels_pdf(STICKER, 3, printing(exercise=True)))

    # The page says it twice, and each label once.
    assert words.count("OEFENING") == 5


def test_what_does_not_fit_on_a_label_is_refused() -> None:
    long = Sticker(OwnLabel("X" * 40, "€" * 20), "", "", "")

    with pytest.raises(Refusal, match="label_too_long"):
        labels_pdf(long, 1, printing())


def test_the_sheet_that_tests_a_scanner_holds_the_test_code() -> None:
    sheet = opened(scanner_pdf(printing()))
    (picture,) = sheet.pages[0].images

    for each in (picture.data, proof_png()):
        (said,) = codes(each)
        assert read(said, TODAY).elements == TEST_CODE
    assert "PROEF-1" in words_of(scanner_pdf(printing()))
