"""Squares on a screen or on paper, and a camera before them: some frames are not seen.

Others are seen twice, or misread, or belong to another loop that is in the picture too.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sync.errors import FormatError
from sync.frames import MARK, MAX_FRAMED_BYTES, Gathering, framed
from tests.sim.truth import Broken

if TYPE_CHECKING:
    from tests.sim.carried import Stick
    from tests.sim.dice import Dice
    from tests.sim.loop import Life
    from tests.sim.machine import Machine

MOST_BYTES: Final = MAX_FRAMED_BYTES
_ROUNDS: Final = 4
_SEEN_ODDS: Final = 0.7
_TWICE_ODDS: Final = 0.1
_MISREAD_ODDS: Final = 0.02
_OTHER_ODDS: Final = 0.15
_AWAY_ODDS: Final = 0.01
"""How often the camera is taken away before all of it was seen."""
_LETTERS: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_KEPT: Final = 6
"""Loops that are still shown somewhere, or lie around on paper."""


@dataclass(frozen=True, slots=True)
class _Reader:
    """What a screen gathered, for as long as its program runs."""

    life: Life | None
    gathering: Gathering


class Squares:
    """Every loop that is shown, and what each machine's camera gathered of them."""

    def __init__(self, dice: Dice, note: Callable[[str], None]) -> None:
        self._dice = dice
        self._note = note
        self._loops: list[tuple[Stick, list[str]]] = []
        self._readers: dict[str, _Reader] = {}

    def filmed(self, machine: Machine, shown: Stick, *, calm: bool) -> Stick | None:
        """Return what a camera at a machine made of squares. Raises Broken.

        That may be another loop than is shown now. None where nothing is whole; then
        what was seen stays until it is.
        """
        frames = framed(shown.held)
        self._loops = [*self._loops, (shown, frames)][-_KEPT:]
        gathering = Gathering() if calm else self._gathering(machine)
        for _ in range(_ROUNDS):
            for text in frames if calm else self._round(frames):
                came = self._taken(gathering, text)
                if came is not None:
                    self._note(f"{machine.name} filmed {len(came.held)} bytes")
                    return came
        if calm:
            raise Broken(f"{machine.name} never makes a whole of {len(frames)} frames")
        return None

    def _gathering(self, machine: Machine) -> Gathering:
        known = self._readers.get(machine.name)
        if known is None or known.life is not machine.life:
            known = self._readers[machine.name] = _Reader(machine.life, Gathering())
        return known.gathering

    def _round(self, frames: list[str]) -> list[str]:
        """Return what a camera sees of one time round, from any frame on."""
        dice, seen = self._dice, list[str]()
        first = dice.number(0, len(frames) - 1)
        for text in (*frames[first:], *frames[:first]):
            if dice.falls(_AWAY_ODDS):
                break
            if dice.falls(_SEEN_ODDS):
                seen += [text] * (2 if dice.falls(_TWICE_ODDS) else 1)
            if dice.falls(_OTHER_ODDS):
                seen.append(dice.one_of(dice.one_of(self._loops)[1]))
            if dice.falls(_MISREAD_ODDS):
                seen.append(self._misread(text))
        return seen

    def _misread(self, text: str) -> str:
        place = self._dice.number(len(MARK), len(text) - 1)
        return text[:place] + self._dice.one_of(_LETTERS) + text[place + 1 :]

    def _taken(self, gathering: Gathering, text: str) -> Stick | None:
        try:
            whole = gathering.take(text).whole
        except FormatError as why:
            self._note(f"a square is not used: {why!r}")
            return None
        if whole is None:
            return None
        for shown, _ in self._loops:
            if shown.held == whole:
                return shown
        raise Broken("a camera makes a whole that nobody showed")
