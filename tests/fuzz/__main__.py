"""Run campaigns: `python -m tests.fuzz --cases N --seed S [parser …] [--json]`."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict

from tests.fuzz.campaign import BrokenError, Outcome, run
from tests.fuzz.parsers import PARSERS


def main() -> int:
    """Feed every parser that was asked for; the first break ends it."""
    asked = _asked()
    outcomes = []
    for name in asked.parsers or PARSERS:
        try:
            outcome = run(PARSERS[name](), asked.cases, asked.seed)
        except BrokenError as why:
            sys.stderr.write(f"{why}\n")
            return 1
        outcomes.append(outcome)
        if not asked.json:
            sys.stdout.write(_line(outcome))
            sys.stdout.flush()
    if asked.json:
        sys.stdout.write(json.dumps([asdict(each) for each in outcomes]) + "\n")
    return 0


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("parsers", nargs="*", help=", ".join(PARSERS))
    parser.add_argument("--cases", type=int, default=10_000, help="for each parser")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="print one JSON array")
    asked = parser.parse_args()
    unknown = set(asked.parsers) - set(PARSERS)
    if unknown:
        parser.error(f"no such parser: {', '.join(sorted(unknown))}")
    return asked


def _line(outcome: Outcome) -> str:
    refused = ", ".join(f"{name} {n}" for name, n in sorted(outcome.refused.items()))
    return (
        f"{outcome.name:22} {outcome.cases:8} cases, {outcome.accepted:6} accepted, "
        f"slowest {outcome.slowest_ms:7.1f} ms, heaviest "
        f"{outcome.heaviest_bytes / 1024:7.0f} KiB, process grew "
        f"{outcome.grown_kib} KiB; {refused}\n"
    )


if __name__ == "__main__":
    sys.exit(main())
