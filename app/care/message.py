"""Messages and orders from the hub to a post, and who at the post has understood.

One message may go to several posts: each sending is a fact of its own, in one stream.
Only a hub's own log gives an order; whose log it was stands beside every fact, and the
queries judge it. What the hub withdraws stays readable, struck through.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated, Final

from app.care.casualty import Fold
from app.care.claim import Retracted, Stamp
from app.care.form import Choice, Ref, Text
from app.care.terms import FactId

STREAM_START: Final = b"message:"

MOST_CHARACTERS: Final = 2000


@dataclass(frozen=True, slots=True)
class MessageSent:
    """A message or an order was sent to a post."""

    text: Annotated[str, Text(MOST_CHARACTERS, long=True)]
    to_post: Annotated[bytes, Ref()]
    from_name: Annotated[str, Text(80)]
    is_order: Annotated[bool, Choice()] = False
    urgent: Annotated[bool, Choice()] = False


@dataclass(frozen=True, slots=True)
class MessageAcknowledged:
    """Somebody at the post has read and understood a message."""

    remark: Annotated[str, Text(200)] = ""


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """A sending was taken back: by which log, when and why."""

    log: bytes
    at_ms: int
    reason: str


@dataclass(frozen=True, slots=True)
class Sent:
    """A message as it was sent to one post."""

    id: FactId
    text: str
    to_post: bytes
    from_name: str
    is_order: bool
    urgent: bool
    at_ms: int
    withdrawals: tuple[Withdrawal, ...] = ()


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """Who understood a message, and when; `sent` is the sending it answers."""

    id: FactId
    sent: FactId | None
    actor: bytes
    at_ms: int
    remark: str


@dataclass(frozen=True, slots=True)
class Message:
    """A message: what was sent to whom, and who understood it."""

    sent: tuple[Sent, ...] = ()
    acknowledged: tuple[Acknowledgement, ...] = ()

    def understood(self, sent: FactId) -> tuple[Acknowledgement, ...]:
        """Return who understood one sending, first one first."""
        return tuple(each for each in self.acknowledged if each.sent in (None, sent))


@dataclass(frozen=True, slots=True)
class MessageLine:
    """What the lists sort and count by."""

    sent_ms: int
    is_order: bool
    urgent: bool
    is_open: bool


def _sent(message: Message, fact: MessageSent, stamp: Stamp) -> Message:
    new = Sent(
        stamp.id,
        fact.text,
        fact.to_post,
        fact.from_name,
        fact.is_order,
        fact.urgent,
        stamp.recorded_ms,
    )
    return replace(message, sent=(*message.sent, new))


def _acknowledged(message: Message, fact: MessageAcknowledged, stamp: Stamp) -> Message:
    new = Acknowledgement(
        stamp.id, stamp.cause, stamp.actor, stamp.recorded_ms, fact.remark
    )
    return replace(message, acknowledged=(*message.acknowledged, new))


def _retracted(message: Message, fact: Retracted, stamp: Stamp) -> Message:
    """Strike through a sending; an acknowledgement taken back was never given."""
    target = (bytes(fact.target[0]), fact.target[1])
    taken = Withdrawal(stamp.log, stamp.recorded_ms, fact.reason)
    return Message(
        tuple(
            replace(each, withdrawals=(*each.withdrawals, taken))
            if each.id == target
            else each
            for each in message.sent
        ),
        tuple(each for each in message.acknowledged if each.id != target),
    )


FOLD: Final[dict[type, Fold]] = {
    MessageSent: _sent,
    MessageAcknowledged: _acknowledged,
    Retracted: _retracted,
}


def line(message: Message) -> MessageLine:
    """Return what a list shows of a message without opening it."""
    return MessageLine(
        sent_ms=max((each.at_ms for each in message.sent), default=0),
        is_order=any(each.is_order for each in message.sent),
        urgent=any(each.urgent for each in message.sent),
        is_open=any(not message.understood(each.id) for each in message.sent),
    )


def message_stream(name: bytes) -> bytes:
    """Return the stream of a message, by 16 random bytes."""
    return STREAM_START + name
