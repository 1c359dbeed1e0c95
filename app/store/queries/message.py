"""Messages: what a hub told this post, or what this hub told its posts.

Only what a hub itself wrote counts as its word: at a post the logs it handed down, at a
hub the logs it keeps for its posts. Anything else is shown, and marked.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from app.care.message import Acknowledgement, Message, Sent
from app.care.terms import FactId
from app.store.queries.staff import person
from app.store.tables import read_state
from sync.database import Database, rows
from sync.hub.telling import told_to
from sync.journal import setting
from sync.landed import logs_of_hub

PAGE: Final = 50


@dataclass(frozen=True, slots=True)
class Understood:
    """Who understood a message, and when."""

    id: FactId
    name: str
    at_ms: int
    remark: str
    actor: bytes


@dataclass(frozen=True, slots=True)
class MessageRow:
    """A message to one post, as it is shown there and at the hub.

    `confirmed`: a hub's own log says so; else nobody may take it for an order.
    `withdrawn_ms` is when the hub took it back.
    """

    stream: bytes
    sent: FactId
    post: bytes
    text: str
    from_name: str
    is_order: bool
    urgent: bool
    sent_ms: int
    confirmed: bool
    withdrawn_ms: int | None
    withdrawn_why: str
    understood: tuple[Understood, ...]

    @property
    def is_open(self) -> bool:
        """Whether it still asks for somebody who understands it."""
        stands = self.confirmed and self.withdrawn_ms is None
        return stands and not self.understood


@dataclass(frozen=True, slots=True)
class Unread:
    """What nobody at the post has understood yet."""

    orders: int = 0
    messages: int = 0
    urgent: int = 0
    first: MessageRow | None = None
    """The one to show first: the most urgent order, the oldest of these."""


def messages(db: Database, limit: int = PAGE) -> tuple[MessageRow, ...]:
    """Return the messages of this file, newest first; what asks for a person on top."""
    found = rows(
        db,
        "SELECT stream, state FROM message ORDER BY sent_ms DESC, stream LIMIT ?",
        (limit,),
    )
    listed = _listed(db, found)
    return tuple(sorted(listed, key=_asks))


def unread(db: Database) -> Unread:
    """Return what this post has still to understand; cheap, it reads only those."""
    found = rows(
        db,
        "SELECT stream, state FROM message WHERE is_open ORDER BY sent_ms, stream",
    )
    asking = [row for row in _listed(db, found) if row.is_open]
    first = min(asking, key=_rank, default=None)
    orders = sum(row.is_order for row in asking)
    urgent = sum(row.urgent for row in asking)
    return Unread(orders, len(asking) - orders, urgent, first)


def hubs_word(db: Database) -> Callable[[bytes], bool]:
    """Return what tells a hub's own log from any other."""
    if setting(db, "hub_signing") is not None:
        return lambda log: told_to(db, log) is not None
    known = logs_of_hub(db)
    return lambda log: log in known


def _asks(row: MessageRow) -> tuple[bool, bool]:
    return (not (row.is_open and row.urgent), not (row.is_open and row.is_order))


def _rank(row: MessageRow) -> tuple[bool, bool, int]:
    return (not row.is_order, not row.urgent, row.sent_ms)


def _listed(db: Database, found: list[tuple[bytes, bytes]]) -> list[MessageRow]:
    is_hubs, name_of = hubs_word(db), _names(db)
    return [
        _row(bytes(stream), message, sent, is_hubs, name_of)
        for stream, state in found
        for message in (_message(state),)
        for sent in message.sent
    ]


def _message(state: bytes) -> Message:
    found = read_state("message", state)
    return found if isinstance(found, Message) else Message()


def _row(
    stream: bytes,
    message: Message,
    sent: Sent,
    is_hubs: Callable[[bytes], bool],
    name_of: Callable[[bytes], str],
) -> MessageRow:
    taken = [each for each in sent.withdrawals if is_hubs(each.log)]
    return MessageRow(
        stream=stream,
        sent=(bytes(sent.id[0]), sent.id[1]),
        post=bytes(sent.to_post),
        text=sent.text,
        from_name=sent.from_name,
        is_order=sent.is_order,
        urgent=sent.urgent,
        sent_ms=sent.at_ms,
        confirmed=is_hubs(bytes(sent.id[0])),
        withdrawn_ms=taken[0].at_ms if taken else None,
        withdrawn_why=taken[0].reason if taken else "",
        understood=tuple(
            _understood(each, name_of) for each in message.understood(sent.id)
        ),
    )


def _understood(said: Acknowledgement, name_of: Callable[[bytes], str]) -> Understood:
    actor = bytes(said.actor)
    return Understood(
        (bytes(said.id[0]), said.id[1]), name_of(actor), said.at_ms, said.remark, actor
    )


def _names(db: Database) -> Callable[[bytes], str]:
    known: dict[bytes, str] = {}

    def name_of(actor: bytes) -> str:
        if actor not in known:
            who = person(db, actor)
            known[actor] = who.name if who else ""
        return known[actor]

    return name_of
