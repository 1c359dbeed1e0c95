"""Stories of keys: changed, destroyed, withdrawn, and never in clear on a disk."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from app.hub.keys import hub_keys, keep_keys
from app.post.locks import has_recovery
from app.post.trusting import post_keys
from app.store.desk import Desk
from sync.errors import WrongSecret
from sync.ids import Mode
from sync.trust.certificate import read_descriptor
from sync.trust.keys import Keyring
from tests.support.region import PASSPHRASE, Region, arrive, opened, region, until

_NEW = "een heel andere wachtzin"


async def destroy_old_keys(here: Region) -> None:
    """Destroy every key of the hub but the newest, as after years."""
    hub, file = here.hub._hub, opened(here.hub)
    assert hub is not None
    keys = await file.write(lambda desk: hub_keys(desk, hub.identity))
    alone = replace(keys, older=())
    await hub.rekey(alone)
    await file.write(lambda desk: keep_keys(desk, alone))


async def new_key(here: Region) -> None:
    room = here.hub.key_room()
    assert room is not None
    await room.new_key()


def test_a_key_destroyed_while_a_post_was_away_loses_nothing(tmp_path: Path) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            post = await here.post("zuid")
            await here.received(post)
            here.weathers["zuid"].up = False
            for _ in range(3):
                await arrive(post)
            await post.close(Mode.REAL)

            await new_key(here)
            await destroy_old_keys(here)
            here.weathers["zuid"].up = True
            await post.unlock(Mode.REAL, PASSPHRASE)
            await here.received(post)

            there = await opened(here.hub).read(
                lambda db: db["event"].count_where("kind = ?", ["casualty.registered"])
            )
            known = await opened(post).write(_sealing)
            assert there == 3
            assert here.hub._hub is not None
            assert known == here.hub._hub.identity.sealing

    asyncio.run(story())


def _sealing(desk: Desk) -> bytes:
    raw = desk.setting("hub_descriptor")
    return read_descriptor(raw, desk.setting("realm")).sealing


def test_a_post_hears_of_a_new_key_by_itself(tmp_path: Path) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            post = await here.post("zuid")
            await here.received(post)
            before = await opened(post).write(_sealing)

            await new_key(here)

            async def heard() -> bool:
                post.nudge(Mode.REAL)
                return await opened(post).write(_sealing) != before

            await until(heard)
            room = here.hub.key_room()
            assert room is not None
            assert len(await room.keys()) == 2

    asyncio.run(story())


def test_a_locked_hub_knows_its_keys_after_a_restart(tmp_path: Path) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            await new_key(here)
            assert here.hub._hub is not None
            before = here.hub._hub.identity

            await here.hub.end()
            await here.hub.begin()

            locked = here.hub._hub.identity
            assert locked.sealing_ids == before.sealing_ids
            assert len(locked.sealing_ids) == 4
            await here.hub.unlock(PASSPHRASE)
            assert here.hub._hub.identity.sealing == before.sealing

    asyncio.run(story())


def test_a_withdrawn_device_says_so_and_keeps_what_it_records(tmp_path: Path) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            post = await here.post("zuid")
            await here.received(post)
            (device,) = await here.hub.enrolled()

            await here.hub.revoke(device.device)
            await arrive(post)

            async def said() -> bool:
                post.nudge(Mode.REAL)
                return post.sending(Mode.REAL).revoked

            await until(said)
            assert post.sending(Mode.REAL).unsent_events > 0

    asyncio.run(story())


def test_an_older_inbox_put_back_brings_no_withdrawn_device_back(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            await here.post("zuid")
            (device,) = await here.hub.enrolled()
            await here.hub.revoke(device.device)
            await here.hub.lock()
            locked = here.hub._locked
            assert locked is not None
            with locked.inbox.file.change() as run:  # as a copy made before that
                run("DELETE FROM setting WHERE name = 'revocations'")
                run("UPDATE device SET revoked_ms = NULL")

            await here.hub.unlock(PASSPHRASE)

            (row,) = await here.hub.enrolled()
            assert row.revoked
            hub = here.hub._hub
            assert hub is not None
            assert hub.enrolment.revocations().has(device.device)

    asyncio.run(story())


def test_no_private_key_is_ever_in_clear_on_a_disk(tmp_path: Path) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            post = await here.post("zuid")
            await arrive(post)
            await here.received(post)
            await new_key(here)
            await opened(post).write(lambda desk: None)
            hub = here.hub._hub
            assert hub is not None
            keys = await opened(here.hub).write(
                lambda desk: hub_keys(desk, hub.identity)
            )
            secrets = [keys.signing.to_bytes(), keys.registry_key]
            secrets += [each.key.to_bytes() for each in keys.held]
            secrets += await opened(post).write(_secrets)
            secrets += _offline(tmp_path)
            found = _leaks(tmp_path, secrets)
            await post.close(Mode.REAL)
            await here.hub.lock()
            found |= _leaks(tmp_path, secrets)

            assert len(secrets) >= 9
            assert found == set()

    asyncio.run(story())


def _secrets(desk: Desk) -> list[bytes]:
    """Return every private key of a post."""
    own = [bytes(desk.setting("device_signing")), bytes(desk.setting("device_sealing"))]
    return [*own, *(each.to_bytes() for each in post_keys(desk))]


def _offline(data: Path) -> list[bytes]:
    """Return the file keys, and the two keys that are to be taken away."""
    found = []
    for path in data.rglob("*.json"):
        keyring = Keyring.read(path) if path.name in _KEYRINGS else None
        if keyring is not None:
            found.append(keyring.open(PASSPHRASE))
    return found


_KEYRINGS = ("keyring.json", "region-ca.json", "escrow.json")


def _leaks(data: Path, secrets: list[bytes]) -> set[str]:
    """Return every file that holds a part of a secret: 16 bytes of it, raw or in hex.

    A secret of two keys is looked for by each of them.
    """
    parts = {each[start : start + 16] for each in secrets for start in (0, 32, 64)}
    wanted = [part for part in parts if len(part) == 16 and any(part)]
    return {
        path.name
        for path in data.rglob("*")
        if path.is_file()
        for raw in [path.read_bytes()]
        if any(part in raw or part.hex().encode() in raw for part in wanted)
    }


def test_a_new_recovery_code_counts_once_it_was_typed_over(tmp_path: Path) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            post = await here.post("zuid", enrolled=False)
            file = opened(post)
            assert not await has_recovery(file)
            first = await post.new_recovery(Mode.REAL, PASSPHRASE)

            again = await post.new_recovery(Mode.REAL, PASSPHRASE)
            wrong = await post.confirm_recovery(Mode.REAL, first)
            right = await post.confirm_recovery(Mode.REAL, again.lower())

            assert (wrong, right) == (False, True)
            assert await post.has_recovery(Mode.REAL)
            await post.close(Mode.REAL)
            with pytest.raises(WrongSecret):
                await post.unlock_with_recovery(Mode.REAL, first, _NEW)
            await post.unlock_with_recovery(Mode.REAL, again, _NEW)
            assert post.file(Mode.REAL) is not None

    asyncio.run(story())


def test_a_changed_passphrase_opens_and_the_old_one_does_not(tmp_path: Path) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            post = await here.post("zuid", enrolled=False)

            with pytest.raises(WrongSecret):
                await post.change_passphrase(Mode.REAL, "niet de wachtzin", _NEW)
            await post.change_passphrase(Mode.REAL, PASSPHRASE, _NEW)

            await post.close(Mode.REAL)
            with pytest.raises(WrongSecret):
                await post.unlock(Mode.REAL, PASSPHRASE)
            await post.unlock(Mode.REAL, _NEW)
            assert post.file(Mode.REAL) is not None

    asyncio.run(story())


def test_enrolment_lets_the_escrow_open_the_post(tmp_path: Path) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            post = await here.post("zuid")
            await arrive(post)
            await here.received(post)
            keyring = Keyring.read(tmp_path / "zuid" / "real" / "keyring.json")

            assert keyring is not None
            assert keyring.has_escrow

    asyncio.run(story())
