"""Taking back what was recorded: 10 s in the notice, for ever in the timeline."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING

from app.care.refusal import Refusal
from app.care.terms import FactId
from app.commands import retract
from app.ui.widgets.notice import FOOT, notify
from app.ui.words import refused, trouble
from sync.errors import SyncError

if TYPE_CHECKING:
    from app.store.desk import Desk
    from app.ui.state import Session


def way_back(
    session: Session, targets: Sequence[FactId]
) -> Callable[..., Awaitable[None]]:
    """Return the action of an undo button: takes all of these facts back, or none."""
    actor, file = session.actor, session.open_file
    reason = session.words("ui.casualty.undone_at_once")

    def command(desk: Desk) -> None:
        for target in reversed(targets):
            retract(desk, actor, target, reason)

    async def undo(_event: object = None) -> None:
        try:
            await file.write(command)
        except Refusal as why:
            notify(session, refused(why, session.language), above=FOOT)
        except SyncError as why:
            notify(session, trouble(why, session.language), above=FOOT)
        else:
            notify(session, session.words("ui.casualty.undone"), above=FOOT)

    return undo
