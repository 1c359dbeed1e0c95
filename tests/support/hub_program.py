"""A hub as a process of its own, to be killed: `python -m tests.support.hub_program`.

It prints one line, its port and (the first time) an invitation, and then serves until
it is killed.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from tests.support.hub import hub_of
from tests.support.wire import served


async def main(folder: Path) -> None:
    """Serve the hub of a folder, unlocked."""
    made = hub_of(str(folder / "inbox.sqlite"), journal=str(folder / "hub.db"))
    await made.unlock()
    async with served(made.app) as server:
        first = not made.hub._registry.given()
        invitation = made.hub.invite().to_text() if first else "-"
        sys.stdout.write(f"{server.port} {invitation}\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
