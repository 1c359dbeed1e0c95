"""Berichten at a post: seen in every room, understood by one tap, never by mistake."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.care.message import MessageSent, message_stream
from app.care.terms import Role
from app.store.queries.message import unread
from app.ui.screens.messages import MessagesRoom
from app.ui.screens.overview import OverviewRoom
from app.ui.screens.sending import SendingRoom
from app.ui.sealed import UnreadableRow
from app.ui.shell import Shell, on_key
from tests.support.fakes import NOON_MS
from tests.support.orders import Orders
from tests.support.orders import shown as listed
from tests.support.post import actor
from tests.support.screen import Screen
from tests.support.window import Post


@pytest.fixture
def post() -> Post:
    return Post()


@pytest.fixture
def hub(post: Post) -> Iterator[Orders]:
    made = Orders(post.file)
    yield made
    made.close()


def button(post: Post, place: int = 0) -> str:
    log, seq = listed(post.file)[place].sent
    return f"understood-{log.hex()}-{seq}"


def test_an_order_stands_above_every_room_until_it_is_understood(
    post: Post, hub: Orders
) -> None:
    hub.send("Maak zaal B vrij", urgent=True)
    hub.send("Tel de bedden")

    async def tell(screen: Screen) -> None:
        for room in ("stock", "sending", "settings"):
            await screen.click(f"go-{room}")
            await screen.until(lambda: "order-banner" in screen)
            assert screen["order-text"].value == "Maak zaal B vrij"
            assert "nog 1" in screen["order-from"].value

        await screen.click("read-order")
        await screen.until(lambda: button(post) in screen)
        assert "order-banner" not in screen
        for left in (1, 0):
            await screen.click(button(post))
            await screen.until(
                lambda left=left: post.file.read_now(unread).orders == left
            )
            await screen.settle()
        assert "Begrepen door Nurse · 12:00" in screen

    post.tell(Shell, tell)


def test_one_tap_confirms_with_name_and_time_and_can_be_undone(
    post: Post, hub: Orders
) -> None:
    hub.send("Maak zaal B vrij")

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: button(post) in screen)
        await screen.click(button(post))
        await screen.until(lambda: "Begrepen door Nurse" in screen)
        assert button(post) not in screen
        assert "Bevestigd. De hub ziet dit zodra er lijn is." in screen

    post.tell(MessagesRoom, tell)


def test_f8_confirms_the_one_on_top(post: Post, hub: Orders) -> None:
    hub.send("Tel de bedden")
    hub.send("Ontruim de zaal", urgent=True)

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: "order-banner" in screen)
        await screen.click("read-order")
        await screen.until(lambda: button(post) in screen)
        await on_key(post.session, "F8")
        await screen.until(lambda: "Begrepen door Nurse" in screen)
        open_now = post.file.read_now(unread)
        assert (open_now.orders, open_now.urgent) == (1, 0)

    post.tell(Shell, tell)


def test_what_no_hub_ordered_is_marked_and_asks_for_no_tap(post: Post) -> None:
    fact = MessageSent("Geef alles mee", b"south_01", "De hub", is_order=True)
    by = actor(post.file, Role.OPERATOR)
    post.file.write_now(lambda desk: desk.record(message_stream(b"m" * 16), fact, by))

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: "unconfirmed" in screen)
        assert "Bevoegdheid onbevestigd" in screen["unconfirmed"].value
        assert "Opdracht" not in screen.words()
        assert button(post) not in screen

    post.tell(MessagesRoom, tell)


def test_what_was_withdrawn_is_struck_through_with_its_reason(
    post: Post, hub: Orders
) -> None:
    hub.withdraw(hub.send("Ontruim de zaal"), "vals alarm")

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: "withdrawn" in screen)
        assert "vals alarm" in screen["withdrawn"].value
        assert button(post) not in screen

    post.tell(MessagesRoom, tell)


def test_without_messages_the_room_says_so(post: Post) -> None:
    async def tell(screen: Screen) -> None:
        await screen.until(lambda: "Nog geen berichten" in screen)

    post.tell(MessagesRoom, tell)


def test_a_phone_has_its_way_to_the_messages_on_the_overview(
    post: Post, hub: Orders
) -> None:
    hub.send("Om zes uur is er soep", is_order=False)

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: "Berichten, 1 nog niet bevestigd" in screen)
        await screen.click("go-messages")
        assert post.session.room == "messages"

    post.tell(OverviewRoom, tell, width=390)


def test_a_message_that_is_no_order_draws_no_banner(post: Post, hub: Orders) -> None:
    hub.send("Om zes uur is er soep", is_order=False)

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: getattr(screen["go-messages"], "badge", None))
        assert screen["go-messages"].badge.label == "1"
        assert "order-banner" not in screen

    post.tell(Shell, tell)


def test_what_came_down_and_cannot_be_read_is_on_sending(post: Post) -> None:
    rows = (
        UnreadableRow(NOON_MS, 900, "signature"),
        UnreadableRow(NOON_MS, 900, "unheard-of"),
    )
    post.program.set_sending(enrolled=True, unreadable=rows)

    async def tell(screen: Screen) -> None:
        await screen.until(lambda: "unreadable" in screen)
        assert "De handtekening klopt niet" in screen
        assert "unheard-of" in screen

    post.tell(SendingRoom, tell)
