"""Something long: how far it has come, and the wish to stop it. From any thread."""

from __future__ import annotations

from app.care.refusal import Refusal


class Work:
    """Counts what is done, of how much; whoever asks for a stop ends it at the next."""

    def __init__(self) -> None:
        self.done = 0
        self.total = 0
        self._stops = False

    @property
    def share(self) -> float | None:
        """How much is done, from 0 to 1; None while nobody knows."""
        return min(1.0, self.done / self.total) if self.total else None

    def stop(self) -> None:
        """Ask it to stop."""
        self._stops = True

    def begin(self) -> None:
        """Begin anew."""
        self.done = self.total = 0
        self._stops = False

    def so_far(self, done: int, total: int) -> None:
        """Say how far it is. Raises Refusal when it is to stop."""
        self.done, self.total = done, total
        if self._stops:
            raise Refusal("work_stopped")
