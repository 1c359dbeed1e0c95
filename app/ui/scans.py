"""What the scanner of one window typed, and who on screen takes it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from app.scan import Scanned, read
from app.scan.keys import GONE, Key, Run, Wedge, scan_of

Keys = tuple[str, ...]


class Scans:
    """Tells a scan from typing, and reads it as this device's scanner sends it.

    `separator` is what the scanner types for FNC1: '' for nothing, None while untested.
    """

    def __init__(self, separator: str | None) -> None:
        self.separator = separator
        self._wedge = Wedge()
        self._listeners: list[Callable[[Run], bool]] = []

    @property
    def is_scanning(self) -> bool:
        """Whether a scanner is typing just now, so no key means anything by itself."""
        return self._wedge.is_scanning

    @property
    def passed(self) -> bool:
        """Whether the scanner is known to send a separator."""
        return self.separator not in (None, GONE)

    def press(self, key: Key, at_s: float) -> Run | None:
        """Take a key; returns a run of them when this one ends it."""
        return self._wedge.press(key, at_s)

    def on_scan(self, listener: Callable[[Run], bool]) -> Callable[[], None]:
        """Call `listener` with each run until it says it took it; newest first.

        Returns the way to stop it.
        """
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def offer(self, run: Run) -> bool:
        """Offer a scan to who listens; returns whether somebody took it."""
        return any(listener(run) for listener in reversed(self._listeners))

    def text(self, keys: Keys) -> str:
        """Return the text of a scan. Raises Refusal."""
        return scan_of(keys, self.separator)

    def read(self, keys: Keys, today: date) -> Scanned:
        """Read a scan as far as this scanner can be trusted. Raises Refusal."""
        return read(self.text(keys), today, certain=self.passed)
