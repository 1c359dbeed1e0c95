"""What was measured: named figures with a unit, printed as a table or as JSON."""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(slots=True)
class Figures:
    """Figures in the order they were measured."""

    rows: list[tuple[str, float, str]] = field(default_factory=list)

    def add(self, name: str, value: float, unit: str) -> None:
        """Note one figure, and say so while it runs."""
        self.rows.append((name, value, unit))
        sys.stderr.write(f"  {name}: {value:,.3f} {unit}\n")

    def table(self) -> str:
        """Return the figures as text, aligned."""
        wide = max((len(name) for name, _, _ in self.rows), default=0)
        return "\n".join(
            f"{name:<{wide}}  {value:>14,.3f} {unit}" for name, value, unit in self.rows
        )

    def as_json(self) -> str:
        """Return the figures as one JSON object: name to value."""
        return json.dumps({name: round(value, 6) for name, value, _ in self.rows})


def timed_ms(action: Callable[[], object], times: int) -> list[float]:
    """Return how long an action took, in milliseconds, each time."""
    taken: list[float] = []
    for _ in range(times):
        begun = time.perf_counter()
        action()
        taken.append((time.perf_counter() - begun) * 1000)
    return taken


def add_spread(figures: Figures, name: str, taken: list[float]) -> None:
    """Note the median and the 95th percentile of what was timed."""
    ordered = sorted(taken)
    figures.add(f"{name} median", statistics.median(ordered), "ms")
    figures.add(f"{name} p95", ordered[int(len(ordered) * 0.95)], "ms")
