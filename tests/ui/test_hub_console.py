"""The hub console over a real hub: what posts sent, who looked, what was set aside."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from app.care.refusal import Refusal
from app.care.stock import LotKey
from app.care.terms import Triage
from app.commands import receive_stock
from app.hub import HubProgram
from app.settings import Settings
from app.store.queries.access import openings
from app.ui.console import screens
from app.ui.hub_hooks import posts_of_region
from app.ui.screens.hub_aside import reason_words
from app.ui.state import Session
from app.ui.words import size_words
from sync.clock import SystemClock
from sync.ids import Mode, SystemIds
from tests.support.region import (
    CHEAP,
    PASSPHRASE,
    Region,
    arrive,
    leader,
    opened,
    region,
    until,
)
from tests.support.screen import Screen, shown

GOOD = "vier gewone woorden samen"


def keys(screen: Screen, *starts: str) -> list[str]:
    return sorted(key for key in screen.keys() if key.startswith(starts))  # noqa: SIM118


Story = Callable[[Screen], Awaitable[None]]


def alone(tmp_path: Path, story: Story, width: float = 1280) -> HubProgram:
    """Show the console of a hub that was never made."""
    hub = HubProgram(
        tmp_path,
        Mode.REAL,
        "http://127.0.0.1:1",
        SystemClock(),
        SystemIds(),
        cost=CHEAP,
    )

    async def run() -> None:
        await hub.begin()
        async with shown(screens(hub), width) as screen:
            await story(screen)
        await hub.end()

    asyncio.run(run())
    return hub


def with_posts(
    tmp_path: Path,
    story: Callable[[Screen, Region], Awaitable[None]],
    *names: str,
    width: float = 1280,
) -> None:
    """Show the console of a hub that read one casualty and one lot of each post."""

    async def run() -> None:
        async with region(tmp_path) as here:
            for name in names:
                post = await here.post(name)
                await arrive(post, Triage.T1, complaint=f"Val bij {name}")
                by, lot = leader(opened(post)), LotKey("VB001", "A", "2031-01-31")
                await opened(post).write(
                    lambda desk, by=by, lot=lot: receive_stock(desk, by, lot, 6)
                )
                await here.received(post)
            async with shown(screens(here.hub), width) as screen:
                await give(screen, PASSPHRASE)
                await story(screen, here)

    asyncio.run(run())


async def give(screen: Screen, passphrase: str) -> None:
    """Open the console of a hub that is open already, as in a new window."""
    await screen.until(lambda: "hub-unlock" in screen)
    await screen.type("hub-secret", passphrase)
    await screen.click("hub-unlock")


async def fill_in(screen: Screen, **typed: str) -> None:
    for name, words in typed.items():
        await screen.type(f"hub-{name}", words)


def test_a_new_hub_asks_everything_and_then_names_the_files_to_take_away(
    tmp_path: Path,
) -> None:
    async def tell(screen: Screen) -> None:
        await screen.click("hub-create")
        assert "Geef de regio een naam." in screen
        await fill_in(screen, region="Regio Zuid")
        await screen.click("hub-create")
        assert "elke inzage komt op naam" in screen
        await fill_in(screen, operator="Kees Mulder", secret=GOOD, again="anders")
        await screen.click("hub-create")
        assert screen["hub-problem"].value
        await fill_in(screen, again=GOOD)
        await screen.click("hub-mode-exercise")
        await screen.click("hub-create")
        await screen.until(lambda: "hub-kept" in screen)
        assert "region-ca.json" in screen
        assert "escrow.json" in screen

        await screen.click("hub-kept")
        await screen.until(lambda: "keep-apart" in screen)

        assert screen["region"].value == "Regio Zuid"
        assert "exercise-banner" in screen
        assert "Nog geen posten" in screen

    alone(tmp_path, tell)


def test_a_locked_hub_refuses_a_wrong_passphrase_and_opens_with_the_right_one(
    tmp_path: Path,
) -> None:
    async def tell(screen: Screen, here: Region) -> None:
        await screen.until(lambda: "lock" in screen)
        await screen.click("lock")
        await screen.click("close-hub")
        await screen.until(lambda: here.hub.file() is None)
        await screen.type("hub-secret", "iets anders dan dit")
        await screen.click("hub-unlock")
        await screen.until(lambda: "past niet" in screen)

        await screen.type("hub-secret", PASSPHRASE)
        await screen.click("hub-unlock")
        await screen.until(lambda: "region" in screen)

        assert screen["region"].value == "Oefenregio"

    with_posts(tmp_path, tell)


def test_a_locked_screen_shows_nothing_until_the_passphrase_and_reading_goes_on(
    tmp_path: Path,
) -> None:
    async def tell(screen: Screen, here: Region) -> None:
        await screen.until(lambda: "go-casualties" in screen)
        await screen.click("lock")
        await arrive(here.posts[0], Triage.T2)
        await here.received(here.posts[0])
        assert "region" not in screen.keys()  # noqa: SIM118
        await give(screen, "iets anders dan dit")
        await screen.until(lambda: "past niet" in screen)
        assert "go-casualties" not in screen

        await give(screen, PASSPHRASE)
        await screen.until(lambda: "go-casualties" in screen)

        assert here.hub.waiting_sealed() == 0

    with_posts(tmp_path, tell, "zuid")


def test_the_screen_of_a_hub_locks_itself_when_nobody_touches_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def tell(screen: Screen, here: Region) -> None:
        await screen.until(lambda: "close-hub" in screen)

        assert here.hub.file() is not None
        assert "region" not in screen.keys()  # noqa: SIM118

    monkeypatch.setattr("app.ui.console._IDLE_LOOK_S", 0.01)
    monkeypatch.setattr("app.ui.console.IDLE_LOCK_S", 0.3)
    with_posts(tmp_path, tell)


def test_posts_are_shown_with_what_they_said_themselves(tmp_path: Path) -> None:
    async def tell(screen: Screen, here: Region) -> None:
        known = await opened(here.hub).read(lambda db: posts_of_region(db, 0))
        ids = {each.name: each.post_id.hex() for each in known}
        await screen.until(lambda: f"post-{ids['Post Zuid']}" in screen)

        assert screen["count-total-T1"].value == "2"
        assert screen[f"count-{ids['Post Noord']}-T1"].value == "1"
        assert "zojuist" in screen

        await screen.click(f"show-{ids['Post Noord']}")
        await screen.until(lambda: keys(screen, "row-NOORD-A001"))

        assert keys(screen, "row-ZUID") == []

    with_posts(tmp_path, tell, "zuid", "noord")


def test_opening_a_casualty_is_recorded_by_name_and_nothing_can_be_changed(
    tmp_path: Path,
) -> None:
    async def tell(screen: Screen, here: Region) -> None:
        await screen.until(lambda: "go-casualties" in screen)
        await screen.click("go-casualties")
        await screen.until(lambda: keys(screen, "row-ZUID"))
        await screen.click(keys(screen, "row-ZUID")[0])
        await screen.until(lambda: "logged" in screen)
        looks = await opened(here.hub).read(openings)

        assert [look.actor_name for look in looks] == ["Kees Mulder"]
        assert "Val bij zuid" in screen
        assert keys(screen, "do-", "undo-") == []

    with_posts(tmp_path, tell, "zuid")


def test_search_and_chips_work_on_every_post_together(tmp_path: Path) -> None:
    async def tell(screen: Screen, here: Region) -> None:
        def rows() -> list[str]:
            return keys(screen, "row-")

        await screen.until(lambda: "go-casualties" in screen)
        await screen.click("go-casualties")
        await screen.until(lambda: len(rows()) == 2)
        await screen.type("hub-search", "noord")
        await screen.until(lambda: len(rows()) == 1)
        await screen.type("hub-search", "")
        await screen.click("only-T2")
        await screen.until(lambda: rows() == [])

        assert "Geen slachtoffers" in screen

    with_posts(tmp_path, tell, "zuid", "noord", width=800)


def test_stock_is_shown_per_post_and_what_is_unknown_is_said(tmp_path: Path) -> None:
    async def tell(screen: Screen, here: Region) -> None:
        known = await opened(here.hub).read(lambda db: posts_of_region(db, 0))
        post = known[0].post_id.hex()
        await screen.until(lambda: "go-stock" in screen)
        await screen.click("go-stock")
        await screen.until(lambda: "all-VB001" in screen)

        assert screen["all-VB001"].value == "12"
        assert screen[f"at-{post}-VB001"].value == "6"

        await screen.type("hub-stock-search", "zzz")
        await screen.until(lambda: "Nog geen voorraad ontvangen" in screen)

    with_posts(tmp_path, tell, "zuid", "noord")


def test_an_invitation_is_made_for_a_post_and_can_be_copied(tmp_path: Path) -> None:
    async def tell(screen: Screen, here: Region) -> None:
        await screen.until(lambda: "go-invitations" in screen)
        await screen.click("go-invitations")
        await screen.until(lambda: "invite-make" in screen)
        await screen.click("invite-make")
        assert "Vul in voor welke post" in screen["invite-problem"].value

        await screen.type("invite-hint", "Kerk West")
        await screen.click("invite-make")
        await screen.until(lambda: "invite-code" in screen)
        await screen.click("invite-copy")

        assert "Code voor Kerk West" in screen
        assert screen.called("set")
        assert "Nog niemand aangesloten" in screen

    with_posts(tmp_path, tell, width=390)


def test_words_that_differ_turn_the_device_away(tmp_path: Path) -> None:
    async def tell(screen: Screen, here: Region) -> None:
        (joined,) = await here.hub.enrolled()
        device = joined.device.hex()
        await screen.until(lambda: "go-invitations" in screen)
        await screen.click("go-invitations")
        await screen.until(lambda: f"differs-{device}" in screen)
        shown_words = [
            screen[f"words-{device}-{number}"].value for number in range(1, 7)
        ]
        assert tuple(shown_words) == joined.words

        await screen.click(f"differs-{device}")
        await screen.click("revoke-sure")
        await screen.until(lambda: keys(screen, "differs-") == [])

        assert (await here.hub.enrolled())[0].revoked
        assert "toegang ingetrokken" in screen

    with_posts(tmp_path, tell, "zuid")


async def batch_aside(here: Region) -> str:
    """Return the batch in quarantine, not the envelope of its key epoch; or nothing."""
    room = here.hub.key_room()
    assert room is not None
    for each in await here.hub.set_aside():
        with contextlib.suppress(Refusal):
            await room.look(each.envelope)
            return each.envelope
    return ""


def test_what_a_withdrawn_device_sent_is_looked_at_and_let_in(tmp_path: Path) -> None:
    async def tell(screen: Screen, here: Region) -> None:
        (joined,) = await here.hub.enrolled()
        await here.hub.revoke(joined.device)
        await arrive(here.posts[0], Triage.T1)

        async def came() -> bool:
            here.posts[0].nudge(Mode.REAL)
            return bool(await batch_aside(here))

        await until(came)
        kept = await batch_aside(here)
        await screen.until(lambda: "go-aside" in screen)
        await screen.click("go-aside")
        await screen.until(lambda: f"look-{kept}" in screen)
        assert "De toegang van de afzender is ingetrokken" in screen
        assert "iemand die zich Post Zuid noemt" in screen

        await screen.click(f"look-{kept}")
        await screen.until(lambda: "release" in screen)
        await screen.click("release")

        async def is_in() -> bool:
            return all(each.envelope != kept for each in await here.hub.set_aside())

        await until(is_in)

    with_posts(tmp_path, tell, "zuid")


def test_nothing_set_aside_is_said(tmp_path: Path) -> None:
    async def tell(screen: Screen, here: Region) -> None:
        await screen.until(lambda: "go-aside" in screen)
        await screen.click("go-aside")

        await screen.until(lambda: "Niets terzijde gelegd" in screen)

    with_posts(tmp_path, tell)


def test_help_opens_and_the_light_changes(tmp_path: Path) -> None:
    async def tell(screen: Screen, here: Region) -> None:
        await screen.until(lambda: "light" in screen)
        await screen.click("light")
        await screen.click("help")

        assert here.hub.settings().theme
        assert any("zes woorden" in words for words in screen.words())

    with_posts(tmp_path, tell)


def test_reasons_and_sizes_are_words() -> None:
    session = Session(lambda _mode: None, SystemClock(), Mode.REAL, Settings())

    assert reason_words(session, "chain").startswith("De regels sluiten niet aan")
    assert "(zzz)" in reason_words(session, "zzz")
    sizes = [size_words(each, "nl") for each in (300, 4096, 2_600_000)]
    assert sizes == ["300 B", "4 kB", "2,4 MB"]
