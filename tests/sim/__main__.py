"""Run seeds: `python -m tests.sim --seeds 1000 --start 0 --jobs 2`.

A seed that breaks an invariant is printed and replays exactly: `--start SEED --seeds 1
--trace` shows all that happened. The exit code is 1 on the first broken invariant.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import time
from collections.abc import Iterator

from tests.sim.run import STEPS, Told, run_asked, run_seed


def main() -> int:
    """Run what the command line asks for; return the exit code."""
    asked = _arguments()
    began = time.monotonic()
    count = facts = moments = 0
    broken: list[Told] = []
    for told in _told(asked):
        if asked.seconds is not None and time.monotonic() - began > asked.seconds:
            break
        count += 1
        facts += told.facts
        moments += told.moments
        if asked.trace or asked.again:
            _show(told, asked)
        if told.broken is not None:
            broken.append(told)
            _say(f"seed {told.seed} is broken: {told.broken}")
            if not asked.keep_going:
                break
    spent_s = time.monotonic() - began
    _say(
        f"{count} seeds, {len(broken)} broken, {facts} facts, {moments} moments the "
        f"power could go, {spent_s:.0f} s, {spent_s / max(1, count):.2f} s a seed, "
        f"{time.process_time() / max(1, count):.2f} s of this processor"
    )
    return 1 if broken else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.sim")
    parser.add_argument("--seeds", type=int, default=100)
    parser.add_argument("--start", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--steps", type=int, default=STEPS)
    parser.add_argument("--trace", action="store_true", help="show all that happened")
    parser.add_argument("--again", action="store_true", help="run twice and compare")
    parser.add_argument("--keep-going", action="store_true")
    parser.add_argument("--seconds", type=float, help="begin no seed after these")
    return parser.parse_args()


def _told(asked: argparse.Namespace) -> Iterator[Told]:
    seeds = range(asked.start, asked.start + asked.seeds)
    work = [(seed, asked.steps) for seed in seeds]
    if asked.jobs < 2:
        for each in work:
            yield run_seed(*each)
        return
    spawn = multiprocessing.get_context("spawn")
    with spawn.Pool(asked.jobs, maxtasksperchild=200) as pool:
        yield from pool.imap(run_asked, work)


def _show(told: Told, asked: argparse.Namespace) -> None:
    if asked.trace:
        for line in told.lines:
            _say(line)
    if asked.again and run_seed(told.seed, asked.steps).digest != told.digest:
        _say(f"seed {told.seed} does not replay")
        sys.exit(2)


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
