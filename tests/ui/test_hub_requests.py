"""Aanvragen at the hub: the neediest on top, who could help, granted and sent."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from app.care.request import Decision, RequestState, Urgency
from app.commands import Need, Taken, make_requests, send_stock
from app.store.queries.message import messages
from app.store.queries.request import RequestRow, requests
from tests.support.region import Region, leader, opened, until
from tests.support.screen import Screen
from tests.ui.test_hub_console import keys, with_posts
from tests.ui.test_hub_days import BANDAGE, stocked

if TYPE_CHECKING:
    from app.post import PostProgram


async def ask(here: Region, post: PostProgram, *needs: Need) -> None:
    by = leader(opened(post))
    await opened(post).write(lambda desk: make_requests(desk, by, needs))
    await here.received(post)


async def looked(screen: Screen) -> None:
    await screen.until(lambda: "go-stock" in screen)
    await screen.click("go-stock")
    await screen.until(lambda: "to-requests" in screen)
    await screen.click("to-requests")


def at(post: PostProgram, code: str) -> RequestRow:
    found = opened(post).read_now(lambda db: requests(db, 0))
    return next(each for each in found if each.item == code)


async def grant(screen: Screen) -> None:
    """Grant thirty, and say which neighbour has them."""
    await screen.click(keys(screen, "decide-")[0])
    await screen.until(lambda: bool(keys(screen, "offer-")))
    await screen.click(keys(screen, "offer-")[0])
    assert screen["rule-words"].value == "Post Noord heeft 40 over"
    await screen.type("rule-pieces", "30")
    await screen.click(keys(screen, "order-")[0])
    await screen.click("rule-grant")
    await screen.until(lambda: bool(keys(screen, "ship-")))


async def is_told(post: PostProgram, words: str) -> None:
    """Wait until a post has the order to send something."""

    def is_there() -> bool:
        found = opened(post).read_now(messages)
        return any(
            words in each.text and "naar Post Zuid" in each.text for each in found
        )

    await until(is_there)


async def send(here: Region, post: PostProgram) -> None:
    """Let a neighbour send twenty before the hub said anything of it."""
    giver, gone = leader(opened(post)), [Taken(BANDAGE, "", 20)]
    await opened(post).write(lambda d: send_stock(d, giver, gone, "Post Zuid"))
    await here.received(post)


async def ship(screen: Screen) -> str:
    """Tie what the neighbour sent to the request, and return its transfer."""
    await screen.click(keys(screen, "ship-")[0])
    await screen.until(lambda: bool(keys(screen, "attach-")))
    (attach,) = keys(screen, "attach-")
    await screen.click(attach)
    assert screen["load-pieces"].value == "20"
    await screen.click("load-send")
    return attach.removeprefix("attach-")


def test_a_request_is_granted_in_part_with_what_a_neighbour_has_and_sent(
    tmp_path: Path,
) -> None:
    async def tell(screen: Screen, here: Region) -> None:
        await stocked(here)
        south, north = here.posts
        await ask(here, south, Need("VB002", 40, Urgency.SOON))
        await looked(screen)
        await screen.until(lambda: bool(keys(screen, "decide-")))
        words = " ".join(screen.words())
        assert "Post Zuid" in words
        assert "De post heeft 1 bruikbaar: minder dan een dag" in words

        await grant(screen)
        await is_told(north, "Stuur 30 × ")
        await send(here, north)
        transfer = await ship(screen)
        await until(lambda: at(south, "VB002").state is RequestState.UNDERWAY)

        row = at(south, "VB002")
        assert row.decision is not None
        assert row.decision.decision is Decision.PARTLY
        assert (row.decision.pieces, row.decision.words) == (
            30,
            "Post Noord heeft 40 over",
        )
        (sent,) = row.shipments
        assert (sent.pieces, sent.words) == (20, "Post Noord")
        assert sent.transfer.hex() == transfer

    with_posts(tmp_path, tell, "zuid", "noord")


def test_the_most_urgent_is_on_top_and_a_refusal_says_why(tmp_path: Path) -> None:
    async def tell(screen: Screen, here: Region) -> None:
        (post,) = here.posts
        needs = (Need("VB002", 5), Need("VB003", 5, Urgency.URGENT))
        await ask(here, post, *needs)
        await looked(screen)
        await screen.until(lambda: len(keys(screen, "decide-")) == 2)
        urgent = at(post, "VB003").stream.hex()
        shown = [str(each.key) for each in screen.all() if each.key is not None]
        first = next(key for key in shown if key.startswith("request-"))
        assert first == f"request-{urgent}"

        await screen.click(f"decide-{urgent}")
        await screen.until(lambda: "no-offer" in screen)
        await screen.click("rule-refuse")
        await screen.until(lambda: screen["refusal"].visible is not False)
        assert "Schrijf op waarom de post dit niet krijgt." in screen
        await screen.type("rule-words", "is er niet")
        await screen.click("rule-refuse")
        await until(lambda: at(post, "VB003").state is RequestState.REFUSED)

        other = at(post, "VB002").stream.hex()
        await screen.click(f"decide-{other}")
        await screen.until(lambda: "rule-later" in screen)
        await screen.type("rule-words", "morgen")
        await screen.click("rule-later")
        await until(lambda: at(post, "VB002").state is RequestState.DECIDED)
        assert at(post, "VB002").stands.to_come == 5

        await screen.click("back")
        await screen.until(lambda: "Aanvragen (1)" in screen)

    with_posts(tmp_path, tell, "zuid")
