"""A scanner that types: which keys are a scan, and what became of FNC1.

A scanner types a code faster than anybody can and ends with Enter. The separator
arrives as Ctrl+], as another key, or not at all; which of these is learned once, from
a code whose text is known.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from app.care.refusal import Refusal
from app.scan.fields import FNC1
from app.scan.scanned import Element

GONE: Final = ""
"""The separator of a scanner that swallows it."""

TEST_CODE: Final = (
    Element("01", "09521234543213"),
    Element("10", "PROEF-1"),
    Element("21", "TEST-2"),
)
"""GS1's own example number; lot and serial with FNC1 between them."""

FEWEST: Final = 8
"""Letters in the shortest code, an EAN-8."""
_GAP_S: Final = 1.0
_PER_KEY_S: Final = 0.06
_BESIDES_S: Final = 0.1
"""No person types eight keys this fast; a busy window makes a scanner look slower."""

_MOST_KEYS: Final = 1_024
_ENDS: Final = frozenset({"Enter", "Numpad Enter", "Tab"})
_SILENT: Final = re.compile(r"(Shift|Control|Alt|Meta|Caps Lock|AltGraph).*")
_SHIFTED: Final = "Shift+"
"""With a digit: which letter that writes depends on the keyboard."""

_BEFORE: Final = "0109521234543213" + "10PROEF-1"
_BEHIND: Final = "21TEST-2"


@dataclass(frozen=True, slots=True)
class Key:
    """One key that went down, as a window tells it."""

    name: str
    shift: bool = False
    ctrl: bool = False
    alt: bool = False

    @property
    def typed(self) -> str:
        """The letter it types; a name of more letters when it types none."""
        name = self.name.removeprefix("Numpad ")
        if self.ctrl or self.alt:
            return FNC1 if self.ctrl and name == "]" else f"Ctrl+{name}"
        if len(name) != 1:
            return "" if _SILENT.fullmatch(self.name) else name
        if self.shift and name.isdecimal():
            return _SHIFTED + name
        return name if self.shift else name.lower()


@dataclass(frozen=True, slots=True)
class Run:
    """Keys up to Enter. `fast` says that no person typed them.

    A slow run may be a scanner all the same, in a window that lags.
    """

    keys: tuple[str, ...]
    fast: bool


class Wedge:
    """Listens to the keys of one window and tells a scan from typing."""

    def __init__(self) -> None:
        self._keys: list[str] = []
        self._began_s = 0.0
        self._last_s = 0.0

    @property
    def is_scanning(self) -> bool:
        """Whether the keys so far came as fast as a scanner's."""
        many = len(self._keys)
        return many >= FEWEST and self._is_fast(many)

    def press(self, key: Key, at_s: float) -> Run | None:
        """Take one key; returns a run long enough for a code when this one ends it."""
        if not self._keys or at_s - self._last_s > _GAP_S:
            self._keys.clear()
            self._began_s = at_s
        self._last_s = at_s
        if key.name in _ENDS:
            run = Run(tuple(self._keys), self.is_scanning)
            self._keys.clear()
            return run if len(run.keys) >= FEWEST else None
        if key.typed and len(self._keys) < _MOST_KEYS:
            self._keys.append(key.typed)
        return None

    def _is_fast(self, many: int) -> bool:
        return self._last_s - self._began_s <= _PER_KEY_S * many + _BESIDES_S


def scan_of(keys: tuple[str, ...], separator: str | None) -> str:
    """Return the text of a scan: what this scanner types for FNC1 is FNC1 again.

    Raises Refusal where the keys alone do not tell which letter was written.
    """
    if any(each.startswith(_SHIFTED) for each in keys if each != separator):
        raise Refusal("scan_needs_field")
    said = (FNC1 if each == separator else each for each in keys)
    return "".join(each for each in said if len(each) == 1)


def with_letters(run: Run, written: str) -> tuple[str, ...]:
    """Return the keys of a run with the letters as a field got them.

    A field knows every keyboard, but not the keys that write nothing; those stay where
    they are. What stood in the field already is left out. Where the two do not agree
    the keys of a fast run are believed, and of a slow one the field.
    """
    writing = sum(_writes(each) for each in run.keys)
    tail = written[max(0, len(written) - writing) :]
    if not _agree(run.keys, tail):
        # The focus may have come while the scanner typed: then letters lack in front.
        late = bool(written) and letters_of(run.keys).endswith(written.casefold())
        return run.keys if run.fast or late else tuple(written)
    letters = iter(tail)
    return tuple(next(letters) if _writes(each) else each for each in run.keys)


def _agree(keys: tuple[str, ...], letters: str) -> bool:
    writing = [each for each in keys if _writes(each)]
    return len(writing) == len(letters) and all(
        # What a digit's key writes depends on the keyboard, with Shift and without.
        not key.isalpha() or key.casefold() == letter.casefold()
        for key, letter in zip(writing, letters, strict=True)
    )


def letters_of(keys: tuple[str, ...]) -> str:
    """Return what keys write in a field, in small letters."""
    writing = (each.removeprefix(_SHIFTED) for each in keys if _writes(each))
    return "".join(writing).casefold()


def _writes(key: str) -> bool:
    return (len(key) == 1 and key != FNC1) or key.startswith(_SHIFTED)


def learned(keys: tuple[str, ...]) -> str:
    """Return what stood for FNC1 when the test code was scanned. Raises Refusal."""
    whole = _without_symbology(keys)
    before, behind = tuple(_BEFORE), tuple(_BEHIND)
    starts, ends = whole[: len(before)], whole[-len(behind) :]
    if _same(starts, before) and _same(ends, behind):
        between = whole[len(before) : len(whole) - len(behind)]
        if not between:
            return GONE
        if len(between) == 1 and (between[0] == FNC1 or not between[0].isalnum()):
            return between[0]
        if len(between) == 1 and len(between[0]) > 1:
            return between[0]
    raise Refusal("scan_not_the_test")


def _without_symbology(keys: tuple[str, ...]) -> tuple[str, ...]:
    started = keys[3:] if keys[:1] == ("]",) else keys
    return started[1:] if started[:1] == (FNC1,) else started


def _same(keys: tuple[str, ...], letters: tuple[str, ...]) -> bool:
    return [each.upper() for each in keys] == [each.upper() for each in letters]
