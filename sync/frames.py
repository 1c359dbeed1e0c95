"""Frames: a bundle or a reply as squares to photograph, one after another in a loop.

A frame is the text `NPQ1:` and, in base 45 (RFC 9285), `set[8] || u16 frames || u16 at
|| data`. `set` is how the SHA-256 of the whole begins. Frames may come in any order and
as often as they like; all there are make the whole, or nothing does.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Final

from sync.errors import FormatError, TooLarge, UnknownVersion

MARK: Final = "NPQ"
MAX_FRAMED_BYTES: Final = 20 * 1024
"""What is still a pleasure to hold a camera to."""

MAX_DATA_BYTES: Final = 1_800
"""Of one frame that is read; a code of more is too fine for a camera."""

DATA_BYTES: Final = 600
"""Of one frame that is made: a square of 85 modules, which a plain camera sees."""

_VERSION: Final = "1"
_HEAD: Final = f"{MARK}{_VERSION}:"
_SET: Final = 8
_NUMBER: Final = 2
_HEADER: Final = _SET + 2 * _NUMBER
_MAX_SETS: Final = 4
"""So many wholes are gathered side by side; then the one longest not seen goes."""

_LETTERS: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_VALUES: Final = {letter: value for value, letter in enumerate(_LETTERS)}
_BASE: Final = len(_LETTERS)


def framed(whole: bytes, data_bytes: int = DATA_BYTES) -> list[str]:
    """Return the frames of a whole, each a text that packs well in a QR code.

    Raises TooLarge above `MAX_FRAMED_BYTES`.
    """
    if len(whole) > MAX_FRAMED_BYTES:
        raise TooLarge("a whole in frames")
    parts = [
        whole[at : at + data_bytes] for at in range(0, len(whole), data_bytes)
    ] or [b""]
    head = _named(whole) + len(parts).to_bytes(_NUMBER, "big")
    return [
        _HEAD + as_base45(head + at.to_bytes(_NUMBER, "big") + part)
        for at, part in enumerate(parts)
    ]


def is_frame(text: str) -> bool:
    """Tell whether a text is a frame, of this version or a newer one."""
    return text.startswith(MARK)


@dataclass(frozen=True, slots=True)
class Seen:
    """How far a whole is: frames there and in all; `fresh` when this one was new.

    `whole` is all of it, once: when its last frame came.
    """

    frames: int
    of: int
    fresh: bool
    whole: bytes | None = None


@dataclass(slots=True)
class _Set:
    of: int
    parts: dict[int, bytes] = field(default_factory=dict)
    is_done: bool = False


class Gathering:
    """Frames that came so far, of some wholes side by side."""

    def __init__(self) -> None:
        self._sets: dict[bytes, _Set] = {}

    def take(self, text: str) -> Seen:
        """Take one frame.

        Raises FormatError for what is none, or a whole that is not what its frames say:
        then all of that is dropped and can be gathered anew. Raises UnknownVersion for
        a frame of a newer program, TooLarge for a whole above `MAX_FRAMED_BYTES`.
        """
        name, of, at, data = _frame(text)
        held = self._sets.pop(name, None) or _Set(of)
        if held.of != of:
            raise FormatError("frames that do not belong together")
        self._sets[name] = held  # the newest last
        while len(self._sets) > _MAX_SETS:
            del self._sets[next(iter(self._sets))]
        if held.is_done:
            return Seen(of, of, fresh=False)
        fresh = at not in held.parts
        held.parts.setdefault(at, data)
        if sum(map(len, held.parts.values())) > MAX_FRAMED_BYTES:
            del self._sets[name]
            raise TooLarge("a whole in frames")
        if len(held.parts) < of:
            return Seen(len(held.parts), of, fresh)
        return Seen(of, of, fresh, self._finished(name, held))

    def _finished(self, name: bytes, held: _Set) -> bytes:
        whole = b"".join(held.parts[at] for at in range(held.of))
        if _named(whole) != name:
            del self._sets[name]
            raise FormatError("a whole other than its frames say")
        held.parts.clear()
        held.is_done = True
        return whole


def _named(whole: bytes) -> bytes:
    return hashlib.sha256(whole).digest()[:_SET]


def _frame(text: str) -> tuple[bytes, int, int, bytes]:
    if not is_frame(text):
        raise FormatError("not a frame")
    if not text.startswith(_HEAD):
        raise UnknownVersion("frame")
    if len(text) > len(_HEAD) + (_HEADER + MAX_DATA_BYTES + 1) * 3 // 2:
        raise TooLarge("a frame")
    raw = from_base45(text[len(_HEAD) :])
    name, numbers, data = raw[:_SET], raw[_SET:_HEADER], raw[_HEADER:]
    of = int.from_bytes(numbers[:_NUMBER], "big")
    at = int.from_bytes(numbers[_NUMBER:], "big")
    if len(raw) < _HEADER or at >= of or (not data and of > 1):
        raise FormatError("frame")
    if of > MAX_FRAMED_BYTES:
        raise TooLarge("a whole in frames")
    return name, of, at, data


def as_base45(raw: bytes) -> str:
    """Return bytes as RFC 9285 writes them: two bytes in three letters."""
    said = []
    for at in range(0, len(raw), 2):
        pair = raw[at : at + 2]
        value = int.from_bytes(pair, "big")
        for _ in range(len(pair) + 1):
            value, rest = divmod(value, _BASE)
            said.append(_LETTERS[rest])
    return "".join(said)


def from_base45(text: str) -> bytes:
    """Return what RFC 9285 wrote so. Raises FormatError for what it never writes."""
    raw = bytearray()
    for at in range(0, len(text), 3):
        three = text[at : at + 3]
        if len(three) == 1 or any(letter not in _VALUES for letter in three):
            raise FormatError("base 45")
        value = sum(_VALUES[letter] * _BASE**n for n, letter in enumerate(three))
        size = len(three) - 1
        if value >= 256**size:
            raise FormatError("base 45")
        raw += value.to_bytes(size, "big")
    return bytes(raw)
