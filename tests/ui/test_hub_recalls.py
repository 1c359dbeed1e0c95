"""Terugroepen at the hub: ordered once, and at each post only what is proven."""

from __future__ import annotations

from pathlib import Path

from app.commands import answer_recall
from app.store.queries.recall import recalls
from tests.support.region import Region, leader, opened, until
from tests.support.screen import Screen
from tests.ui.test_hub_messages import with_posts


def test_a_recall_is_ordered_answered_and_ended(tmp_path: Path) -> None:
    async def tell(screen: Screen, here: Region) -> None:
        (post,) = here.posts
        ((fate),) = [f"fate-{each.post_id.hex()}" for each in await here.hub.posts()]
        await screen.click("go-stock")
        await screen.until(lambda: "to-recalls" in screen)
        await screen.click("to-recalls")
        await screen.until(lambda: "receive-find" in screen)
        await screen.type("receive-find", "tourniq")
        await screen.until(lambda: "pick-VB001" in screen)
        await screen.click("pick-VB001")
        await screen.until(lambda: "recall-lot" in screen)
        await screen.type("recall-lot", "a1")
        await screen.click("order-recall")
        await screen.until(lambda: "waarom dit wordt terug" in screen["refusal"].value)
        await screen.type("recall-reason", "scheur in de band")
        await screen.click("order-recall")
        await screen.until(lambda: fate in screen)

        await until(lambda: bool(opened(post).read_now(recalls)))
        await screen.until(lambda: "nog geen antwoord" in screen[fate].value)
        (row,) = opened(post).read_now(recalls)
        by = leader(opened(post))
        await opened(post).write(lambda d: answer_recall(d, by, row.stream, 0))
        await screen.until(lambda: "0 gevonden" in screen[fate].value)

        await screen.click(f"end-{row.stream.hex()}")
        await screen.type(f"why-{row.stream.hex()}", "toch goed")
        await screen.click(f"end-{row.stream.hex()}")
        await screen.until(lambda: screen[fate].value == "beëindigd")

    with_posts(tmp_path, tell, "zuid")
