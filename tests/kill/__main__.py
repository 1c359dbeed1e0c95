"""Kill -9 at random: `python -m tests.kill --times 200`.

A post and a hub run as real processes; one of them is killed at a random moment, again
and again. In the end journals, chains and pictures of both are compared.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from tests.kill.story import Killed, kill_and_compare


def main() -> int:
    """Run what the command line asks for; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.kill")
    parser.add_argument("--times", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    began_s = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="noodpost-kill-") as folder:
        try:
            done = kill_and_compare(Path(folder), asked.times, asked.seed, _tell)
        except AssertionError as why:
            _say(f"seed {asked.seed}: the two sides differ: {why}")
            return 1
    _say(
        f"killed {done.times} times ({done.posts} the post, {done.hubs} the hub), "
        f"{done.saved} casualties said to be saved, all there once on both sides, "
        f"{time.monotonic() - began_s:.0f} s"
    )
    return 0


def _tell(done: Killed) -> None:
    if done.times % 20 == 0:
        _say(f"{done.times} kills, {done.saved} saved")


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
