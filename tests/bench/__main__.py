"""Run the measurements: `python -m tests.bench [what …] [--json] [--quick]`."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from tests.bench import register, travel
from tests.bench.table import Figures


def main() -> int:
    """Measure what was asked, and print a table or one JSON object."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("what", nargs="*", default=["register", "travel"])
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--quick", action="store_true", help="up to 10,000 casualties")
    asked = parser.parse_args()
    figures = Figures()
    with tempfile.TemporaryDirectory() as folder:
        if "register" in asked.what:
            sizes = register.SIZES[:2] if asked.quick else register.SIZES
            register.measure(figures, Path(folder), sizes)
        if "travel" in asked.what:
            travel.measure(figures, Path(folder))
    sys.stdout.write((figures.as_json() if asked.json else figures.table()) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
