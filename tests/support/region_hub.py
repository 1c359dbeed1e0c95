"""A regional hub as a process of its own: `python -m tests.support.region_hub`.

    FOLDER PORT

It says its address, and an invitation for each line it reads, until it is killed.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import app.hub as hub_program
from app.hub import HubProgram
from app.ui.hub_state import HubSetup
from sync.clock import SystemClock
from sync.ids import Mode, SystemIds
from tests.support.region import CHEAP, PASSPHRASE


async def main(folder: Path, port: int) -> None:
    """Be a hub, unlocked."""
    bound = hub_program.bind("127.0.0.1", port)
    url = f"http://127.0.0.1:{bound.getsockname()[1]}"
    hub = HubProgram(folder, Mode.REAL, url, SystemClock(), SystemIds(), cost=CHEAP)
    await hub.begin()
    await hub_program.listen(hub, bound)
    if hub.is_new():
        await hub.create(HubSetup("Oefenregio", "Kees", Mode.REAL, PASSPHRASE))
    else:
        await hub.unlock(PASSPHRASE)
    sys.stdout.write(f"{bound.getsockname()[1]}\n")
    sys.stdout.flush()
    while await asyncio.to_thread(sys.stdin.readline):
        invitation = await hub.invite("zuid")
        sys.stdout.write(" ".join(invitation.text.split()) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2])))
