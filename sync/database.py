"""Open a file: SQLCipher, write-ahead log, synchronous FULL, wrong files refused.

sqlite-utils picks its SQLite module once, at import, by the name `pysqlite3`. SQLCipher
is put in that place first, otherwise the two libraries disagree about exceptions.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING, Any, Final, Protocol

import sqlcipher3
import sqlcipher3.dbapi2

from sync.errors import DamagedFile, DiskFull, FileError, NewerFile, NotOurFile

sys.modules.setdefault("pysqlite3", sqlcipher3)
sys.modules.setdefault("pysqlite3.dbapi2", sqlcipher3.dbapi2)

from sqlite_utils import Database  # noqa: E402

if TYPE_CHECKING:
    from os import PathLike

MEMORY: Final = ":memory:"
APPLICATION_ID: Final = 0x4E4F4F44
"""`NOOD`: how a file of ours says so."""

_STATEMENTS: Final = 256
"""Statements kept prepared: one tap alone runs through more than are by default."""

DatabaseError = sqlcipher3.dbapi2.DatabaseError
IntegrityError = sqlcipher3.dbapi2.IntegrityError

__all__ = [
    "MEMORY",
    "Database",
    "DatabaseError",
    "IntegrityError",
    "Migration",
    "Plain",
    "Put",
    "Run",
    "Shared",
    "migrate",
    "open_database",
    "open_reader",
    "rows",
    "translated",
]

Migration = str
"""SQL that takes a file from one schema version to the next."""

Run = Callable[..., int]
"""`run(sql, *parameters) -> rows changed`, inside a transaction."""

Put = Callable[..., object]
"""`put(sql, *parameters)`, inside a transaction; what it changed shows when it asks."""


class Plain(Protocol):
    """What needs no key to be read: a file of this process, or a shared database."""

    @property
    def is_shared(self) -> bool:
        """Whether other processes use it too."""

    def ask(self, sql: str, *parameters: object) -> list[tuple[Any, ...]]:
        """Return every row of a query."""

    def change(self, alone: str = "") -> AbstractContextManager[Put]:
        """Change it in one transaction; one at a time of those that say `alone`."""

    def held(self, name: bytes) -> AbstractContextManager[None]:
        """Let nobody else hold this name until the end."""

    def hold(self, name: bytes) -> Any:
        """Begin to hold a name, until `let_go`; `using` goes on with it."""

    def using(self, holding: Any) -> AbstractContextManager[None]:
        """Ask and change as the one who holds a name."""

    def let_go(self, holding: Any) -> None:
        """Hold a name no longer."""

    def wipe(self) -> None:
        """Keep nothing of what was deleted."""

    def close(self) -> None:
        """Let go of it."""


def open_database(
    path: str | PathLike[str],
    key: bytes | None,
    migrations: Sequence[Migration],
    upto: int | None = None,
) -> Database:
    """Open or make the file at `path` for writing and bring its schema up to date.

    `key` is 32 bytes; None means a plain file, for what is sealed already. `upto` is
    how many steps to take for now; `migrate` takes the others.
    Raises NotOurFile, DamagedFile, NewerFile or DiskFull.
    """
    database = _connect(path, key)
    with translated():
        try:
            _check(database, newest=len(migrations))
            database.conn.execute("PRAGMA journal_mode = WAL")
            database.conn.execute("PRAGMA synchronous = FULL")
            migrate(database, migrations[:upto])
        except BaseException:
            database.close()
            raise
    return database


def open_reader(path: str | PathLike[str], key: bytes | None) -> Database:
    """Open the file at `path` for queries only; one connection for one thread."""
    database = _connect(path, key)
    database.conn.execute("PRAGMA query_only = ON")
    return database


def _connect(path: str | PathLike[str], key: bytes | None) -> Database:
    if key is not None and len(key) != 32:
        raise FileError("a file key is 32 bytes")
    with translated():
        connection = sqlcipher3.connect(
            str(path),
            isolation_level=None,
            check_same_thread=False,
            timeout=30.0,
            cached_statements=_STATEMENTS,
        )
        try:
            for pragma in _pragmas(key):
                connection.execute(f"PRAGMA {pragma}")
        except BaseException:
            connection.close()
            raise
    return Database(connection)


def _pragmas(key: bytes | None) -> Iterator[str]:
    yield "cipher_log_level = NONE"  # a wrong key is an answer, not a line on stderr
    if key is not None:
        yield f"key = \"x'{key.hex()}'\""
        yield "cipher_memory_security = OFF"
    yield "temp_store = MEMORY"
    yield "secure_delete = ON"  # what the law erases is written over, not just let go
    yield "cache_size = -65536"


def _check(database: Database, newest: int) -> None:
    mark = _pragma(database, "application_id")
    if mark == 0 and _pragma(database, "schema_version") == 0:
        database.conn.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    elif mark != APPLICATION_ID:
        raise NotOurFile("the file belongs to another program")
    if _pragma(database, "user_version") > newest:
        raise NewerFile("the file was written by a later version")


def migrate(database: Database, migrations: Sequence[Migration]) -> None:
    """Take the steps a file has not taken yet, each in a transaction of its own."""
    for number in range(_pragma(database, "user_version"), len(migrations)):
        with database.atomic():
            for statement in filter(str.strip, migrations[number].split(";")):
                database.conn.execute(statement)
            database.conn.execute(f"PRAGMA user_version = {number + 1}")


def _pragma(database: Database, name: str) -> int:
    return int(database.conn.execute(f"PRAGMA {name}").fetchone()[0])


def rows(
    database: Database, sql: str, parameters: Sequence[object] = ()
) -> list[tuple[Any, ...]]:
    """Return every row of a query, as plain tuples."""
    found: list[tuple[Any, ...]] = database.conn.execute(sql, parameters).fetchall()
    return found


class Shared:
    """One connection that several threads use in turn, for the plain files.

    Everything raises in the words of `sync.errors`; a change is all or nothing.
    """

    is_shared: Final = False

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.RLock()

    def ask(self, sql: str, *parameters: object) -> list[tuple[Any, ...]]:
        """Return every row of a query."""
        with self._lock, translated():
            return rows(self._database, sql, parameters)

    @contextmanager
    def change(self, alone: str = "") -> Iterator[Run]:
        """Yield `run(sql, *parameters) -> rows changed`, inside one transaction."""

        def run(sql: str, *parameters: object) -> int:
            return int(self._database.conn.execute(sql, parameters).rowcount)

        with self._lock, translated(), self._database.atomic():
            yield run

    def hold(self, _name: bytes) -> None:
        """Hold a name: nobody else has this file, and its hub takes turns by itself."""

    def let_go(self, _holding: None) -> None:
        """Hold a name no longer."""

    @contextmanager
    def held(self, _name: bytes) -> Iterator[None]:
        """Hold a name until the end."""
        yield

    @contextmanager
    def using(self, _holding: None) -> Iterator[None]:
        """Go on as the one who holds a name."""
        yield

    def wipe(self) -> None:
        """Empty the write-ahead log, which keeps what was deleted until then."""
        self.ask("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._database.close()


@contextmanager
def translated() -> Iterator[None]:
    """Turn what SQLite says of the file itself into the words of `sync.errors`."""
    try:
        yield
    except DatabaseError as why:
        said = str(why)
        if "full" in said or "disk I/O error" in said:
            raise DiskFull(said) from why
        if "not a database" in said:
            raise NotOurFile(said) from why
        if "readonly" in said or "locked" in said or "closed" in said:
            raise FileError(said) from why
        if "malformed" in said or "unable to open" in said:
            raise DamagedFile(said) from why
        raise
