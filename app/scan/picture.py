"""The codes in a picture: a photo that was chosen, or a still frame of a camera.

A picture is somebody else's bytes: only common kinds are opened, its size is known
before its pixels are, and whatever it is broken by is a Refusal.
"""

from __future__ import annotations

import io
import struct
import zlib
from typing import Final

import zxingcpp
from PIL import Image, ImageStat

from app.care.refusal import Refusal

MOST_BYTES: Final = 16 * 1024 * 1024
MOST_PIXELS: Final = 50_000_000
"""The photo of a new phone; 50 MB of memory once it is grey."""

_KINDS: Final = ("JPEG", "PNG", "WEBP")
_BROKEN: Final = (
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    TypeError,
    KeyError,
    IndexError,
    OverflowError,
    MemoryError,
    struct.error,
    zlib.error,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
)
"""What opening a picture may raise, by what is wrong with it."""

_READ: Final = zxingcpp.BarcodeFormats(
    [
        zxingcpp.BarcodeFormat.DataMatrix,
        zxingcpp.BarcodeFormat.QRCode,
        zxingcpp.BarcodeFormat.Code128,
        zxingcpp.BarcodeFormat.EANUPC,
        zxingcpp.BarcodeFormat.ITF,
        zxingcpp.BarcodeFormat.DataBar,
    ]
)
_DARK: Final = 45
_PALE: Final = 235
"""Mean of the pixels, 0 is black and 255 is white."""


def codes(picture: bytes) -> list[str]:
    """Return each code in a picture as a scanner sends it, with what kind it is.

    Raises Refusal where there is none, or what came is no picture we open.
    """
    grey = _opened(picture)
    found = zxingcpp.read_barcodes(
        grey, formats=_READ, text_mode=zxingcpp.TextMode.Plain
    )
    said = [f"{each.symbology_identifier}{each.text}" for each in found if each.valid]
    if not said:
        raise Refusal(_why_none(grey))
    return list(dict.fromkeys(said))


def _opened(picture: bytes) -> Image.Image:
    if len(picture) > MOST_BYTES:
        raise Refusal("picture_too_large", most=MOST_BYTES // 1024**2)
    try:
        opened = Image.open(io.BytesIO(picture), formats=_KINDS)
    except _BROKEN:
        raise Refusal("picture_unreadable") from None
    width, height = opened.size
    if width * height > MOST_PIXELS:
        raise Refusal("picture_too_many", most=MOST_PIXELS // 1_000_000)
    try:
        return opened.convert("L")
    except _BROKEN:
        raise Refusal("picture_unreadable") from None


def _why_none(grey: Image.Image) -> str:
    mean = ImageStat.Stat(grey).mean[0]
    if mean < _DARK:
        return "picture_dark"
    return "picture_pale" if mean > _PALE else "picture_none"
