"""The same simulated worlds each time, as many as fit; a seed that fails is named.

`NOODPOST_SIM_SECONDS` is the time there is, `NOODPOST_SIM_START` the first seed and
`NOODPOST_SIM_SEEDS` how many at most: beyond those is for who goes looking. Any seed is
lived through again by `python -m tests.sim --seeds 1 --start SEED --trace`.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

from tests.sim.run import run_seed

ROOT = Path(__file__).parents[1]
SECONDS = float(os.environ.get("NOODPOST_SIM_SECONDS", "120"))
START = int(os.environ.get("NOODPOST_SIM_START", "0"))
MOST = int(os.environ.get("NOODPOST_SIM_SEEDS", "200"))
A_FEW = 3
TOLD = (
    "import sys; from tests.sim.run import run_seed; "
    "sys.stdout.write(run_seed(int(sys.argv[1]), 20).digest)"
)


def test_whatever_goes_wrong_nothing_is_lost_doubled_or_seen() -> None:
    began_s, seed, broken = time.monotonic(), START, None

    while broken is None and (
        seed < START + A_FEW
        or (seed < START + MOST and time.monotonic() - began_s < SECONDS)
    ):
        told = run_seed(seed)
        broken = told.broken
        seed += 1

    again = f"python -m tests.sim --seeds 1 --start {seed - 1} --trace"
    assert broken is None, f"seed {seed - 1}: {broken}; see: {again}"


def test_a_seed_is_lived_through_the_same_way_again_in_any_process() -> None:
    told = run_seed(START, 20)

    elsewhere = [
        subprocess.run(
            [sys.executable, "-c", TOLD, str(START)],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": salt, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for salt in ("1", "2")
    ]

    assert run_seed(START, 20).digest == told.digest
    assert elsewhere == [told.digest, told.digest]
