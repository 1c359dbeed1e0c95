"""The packing slip read back from its paper: the same lots, and nobody's name."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from typing import Any

from app.care.transfer import TransferLine
from app.exports.slip import SlipRow, slip_pdf
from app.scan.picture import codes
from app.scan.slip import Slip, read_slip
from tests.support.paper import printing, words_of
from tests.support.paper import read as opened

LINES = tuple(
    TransferLine(f"VB{place:03}", place, f"LOT-{place}", "2027-01-31")
    for place in range(1, 60)
)


def slip(count: int, *, exercise: bool = False) -> Slip:
    return Slip(bytes(range(16)), "Post Zuid", LINES[:count], exercise)


def rows(count: int) -> list[SlipRow]:
    return [
        SlipRow(f"Verband {each.item}", each.lot, each.expiry, str(each.quantity))
        for each in LINES[:count]
    ]


def said_by(picture: Any) -> list[str]:
    """Return the codes in a picture on a page, whatever kind it was kept as."""
    content = BytesIO()
    picture.image.convert("L").save(content, "PNG")
    return codes(content.getvalue())


def test_the_square_on_paper_says_what_the_slip_says() -> None:
    content = slip_pdf(slip(2), "Post Noord", rows(2), printing())
    sheet = opened(content)

    (picture,) = sheet.pages[0].images
    (said,) = said_by(picture)

    assert read_slip(said) == slip(2)
    words = words_of(content)
    assert "Post Noord" in words
    assert "Verband VB002" in words


def test_a_long_slip_has_several_squares_that_together_say_all() -> None:
    sheet = opened(slip_pdf(slip(59), "Noord", rows(59), printing()))

    found = {
        read_slip(said)
        for page in sheet.pages
        for picture in page.images
        for said in said_by(picture)
    }

    parts = sorted(found, key=lambda each: each.part)
    assert len(parts) == parts[0].parts > 1
    assert sum((each.lines for each in parts), ()) == LINES


def test_nobody_is_named_and_a_drill_says_so() -> None:
    named = replace(printing(), by="Marieke Postma", exercise=True)
    words = words_of(slip_pdf(slip(1, exercise=True), "Noord", rows(1), named))

    assert "Marieke" not in words
    assert "OEFENING" in words
