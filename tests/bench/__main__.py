"""Run the measurements: `python -m tests.bench [what …] [--json] [--quick]`."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

from tests.bench import (
    care,
    hand,
    hubs,
    likeness,
    near,
    outage,
    powers,
    register,
    residents,
    scan,
    screen,
    stock,
    sync,
    travel,
)
from tests.bench.table import Figures

Measure = Callable[[Figures, Path, bool], None]


def _register(figures: Figures, folder: Path, quick: bool) -> None:
    register.measure(figures, folder, register.SIZES[:2] if quick else register.SIZES)


def _travel(figures: Figures, folder: Path, _quick: bool) -> None:
    travel.measure(figures, folder)


def _sync(figures: Figures, folder: Path, quick: bool) -> None:
    sync.measure(figures, folder, sync.QUICK if quick else None)


def _likeness(figures: Figures, folder: Path, quick: bool) -> None:
    likeness.measure(figures, folder, 10_000 if quick else likeness.SIZE)


def _care(figures: Figures, folder: Path, quick: bool) -> None:
    care.measure(figures, folder, care.QUICK if quick else care.FULL)


def _stock(figures: Figures, folder: Path, quick: bool) -> None:
    stock.measure(figures, folder, stock.QUICK if quick else stock.FULL)


def _residents(figures: Figures, folder: Path, quick: bool) -> None:
    residents.measure(figures, folder, residents.QUICK if quick else residents.SIZE)


def _powers(figures: Figures, folder: Path, quick: bool) -> None:
    powers.measure(figures, folder, powers.QUICK if quick else powers.FULL)


def _scan(figures: Figures, folder: Path, quick: bool) -> None:
    scan.measure(figures, folder, scan.QUICK if quick else scan.CODES)


def _screen(figures: Figures, folder: Path, quick: bool) -> None:
    screen.measure(figures, folder, 10_000 if quick else screen.MANY)


def _hubs(figures: Figures, folder: Path, quick: bool) -> None:
    hubs.measure(figures, folder, hubs.QUICK if quick else hubs.FULL)


def _outage(figures: Figures, folder: Path, quick: bool) -> None:
    outage.measure(figures, folder, outage.QUICK if quick else outage.FULL)


def _near(figures: Figures, folder: Path, quick: bool) -> None:
    near.measure(figures, folder, near.QUICK if quick else near.TIMES)


def _hand(figures: Figures, folder: Path, quick: bool) -> None:
    hand.measure(figures, folder, hand.QUICK if quick else hand.SIZES)


BENCHES: Final[dict[str, Measure]] = {
    "register": _register,
    "likeness": _likeness,
    "travel": _travel,
    "sync": _sync,
    "care": _care,
    "stock": _stock,
    "residents": _residents,
    "powers": _powers,
    "screen": _screen,
    "scan": _scan,
    "hubs": _hubs,
    "outage": _outage,
    "near": _near,
    "hand": _hand,
}


def main() -> int:
    """Measure what was asked, or everything; print a table or one JSON object."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("what", nargs="*", help=", ".join(BENCHES))
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--quick", action="store_true", help="smaller, in two minutes")
    asked = parser.parse_args()
    if unknown := set(asked.what) - set(BENCHES):
        parser.error(f"no such measurement: {', '.join(sorted(unknown))}")
    figures = Figures()
    for name in asked.what or BENCHES:
        with tempfile.TemporaryDirectory() as folder:
            BENCHES[name](figures, Path(folder), asked.quick)
    sys.stdout.write((figures.as_json() if asked.json else figures.table()) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
