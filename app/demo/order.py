"""The order of the drill: the hub gives it, the posts understand, the hub sees that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.care.terms import Role
from app.commands.message import Wording, acknowledge
from app.i18n import text
from app.store.queries.message import messages
from app.store.queries.staff import people
from sync.errors import FileError

if TYPE_CHECKING:
    from app.hub import HubProgram
    from app.store.desk import Desk
    from app.store.file import CareFile
    from app.store.queries.message import MessageRow
    from sync.database import Database
    from sync.ids import ActorId


async def give(hub: HubProgram, language: str) -> int:
    """Let the operator order something of every post; return how many they are.

    Raises FileError, Refusal.
    """
    voice, operator = hub.voice(), hub.operator()
    if voice is None or operator is None:
        raise FileError("the hub of the drill is locked")
    posts = [each.post_id for each in await hub.posts()]
    said = Wording(text("ui.demo.order", language), is_order=True, urgent=True)
    await voice.send(operator.actor, said, posts)
    return len(posts)


async def understand(file: CareFile) -> None:
    """Let the post's lead understand every order that came."""
    if _open(file.read_now(messages)):
        await file.write(_understand)


def understood(file: CareFile) -> int:
    """Return how many orders of a hub were understood, of every run in this folder."""
    return sum(bool(row.understood) for row in file.read_now(messages) if row.is_order)


def _understand(desk: Desk) -> None:
    for row in _open(messages(desk.database)):
        acknowledge(desk, _lead(desk.database), row.stream, row.sent)


def _lead(db: Database) -> ActorId:
    return next(each.actor for each in people(db) if each.role is Role.POST_LEAD)


def _open(rows: tuple[MessageRow, ...]) -> list[MessageRow]:
    return [row for row in rows if row.is_order and row.is_open]
