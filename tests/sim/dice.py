"""Chance that follows from a seed, one stream of it for each purpose."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from typing import TypeVar

T = TypeVar("T")


class Dice:
    """Throws that are the same each time for the same seed and purpose."""

    def __init__(self, seed: int, purpose: str) -> None:
        self._random = random.Random(f"{seed}/{purpose}")

    def falls(self, odds: float) -> bool:
        """Tell whether something with these odds happens."""
        return self._random.random() < odds

    def number(self, low: int, high: int) -> int:
        """Return a whole number from `low` to `high`, both included."""
        return self._random.randint(low, high)

    def span(self, low: float, high: float) -> float:
        """Return a length between two, small ones as likely as large ones."""
        return float(low * (high / low) ** self._random.random())

    def one_of(self, choices: Sequence[T]) -> T:
        """Return one of these."""
        return self._random.choice(choices)

    def weighed(self, weights: Mapping[str, int]) -> str:
        """Return one of the names, each as likely as its weight."""
        return self._random.choices(list(weights), list(weights.values()))[0]
