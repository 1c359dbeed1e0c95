"""What a camera would see, as a film that Chromium plays in place of a camera."""

from __future__ import annotations

import io
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from PIL import Image

_SIZE: Final = (640, 480)
_A_SECOND: Final = 10
_TABLE: Final = 150
"""Grey, of 255."""


def camera_of(film: Path) -> tuple[str, ...]:
    """Return the arguments by which Chromium takes a film for its camera."""
    return (
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-video-capture={film}",
    )


def filmed(codes: Iterable[bytes], side: int = 240, each_s: float = 1) -> bytes:
    """Return a film of codes on a grey table, one after another, round and round."""
    head = f"YUV4MPEG2 W{_SIZE[0]} H{_SIZE[1]} F{_A_SECOND}:1 Ip A1:1 C420\n".encode()
    times = round(each_s * _A_SECOND)
    return head + b"".join(_frame(code, side) * times for code in codes)


def _frame(code: bytes, side: int) -> bytes:
    table = Image.new("L", _SIZE, _TABLE)
    label = Image.open(io.BytesIO(code)).convert("L").resize((side, side))
    table.paste(label, ((_SIZE[0] - side) // 2, (_SIZE[1] - side) // 2))
    colour = bytes([128]) * (_SIZE[0] * _SIZE[1] // 2)
    return b"FRAME\n" + table.tobytes() + colour
