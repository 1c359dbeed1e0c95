"""Pulled plugs: a process killed while it registers, and files that went wrong.

Real processes, real kills: what was acknowledged is there, once, and the picture fits.
"""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from app.store.local import FILE_MIGRATIONS
from app.store.projector import rebuild
from app.store.tables import table_rows
from sync.database import Database, open_database, rows
from sync.errors import DamagedFile, FileError, NewerFile, NotOurFile
from tests.support.post import KEY, open_post, registered

ROOT = Path(__file__).parent.parent.parent
REGISTER_FOR_EVER = """
import sys
from app.commands import Registration, register_casualty
from app.care.terms import Triage
from tests.support.post import actor, open_post

post = open_post(sys.argv[1], seed=sys.argv[2])
by = actor(post)
while True:
    wanted = Registration(post.clock.now_ms(), Triage.T1, name="Jan")
    event = post.write_now(lambda desk: register_casualty(desk, by, wanted))
    print(event.stream.hex(), flush=True)
"""


def registered_until_killed(path: Path, seed: int, after: int) -> list[str]:
    """Register in a process of its own, kill it, return what it acknowledged."""
    child = subprocess.Popen(
        [sys.executable, "-c", REGISTER_FOR_EVER, str(path), str(seed)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    acknowledged = [child.stdout.readline().strip() for _ in range(after)]
    child.send_signal(signal.SIGKILL)
    acknowledged += [line.strip() for line in child.stdout if line.endswith("\n")]
    child.stdout.close()
    child.wait()
    return acknowledged


def test_a_kill_while_registering_loses_nothing_and_doubles_nothing(
    tmp_path: Path,
) -> None:
    path = tmp_path / "post.db"
    acknowledged = [
        stream
        for seed, after in enumerate((1, 7, 23), start=1)
        for stream in registered_until_killed(path, seed, after)
    ]

    post = open_post(path, seed=99)
    kinds = post.read_now(_kinds_per_casualty)
    numbers = post.read_now(lambda db: rows(db, "SELECT number FROM casualty"))
    before = post.read_now(lambda db: table_rows(db, "casualty"))
    post.write_now(lambda desk: rebuild(desk.database))
    after = post.read_now(lambda db: table_rows(db, "casualty"))

    assert set(acknowledged) <= set(kinds)
    assert len(set(acknowledged)) == len(acknowledged)
    assert set(kinds.values()) == {3}
    assert len(numbers) == len(set(numbers)) == len(kinds)
    assert before == after
    post.close()


def _kinds_per_casualty(db: Database) -> dict[str, int]:
    found = rows(
        db,
        "SELECT stream, COUNT(*) FROM event WHERE kind LIKE 'casualty.%' "
        "GROUP BY stream",
    )
    return {bytes(stream).hex(): count for stream, count in found}


def test_a_file_from_a_later_version_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "post.db"
    open_post(path).close()
    later = open_database(path, KEY, FILE_MIGRATIONS)
    later.conn.execute("PRAGMA user_version = 99")
    later.close()

    with pytest.raises(NewerFile):
        open_post(path)


@pytest.mark.parametrize("content", [b"not a database" * 1000, b"PK\x03\x04" * 4096])
def test_a_file_of_something_else_is_refused_and_not_touched(
    tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "post.db"
    path.write_bytes(content)

    with pytest.raises(NotOurFile):
        open_post(path)

    assert path.read_bytes() == content


def test_a_damaged_file_says_so(tmp_path: Path) -> None:
    path = tmp_path / "post.db"
    post = open_post(path)
    for _ in range(40):
        registered(post, complaint="x" * 150)
    post.close()
    stored = bytearray(path.read_bytes())
    for page in range(len(stored) // 8192, len(stored) // 4096):
        stored[page * 4096 + 100] ^= 1
    path.write_bytes(stored)

    with pytest.raises(DamagedFile):
        _read_everything(path)


def test_half_a_file_says_so(tmp_path: Path) -> None:
    path = tmp_path / "post.db"
    open_post(path).close()
    stored = path.read_bytes()
    path.write_bytes(stored[: len(stored) // 2])

    with pytest.raises(FileError):
        _read_everything(path)


def _read_everything(path: Path) -> None:
    post = open_post(path)
    try:
        post.write_now(lambda desk: rebuild(desk.database))
    finally:
        post.close()
