"""A post is made whole or not at all, and opens only for who may."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from app.care.refusal import Refusal
from app.post import PostProgram
from app.ui.state import Setup
from sync.errors import DamagedFile, FileError, NewerFile, NotOurFile, WrongSecret
from sync.ids import Mode, SystemIds
from tests.support.fakes import FakeClock
from tests.support.region import CHEAP, PASSPHRASE, arrive, leader, opened

SETUP = Setup("nl", "Post Zuid", "ZUID", Mode.REAL, PASSPHRASE)


def _program(folder: Path, clock: FakeClock | None = None) -> PostProgram:
    return PostProgram(folder, clock or FakeClock(), SystemIds(), cost=CHEAP)


async def _made(folder: Path) -> str:
    post = _program(folder)
    code = await post.create(SETUP)
    await post.end()
    return code


def test_a_new_post_is_open_and_knows_its_own_name(tmp_path: Path) -> None:
    async def story() -> None:
        post = _program(tmp_path)

        await post.create(SETUP)

        (home,) = post.homes()
        assert (home.post_name, home.mode, home.is_open) == (
            "Post Zuid",
            Mode.REAL,
            True,
        )
        assert not post.sending(Mode.REAL).enrolled
        await post.end()

    asyncio.run(story())


def test_the_passphrase_opens_and_a_wrong_one_does_not_and_touches_nothing(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        await _made(tmp_path)
        before = (tmp_path / "real" / "post.db").read_bytes()
        post = _program(tmp_path)

        with pytest.raises(WrongSecret):
            await post.unlock(Mode.REAL, "een andere wachtzin")

        assert (tmp_path / "real" / "post.db").read_bytes() == before
        assert post.file(Mode.REAL) is None
        await post.unlock(Mode.REAL, PASSPHRASE)
        assert post.file(Mode.REAL) is not None
        await post.end()

    asyncio.run(story())


def test_the_wait_after_wrong_tries_grows_and_survives_a_restart(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        await _made(tmp_path)
        clock = FakeClock()
        for _ in range(4):
            with pytest.raises(WrongSecret):
                await _program(tmp_path, clock).unlock(Mode.REAL, "mis")

        with pytest.raises(Refusal) as refused:
            await _program(tmp_path, clock).unlock(Mode.REAL, PASSPHRASE)

        assert refused.value.key == "wait"
        clock.advance(60_000)
        post = _program(tmp_path, clock)
        await post.unlock(Mode.REAL, PASSPHRASE)
        await post.end()

    asyncio.run(story())


def test_the_recovery_code_opens_and_sets_a_new_passphrase(tmp_path: Path) -> None:
    async def story() -> None:
        code = await _made(tmp_path)
        post = _program(tmp_path)
        assert await post.confirm_recovery(Mode.REAL, code.lower())
        assert not await post.confirm_recovery(Mode.REAL, "0000" * 8)

        await post.unlock_with_recovery(Mode.REAL, code, "een nieuwe wachtzin")
        await post.end()

        later = _program(tmp_path)
        await later.unlock(Mode.REAL, "een nieuwe wachtzin")
        assert later.file(Mode.REAL) is not None
        await later.end()

    asyncio.run(story())


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        (SETUP.__class__("nl", "Post", "ZUID", Mode.REAL, "kort"), "passphrase_short"),
        (SETUP.__class__("nl", " \t ", "ZUID", Mode.REAL, PASSPHRASE), "name_missing"),
        (SETUP.__class__("nl", "P" * 61, "Z", Mode.REAL, PASSPHRASE), "text_too_long"),
        (SETUP.__class__("nl", "Post", "z!", Mode.REAL, PASSPHRASE), "post_code"),
    ],
)
def test_a_post_is_not_made_with_a_wrong_name_code_or_passphrase(
    tmp_path: Path, changed: Setup, expected: str
) -> None:
    async def story() -> None:
        post = _program(tmp_path)

        with pytest.raises(Refusal) as refused:
            await post.create(changed)

        assert refused.value.key == expected
        assert post.homes() == ()

    asyncio.run(story())


def test_a_real_and_an_exercise_post_are_two_files(tmp_path: Path) -> None:
    async def story() -> None:
        post = _program(tmp_path)
        await post.create(SETUP)
        drill = Setup("nl", "Post Zuid", "ZUID", Mode.EXERCISE, PASSPHRASE)

        await post.create(drill)

        real, exercise = opened(post), opened(post, Mode.EXERCISE)
        assert real is not exercise
        assert {home.mode for home in post.homes()} == set(Mode)
        await post.end()

    asyncio.run(story())


def _damage(folder: Path, what: str) -> None:
    database, keyring = folder / "real" / "post.db", folder / "real" / "keyring.json"
    match what:
        case "cut short":
            database.write_bytes(database.read_bytes()[:5000])
        case "garbage":
            database.write_bytes(b"garbage " * 4096)
        case "keyring":
            keyring.write_bytes(b"{}")
        case "newer keyring":
            words = json.loads(keyring.read_bytes())
            words["version"] = 99
            keyring.write_text(json.dumps(words))
        case "no keyring":
            keyring.unlink()


@pytest.mark.parametrize(
    ("what", "expected"),
    [
        ("cut short", FileError),
        ("garbage", NotOurFile),
        ("keyring", NotOurFile),
        ("newer keyring", NewerFile),
        ("no keyring", DamagedFile),
    ],
)
def test_a_file_that_is_not_ours_or_damaged_or_newer_says_so(
    tmp_path: Path, what: str, expected: type[FileError]
) -> None:
    async def story() -> None:
        await _made(tmp_path)
        _damage(tmp_path, what)
        post = _program(tmp_path)

        with pytest.raises(expected):
            await post.unlock(Mode.REAL, PASSPHRASE)

        assert post.file(Mode.REAL) is None
        await post.end()

    asyncio.run(story())


def test_a_file_of_a_later_version_is_refused_and_left_alone(tmp_path: Path) -> None:
    async def story() -> None:
        post = _program(tmp_path)
        await post.create(SETUP)
        await opened(post).write(
            lambda desk: desk.database.conn.execute("PRAGMA user_version = 999")
        )
        await post.end()

        with pytest.raises(NewerFile):
            await _program(tmp_path).unlock(Mode.REAL, PASSPHRASE)

    asyncio.run(story())


def test_a_crash_while_a_post_is_made_leaves_nothing_that_looks_like_one(
    tmp_path: Path,
) -> None:
    half = tmp_path / "real.new"
    half.mkdir()
    (half / "post.db").write_bytes(b"half")

    async def story() -> None:
        post = _program(tmp_path)
        assert post.homes() == ()

        await post.create(SETUP)

        assert not half.exists()
        assert len(post.homes()) == 1
        await post.end()

    asyncio.run(story())


def test_what_was_recorded_is_there_after_closing_and_opening(tmp_path: Path) -> None:
    async def story() -> None:
        from app.care.terms import Role
        from app.commands import first_person
        from app.store.queries.casualty import Filter, casualties

        post = _program(tmp_path)
        await post.create(SETUP)
        await opened(post).write(
            lambda desk: first_person(desk, "Noor", Role.POST_LEAD, "123456")
        )
        await arrive(post, complaint="gebroken pols")
        await post.close(Mode.REAL)
        assert post.file(Mode.REAL) is None

        await post.unlock(Mode.REAL, PASSPHRASE)

        file = opened(post)
        (row,) = file.read_now(lambda db: casualties(db, Filter(), None)).rows
        assert row.complaint == "gebroken pols"
        assert leader(file)
        await post.end()

    asyncio.run(story())


@pytest.mark.parametrize(
    "card",
    [
        "{}",
        "[]",
        '{"format": "x"}',
        '{"format": "noodpost-card", "version": 9}',
        '{"format": "noodpost-card", "version": 1, "post_name": "Z", '
        '"mode": "exercise", "last_used_ms": 1}',
    ],
)
def test_a_card_that_cannot_be_read_keeps_nobody_from_opening(
    tmp_path: Path, card: str
) -> None:
    async def story() -> None:
        await _made(tmp_path)
        (tmp_path / "real" / "home.json").write_text(card)
        post = _program(tmp_path)

        (home,) = post.homes()
        await post.unlock(Mode.REAL, PASSPHRASE)

        assert (home.post_name, home.last_used_ms) == ("", None)
        assert post.file(Mode.REAL) is not None
        await post.end()

    asyncio.run(story())


def test_a_closed_post_does_not_join_and_a_listener_hears_of_closing(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        await _made(tmp_path)
        post = _program(tmp_path)
        told: list[bool] = []
        stop = post.on_sending(Mode.REAL, lambda: told.append(True))

        with pytest.raises(Refusal) as refused:
            await post.enrol(Mode.REAL, "NOOD-")

        assert refused.value.key == "post_closed"
        await post.unlock(Mode.REAL, PASSPHRASE)
        await post.close(Mode.REAL)
        stop()
        count = len(told)
        await post.close(Mode.REAL)
        assert count > 0
        assert len(told) == count
        await post.end()

    asyncio.run(story())
