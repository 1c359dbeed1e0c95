"""A shared database in one file, and back: all of it, or nothing."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.__main__ import main
from app.care.terms import Triage
from app.hub import HubProgram
from sync.clock import SystemClock
from sync.database import rows
from sync.errors import DamagedFile, FileError, NewerFile
from sync.hub.backup import back_up, is_backup, plain_inbox, restore
from sync.hub.inbox import Inbox
from sync.hub.postgres import Postgres
from sync.ids import Mode, SystemIds
from tests.support.postgres import Server
from tests.support.region import PASSPHRASE, arrive, opened, region, until

Out = pytest.CaptureFixture[str]


@pytest.fixture
def both(server: Server) -> Iterator[tuple[Postgres, Postgres]]:
    """A database with something in it, and an empty one."""
    full, empty = Postgres(server.new_database()), Postgres(server.new_database())
    with full.change() as run:
        for n in range(3):
            run(
                "INSERT INTO down (post, envelope, laid_ms, sealed) "
                "VALUES (?, ?, ?, ?)",
                *(b"post", bytes([n]) * 16, n, bytes(range(256)) * 9000),
            )
        run("INSERT INTO setting (name, value) VALUES (?, ?)", "a", b"\0\xff")
    yield full, empty
    full.close()
    empty.close()


def test_what_was_backed_up_is_put_back_to_the_byte(
    both: tuple[Postgres, Postgres], tmp_path: Path
) -> None:
    full, empty = both
    path = tmp_path / "backup"

    size = back_up(full, path, 1234)
    made_ms = restore(empty, path)

    asked = [f"SELECT * FROM {name} ORDER BY 1" for name in full.tables()]
    assert [full.ask(each) for each in asked] == [empty.ask(each) for each in asked]
    assert (made_ms, size) == (1234, path.stat().st_size)
    assert path.stat().st_mode & 0o077 == 0
    with empty.change() as run:  # and the numbers go on from there
        run("INSERT INTO down (post, envelope, laid_ms) VALUES (?, ?, ?)", b"", b"", 0)
    assert empty.ask("SELECT MAX(n) FROM down") == [(4,)]


def test_the_inbox_in_a_backup_is_read_without_the_database(
    both: tuple[Postgres, Postgres], tmp_path: Path
) -> None:
    full, _ = both
    path, plain = tmp_path / "backup", tmp_path / "plain"
    back_up(full, path, 0)

    plain_inbox(path, plain)

    inbox = Inbox.open(plain)
    for table in ("down", "setting", "envelope"):
        asked = f"SELECT * FROM {table} ORDER BY 1"
        assert inbox.file.ask(asked) == full.ask(asked)
    assert inbox.file.ask("SELECT LENGTH(sealed), device FROM down WHERE n = 1") == [
        (256 * 9000, None)
    ]
    inbox.close()


def test_a_damaged_backup_is_no_inbox(
    both: tuple[Postgres, Postgres], tmp_path: Path
) -> None:
    full, _ = both
    path = tmp_path / "backup"
    back_up(full, path, 0)
    raw = bytearray(path.read_bytes())
    raw[raw.index(bytes(range(256))) + 5] ^= 1
    path.write_bytes(raw)

    with pytest.raises(DamagedFile):
        plain_inbox(path, tmp_path / "plain")

    assert not is_backup(tmp_path / "plain")


def test_a_backup_is_of_one_moment(server: Server) -> None:
    url = server.new_database()
    one, other = Postgres(url), Postgres(url)
    put = "INSERT INTO setting (name, value) VALUES (?, ?)"

    with one.snapshot() as copied:
        before = b"".join(copied("setting"))
        with other.change() as run:
            run(put, "later", b"")
        after = b"".join(copied("setting"))

    assert before == after != b""
    assert len(one.ask("SELECT name FROM setting")) == 1
    one.close()
    other.close()


def test_a_damaged_backup_changes_nothing(
    both: tuple[Postgres, Postgres], tmp_path: Path
) -> None:
    full, empty = both
    path = tmp_path / "backup"
    back_up(full, path, 0)
    raw = bytearray(path.read_bytes())
    for spoiled in (raw[: len(raw) // 2], b"nothing", b""):
        path.write_bytes(spoiled)
        with pytest.raises(DamagedFile):
            restore(empty, path)
    middle = raw.index(bytes(range(256)))
    raw[middle + 5] ^= 1
    path.write_bytes(raw)

    with pytest.raises(DamagedFile):
        restore(empty, path)

    assert empty.ask("SELECT 1 FROM down UNION ALL SELECT 1 FROM setting") == []


def test_a_database_with_a_hub_or_of_another_version_is_left_as_it_is(
    both: tuple[Postgres, Postgres], tmp_path: Path
) -> None:
    full, empty = both
    path = tmp_path / "backup"
    back_up(full, path, 0)

    with pytest.raises(FileError):
        restore(full, path)
    with empty.change() as run:
        run("UPDATE schema_step SET step = step + 1")
    with pytest.raises(NewerFile):
        restore(empty, path)


def test_posts_send_again_what_a_backup_that_was_put_back_lacks(
    tmp_path: Path, server: Server, capsys: Out
) -> None:
    old, new = server.new_database(), server.new_database()
    path = tmp_path / "backup"

    async def story() -> None:
        async with region(tmp_path, database=old) as here:
            post = await here.post("zuid")
            await arrive(post, Triage.T1)
            await here.received(post)
            words = ["backup", "--to", str(path), "--database-url", old]
            assert await asyncio.to_thread(main, ["hub", *words]) == 0
            await arrive(post, Triage.T2)
            await here.received(post)
            await here.hub.end()  # the database is lost

            words = ["restore", "--from", str(path), "--database-url", new]
            assert await asyncio.to_thread(main, ["hub", *words]) == 0
            folder = tmp_path / "hub2" / "hub-real"
            folder.mkdir(parents=True)
            shutil.copy(tmp_path / "hub" / "hub-real" / "receipt.key", folder)
            again = HubProgram(
                tmp_path / "hub2",
                Mode.REAL,
                here.url,
                SystemClock(),
                SystemIds(),
                database=new,
            )
            await again.begin()
            await again.unlock(PASSPHRASE)
            before = count(again)
            here.hub = again
            post.nudge(Mode.REAL)
            await until(lambda: count(again) == 2)

            assert before == 1

    asyncio.run(story())

    assert str(path) in capsys.readouterr().out


def count(hub: HubProgram) -> int:
    return len(opened(hub).read_now(lambda db: rows(db, "SELECT 1 FROM casualty")))


def test_a_backup_without_a_database_is_refused_in_words(
    tmp_path: Path, capsys: Out, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NOODPOST_DATABASE_URL", raising=False)
    path = tmp_path / "backup"

    code = main(["hub", "backup", "--to", str(path), "--language", "en"])
    away = main(
        ["hub", "backup", "--to", str(path), "--database-url", "postgresql://[::1]:1/x"]
    )

    said = capsys.readouterr().err
    assert (code, away) == (1, 1)
    assert "--database-url" in said
    assert not path.exists()
