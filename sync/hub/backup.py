"""A backup of a shared database: every row as of one moment, in one file.

Nothing in it can be read that cannot be read in the database. The key receipts are
signed with is not in it: that is kept apart, with the passphrase.
"""

from __future__ import annotations

import os
import zipfile
from collections.abc import Iterator
from typing import IO, TYPE_CHECKING, Final

from sync.errors import DamagedFile, FileError, NewerFile, NotOurFile
from sync.event import pack, unpack
from sync.files import os_errors

if TYPE_CHECKING:
    from pathlib import Path

    from sync.hub.postgres import Postgres

_NEW: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
_ABOUT: Final = "about"
_WHAT: Final = "noodpost-hub"
_ABOUT_BYTES: Final = 4096
_PIECE_BYTES: Final = 1 << 20
_STEPS: Final = "schema_step"


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
        except (zipfile.BadZipFile, KeyError, EOFError) as why:
            raise DamagedFile(path.name) from why


def _read(database: Postgres, file: zipfile.ZipFile) -> int:
    about = file.read(_ABOUT)
    what, made_ms, steps = unpack(
        tuple[str, int, list[tuple[str, int]]], about, limit=_ABOUT_BYTES
    )
    if what != _WHAT:
        raise NotOurFile("no backup of a hub")
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


def _pieces(came: IO[bytes]) -> Iterator[bytes]:
    while piece := came.read(_PIECE_BYTES):
        yield piece
