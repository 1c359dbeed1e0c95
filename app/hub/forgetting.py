"""What the law erased goes from the hub's stored envelopes too, up and down.

The encrypted file knows which envelopes held it; their sealed bytes lie in the inbox.
Nothing is forgotten by a crash in between: the list is kept until they are gone.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from sync.erasure import are_gone, unwanted
from sync.hub.telling import erased_down

if TYPE_CHECKING:
    from app.hub.beyond import Beyond
    from app.hub.telling import Telling
    from app.store.file import CareFile
    from sync.database import Database
    from sync.hub.inbox import Inbox
    from sync.ids import EnvelopeId


async def forget_erased(
    file: CareFile, inbox: Inbox, voice: Telling | None, beyond: Beyond | None = None
) -> None:
    """Let go of the bytes of every envelope that held what was erased.

    What waits to go down to posts, `voice` takes back, and what waits for another
    region `beyond`. Raises FileError or Refusal;
    what is left is let go the next time.
    """
    wanted = await file.read(_came_up)
    if wanted:
        if beyond is not None:
            await beyond.forget(wanted)
        gone = await asyncio.to_thread(inbox.let_go, wanted)
        await file.write(lambda desk: are_gone(desk.database, gone))
    if voice is not None:
        await voice.take_back()


def _came_up(db: Database) -> list[EnvelopeId]:
    going_down = {envelope for _, envelope in erased_down(db)}
    return [each for each in unwanted(db) if each not in going_down]
