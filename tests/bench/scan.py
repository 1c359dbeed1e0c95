"""Codes: what being strict costs beside biip, and bounds beside zxing alone."""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Final

import zxingcpp
from biip.gs1_messages import GS1Message
from PIL import Image, ImageFilter

from app.scan import Element, as_elements, read
from app.scan.draw import matrix_png
from app.scan.fields import is_closed
from app.scan.picture import codes
from tests.bench.table import Figures, timed_ms

CODES: Final = 2_000
QUICK: Final = 300
_TODAY: Final = date(2026, 11, 29)
_SHOTS: Final = {"frame of 1280 x 720": (1280, 720), "photo of 12 MP": (4000, 3000)}


def measure(figures: Figures, _folder: Path, count: int = CODES) -> None:
    """Measure reading `count` codes, and pictures of one."""
    dice = random.Random(3)
    sent = [as_elements(_parts(dice)) for _ in range(count)]
    for name, one in (
        ("code read, certain", lambda text: read(text, _TODAY)),
        ("code read, separator unknown", lambda t: read(t, _TODAY, certain=False)),
        ("code read by biip alone", GS1Message.parse),
    ):
        figures.add(name, _each_us(one, sent), "µs each")
    for name, size in _SHOTS.items():
        picture = _photo(size)
        times = 10 if count < CODES else 30
        ours = timed_ms(lambda picture=picture: codes(picture), times)
        raw = timed_ms(lambda picture=picture: _raw(picture), times)
        figures.add(f"{name} read", sorted(ours)[times // 2], "ms median")
        figures.add(f"{name} by zxing alone", sorted(raw)[times // 2], "ms median")


def _each_us(one: Callable[[str], object], sent: list[str]) -> float:
    def all_of_them() -> None:
        for each in sent:
            one(each)

    return min(timed_ms(all_of_them, 3)) * 1000 / len(sent)


def _parts(dice: random.Random) -> tuple[Element, ...]:
    number = f"{dice.randrange(10**13):013}"
    last = next(each for each in "0123456789" if is_closed(number + each))
    lot = "".join(dice.choices("ABCDEFGHJKLMNP0123456789", k=8))
    day = f"{dice.randrange(26, 34)}{dice.randrange(1, 13):02}00"
    return (
        Element("01", number + last),
        Element("10", lot),
        Element("17", day),
        Element("21", str(dice.randrange(10**9))),
    )


def _photo(size: tuple[int, int]) -> bytes:
    # A table is smooth with a little noise; pure noise would be nobody's photo.
    table = Image.effect_noise(size, 12).filter(ImageFilter.GaussianBlur(2))
    side = size[1] // 3
    label = matrix_png(_parts(random.Random(1)))
    code = Image.open(io.BytesIO(label)).resize((side, side))
    table.paste(code.rotate(9, expand=True, fillcolor=128), (size[0] // 3, side))
    kept = io.BytesIO()
    table.save(kept, "JPEG", quality=85)
    return kept.getvalue()


def _raw(picture: bytes) -> object:
    return zxingcpp.read_barcodes(Image.open(io.BytesIO(picture)))
