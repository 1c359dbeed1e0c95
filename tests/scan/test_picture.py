"""Codes in a picture; and a picture is somebody else's bytes."""

from __future__ import annotations

import io
import struct
import zlib
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from app.care.refusal import Refusal
from app.scan import Element, read
from app.scan.draw import matrix_png
from app.scan.keys import TEST_CODE
from app.scan.own import OwnLabel, label_text, own_label
from app.scan.picture import MOST_BYTES, MOST_PIXELS, codes

TODAY = date(2026, 11, 29)


def photo(
    code: bytes, kind: str = "JPEG", size: tuple[int, int] = (1200, 900)
) -> bytes:
    """Return a code lying on a grey table, turned a little."""
    table = Image.new("L", size, 150)
    label = Image.open(io.BytesIO(code)).resize((260, 260))
    turned = label.rotate(11, expand=True, fillcolor=150)
    table.paste(turned, (430, 260))
    kept = io.BytesIO()
    table.save(kept, kind)
    return kept.getvalue()


def refusal(picture: bytes) -> Refusal:
    with pytest.raises(Refusal) as caught:
        codes(picture)
    return caught.value


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_of_a_package_reads_as_a_scanner_would(kind: str) -> None:
    (said,) = codes(photo(matrix_png(TEST_CODE), kind))

    assert read(said, TODAY).elements == TEST_CODE


def test_why_nothing_was_found_is_told() -> None:
    def plain(grey: int) -> bytes:
        kept = io.BytesIO()
        Image.new("L", (640, 480), grey).save(kept, "PNG")
        return kept.getvalue()

    assert refusal(plain(10)).key == "picture_dark"
    assert refusal(plain(250)).key == "picture_pale"
    assert refusal(plain(128)).key == "picture_none"


def test_a_picture_that_would_fill_the_memory_is_never_opened() -> None:
    def chunk(name: bytes, body: bytes) -> bytes:
        crc = zlib.crc32(name + body)
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", crc)

    for side in (8_000, 12_000, 60_000):
        head = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
        bomb = (
            b"\x89PNG\r\n\x1a\n"
            + chunk(b"IHDR", head)
            + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
            + chunk(b"IEND", b"")
        )
        assert side * side > MOST_PIXELS
        assert refusal(bomb).key in ("picture_too_many", "picture_unreadable")
    assert refusal(b"\0" * (MOST_BYTES + 1)).key == "picture_too_large"


def test_other_kinds_and_halves_are_not_opened() -> None:
    whole = photo(matrix_png(TEST_CODE), "PNG")
    gif = io.BytesIO()
    Image.new("L", (9, 9)).save(gif, "GIF")

    assert refusal(b"").key == "picture_unreadable"
    assert refusal(whole[: len(whole) // 2]).key == "picture_unreadable"
    assert refusal(gif.getvalue()).key == "picture_unreadable"
    assert refusal(b"<svg xmlns='http://www.w3.org/2000/svg'/>").key == (
        "picture_unreadable"
    )


_SMALL = {
    kind: photo(matrix_png(TEST_CODE), kind, (700, 600)) for kind in ("PNG", "JPEG")
}


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    st.sampled_from(sorted(_SMALL)),
    st.integers(0, 4000),
    st.binary(min_size=1, max_size=40),
)
def test_no_broken_picture_makes_it_stumble(kind: str, at: int, junk: bytes) -> None:
    whole = _SMALL[kind]
    broken = whole[:at] + junk + whole[at + len(junk) :]

    try:
        codes(broken)
    except Refusal as why:
        assert why.key.startswith("picture_")


# -- Own labels -----------------------------------------------------------------------

texts = st.text(
    st.characters(blacklist_categories=("Cs", "Cc")), min_size=1, max_size=12
)


@given(
    texts,
    st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=6),
    st.dates(),
)
def test_an_own_label_gives_the_same_lot_back(item: str, lot: str, day: date) -> None:
    label = OwnLabel(item, lot, day.isoformat())
    try:
        said = label_text(label)
    except Refusal as why:
        assert why.key == "label_too_long"
        return

    found = read(f"]d291{said}", TODAY, certain=False)

    assert (found.code, found.lot, found.expiry) == (item, lot, day.isoformat())
    assert found.doubt == ""


def test_an_own_label_is_read_from_its_picture() -> None:
    label = OwnLabel("L-0123456789abcdef", "PARTIJ (1)/2", "2028-05-31")
    (said,) = codes(photo(matrix_png((Element("91", label_text(label)),))))

    found = read(said, TODAY)

    assert said.startswith("]d2")
    assert (found.code, found.lot, found.expiry) == (
        "L-0123456789abcdef",
        "PARTIJ (1)/2",
        "2028-05-31",
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "NP",
        "NP//A/",
        "NP/VB001/A",
        "NP/VB001/A/2028-02-30",
        "XX/VB001/A/",
        "NP/%FF/A/",
    ],
)
def test_what_another_put_in_part_91_is_not_ours(text: str) -> None:
    assert own_label(text) is None
