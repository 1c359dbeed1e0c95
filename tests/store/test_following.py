"""Files that follow one journal in a shared database say the same, always."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.care.refusal import Refusal
from app.care.terms import Role
from app.commands import Grounds, erase_casualty
from app.store.file import CareFile
from app.store.local import FILE_MIGRATIONS
from app.store.tables import STREAMS, table_rows
from sync.database import Database, rows
from sync.errors import DamagedFile, DiskFull, Diverged, FileError, NewerFile
from sync.event import pack, unpack
from sync.hub.captured import TRUE, Change
from sync.hub.postgres import Postgres
from sync.hub.replica import Replica
from sync.ids import Mode
from sync.limits import MAX_CHANGE_BYTES
from sync.trust.stored import StoredKey
from tests.support.decrypted import decrypted
from tests.support.fakes import FakeClock, SeededIds
from tests.support.post import KEY, actor, furnish, registered
from tests.support.postgres import Server

MEMORY = ":memory:"
SECRET = "Zeldzaamnaam"


class Region:
    """One database, and files that follow it."""

    def __init__(self, server: Server) -> None:
        self.database = Postgres(server.new_database())
        self.files: list[CareFile] = []

    def open(
        self,
        path: str | Path = MEMORY,
        step: int = len(FILE_MIGRATIONS),
        key: bytes = KEY,
    ) -> CareFile:
        ids = SeededIds(len(self.files))
        replica = Replica(self.database, StoredKey(key), ids, step)
        file = CareFile.open(
            path,
            None if path == MEMORY else KEY,
            mode=Mode.REAL,
            clock=FakeClock(),
            ids=ids,
            replica=replica,
        )
        self.files.append(file)
        return file

    def founded(self, path: str | Path = MEMORY) -> CareFile:
        file = self.open(path)
        file.write_now(lambda desk: furnish(desk, SeededIds("first"), "ZUID", "A"))
        return file

    def texts(self) -> bytes:
        """Return all that the journal says, opened."""
        key, before = StoredKey(KEY), b""
        said: list[bytes] = []
        for n, mark, step, sealed in self.database.ask(
            "SELECT n, mark, step, sealed FROM journal ORDER BY n"
        ):
            text = key.open(sealed, pack([n, mark, before, step]))
            unpack(Change, text, limit=MAX_CHANGE_BYTES)
            said.append(text)
            before = mark
        return b"".join(said)


@pytest.fixture
def here(server: Server) -> Iterator[Region]:
    made = Region(server)
    yield made
    for file in made.files:
        file.close()
    made.database.close()


def follow(file: CareFile) -> bool:
    return file._hand(file._writer, lambda _: file._follow(), None).result()


def said(file: CareFile) -> list[object]:
    """Return all that a file says: what is true, and the picture of it."""

    def everything(db: Database) -> list[object]:
        true = [
            sorted(rows(db, f"SELECT * FROM {name}"), key=repr)
            for name in TRUE
            if name not in ("erased", "setting")  # they speak of this file too
        ]
        kept = rows(db, "SELECT * FROM setting WHERE name != 'picture' ORDER BY name")
        true.append(kept)
        return [*true, *(table_rows(db, name) for name in STREAMS)]

    return file.read_now(everything)


def test_what_one_writes_the_other_says_too_and_goes_on_from_there(
    here: Region,
) -> None:
    one = here.founded()
    other = here.open()

    first = registered(one, complaint=SECRET)
    second = registered(other, complaint="Schaafwond")  # follows before it writes
    has_come = follow(one)

    assert first != second
    assert has_come
    assert not follow(one)
    assert said(one) == said(other)
    assert len(one.read_now(lambda db: rows(db, "SELECT 1 FROM casualty"))) == 2


def test_a_file_made_anew_says_what_all_others_say(here: Region) -> None:
    one = here.founded()
    for _ in range(5):
        registered(one)

    fresh = here.open()

    assert said(fresh) == said(one)


def test_nothing_of_the_journal_can_be_read_in_the_database(here: Region) -> None:
    one = here.founded()
    registered(one, complaint=SECRET)

    sealed = b"".join(
        bytes(raw) for (raw,) in here.database.ask("SELECT sealed FROM journal")
    )

    assert SECRET.encode() in here.texts()
    assert SECRET.encode() not in sealed
    assert b"casualty.registered" not in sealed
    with pytest.raises(DamagedFile):
        here.open(key=bytes(32))


def test_a_refused_command_is_nowhere(here: Region) -> None:
    one = here.founded()
    other = here.open()

    def refused(desk: object) -> None:
        raise Refusal("no_such_fact")

    before = here.database.ask("SELECT COUNT(*) FROM journal")
    with pytest.raises(Refusal):
        one.write_now(refused)

    assert here.database.ask("SELECT COUNT(*) FROM journal") == before
    assert not follow(other)


def test_what_the_database_did_not_take_is_not_here_either(here: Region) -> None:
    one = here.founded()
    before = said(one)
    with here.database.change() as run:
        run(
            "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE SQLSTATE '53100'; END $$"
        )
        run(  # at the commit, when all was said here already
            "CREATE CONSTRAINT TRIGGER no_room AFTER INSERT ON journal DEFERRABLE "
            "INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION refuse()"
        )

    with pytest.raises(DiskFull):
        registered(one)

    assert said(one) == before


def test_erasure_reaches_every_file_and_the_journal_itself(
    here: Region, tmp_path: Path
) -> None:
    path = tmp_path / "other.db"
    one = here.founded()
    stream = registered(one, complaint=SECRET)
    other = here.open(path)
    by = actor(one, Role.POST_LEAD)
    one.write_now(
        lambda desk: erase_casualty(desk, by, stream, Grounds("Rechtbank", "verzoek"))
    )
    follow(other)

    replica = Replica(here.database, StoredKey(KEY), SeededIds(9), len(FILE_MIGRATIONS))
    owed = replica.owes_rewriting()
    count = one.read_now(replica.rewrite)

    assert owed
    assert count == 1
    assert not replica.owes_rewriting()
    assert SECRET.encode() not in here.texts()
    assert said(one) == said(other)
    fresh = here.open()
    assert said(fresh) == said(one)
    other.close()
    assert SECRET.encode() not in decrypted(path, KEY)


def test_a_key_that_was_destroyed_leaves_the_journal_too(here: Region) -> None:
    one = here.founded()
    replica = Replica(here.database, StoredKey(KEY), SeededIds(9), len(FILE_MIGRATIONS))

    for name in ("hub_sealing", "counter"):
        one.write_now(lambda desk, name=name: desk.set_setting(name, b"old " + KEY))
    one.write_now(lambda desk: desk.set_setting("counter", b"a count needs no more"))
    owed_for_a_count = replica.owes_rewriting()
    one.write_now(lambda desk: desk.set_setting("hub_sealing", b"new"))
    one.read_now(replica.rewrite)

    assert not owed_for_a_count
    assert not replica.owes_rewriting()
    assert b"old " + KEY not in here.texts()
    assert said(here.open()) == said(one)


def test_a_file_that_knows_more_than_the_database_has_diverged(here: Region) -> None:
    one = here.founded()
    registered(one)
    with here.database.change() as run:  # a backup that was put back
        run("DELETE FROM journal WHERE n = (SELECT MAX(n) FROM journal)")

    with pytest.raises(Diverged):
        registered(one)
    other = here.open()
    registered(other)
    with pytest.raises(Diverged):
        follow(one)


@pytest.mark.parametrize(
    "spoil",
    [
        "DELETE FROM journal WHERE n = 1",
        "UPDATE journal SET sealed = (SELECT sealed FROM journal WHERE n = 1) "
        "WHERE n = 2",
        "UPDATE journal SET mark = sealed WHERE n = 1",
    ],
)
def test_a_journal_that_somebody_changed_is_not_followed(
    here: Region, spoil: str
) -> None:
    one = here.founded()
    registered(one)
    with here.database.change() as run:
        run(spoil)

    with pytest.raises(DamagedFile):
        here.open()


def test_an_older_version_does_not_write_where_a_newer_did(here: Region) -> None:
    one = here.founded()
    registered(one)
    older = len(FILE_MIGRATIONS) - 1

    with pytest.raises(NewerFile):
        here.open(step=older)


def test_a_database_that_is_gone_refuses_writes_and_leaves_reading(
    server: Server,
) -> None:
    here = Region(server)
    one = here.founded()
    registered(one)
    here.database.close()

    with pytest.raises(FileError):
        registered(one)

    assert len(one.read_now(lambda db: rows(db, "SELECT 1 FROM casualty"))) == 1
    one.close()


def test_a_file_far_behind_makes_its_picture_at_the_end(
    here: Region, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.store.following._FAR", 20)
    one = here.founded()
    stream = registered(one, complaint=SECRET)
    for _ in range(30):
        registered(one)
    by = actor(one, Role.POST_LEAD)
    one.write_now(
        lambda desk: erase_casualty(desk, by, stream, Grounds("Rechtbank", "verzoek"))
    )

    fresh = here.open()

    assert said(fresh) == said(one)
    registered(fresh)
    follow(one)
    assert said(fresh) == said(one)


def test_a_new_file_takes_each_step_of_the_schema_where_the_journal_did(
    here: Region, monkeypatch: pytest.MonkeyPatch
) -> None:
    older = FILE_MIGRATIONS[:-1]
    with monkeypatch.context() as patch:
        patch.setattr("app.store.following.FILE_MIGRATIONS", older)
        one = here.open(step=len(older))
        one.write_now(lambda desk: furnish(desk, SeededIds("first"), "ZUID", "A"))
        registered(one)

    newer = here.open()
    registered(newer)
    fresh = here.open()

    assert said(fresh) == said(newer)
    with pytest.raises(NewerFile):  # it says so, and writes nothing more
        registered(one)
