"""Advice: what ships has no number, a picture beside each step, and both languages."""

from __future__ import annotations

import re

import pytest

from app.care.advice import Advice, AdviceSet, Sheet, sheet_text, with_own
from app.care.pictogram import PICTOGRAMS, SIDE, Line
from app.exports.advice import advice_pdf
from app.exports.paper import Printing
from app.exports.qr import MOST_QR_BYTES
from app.store.queries.advice import examples

BOTH = ("nl", "en")


def printing(language: str) -> Printing:
    return Printing(
        "ZUID-A-0001", "Post Zuid", "Noor", 1_796_000_000_000, language, True
    )


@pytest.mark.parametrize("sheet", examples(), ids=lambda each: each.topic)
def test_an_example_says_no_number_and_is_whole_in_both_languages(sheet: Sheet) -> None:
    assert sheet.is_example
    for language in BOTH:
        said = sheet_text(sheet, language, "Kom als:")
        assert not re.search(r"\d", said)
        assert len(said.encode()) <= MOST_QR_BYTES
        assert sheet.back[language]
        assert all(each.words[language] for each in sheet.steps)
        assert advice_pdf(sheet, printing(language)).startswith(b"%PDF")
    assert all(each.picture in PICTOGRAMS for each in sheet.steps)


def test_every_picture_lies_on_its_square() -> None:
    for shapes in PICTOGRAMS.values():
        for shape in shapes:
            points = (
                shape.points
                if isinstance(shape, Line)
                else (
                    (shape.x - shape.radius, shape.y - shape.radius),
                    (shape.x + shape.radius, shape.y + shape.radius),
                )
            )
            assert all(0 <= each <= SIDE for point in points for each in point)


def test_what_a_post_wrote_is_shown_with_its_source() -> None:
    sheet = examples()[0]
    said = AdviceSet(b"post_1_8", sheet.topic, 5, "Een\n\n Twee ", "One", source="NHG")
    own = with_own(sheet, Advice(said, b"person_1"))

    assert not own.is_example
    assert own.source == "NHG"
    assert [each.words["nl"] for each in own.steps] == ["Een", "Twee"]
    assert [each.words["en"] for each in own.steps] == ["One", ""]
    assert own.steps[0].picture == sheet.steps[0].picture
    assert with_own(sheet, Advice()) == sheet
    long = AdviceSet(b"p", sheet.topic, 5, "x" * 1500, "y" * 1500)
    pdf = advice_pdf(with_own(sheet, Advice(long)), printing("nl"))
    assert pdf.startswith(b"%PDF")
