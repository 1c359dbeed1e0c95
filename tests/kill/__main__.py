"""Kill -9 at random: `python -m tests.kill [post|hubs] --times 200`.

`post`: a post and a hub run as real processes; one of them is killed at a random
moment, again and again. In the end journals, chains and pictures of both are compared.
`hubs`: the processes of one hub on PostgreSQL, and now and then the database itself,
are killed while the devices of many posts send.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from pathlib import Path

from tests.kill.hubs import Beaten, Plan, kill_hubs
from tests.kill.story import Killed, kill_and_compare
from tests.support.postgres import Server, new_folder, removed


def main() -> int:
    """Run what the command line asks for; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.kill")
    parser.add_argument("what", nargs="?", choices=("post", "hubs"), default="post")
    parser.add_argument("--times", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--devices", type=int, default=200, help="of `hubs`")
    asked = parser.parse_args()
    began_s = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="noodpost-kill-") as folder:
        run = _post if asked.what == "post" else _hubs
        try:
            said = run(Path(folder), asked)
        except AssertionError as why:
            _say(f"seed {asked.seed}: the two sides differ: {why}")
            return 1
    _say(f"{said}, {time.monotonic() - began_s:.0f} s")
    return 0


def _post(folder: Path, asked: argparse.Namespace) -> str:
    done = kill_and_compare(folder, asked.times, asked.seed, _tell)
    return (
        f"killed {done.times} times ({done.posts} the post, {done.hubs} the hub), "
        f"{done.saved} casualties said to be saved, all there once on both sides"
    )


def _hubs(folder: Path, asked: argparse.Namespace) -> str:
    plan = Plan(asked.times, asked.devices, database_every=10, seed=asked.seed)
    server = Server(new_folder())
    try:
        server.make()
        server.start()
        done = asyncio.run(kill_hubs(folder, server, plan, _tell_beaten))
    finally:
        removed([server])
    return (
        f"killed {done.times} times ({done.hubs} a hub process, {done.databases} the "
        f"database) under {asked.devices} posts: {done.read} envelopes read and "
        f"acknowledged, {done.events} events there, each once and in order"
    )


def _tell(done: Killed) -> None:
    if done.times % 20 == 0:
        _say(f"{done.times} kills, {done.saved} saved")


def _tell_beaten(done: Beaten) -> None:
    if done.times % 10 == 0:
        _say(f"{done.times} kills, {done.read} of {done.cut} envelopes read")


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
