"""One parser, many damaged bytes: what came of them, and the bounds they kept."""

from __future__ import annotations

import random
import resource
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass, field

from sync.errors import SyncError
from tests.fuzz.damage import damaged

WEIGHED_EVERY = 200
"""Each so many cases one is weighed exactly, which takes four times as long."""


@dataclass(frozen=True, slots=True)
class Parser:
    """A reader of bytes from outside, and valid bytes it accepts."""

    name: str
    samples: tuple[bytes, ...]
    read: Callable[[bytes], object]
    most_s: float = 5.0
    most_bytes: int = 256 * 1024 * 1024


@dataclass(slots=True)
class Outcome:
    """What became of the cases of one parser."""

    name: str
    cases: int = 0
    accepted: int = 0
    refused: dict[str, int] = field(default_factory=dict)
    slowest_ms: float = 0.0
    heaviest_bytes: int = 0
    grown_kib: int = 0


class BrokenError(Exception):
    """A parser did what it must not; the bytes that made it are kept."""

    def __init__(self, name: str, raw: bytes, why: str) -> None:
        super().__init__(f"{name}: {why}\n{raw.hex()}")


def run(parser: Parser, cases: int, seed: int) -> Outcome:
    """Feed a parser so many cases. Raises BrokenError at the first break."""
    for sample in parser.samples:
        parser.read(sample)
    dice = random.Random(f"{parser.name}/{seed}")
    outcome = Outcome(parser.name)
    before = _most_kib()
    for case in range(cases):
        raw = damaged(parser.samples, dice)
        _one(parser, raw, outcome, weighed=case % WEIGHED_EVERY == 0)
    outcome.grown_kib = _most_kib() - before
    return outcome


def _one(parser: Parser, raw: bytes, outcome: Outcome, *, weighed: bool) -> None:
    if weighed:
        tracemalloc.start()
    begun = time.perf_counter()
    try:
        parser.read(raw)
        outcome.accepted += 1
    except SyncError as why:
        name = type(why).__name__
        outcome.refused[name] = outcome.refused.get(name, 0) + 1
    except Exception as why:
        raise BrokenError(parser.name, raw, repr(why)) from why
    taken = time.perf_counter() - begun
    outcome.cases += 1
    outcome.slowest_ms = max(outcome.slowest_ms, taken * 1e3)
    if weighed:
        heaviest = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        outcome.heaviest_bytes = max(outcome.heaviest_bytes, heaviest)
    if taken > parser.most_s:
        raise BrokenError(parser.name, raw, f"took {taken:.1f} s")
    if outcome.heaviest_bytes > parser.most_bytes:
        raise BrokenError(parser.name, raw, f"took {outcome.heaviest_bytes} bytes")


def _most_kib() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
