"""The square on a packing slip: which transfer, from whom, and its lines.

Only letters and digits that every keyboard types the same, so that a scanner that types
cannot change it: a version, then bytes in base 32 with a checksum behind them. There is
one way to write a slip; whatever differs by a letter is refused. What does not fit in
one square goes on in the next, and each can be read alone.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final
from zlib import crc32

from app.care.form import tidy
from app.care.refusal import Refusal
from app.care.stock import MOST
from app.care.transfer import MOST_LINES, TransferLine

MOST_LETTERS: Final = 1_000
"""A square of this many is read off paper by any scanner."""

_NAME: Final = "NPT"
_VERSION: Final = "1"
_PLAIN: Final = ("]Q1", "]C0", "]d1")
"""What a scanner may put before it."""
_ID_BYTES: Final = 16
_SUM_BYTES: Final = 4
_EXERCISE: Final = 1
_MOST_PARTS: Final = 40
_LETTERS: Final = {"sender": 60, "item": 40, "lot": 20}
_LAST_DAY: Final = date.max.toordinal()


@dataclass(frozen=True, slots=True)
class Slip:
    """What one square says; `part` of so many `parts`, each with its own lines."""

    transfer: bytes
    sender: str
    lines: tuple[TransferLine, ...]
    exercise: bool = False
    part: int = 1
    parts: int = 1


def slip_texts(slip: Slip) -> tuple[str, ...]:
    """Return the text of each square of a slip. Raises Refusal when it is none."""
    parts: list[list[TransferLine]] = [[]]
    for line in slip.lines:
        if parts[-1] and len(_written(_part(slip, [*parts[-1], line]))) > MOST_LETTERS:
            parts.append([])
        parts[-1].append(line)
    whole = [
        replace(slip, lines=tuple(lines), part=place, parts=len(parts))
        for place, lines in enumerate(parts, start=1)
    ]
    texts = tuple(_written(each) for each in whole)
    if [read_slip(each) for each in texts] != whole:
        raise Refusal("slip_wrong")
    return texts


def is_slip(text: str) -> bool:
    """Tell whether a scan is meant as a packing slip, of any version."""
    return _bare(text)[: len(_NAME) + 1].upper().startswith(_NAME) and (
        _bare(text)[len(_NAME) : len(_NAME) + 1].isdecimal()
    )


def read_slip(text: str) -> Slip:
    """Read one square. Raises Refusal: damaged, or of a newer program."""
    bare = _bare(text)
    if not bare.isascii() or len(bare) > MOST_LETTERS:
        raise Refusal("slip_wrong")
    letters = bare.upper()
    head = _NAME + _VERSION
    if not letters.startswith(head):
        raise Refusal("slip_newer" if is_slip(letters) else "slip_wrong")
    try:
        slip = _read(_bytes_of(letters[len(head) :]))
    except (ValueError, IndexError, OverflowError):
        raise Refusal("slip_wrong") from None
    if _written(slip) != letters:
        raise Refusal("slip_wrong")
    return slip


def _bare(text: str) -> str:
    plain = text.strip()
    return plain[3:] if plain.startswith(_PLAIN) else plain


def _part(slip: Slip, lines: Sequence[TransferLine]) -> Slip:
    return replace(slip, lines=tuple(lines), part=_MOST_PARTS, parts=_MOST_PARTS)


def _written(slip: Slip) -> str:
    body = bytes((_EXERCISE if slip.exercise else 0, slip.part, slip.parts))
    body += slip.transfer + _word(slip.sender) + _number(len(slip.lines))
    for line in slip.lines:
        day = date.fromisoformat(line.expiry).toordinal() if line.expiry else 0
        body += _word(line.item) + _word(line.lot)
        body += _number(day) + _number(line.quantity)
    whole = body + crc32(body).to_bytes(_SUM_BYTES, "big")
    return _NAME + _VERSION + base64.b32encode(whole).decode().rstrip("=")


def _word(words: str) -> bytes:
    said = words.encode()
    return _number(len(said)) + said


def _number(number: int) -> bytes:
    found = bytearray()
    while number > 0x7F:
        found.append(0x80 | number & 0x7F)
        number >>= 7
    return bytes((*found, number))


def _bytes_of(letters: str) -> bytes:
    try:
        whole = base64.b32decode(letters + "=" * (-len(letters) % 8))
    except binascii.Error as why:
        raise ValueError("no base 32") from why
    body, said = whole[:-_SUM_BYTES], whole[-_SUM_BYTES:]
    if crc32(body).to_bytes(_SUM_BYTES, "big") != said:
        raise ValueError("checksum")
    return body


class _Reader:
    def __init__(self, body: bytes) -> None:
        self._body = body
        self._at = 0

    def take(self, count: int) -> bytes:
        found = self._body[self._at : self._at + count]
        if len(found) != count:
            raise ValueError("too short")
        self._at += count
        return found

    def number(self, most: int) -> int:
        found = shift = 0
        while shift <= 28:
            (byte,) = self.take(1)
            found |= (byte & 0x7F) << shift
            shift += 7
            if not byte & 0x80:
                break
        if found > most:
            raise ValueError("too large")
        return found

    def words(self, name: str) -> str:
        most = _LETTERS[name]
        found = self.take(self.number(most * 4)).decode()
        if len(found) > most or tidy(found) != found:
            raise ValueError(name)
        return found

    def end(self) -> None:
        if self._at != len(self._body):
            raise ValueError("too long")


def _read(body: bytes) -> Slip:
    reader = _Reader(body)
    flags, part, parts = reader.take(3)
    transfer, sender = reader.take(_ID_BYTES), reader.words("sender")
    count = reader.number(MOST_LINES)
    lines = tuple(_line(reader) for _ in range(count))
    reader.end()
    is_ours = flags in (0, _EXERCISE) and 1 <= part <= parts <= _MOST_PARTS
    if not is_ours or not lines or _repeats(lines):
        raise ValueError("no slip")
    return Slip(transfer, sender, lines, flags == _EXERCISE, part, parts)


def _line(reader: _Reader) -> TransferLine:
    item, lot = reader.words("item"), reader.words("lot")
    day, pieces = reader.number(_LAST_DAY), reader.number(MOST)
    if not item or not pieces or lot != lot.upper():
        raise ValueError("no line")
    expiry = date.fromordinal(day).isoformat() if day else ""
    return TransferLine(item, pieces, lot, expiry)


def _repeats(lines: Iterable[TransferLine]) -> bool:
    lots = [(each.item, each.lot, each.expiry) for each in lines]
    return len(lots) != len(set(lots))
