"""A backup of a shared database: every row as of one moment, in one file.

Nothing in it can be read that cannot be read in the database. The key receipts are
signed with is not in it: that is kept apart, with the passphrase.
"""

from __future__ import annotations

import os
import struct
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from typing import IO, TYPE_CHECKING, Final

from sync.database import open_database, rows
from sync.errors import DamagedFile, FileError, NewerFile, NotOurFile
from sync.event import pack, unpack
from sync.files import os_errors
from sync.hub.schema import MIGRATIONS

if TYPE_CHECKING:
    from pathlib import Path

    from sync.database import Database
    from sync.hub.postgres import Postgres

_NEW: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
_ABOUT: Final = "about"
_WHAT: Final = "noodpost-hub"
_ABOUT_BYTES: Final = 4096
_PIECE_BYTES: Final = 1 << 20
_STEPS: Final = "schema_step"
_INBOX: Final = "inbox"

_SPOILED: Final = (
    *(zipfile.BadZipFile, KeyError, EOFError, struct.error, UnicodeDecodeError),
)

_COPIED: Final = b"PGCOPY\n\xff\r\n\0" + bytes(8)
"""How PostgreSQL begins what it copies: no flags, and nothing added."""
_WIDE: Final = struct.Struct(">q")
_LENGTH: Final = struct.Struct(">i")
_COUNT: Final = struct.Struct(">h")


def back_up(database: Postgres, path: Path, now_ms: int) -> int:
    """Write a whole backup, or nothing; return its size in bytes.

    Raises FileError, DiskFull.
    """
    fresh = path.with_name(path.name + ".new")
    with os_errors(path.name):
        try:
            fresh.unlink(missing_ok=True)
            with os.fdopen(os.open(fresh, _NEW, 0o600), "wb") as raw:
                with zipfile.ZipFile(raw, "w", zipfile.ZIP_STORED) as file:
                    _write(database, file, now_ms)
                raw.flush()
                os.fsync(raw.fileno())
            fresh.replace(path)
        finally:
            fresh.unlink(missing_ok=True)
        return path.stat().st_size


def _write(database: Postgres, file: zipfile.ZipFile, now_ms: int) -> None:
    with database.snapshot() as copied:
        steps = database.ask(f"SELECT part, step FROM {_STEPS} ORDER BY part")  # noqa: S608
        file.writestr(_ABOUT, pack([_WHAT, now_ms, steps]))
        for table in database.tables():
            if table != _STEPS:
                with file.open(table, "w", force_zip64=True) as to:
                    for piece in copied(table):
                        to.write(piece)


def restore(database: Postgres, path: Path) -> int:
    """Put a backup back in a database without a hub; return when it was made.

    All of it or nothing. Raises NotOurFile, DamagedFile, NewerFile, FileError.
    """
    with os_errors(path.name):
        try:
            with zipfile.ZipFile(path) as file:
                return _read(database, file)
        except _SPOILED as why:
            raise DamagedFile(path.name) from why


def _read(database: Postgres, file: zipfile.ZipFile) -> int:
    made_ms, steps = _about(file)
    here = database.ask(f"SELECT part, step FROM {_STEPS} ORDER BY part")  # noqa: S608
    if here != steps:
        raise NewerFile("made by another version: restore it with that one")
    if database.ask("SELECT 1 FROM envelope UNION ALL SELECT 1 FROM setting LIMIT 1"):
        raise FileError("there is a hub in this database")
    with database.refilled() as fill:
        for table in database.tables():
            if table != _STEPS:
                with file.open(table) as came:
                    fill(table, _pieces(came))
    return made_ms


def _about(file: zipfile.ZipFile) -> tuple[int, list[tuple[str, int]]]:
    """Return when a backup was made, and of which version each part is."""
    about = file.read(_ABOUT)
    what, made_ms, steps = unpack(
        tuple[str, int, list[tuple[str, int]]], about, limit=_ABOUT_BYTES
    )
    if what != _WHAT:
        raise NotOurFile("no backup of a hub")
    return made_ms, steps


def is_backup(path: Path) -> bool:
    """Tell whether a file looks like a backup of a database, and no plain inbox."""
    with os_errors(path.name):
        return zipfile.is_zipfile(path)


def plain_inbox(path: Path, to: Path) -> None:
    """Write the inbox of a backup as the plain file of a hub without a database.

    It takes no database to do so. Raises NotOurFile, DamagedFile, NewerFile, DiskFull.
    """
    with os_errors(path.name):
        try:
            with zipfile.ZipFile(path) as file:
                step = dict(_about(file)[1]).get(_INBOX, 0)
                if step > len(MIGRATIONS):
                    raise NewerFile("the backup was made by a later version")
                with closing(open_database(to, None, MIGRATIONS, step)) as inbox:
                    _fill_plain(inbox, file)
        except _SPOILED as why:
            raise DamagedFile(path.name) from why


def _fill_plain(inbox: Database, file: zipfile.ZipFile) -> None:
    with inbox.atomic():
        for table in inbox.table_names():
            columns = rows(inbox, f"PRAGMA table_info({table})")
            kinds = [str(kind) for _, _, kind, *_ in columns]
            marks = ", ".join("?" * len(kinds))
            with file.open(table) as came:
                inbox.conn.executemany(
                    f"INSERT INTO {table} VALUES ({marks})",  # noqa: S608 - ours
                    _copied_rows(came, kinds),
                )


def _copied_rows(came: IO[bytes], kinds: Sequence[str]) -> Iterator[list[object]]:
    """Yield the rows that PostgreSQL copied of a table with columns of these kinds."""
    if _exactly(came, len(_COPIED)) != _COPIED:
        raise DamagedFile("not as PostgreSQL copies")
    while (count := _COUNT.unpack(_exactly(came, _COUNT.size))[0]) != -1:
        if count != len(kinds):
            raise DamagedFile("another number of columns")
        yield [_copied_value(came, kind) for kind in kinds]


def _copied_value(came: IO[bytes], kind: str) -> object:
    length = _LENGTH.unpack(_exactly(came, _LENGTH.size))[0]
    if length == -1:
        return None
    value = _exactly(came, length)
    if kind == "INTEGER":
        return _WIDE.unpack(value)[0]
    return value.decode() if kind == "TEXT" else value


def _exactly(came: IO[bytes], count: int) -> bytes:
    found = came.read(count)
    if len(found) != count:
        raise EOFError
    return found


def _pieces(came: IO[bytes]) -> Iterator[bytes]:
    while piece := came.read(_PIECE_BYTES):
        yield piece
