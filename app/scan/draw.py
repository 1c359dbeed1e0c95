"""Codes out: a GS1 DataMatrix, as dark and light squares and as a picture."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Final

import zxingcpp
from PIL import Image

from app.scan.scanned import Element
from app.scan.text import as_brackets

_PIXELS: Final = 8
"""How wide one square of a picture is: it is only ever made smaller."""


def matrix_png(elements: Iterable[Element], module_px: int = _PIXELS) -> bytes:
    """Return a PNG of a GS1 DataMatrix: dark on white, with its quiet edge."""
    made = zxingcpp.create_barcode(
        as_brackets(elements),
        zxingcpp.BarcodeFormat.DataMatrix,
        gs1=True,
        forceSquare=True,  # the long ones are no GS1 DataMatrix, and few scanners know
    )
    pixels = memoryview(made.to_image(scale=module_px))  # type: ignore[arg-type]
    height, width = pixels.shape or (0, 0)
    picture = io.BytesIO()
    Image.frombytes("L", (width, height), bytes(pixels)).save(picture, "PNG")
    return picture.getvalue()
