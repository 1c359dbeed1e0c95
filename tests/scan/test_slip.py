"""The square on a packing slip: what is written is read, and nothing else is."""

from __future__ import annotations

import base64
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.care.form import tidy
from app.care.refusal import Refusal
from app.care.transfer import TransferLine
from app.scan.slip import MOST_LETTERS, Slip, is_slip, read_slip, slip_texts

TRANSFER = bytes(range(16))
SLIP = Slip(
    TRANSFER,
    "Post Noord",
    (TransferLine("VB001", 4, "A1", "2027-01-31"), TransferLine("VB002", 10)),
)


def words(most: int, least: int = 0) -> st.SearchStrategy[str]:
    return (
        st.text(max_size=most).map(tidy).filter(lambda said: least <= len(said) <= most)
    )


def lots() -> st.SearchStrategy[str]:
    return (
        words(20)
        .map(str.upper)
        .filter(lambda lot: len(lot) <= 20 and lot == lot.upper() == tidy(lot))
    )


LINES = st.lists(
    st.builds(
        TransferLine,
        words(40, 1),
        st.integers(1, 100_000),
        lots(),
        st.one_of(st.just(""), st.dates().map(lambda day: day.isoformat())),
    ),
    min_size=1,
    max_size=12,
    unique_by=lambda line: (line.item, line.lot, line.expiry),
)
SLIPS = st.builds(
    Slip,
    st.binary(min_size=16, max_size=16),
    words(60),
    LINES.map(tuple),
    st.booleans(),
)


def refusal(text: str) -> str:
    with pytest.raises(Refusal) as why:
        read_slip(text)
    return why.value.key


@given(SLIPS)
def test_every_slip_is_read_as_it_was_written(slip: Slip) -> None:
    texts = slip_texts(slip)
    read = [read_slip(each) for each in texts]

    assert all(len(each) <= MOST_LETTERS for each in texts)
    assert all(is_slip(each) for each in texts)
    assert sum((each.lines for each in read), ()) == slip.lines
    assert {(each.transfer, each.sender, each.exercise) for each in read} == {
        (slip.transfer, slip.sender, slip.exercise)
    }
    assert [each.part for each in read] == list(range(1, len(texts) + 1))


@given(SLIPS, st.data())
def test_one_wrong_letter_is_refused(slip: Slip, data: st.DataObject) -> None:
    text = data.draw(st.sampled_from(slip_texts(slip)))
    place = data.draw(st.integers(0, len(text) - 1))
    letter = data.draw(st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567018 é"))
    changed = text[:place] + letter + text[place + 1 :]

    if changed.strip() != text:
        assert refusal(changed) in ("slip_wrong", "slip_newer")


@given(st.one_of(st.text(), st.text().map(lambda tail: "NPT1" + tail)))
def test_other_text_is_refused_and_breaks_nothing(text: str) -> None:
    assert refusal(text) in ("slip_wrong", "slip_newer")


@given(st.binary(max_size=200))
def test_bytes_with_a_right_checksum_are_no_slip_yet(body: bytes) -> None:
    whole = body + zlib.crc32(body).to_bytes(4, "big")
    text = "NPT1" + base64.b32encode(whole).decode().rstrip("=")

    try:
        slip = read_slip(text)
    except Refusal as why:
        assert why.key == "slip_wrong"
    else:
        assert read_slip(text) == slip


def test_small_letters_and_what_a_scanner_puts_before_it_change_nothing() -> None:
    (text,) = slip_texts(SLIP)

    assert read_slip(f" ]Q1{text.lower()} ") == SLIP


def test_a_newer_slip_is_named_so() -> None:
    (text,) = slip_texts(SLIP)

    assert refusal("NPT2" + text[4:]) == "slip_newer"
    assert not is_slip("0109521234543213")
    assert not is_slip("NPTA")


def test_a_full_slip_goes_on_in_the_next_square() -> None:
    many = tuple(
        TransferLine(f"VB{place:03}", place, f"LOT-{place}", "2027-01-31")
        for place in range(1, 81)
    )
    texts = slip_texts(Slip(TRANSFER, "Post Noord", many))

    assert len(texts) == 3
    assert sum((read_slip(each).lines for each in texts), ()) == many


def test_a_slip_that_could_not_be_read_is_not_written() -> None:
    twice = (TransferLine("VB001", 1), TransferLine("VB001", 2))

    with pytest.raises(Refusal):
        slip_texts(Slip(TRANSFER, "Noord", twice))
    with pytest.raises(Refusal):
        slip_texts(Slip(TRANSFER, "x" * 61, twice[:1]))
