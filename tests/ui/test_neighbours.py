"""Past the neighbours: found or typed, what lies there, and taking along for others."""

from __future__ import annotations

from app.ui.lens import LENSES
from app.ui.neighbours import CarryingRow, NeighbourRow
from app.ui.screens.sending import SendingRoom
from tests.support.fakes import NOON_MS
from tests.support.screen import Screen
from tests.support.window import Post

MINUTE_MS = 60_000


def joined() -> Post:
    post = Post()
    post.program.set_sending(enrolled=True)
    return post


def test_a_neighbour_is_added_by_the_address_on_its_screen_and_taken_away() -> None:
    post = joined()

    async def tell(screen: Screen) -> None:
        await screen.type("neighbour-address", "buurman")
        await screen.click("neighbour-add")
        assert "Dit is geen adres" in screen["neighbour-refusal"].value

        await screen.type("neighbour-address", "192.168.1.20:8472")
        await screen.submit("neighbour-address")
        assert "neighbour-192.168.1.20:8472" in screen
        assert screen["neighbour-address"].value == ""
        assert "Nog niet gevraagd" in screen

        await screen.click("neighbour-remove-192.168.1.20:8472")
        assert "neighbour-192.168.1.20:8472" not in screen

    post.tell(SendingRoom, tell)


def test_a_neighbour_that_was_found_is_one_tap() -> None:
    post = joined()

    async def tell(screen: Screen) -> None:
        await screen.click("neighbour-search")
        assert "Geen buren gevonden" in screen

        post.program.circled.found = ("192.168.1.21:8472",)
        await screen.click("neighbour-search")
        await screen.click("neighbour-found-192.168.1.21:8472")

        assert "neighbour-192.168.1.21:8472" in screen
        assert "neighbour-found-192.168.1.21:8472" not in screen

    post.tell(SendingRoom, tell)


def test_what_a_neighbour_keeps_is_never_called_received() -> None:
    post = joined()
    row = NeighbourRow(
        "https://10.0.0.5:8472", 3, NOON_MS - MINUTE_MS, NOON_MS - 9 * MINUTE_MS
    )
    post.program.circled.put(neighbours=(row,))

    async def tell(screen: Screen) -> None:
        words = " ".join(screen.words())
        assert "Heeft 3 verzegelde zendingen van ons" in words
        assert "bij een hub" in words
        assert "Alles ontvangen" not in words

    post.tell(SendingRoom, tell)


def test_a_neighbour_that_does_not_answer_says_why() -> None:
    post = joined()
    rows = (
        NeighbourRow("https://10.0.0.5:8472", 1, None, None, "unreachable"),
        NeighbourRow("https://10.0.0.6:8472", 0, None, None, "tls"),
        NeighbourRow("https://10.0.0.7:8472", 0, None, None, "no_errands"),
    )
    post.program.circled.put(neighbours=rows)

    async def tell(screen: Screen) -> None:
        words = " ".join(screen.words())
        assert "de buur staat uit" in words
        assert "Heeft 1 verzegelde zending van ons" in words
        assert "een ander apparaat dan eerst" in words
        assert "neemt niemand post mee" in words

    post.tell(SendingRoom, tell)


def test_taking_along_says_where_neighbours_find_us_and_what_waits() -> None:
    post = joined()

    async def tell(screen: Screen) -> None:
        assert "niet van wie" in " ".join(screen.words())
        await screen.click("neighbour-carry")
        assert "192.168.1.30:8472" in screen["neighbour-found-at"].value
        assert "niets van anderen" in screen["neighbour-held"].value

        row = CarryingRow(("192.168.1.30:8472",), 12, 2)
        post.program.circled.put(carrying=row)
        await screen.settle()
        assert screen["neighbour-held"].value.startswith("12 verzegelde zendingen")

        await screen.click("neighbour-carry")
        assert "neighbour-found-at" not in screen

    post.tell(SendingRoom, tell)


def test_a_base_shows_its_address_as_a_square_once_it_is_one() -> None:
    post = joined()

    async def tell(screen: Screen) -> None:
        assert "neighbour-square" not in screen
        await screen.click("neighbour-carry")
        assert "neighbour-square" in screen

        nowhere = CarryingRow((), 0, 0)
        post.program.circled.put(carrying=nowhere)
        await screen.until(lambda: "neighbour-square" not in screen)

    post.tell(SendingRoom, tell)


def test_a_base_is_added_by_holding_its_square_before_the_camera() -> None:
    post = joined()

    async def tell(screen: Screen) -> None:
        await screen.click("lens")
        (call,) = screen.called("launch_url")
        asking = LENSES.find(str(call["url"]).partition("=")[2])
        assert asking is not None

        told = await asking.take("]Q1https://192.168.1.30:8472")
        assert told.words == "192.168.1.30:8472 staat erbij"
        await screen.until(lambda: "neighbour-192.168.1.30:8472" in screen)

        for other in ("]Q1ZUID-A001-W", "]Q1https://192.168.1.30:8474/#ABC", "]C0192"):
            assert not (await asking.take(other)).good
        assert len(post.program.circled.circle.neighbours) == 1

    post.tell(SendingRoom, tell)
