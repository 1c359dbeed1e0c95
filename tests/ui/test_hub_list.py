"""Regionale lijst: a spreadsheet is looked through, and only then published."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

from app.care.item import Item
from app.exports.item_sheet import item_table
from app.exports.sheet import MOST_BYTES, as_csv, as_xlsx
from app.store.queries.item import listing
from app.ui.console import screens
from tests.support.region import PASSPHRASE, Region, opened, region, until
from tests.support.screen import Screen, shown

GAUZE = Item("R1", "Gaas", "Gauze", par=4)
TAPE = Item("R2", "Pleister", "Tape")
SPLINT = Item("R3", "Spalk", "Splint")
FIRST = as_xlsx(item_table([GAUZE, TAPE], "nl"), "lijst")
SECOND = as_csv(item_table([replace(GAUZE, par=9), SPLINT], "en"), ",")


def at_the_hub(
    tmp_path: Path,
    story: Callable[[Screen, Region], Awaitable[None]],
    *names: str,
    width: float = 1280,
) -> None:
    """Show the regional list of an open hub with these posts."""

    async def run() -> None:
        async with region(tmp_path) as here:
            for name in names:
                await here.received(await here.post(name))
            async with shown(screens(here.hub), width) as screen:
                await screen.until(lambda: "hub-unlock" in screen)
                await screen.type("hub-secret", PASSPHRASE)
                await screen.click("hub-unlock")
                await screen.until(lambda: "go-stock" in screen)
                await screen.click("go-stock")
                await screen.until(lambda: "to-list" in screen)
                await screen.click("to-list")
                await screen.until(lambda: "list-pick" in screen)
                await story(screen, here)

    asyncio.run(run())


async def brought(screen: Screen, name: str, content: bytes) -> None:
    screen.picks(name, content)
    await screen.click("list-pick")


def said(screen: Screen, words: str) -> bool:
    return any(words in each for each in screen.words())


def test_a_list_is_looked_through_published_and_shown_at_the_post(
    tmp_path: Path,
) -> None:
    async def tell(screen: Screen, here: Region) -> None:
        (post,) = here.posts
        assert screen["list-version"].value == "De voorbeeldlijst"
        await brought(screen, "lijst.xlsx", FIRST)
        await screen.until(lambda: "list-publish" in screen)
        assert said(screen, "2 artikelen nieuw")
        assert not opened(here.hub).read_now(listing).version

        await screen.type("list-remark", "eerste lijst")
        await screen.click("list-publish")
        await screen.until(lambda: "list-pick" in screen)
        await screen.until(lambda: said(screen, "eerste lijst"))
        assert said(screen, "door Kees Mulder")
        await until(lambda: set(opened(post).read_now(listing).items) == {"R1", "R2"})

        await brought(screen, "lijst.csv", SECOND)
        await screen.until(lambda: "list-publish" in screen)
        for words in (
            "1 artikel nieuw",
            "1 artikel anders",
            "1 artikel vervalt",
            "Par: 4 wordt 9",
        ):
            assert said(screen, words)
        await screen.click("list-publish")
        await screen.until(lambda: "since" in screen or said(screen, "Eerdere versies"))
        await until(lambda: set(opened(post).read_now(listing).items) == {"R1", "R3"})

    at_the_hub(tmp_path, tell, "zuid")


def test_a_list_with_errors_names_each_place_and_publishes_nothing(
    tmp_path: Path,
) -> None:
    wrong = "code;naam (nederlands);name_en;eenheid;kleur\nR 1;;Gauze;meter;rood\n"

    async def tell(screen: Screen, here: Region) -> None:
        await brought(screen, "lijst.csv", wrong.encode())
        await screen.until(lambda: "wrong-0" in screen)

        assert "list-publish" not in screen
        assert said(screen, "Regel 2, kolom Code")
        assert said(screen, "Regel 2, kolom Naam (Nederlands): Hier moet iets staan.")
        assert said(
            screen, "Regel 2, kolom Eenheid: Deze eenheid is niet bekend: meter"
        )
        assert said(screen, "Deze kolommen worden niet gebruikt: kleur")
        await screen.click("list-drop")
        await screen.until(lambda: "list-pick" in screen)
        assert not opened(here.hub).read_now(listing).version

    at_the_hub(tmp_path, tell)


def test_what_is_no_list_is_refused_in_words_and_the_same_is_said(
    tmp_path: Path,
) -> None:
    async def tell(screen: Screen, here: Region) -> None:
        await brought(screen, "lijst.xlsx", b"PK\x03\x04 no")
        assert "niet te lezen" in screen["list-refusal"].value
        await brought(screen, "lijst.csv", bytes(MOST_BYTES + 1))
        assert "te groot" in screen["list-refusal"].value

        await brought(screen, "lijst.xlsx", FIRST)
        await screen.until(lambda: "list-publish" in screen)
        await screen.click("list-publish")
        await brought(screen, "lijst.xlsx", FIRST)
        await screen.until(lambda: "list-same" in screen)
        assert "list-publish" not in screen

    at_the_hub(tmp_path, tell, width=390)


def test_the_list_and_a_template_are_saved(tmp_path: Path) -> None:
    async def tell(screen: Screen, here: Region) -> None:
        for key in ("list-xlsx", "list-csv", "list-template"):
            await screen.click(key)

        names = [each["file_name"] for each in screen.called("save_file")]
        assert names == [
            "artikelen-0.xlsx",
            "artikelen-0.csv",
            "artikelen-sjabloon.csv",
        ]
        await screen.click("list-back")
        await screen.until(lambda: "to-list" in screen)

    at_the_hub(tmp_path, tell)
