"""Messages: a hub sends and withdraws them, a post says that it has understood.

Each post has a log of its own at the hub; `to` names it, for only what is in that log
reaches that post.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from app.care.claim import Retracted
from app.care.message import Message, MessageAcknowledged, MessageSent, message_stream
from app.care.refusal import Refusal
from app.care.terms import FactId
from app.commands.power import acting, recorded, tidied
from app.store.desk import Desk
from app.store.tables import state_of
from sync.event import Event
from sync.ids import ActorId, EventId, LogId

_NAME_BYTES: Final = 16


@dataclass(frozen=True, slots=True)
class Wording:
    """What an operator wants to say."""

    text: str
    is_order: bool = False
    urgent: bool = False


def send_message(
    desk: Desk, by: ActorId, said: Wording, to: Mapping[bytes, LogId]
) -> list[Event]:
    """Send a message to posts, each by its own log. Raises Refusal."""
    who = acting(desk, by, "message.sent")
    if not said.text.strip():
        raise Refusal("not_text", field="text")
    if not to:
        raise Refusal("message_to_nobody")
    stream = message_stream(desk.ids.random(_NAME_BYTES))
    facts = {
        log: MessageSent(said.text, post, who.name, said.is_order, said.urgent)
        for post, log in to.items()
    }
    return [
        desk.record(stream, tidied(fact), by, log=log) for log, fact in facts.items()
    ]


def withdraw_message(
    desk: Desk, by: ActorId, stream: bytes, to: Mapping[bytes, LogId], reason: str = ""
) -> list[Event]:
    """Take a message back at every post it went to. Raises Refusal."""
    acting(desk, by, "message.sent")
    standing = [each for each in _known(desk, stream).sent if not each.withdrawals]
    if not standing:
        raise Refusal("already_taken_back")
    taken: list[Event] = []
    for each in standing:
        log = to.get(each.to_post)
        if log is not None:
            fact: Any = tidied(Retracted(each.id, reason))
            cause = EventId(LogId(each.id[0]), each.id[1])
            taken.append(desk.record(stream, fact, by, cause, log=log))
    return taken


def acknowledge(
    desk: Desk, by: ActorId, stream: bytes, sent: FactId, remark: str = ""
) -> Event:
    """Say that a message was read and understood; raises Refusal.

    The first at a post counts; another person may say so too, each once.
    """
    known = _known(desk, stream)
    if all(each.id != sent for each in known.sent):
        raise Refusal("no_such_fact")
    if any(each.actor == by for each in known.understood(sent)):
        raise Refusal("already_acknowledged")
    cause = EventId(LogId(sent[0]), sent[1])
    return recorded(desk, by, stream, MessageAcknowledged(remark), cause)


def _known(desk: Desk, stream: bytes) -> Message:
    found = state_of(desk.database, "message", stream)
    if not isinstance(found, Message):
        raise Refusal("no_such_fact")
    return found
