"""What was measured: named figures with a unit, printed as a table or as JSON."""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field


@dataclass(slots=True)
class Figures:
    """Figures in the order they were measured, and some of them under a short key."""

    rows: list[tuple[str, float, str]] = field(default_factory=list)
    keys: dict[str, object] = field(default_factory=dict)

    def add(self, name: str, value: float, unit: str) -> None:
        """Note one figure, and say so while it runs."""
        self.rows.append((name, value, unit))
        sys.stderr.write(f"  {name}: {value:,.3f} {unit}\n")

    def say(self, key: str, value: object) -> None:
        """Give a figure, or several as one object, a key of its own in the JSON."""
        self.keys[key] = value

    def add_keyed(self, key: str, name: str, value: float, unit: str) -> None:
        """Note one figure that has a key of its own too."""
        self.add(name, value, unit)
        self.say(key, round(value, 3))

    def table(self) -> str:
        """Return the figures as text, aligned."""
        wide = max((len(name) for name, _, _ in self.rows), default=0)
        return "\n".join(
            f"{name:<{wide}}  {value:>14,.3f} {unit}" for name, value, unit in self.rows
        )

    def as_json(self) -> str:
        """Return the figures as one JSON object: name to value."""
        named = {name: round(value, 6) for name, value, _ in self.rows}
        return json.dumps({**self.keys, **named})


def timed_ms(action: Callable[[], object], times: int) -> list[float]:
    """Return how long an action took, in milliseconds, each time."""
    taken: list[float] = []
    for _ in range(times):
        begun = time.perf_counter()
        action()
        taken.append((time.perf_counter() - begun) * 1000)
    return taken


def add_spread(figures: Figures, name: str, taken: Sequence[float]) -> None:
    """Note the median and the 95th percentile of what was timed."""
    ordered = sorted(taken)
    figures.add(f"{name} median", statistics.median(ordered), "ms")
    figures.add(f"{name} p95", ordered[int(len(ordered) * 0.95)], "ms")


def add_median(
    figures: Figures, key: str, name: str, found: Sequence[float], unit: str
) -> float:
    """Note the median of repeated measurements, with the least and the most."""
    middle = statistics.median(found)
    figures.add_keyed(key, f"{name}, median of {len(found)}", middle, unit)
    figures.add(f"{name}, least", min(found), unit)
    figures.add(f"{name}, most", max(found), unit)
    return middle
