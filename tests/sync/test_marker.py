import json
import shutil

import pytest

from sync.database import open_database
from sync.errors import FileError
from sync.event import Draft
from sync.ids import ActorId, Mode, StreamId
from sync.journal import MIGRATIONS, Journal
from sync.marker import Marker, continue_log, mark
from tests.support.fakes import FakeClock, SeededIds

DRAFT = Draft(StreamId(b"here"), "note.recorded", 1, b"\x80", ActorId(b""))


class Laptop:
    """A journal in a file and its marker beside it."""

    def __init__(self, folder, seed):
        self.database = open_database(folder / "post.db", None, MIGRATIONS)
        ids = SeededIds(seed)
        self.journal = Journal(self.database, FakeClock(), ids, Mode.REAL)
        self.marker = Marker(folder / "marker.json")
        with self.database.atomic():
            self.began = continue_log(self.journal, self.marker)
        mark(self.journal, self.marker)

    def record(self, marked=True):
        with self.database.atomic():
            self.journal.record([DRAFT])
        if marked:
            mark(self.journal, self.marker)

    def close(self):
        self.database.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self.database.close()


def test_the_same_file_goes_on_with_its_log(tmp_path):
    first = Laptop(tmp_path, 1)
    first.record()
    log = first.journal.log
    first.close()

    again = Laptop(tmp_path, 2)

    assert (first.began, again.began) == (True, False)
    assert again.journal.log == log
    again.close()


def test_a_crash_between_commit_and_marker_goes_on_with_its_log(tmp_path):
    first = Laptop(tmp_path, 1)
    first.record(marked=False)
    first.close()

    again = Laptop(tmp_path, 2)

    assert not again.began
    again.close()


def test_a_restored_backup_starts_a_new_log(tmp_path):
    first = Laptop(tmp_path, 1)
    first.record()
    log = first.journal.log
    first.close()
    shutil.copy(tmp_path / "post.db", tmp_path / "backup")
    later = Laptop(tmp_path, 2)
    later.record()
    later.close()
    shutil.copy(tmp_path / "backup", tmp_path / "post.db")

    restored = Laptop(tmp_path, 3)

    assert restored.began
    assert restored.journal.log != log
    assert restored.journal.last_seq(log) == 1
    restored.close()


@pytest.mark.parametrize("kept", [None, b"", b"[]", b"{}", b'{"log": 1}', b"\xff"])
def test_a_missing_or_damaged_marker_starts_a_new_log(tmp_path, kept):
    first = Laptop(tmp_path, 1)
    first.record()
    first.close()
    if kept is None:
        (tmp_path / "marker.json").unlink()
    else:
        (tmp_path / "marker.json").write_bytes(kept)

    again = Laptop(tmp_path, 2)

    assert again.began
    assert len(again.journal.own_logs()) == 2
    again.close()


def test_a_marker_of_another_file_starts_a_new_log(tmp_path):
    first = Laptop(tmp_path, 1)
    first.record()
    first.marker.write(first.journal.start_log(), 1)
    log = first.journal.log
    first.close()

    again = Laptop(tmp_path, 2)

    assert again.began
    assert again.journal.log != log
    again.close()


def test_a_marker_that_cannot_be_written_is_said(tmp_path):
    with pytest.raises(FileError):
        Marker(tmp_path / "nowhere" / "marker.json").write(b"log-id-8", 1)


@pytest.mark.parametrize("seq", [-1, 1 << 63, 10**40])
def test_a_marker_that_counts_what_nothing_can_hold_is_none_at_all(tmp_path, seq):
    place = {"log": bytes(8).hex(), "seq": seq}
    (tmp_path / "marker.json").write_text(json.dumps(place))

    assert Marker(tmp_path / "marker.json").read() is None


def test_what_is_secured_is_on_the_disk_before_it_returns(tmp_path, monkeypatch):
    laptop = Laptop(tmp_path, 1)
    laptop.record(marked=False)
    synced = []
    monkeypatch.setattr("sync.files._sync_folder", synced.append)

    laptop.marker.secure(laptop.journal)
    laptop.marker.secure(laptop.journal)

    assert synced == [tmp_path]
    assert laptop.marker.read() == (laptop.journal.log, 1)
    laptop.close()
