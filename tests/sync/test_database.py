import contextlib

import pytest

from sync.database import (
    MEMORY,
    DatabaseError,
    Shared,
    open_database,
    open_reader,
    rows,
    translated,
)
from sync.errors import DamagedFile, DiskFull, FileError, NewerFile, NotOurFile

KEY = bytes(range(32))
FIRST = "CREATE TABLE one (a INTEGER); INSERT INTO one VALUES (1)"
SECOND = "ALTER TABLE one ADD COLUMN b TEXT DEFAULT 'x'"


def filled(path):
    with contextlib.closing(open_database(path, KEY, [FIRST])) as database:
        with database.atomic():
            for number in range(2_000):
                database.conn.execute("INSERT INTO one VALUES (?)", (number,))
        database.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


def test_a_file_is_made_then_migrated_and_keeps_what_it_holds(tmp_path):
    path = tmp_path / "post.db"
    open_database(path, KEY, [FIRST]).close()

    with contextlib.closing(open_database(path, KEY, [FIRST, SECOND])) as database:
        assert rows(database, "SELECT a, b FROM one") == [(1, "x")]


def test_nothing_of_an_encrypted_file_can_be_read_from_its_bytes(tmp_path):
    path = filled(tmp_path / "post.db")

    assert b"SQLite" not in path.read_bytes()
    assert b"CREATE TABLE" not in path.read_bytes()


@pytest.mark.parametrize("key", [bytes(32), None])
def test_a_wrong_key_is_refused_and_touches_nothing(tmp_path, key):
    path = filled(tmp_path / "post.db")
    before = path.read_bytes()

    with pytest.raises(NotOurFile):
        open_database(path, key, [FIRST])

    assert path.read_bytes() == before


def test_a_key_of_another_size_is_refused(tmp_path):
    with pytest.raises(FileError):
        open_database(tmp_path / "post.db", b"short", [])


@pytest.mark.parametrize("raw", [b"a letter to grandmother" * 400, b"\xff" * 5_000])
def test_a_file_of_another_kind_is_refused(tmp_path, raw):
    path = tmp_path / "post.db"
    path.write_bytes(raw)

    with pytest.raises(NotOurFile):
        open_database(path, KEY, [FIRST])

    assert path.read_bytes() == raw


def test_the_database_of_another_program_is_refused(tmp_path):
    path = tmp_path / "other.db"
    with contextlib.closing(open_database(path, None, [FIRST])) as database:
        database.conn.execute("PRAGMA application_id = 7")

    with pytest.raises(NotOurFile):
        open_database(path, None, [FIRST])


def test_a_file_of_a_later_version_is_refused(tmp_path):
    path = tmp_path / "post.db"
    open_database(path, KEY, [FIRST, SECOND]).close()

    with pytest.raises(NewerFile):
        open_database(path, KEY, [FIRST])


def test_a_file_that_was_cut_off_is_refused_when_it_is_read(tmp_path):
    path = filled(tmp_path / "post.db")
    raw = path.read_bytes()
    path.write_bytes(raw[: len(raw) // 2])

    with pytest.raises(FileError), translated():
        database = open_database(path, KEY, [FIRST])
        try:
            rows(database, "SELECT SUM(a) FROM one")
        finally:
            database.close()


def test_a_file_with_a_damaged_page_is_refused_when_it_is_read(tmp_path):
    path = filled(tmp_path / "post.db")
    raw = bytearray(path.read_bytes())
    raw[-3_000] ^= 0xFF
    path.write_bytes(raw)

    with pytest.raises(DamagedFile), translated():
        database = open_database(path, KEY, [FIRST])
        try:
            rows(database, "SELECT SUM(a) FROM one")
        finally:
            database.close()


def test_a_folder_is_no_file(tmp_path):
    with pytest.raises(DamagedFile):
        open_database(tmp_path, KEY, [FIRST])


def test_a_full_disk_writes_nothing_at_all(tmp_path):
    with contextlib.closing(
        open_database(tmp_path / "post.db", KEY, [FIRST])
    ) as database:
        database.conn.execute("PRAGMA max_page_count = 4")

        with pytest.raises(DiskFull), translated(), database.atomic():
            database.conn.execute("INSERT INTO one VALUES (2)")
            database.conn.execute("INSERT INTO one VALUES (zeroblob(100000))")

        assert rows(database, "SELECT a FROM one") == [(1,)]


def test_a_migration_that_fails_leaves_the_file_as_it_was(tmp_path):
    path = tmp_path / "post.db"
    open_database(path, KEY, [FIRST]).close()

    with pytest.raises(DatabaseError):
        open_database(path, KEY, [FIRST, SECOND + "; INSERT INTO nowhere VALUES (1)"])

    with contextlib.closing(open_database(path, KEY, [FIRST])) as database:
        assert rows(database, "SELECT * FROM one") == [(1,)]


def test_a_reader_cannot_write(tmp_path):
    path = filled(tmp_path / "post.db")

    with contextlib.closing(open_reader(path, KEY)) as reader:
        with pytest.raises(DatabaseError):
            reader.conn.execute("DELETE FROM one")

        assert rows(reader, "SELECT COUNT(*) FROM one") == [(2_001,)]


def test_a_shared_connection_changes_all_or_nothing():
    shared = Shared(open_database(MEMORY, None, [FIRST]))

    with pytest.raises(DatabaseError), shared.change() as run:
        assert run("INSERT INTO one VALUES (?)", 5) == 1
        run("INSERT INTO nowhere VALUES (1)")

    assert shared.ask("SELECT a FROM one") == [(1,)]
    shared.close()


def test_a_shared_connection_that_was_closed_says_so_in_our_words():
    shared = Shared(open_database(MEMORY, None, [FIRST]))
    shared.close()

    with pytest.raises(FileError):
        shared.ask("SELECT a FROM one")
    with pytest.raises(FileError), shared.change():
        pass
