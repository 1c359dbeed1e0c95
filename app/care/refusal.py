"""No, and why, in words the screen can translate."""

from __future__ import annotations


class Refusal(Exception):
    """A fact that may not be recorded; `key` names the words, `values` fill them."""

    def __init__(self, key: str, **values: str | int) -> None:
        super().__init__(key)
        self.key = key
        self.values = values


class NotedRefusal(Refusal):
    """A refusal that leaves a mark: what was noted with it (a wrong try) is kept."""
