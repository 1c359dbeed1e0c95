"""Small files beside the database: replaced whole, or left as they were."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.post.card import Card, write_card
from app.settings import Settings, keep_settings, load_settings
from sync.errors import DiskFull, FileError
from sync.files import replace_small
from sync.ids import LogId, Mode, SystemIds
from sync.marker import Marker
from sync.trust.keys import Cost, Keyring, Tries, new_file_key
from tests.support.disk import full_disk
from tests.support.fakes import FakeClock

CHEAP = Cost(memory_kib=64, passes=1)


def keyring(path: Path) -> None:
    made = Keyring.make(
        new_file_key(SystemIds()),
        SystemIds(),
        passphrase="een lange wachtzin",
        cost=CHEAP,
    )
    made.write(path)


SMALL: dict[str, Callable[[Path], Any]] = {
    "keyring": keyring,
    "marker": lambda path: Marker(path).write(LogId(bytes(8)), 7),
    "tries": lambda path: Tries(path, FakeClock()).failed(),
    "card": lambda path: write_card(path, Card("Zuid", Mode.REAL, 1)),
    "settings": lambda path: keep_settings(path, Settings()),
}


@pytest.mark.parametrize("which", SMALL)
def test_a_small_file_on_a_full_disk_stays_what_it_was(
    tmp_path: Path, which: str
) -> None:
    path = tmp_path / which
    SMALL[which](path)
    before = path.read_bytes()

    with full_disk(), pytest.raises(DiskFull):
        SMALL[which](path)

    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_a_device_without_room_is_a_full_disk(tmp_path: Path) -> None:
    (tmp_path / "small.new").symlink_to("/dev/full")

    with pytest.raises(DiskFull):
        replace_small(tmp_path / "small", b"words", durable=True)

    assert not (tmp_path / "small").exists()


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"x" * 100_000, b"\xff\xfe"])
def test_a_small_file_of_garbage_is_as_if_it_were_not_there(
    tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "small"
    path.write_bytes(content)

    assert Marker(path).read() is None
    assert Tries(path, FakeClock()).wait_ms() == 0
    assert load_settings(path) == Settings()


def test_a_folder_that_cannot_be_written_is_no_full_disk(tmp_path: Path) -> None:
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "inside").write_text("x")

    with pytest.raises(FileError) as refused:
        replace_small(tmp_path / "taken", b"words", durable=False)

    assert not isinstance(refused.value, DiskFull)
    assert [path.name for path in tmp_path.iterdir()] == ["taken"]
