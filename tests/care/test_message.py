"""Messages: what was sent to whom, who understood it, and what was taken back."""

from __future__ import annotations

from app.care.claim import Retracted, Stamp
from app.care.message import (
    FOLD,
    Message,
    MessageAcknowledged,
    MessageSent,
    line,
    message_stream,
)

HUB, POST = b"HUBHUBHU", b"POSTPOST"
SOUTH, NORTH = b"south_01", b"north_01"


def stamp(log: bytes, seq: int, cause: tuple[bytes, int] | None = None) -> Stamp:
    return Stamp((log, seq), b"person_1", seq * 1000, log, cause)


def folded(*facts: tuple[object, Stamp]) -> Message:
    message = Message()
    for fact, header in facts:
        message = FOLD[type(fact)](message, fact, header)
    return message


def order(post: bytes = SOUTH) -> MessageSent:
    return MessageSent("Sluit de zijdeur", post, "Kees", is_order=True)


def test_one_message_to_two_posts_is_understood_by_each_for_itself() -> None:
    message = folded(
        (order(SOUTH), stamp(HUB, 1)),
        (order(NORTH), stamp(HUB, 2)),
        (MessageAcknowledged(), stamp(POST, 9, (HUB, 1))),
    )

    first, second = message.sent

    assert [each.id for each in message.understood(first.id)] == [(POST, 9)]
    assert message.understood(second.id) == ()
    assert line(message).is_open


def test_what_everybody_understood_is_no_longer_open() -> None:
    message = folded(
        (order(), stamp(HUB, 1)),
        (MessageAcknowledged("doen we"), stamp(POST, 9, (HUB, 1))),
    )

    assert not line(message).is_open
    assert message.acknowledged[0].remark == "doen we"


def test_a_message_that_was_taken_back_keeps_its_words() -> None:
    message = folded(
        (order(), stamp(HUB, 1)), (Retracted((HUB, 1), "vergissing"), stamp(HUB, 2))
    )

    taken = message.sent[0].withdrawals

    assert message.sent[0].text == "Sluit de zijdeur"
    assert [(each.log, each.reason) for each in taken] == [(HUB, "vergissing")]


def test_an_acknowledgement_that_was_taken_back_was_never_given() -> None:
    message = folded(
        (order(), stamp(HUB, 1)),
        (MessageAcknowledged(), stamp(POST, 9, (HUB, 1))),
        (Retracted((POST, 9)), stamp(POST, 10)),
    )

    assert message.acknowledged == ()
    assert line(message).is_open


def test_taking_back_what_is_not_there_changes_nothing() -> None:
    message = folded((order(), stamp(HUB, 1)))

    after = FOLD[Retracted](message, Retracted((HUB, 7)), stamp(HUB, 8))

    assert after == message


def test_a_stream_of_a_message_says_what_it_is() -> None:
    assert message_stream(b"x" * 16) == b"message:" + b"x" * 16
