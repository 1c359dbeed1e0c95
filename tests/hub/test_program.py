"""What the hub's console may ask, and what it answers while it is new or locked."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from app.care.refusal import Refusal
from app.care.terms import Role, Triage
from app.hub import HubProgram
from app.hub.founding import mode_here
from app.settings import Settings, ThemeName
from app.store.queries.region import region_of
from app.ui.hub_state import HubSetup
from sync.errors import DamagedFile, NotOurFile, WrongSecret
from sync.ids import Mode, SystemIds
from tests.support.fakes import FakeClock
from tests.support.region import CHEAP, PASSPHRASE, arrive, opened, region, until

URL = "http://127.0.0.1:8470"


def program(folder: Path, clock: FakeClock | None = None) -> HubProgram:
    now = clock or FakeClock()
    return HubProgram(folder, Mode.REAL, URL, now, SystemIds(), cost=CHEAP)


async def founded(folder: Path) -> HubProgram:
    hub = program(folder)
    await hub.create(HubSetup("Oefenregio", "Kees Mulder", Mode.REAL, PASSPHRASE))
    return hub


def test_a_new_hub_answers_posts_that_they_should_come_back_later(
    tmp_path: Path,
) -> None:
    sent: list[dict[str, Any]] = []

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    async def receive() -> dict[str, Any]:
        return {"type": "http.request"}

    asyncio.run(program(tmp_path)({"type": "http", "method": "PUT"}, receive, send))

    assert sent[0]["status"] == 503


def test_a_new_hub_has_nothing_to_show_and_invites_nobody(tmp_path: Path) -> None:
    async def story() -> None:
        hub = program(tmp_path)

        assert hub.is_new()
        assert hub.region() == ""
        assert (await hub.posts(), await hub.enrolled(), await hub.set_aside()) == (
            (),
            (),
            (),
        )
        assert not await hub.retry("00")
        for asked in (hub.invite("zuid"), hub.revoke(bytes(8))):
            with pytest.raises(Refusal) as refused:
                await asked
            assert refused.value.key == "hub_locked"

    asyncio.run(story())


def test_an_open_hub_knows_how_posts_stand_before_anybody_asks(tmp_path: Path) -> None:
    async def story() -> None:
        hub = await founded(tmp_path)
        file = hub.file()
        assert file is not None

        now_ms = hub.clock.now_ms()
        await until(
            lambda: file.read_now(lambda db: region_of(file).due(db, now_ms)) is None
        )

        await hub.lock()

    asyncio.run(story())


def test_a_locked_hub_invites_nobody_and_withdraws_nothing(tmp_path: Path) -> None:
    async def story() -> None:
        hub = await founded(tmp_path)
        await hub.lock()

        for asked in (hub.invite("zuid"), hub.revoke(bytes(8))):
            with pytest.raises(Refusal) as refused:
                await asked
            assert refused.value.key == "hub_locked"

        assert hub.operator() is None
        assert hub.file() is None
        await hub.end()

    asyncio.run(story())


def test_the_wait_after_wrong_passphrases_of_a_hub_grows(tmp_path: Path) -> None:
    async def story() -> None:
        await (await founded(tmp_path)).end()
        clock = FakeClock()
        hub = program(tmp_path, clock)
        await hub.begin()
        for _ in range(4):
            with pytest.raises(WrongSecret):
                await hub.unlock("een verkeerde wachtzin")

        with pytest.raises(Refusal) as refused:
            await hub.unlock(PASSPHRASE)

        assert refused.value.key == "wait"
        clock.advance(60_000)
        await hub.unlock(PASSPHRASE)
        await hub.unlock(PASSPHRASE)
        operator = hub.operator()
        assert operator is not None
        assert (operator.name, operator.role) == ("Kees Mulder", Role.OPERATOR)
        await hub.end()

    asyncio.run(story())


@pytest.mark.parametrize("lost", ["receipt.key", "inbox.sqlite"])
def test_a_hub_that_lost_a_file_says_so(tmp_path: Path, lost: str) -> None:
    async def story() -> None:
        await (await founded(tmp_path)).end()
        for path in (tmp_path / "hub-real").glob(lost + "*"):
            path.unlink()

        with pytest.raises(DamagedFile):
            await program(tmp_path).begin()

    asyncio.run(story())


@pytest.mark.parametrize(
    ("setup", "key"),
    [
        (HubSetup("Regio", "Kees", Mode.REAL, "kort"), "passphrase_short"),
        (HubSetup(" \0", "Kees", Mode.REAL, PASSPHRASE), "name_missing"),
        (HubSetup("Regio", "K" * 61, Mode.REAL, PASSPHRASE), "text_too_long"),
    ],
)
def test_a_hub_is_not_founded_with_a_wrong_name_or_passphrase(
    tmp_path: Path, setup: HubSetup, key: str
) -> None:
    async def story() -> None:
        hub = program(tmp_path)

        with pytest.raises(Refusal) as refused:
            await hub.create(setup)

        assert refused.value.key == key
        assert hub.is_new()

    asyncio.run(story())


def test_the_keys_to_take_away_are_named_until_they_are_gone(tmp_path: Path) -> None:
    async def story() -> None:
        hub = await founded(tmp_path)
        named = hub.keep_apart()

        for path in named:
            Path(path).unlink()

        assert [Path(path).name for path in named] == ["region-ca.json", "escrow.json"]
        assert hub.keep_apart() == ()
        await hub.end()

    asyncio.run(story())


def test_what_was_set_aside_is_tried_again_when_asked(tmp_path: Path) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            post = await here.post("zuid")
            await here.received(post)
            told: list[int] = []
            stop = here.hub.on_change(lambda: told.append(1))
            (device,) = await here.hub.enrolled()
            await here.hub.revoke(device.device)
            await arrive(post, Triage.T1)
            post.nudge(Mode.REAL)
            await until(lambda: post.sending(Mode.REAL).set_aside > 0)
            aside = (await here.hub.set_aside())[0]

            is_read = await here.hub.retry(aside.envelope)
            stop()
            count = len(told)
            await here.hub.retry(aside.envelope)

            assert not is_read
            assert told
            assert len(told) == count
            assert (await here.hub.enrolled())[0].revoked

    asyncio.run(story())


def test_a_hub_keeps_the_settings_of_its_console(tmp_path: Path) -> None:
    hub = program(tmp_path)

    hub.keep_settings(Settings("en", ThemeName.DARK))

    assert program(tmp_path).settings() == Settings("en", ThemeName.DARK)


def test_a_folder_with_only_an_exercise_opens_the_exercise(tmp_path: Path) -> None:
    before = mode_here(tmp_path, exercise=False)
    (tmp_path / "hub-exercise").mkdir()

    assert before is Mode.REAL
    assert mode_here(tmp_path, exercise=False) is Mode.EXERCISE


def test_a_hub_that_cannot_read_its_file_stays_locked(tmp_path: Path) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            await here.hub.lock()
            path = tmp_path / "hub" / "hub-real" / "hub.db"
            whole = path.read_bytes()
            path.write_bytes(b"something else" * 999)

            with pytest.raises(NotOurFile):
                await here.hub.unlock(PASSPHRASE)

            assert here.hub.file() is None
            path.write_bytes(whole)
            await here.hub.unlock(PASSPHRASE)
            assert opened(here.hub) is not None

    asyncio.run(story())
