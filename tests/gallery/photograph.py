"""A small picture to keep as a photo: shapes drawn here, of nobody."""

from __future__ import annotations

import struct
import zlib

_WIDTH, _HEIGHT = 480, 320


def photograph() -> bytes:
    """Return a PNG of a pale form on a dark table, as a phone might see a letter."""
    rows = b"".join(b"\0" + _row(y) for y in range(_HEIGHT))
    head = struct.pack(">IIBBBBB", _WIDTH, _HEIGHT, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*part) for part in parts)


def _row(y: int) -> bytes:
    return b"".join(_dot(x, y) for x in range(_WIDTH))


def _dot(x: int, y: int) -> bytes:
    on_paper = 120 < x < 360 and 20 < y < 300
    on_line = on_paper and 140 < x < 330 and 50 < y < 270 and y % 24 < 4
    shade = 70 if on_line else 236 - y // 12 if on_paper else 60 + y // 16
    return bytes((shade, shade, max(0, shade - 8)))


def _chunk(name: bytes, content: bytes) -> bytes:
    summed = zlib.crc32(name + content)
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", summed)
