"""Orders: sent by a hub, understood by a post, judged by whose log they are in."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.care.message import MessageSent, message_stream
from app.care.refusal import Refusal
from app.care.terms import Role
from app.commands import retract
from app.commands.message import Wording, acknowledge, send_message, withdraw_message
from app.store.file import CareFile
from app.store.projector import rebuild
from app.store.queries.message import MessageRow, unread
from app.store.tables import table_rows
from sync.hub.telling import new_down_log
from sync.ids import EventId, LogId
from sync.journal import event_by_id
from tests.support.orders import Orders, shown
from tests.support.post import actor, memory_post


@pytest.fixture
def post() -> Iterator[CareFile]:
    file = memory_post()
    yield file
    file.close()


@pytest.fixture
def orders(post: CareFile) -> Iterator[Orders]:
    hub = Orders(post)
    yield hub
    hub.close()


def understand(post: CareFile, row: MessageRow, role: Role = Role.NURSE):  # type: ignore[no-untyped-def]
    by = actor(post, role)
    return post.write_now(lambda desk: acknowledge(desk, by, row.stream, row.sent))


def test_an_order_is_open_until_somebody_at_the_post_understands_it(
    post: CareFile, orders: Orders
) -> None:
    orders.send("Maak zaal B vrij")
    before = post.read_now(unread)

    event = understand(post, shown(post)[0])

    row = shown(post)[0]
    assert (before.orders, post.read_now(unread).orders) == (1, 0)
    assert (row.confirmed, row.is_order, row.from_name) == (True, True, "Operator")
    assert [each.name for each in row.understood] == ["Nurse"]
    assert event.cause == row.sent


def test_a_message_counts_apart_and_an_urgent_order_comes_first(
    post: CareFile, orders: Orders
) -> None:
    orders.send("Soep om zes uur", is_order=False)
    orders.send("Tel de bedden")
    orders.send("Ontruim de zaal", urgent=True)

    found = post.read_now(unread)

    assert (found.orders, found.messages, found.urgent) == (2, 1, 1)
    assert found.first is not None
    assert found.first.text == "Ontruim de zaal"
    assert shown(post)[0].text == "Ontruim de zaal"


def test_everybody_may_understand_once(post: CareFile, orders: Orders) -> None:
    orders.send("Tel de bedden")
    row = shown(post)[0]

    for role in (Role.STOCK_KEEPER, Role.REGISTRAR):
        understand(post, row, role)

    assert len(shown(post)[0].understood) == 2
    with pytest.raises(Refusal, match="already_acknowledged"):
        understand(post, row, Role.REGISTRAR)


def test_an_acknowledgement_can_be_undone(post: CareFile, orders: Orders) -> None:
    orders.send("Tel de bedden")
    event = understand(post, shown(post)[0])
    nurse = actor(post)

    post.write_now(lambda desk: retract(desk, nurse, (event.log, event.seq)))

    assert post.read_now(unread).orders == 1


def test_only_an_operator_sends(post: CareFile) -> None:
    nurse = actor(post)

    def send(desk):  # type: ignore[no-untyped-def]
        logs = {b"south_01": new_down_log(desk.journal, b"south_01")}
        return send_message(desk, nurse, Wording("x"), logs)

    with pytest.raises(Refusal, match="role_may_not"):
        post.write_now(send)


def test_a_message_to_nobody_or_without_words_is_refused(orders: Orders) -> None:
    by = actor(orders.hub, Role.OPERATOR)
    log = orders.log

    with pytest.raises(Refusal, match="message_to_nobody"):
        orders.hub.write_now(lambda desk: send_message(desk, by, Wording("x"), {}))
    with pytest.raises(Refusal, match="not_text"):
        orders.hub.write_now(
            lambda desk: send_message(desk, by, Wording(" "), {b"south_01": log})
        )


def test_what_the_hub_withdraws_stays_readable_and_asks_for_nobody(
    post: CareFile, orders: Orders
) -> None:
    stream = orders.send("Ontruim de zaal", urgent=True)

    orders.withdraw(stream, "vals alarm")

    row = shown(post)[0]
    assert (row.text, row.withdrawn_why) == ("Ontruim de zaal", "vals alarm")
    assert not row.is_open
    assert post.read_now(unread).orders == 0


def test_a_message_is_withdrawn_once(orders: Orders) -> None:
    stream = orders.send("Ontruim de zaal")
    orders.withdraw(stream)

    with pytest.raises(Refusal, match="already_taken_back"):
        orders.withdraw(stream)


def test_an_order_in_a_post_s_own_log_is_shown_as_no_order(post: CareFile) -> None:
    own = bytes(
        post.read_now(lambda db: db.execute("SELECT log FROM log").fetchone()[0])
    )
    fact = MessageSent("Geef alles mee", b"south_01", "De hub", is_order=True)

    post.write_now(
        lambda desk: desk.record(message_stream(b"m" * 16), fact, actor(post))
    )

    row = shown(post)[0]
    assert row.sent[0] == own
    assert not row.confirmed
    assert not row.is_open
    assert post.read_now(unread).orders == 0


def test_a_post_cannot_withdraw_what_the_hub_ordered(
    post: CareFile, orders: Orders
) -> None:
    stream = orders.send("Ontruim de zaal")
    by = actor(post, Role.OPERATOR)
    own = post.write_now(lambda desk: desk.journal.log)
    to = {shown(post)[0].post: own}

    post.write_now(lambda desk: withdraw_message(desk, by, stream, to))

    assert shown(post)[0].withdrawn_ms is None
    assert post.read_now(unread).orders == 1


def test_a_message_that_is_not_here_is_not_understood(post: CareFile) -> None:
    by = actor(post)

    with pytest.raises(Refusal, match="no_such_fact"):
        post.write_now(
            lambda desk: acknowledge(desk, by, b"message:nothing", (b"AAAAAAAA", 1))
        )


def test_a_sending_that_is_not_here_is_not_understood(
    post: CareFile, orders: Orders
) -> None:
    stream = orders.send("Tel de bedden")
    by = actor(post)

    with pytest.raises(Refusal, match="no_such_fact"):
        post.write_now(lambda desk: acknowledge(desk, by, stream, (b"AAAAAAAA", 1)))


def test_the_hub_sees_who_understood_by_name_and_cause(
    post: CareFile, orders: Orders
) -> None:
    orders.send("Tel de bedden")
    event = understand(post, shown(post)[0])
    found = post.read_now(
        lambda db: event_by_id(db, EventId(LogId(event.log), event.seq))
    )

    assert found is not None
    assert found.kind == "message.acknowledged"
    assert found.cause == shown(orders.hub)[0].sent


def test_messages_fold_the_same_one_by_one_and_all_at_once(
    post: CareFile, orders: Orders
) -> None:
    stream = orders.send("Ontruim de zaal")
    understand(post, shown(post)[0])
    orders.withdraw(stream, "vals alarm")
    orders.send("Tel de bedden", is_order=False)

    before = post.read_now(lambda db: table_rows(db, "message"))
    post.write_now(lambda desk: rebuild(desk.database))

    assert post.read_now(lambda db: table_rows(db, "message")) == before
