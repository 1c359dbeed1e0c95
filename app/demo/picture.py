"""The photo of the drill: a triage card, drawn here, for a real one shows somebody."""

from __future__ import annotations

import struct
import zlib
from typing import Final

WIDTH: Final = 480
HEIGHT: Final = 320
_CARD: Final = (252, 250, 244)
_TABLE: Final = (94, 112, 118)
_BANDS: Final = ((200, 30, 40), (240, 190, 20), (40, 140, 70), (35, 35, 35))
"""Red, yellow, green, black: what every triage card has at its foot."""

_EDGE: Final = 40
_BAND: Final = 28
_DEPTH: Final = bytes((8, 2, 0, 0, 0))
"""Eight bits of red, green and blue; nothing between the lines."""


def triage_card() -> bytes:
    """Return the photo as a PNG."""
    lines = b"".join(b"\0" + _line(y) for y in range(HEIGHT))
    size = struct.pack(">II", WIDTH, HEIGHT)
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            _chunk(b"IHDR", size + _DEPTH),
            _chunk(b"IDAT", zlib.compress(lines)),
            _chunk(b"IEND", b""),
        )
    )


def _line(y: int) -> bytes:
    return b"".join(bytes(_grained(_colour(x, y), x, y)) for x in range(WIDTH))


def _colour(x: int, y: int) -> tuple[int, int, int]:
    on_card = _EDGE <= x < WIDTH - _EDGE and _EDGE // 2 <= y < HEIGHT - _EDGE // 2
    if not on_card:
        return _TABLE
    foot = (y - (HEIGHT - _EDGE // 2 - _BAND * len(_BANDS))) // _BAND
    return _BANDS[foot] if foot >= 0 else _CARD


def _grained(colour: tuple[int, int, int], x: int, y: int) -> tuple[int, ...]:
    """Return a colour with the grain of a photo taken in bad light."""
    grain = (x * 7919 ^ y * 104_729 ^ x * y * 31) % 13
    return tuple(max(0, shade - grain) for shade in colour)


def _chunk(name: bytes, content: bytes) -> bytes:
    checked = name + content
    return struct.pack(">I", len(content)) + checked + _crc(checked)


def _crc(content: bytes) -> bytes:
    return struct.pack(">I", zlib.crc32(content))
