"""Wiping with evidence: nothing is left on the disk, a crash leaves no half post."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from app.care.refusal import Refusal
from app.care.terms import Role
from app.commands import add_person, send_test
from app.commands.closing import unsent_here
from app.post import wiping
from app.ui.closing import Wish
from app.ui.state import Setup
from sync.errors import DiskFull, WrongSecret
from sync.ids import Mode
from tests.support.region import PASSPHRASE, PIN, leader, opened, region, until
from tests.support.wiping_post import MOMENTS, filled, leave, program_of

ROOT = Path(__file__).parent.parent.parent


def inside(folder: Path) -> list[str]:
    return sorted(
        str(each.relative_to(folder)) for each in folder.rglob("*") if each.is_file()
    )


def killed(folder: Path, moment: str) -> int:
    ran = subprocess.run(
        [sys.executable, "-m", "tests.support.wiping_post", str(folder), moment],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ran.stdout == "filled\n", ran.stderr
    return ran.returncode


def test_nothing_of_a_wiped_post_is_left_on_the_disk(tmp_path: Path) -> None:
    async def story() -> None:
        program = program_of(tmp_path)
        await program.begin()
        lead = await filled(program)
        home = tmp_path / "real"
        links = {
            each: tmp_path / f"{each}.link" for each in ("keyring.json", "post.db")
        }
        for name, link in links.items():
            os.link(home / name, link)
        starts = {name: link.read_bytes()[:4096] for name, link in links.items()}

        said = await program.wipe(Mode.REAL, PASSPHRASE, Wish(lead, PIN, "geen hub"))

        assert not home.exists()
        for name, link in links.items():
            assert link.read_bytes()[:4096] == bytes(len(starts[name]))
            link.unlink()
        assert "keyring.json" in said.files
        assert "post.db" in said.files
        assert said.unsent > 0
        assert said.because == "geen hub"
        assert [
            each for each in inside(tmp_path) if not each.startswith("wiped/")
        ] == []
        assert program.homes() == ()
        assert program.wiped() == (said,)
        again = Setup("nl", "Post Noord", "NOORD", Mode.REAL, PASSPHRASE)
        await program.create(again)  # the device is as new
        await program.end()

    asyncio.run(story())


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_kill_in_the_middle_leaves_a_whole_post_or_a_wipe_that_is_finished(
    tmp_path: Path, moment: str
) -> None:
    assert killed(tmp_path, moment) == -signal.SIGKILL
    was_promised = wiping.is_promised(tmp_path, Mode.REAL)

    async def story() -> None:
        program = program_of(tmp_path)
        await program.begin()
        if was_promised:
            assert program.homes() == ()
            assert not (tmp_path / "real").exists()
            (said,) = program.wiped()
            assert (said.is_done, said.is_proven) == (True, True)
        else:
            await program.unlock(Mode.REAL, PASSPHRASE)
            assert opened(program).read_now(
                lambda db: db.execute("SELECT COUNT(*) FROM casualty").fetchone()
            ) == (1,)
            assert program.wiped() == ()
        await program.end()

    asyncio.run(story())
    assert was_promised == (moment != "before promise")


def test_a_process_that_is_left_alone_wipes_all(tmp_path: Path) -> None:
    assert killed(tmp_path, "never") == 0
    assert [each for each in inside(tmp_path) if "real/" in each] == []
    (said,) = wiping.wiped(tmp_path)
    assert said.is_proven


@pytest.mark.parametrize(
    ("passphrase", "pin", "because", "why"),
    [
        ("een andere wachtzin", PIN, "x", WrongSecret),
        (PASSPHRASE, "000000", "x", Refusal),
        (PASSPHRASE, PIN, " ", Refusal),
    ],
)
def test_a_post_is_not_wiped_without_passphrase_pin_or_what_is_unsent(
    tmp_path: Path, passphrase: str, pin: str, because: str, why: type[Exception]
) -> None:
    async def story() -> None:
        program = program_of(tmp_path)
        await program.begin()
        lead = await filled(program)
        with pytest.raises(why):
            await program.wipe(Mode.REAL, passphrase, Wish(lead, pin, because))
        assert not opened(program).is_closed
        nurse = await opened(program).write(
            lambda d: add_person(d, lead, "Piet", Role.NURSE, "135790")
        )
        with pytest.raises(Refusal, match="role_may_not"):
            await program.wipe(Mode.REAL, PASSPHRASE, Wish(nurse, "135790", "x"))
        await program.end()

    asyncio.run(story())


def test_a_disk_that_is_full_leaves_the_post_open_and_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_given: object) -> None:
        raise DiskFull("wipe")

    async def story() -> None:
        program = program_of(tmp_path)
        await program.begin()
        lead = await filled(program)
        monkeypatch.setattr(wiping, "promise", full)
        with pytest.raises(DiskFull):
            await program.wipe(Mode.REAL, PASSPHRASE, Wish(lead, PIN, "x"))
        assert not opened(program).is_closed
        await opened(program).write(lambda d: send_test(d, lead))
        assert program.wiped() == ()
        await program.end()

    asyncio.run(story())


def test_what_comes_back_while_it_is_wiped_goes_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty, late = wiping._empty, [b"road"]

    def emptied(folder: Path) -> None:
        empty(folder)
        if late:
            (folder / "road.sqlite").write_bytes(late.pop())

    async def story() -> None:
        program = program_of(tmp_path)
        await program.begin()
        lead = await filled(program)
        monkeypatch.setattr(wiping, "_empty", emptied)
        await program.wipe(Mode.REAL, PASSPHRASE, Wish(lead, PIN, "x"))
        assert not (tmp_path / "real").exists()
        await program.end()

    asyncio.run(story())


def test_what_the_hub_has_read_is_wiped_without_a_reason(tmp_path: Path) -> None:
    async def story() -> None:
        async with region(tmp_path) as here:
            post = await here.post("zuid")
            lead = leader(opened(post))
            await leave(opened(post), lead)
            with pytest.raises(Refusal, match="unsent_here"):
                here.weathers["zuid"].up = False
                await opened(post).write(lambda d: send_test(d, lead))
                await post.wipe(Mode.REAL, PASSPHRASE, Wish(lead, PIN))
            here.weathers["zuid"].up = True
            await here.received(post)
            await until(lambda: opened(post).write_now(unsent_here) == 0)

            said = await post.wipe(Mode.REAL, PASSPHRASE, Wish(lead, PIN))

            assert (said.unsent, said.because, said.is_proven) == (0, "", True)
            assert not (tmp_path / "zuid" / "real").exists()

    asyncio.run(story())


def test_a_word_that_was_changed_is_not_proven(tmp_path: Path) -> None:
    assert killed(tmp_path, "never") == 0
    (path,) = (tmp_path / "wiped").iterdir()
    raw = path.read_bytes()
    said = wiping.read_statement(raw)
    assert said is not None
    assert said.is_proven

    changed = json.loads(raw)
    changed["said"] = changed["said"].replace("Noor Bakker", "Piet Bakker")
    forged = wiping.read_statement(json.dumps(changed).encode())

    assert forged == replace(said, by_name="Piet Bakker", is_proven=False)
    for junk in (b"", b"{}", b"[1]", b'{"format": "noodpost-wipe"}', b"\xff"):
        assert wiping.read_statement(junk) is None
