"""PostgreSQL in place of the plain inbox, shared by several hub processes.

The only file that knows psycopg. Says the same as `sync.database.Shared`; whatever the
server says of itself becomes a word of `sync.errors`. Where the outcome of a commit is
not known the caller hears that it failed: everything it did may be done again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from typing import Any, Final
from weakref import WeakSet

import psycopg
from psycopg import errors
from psycopg.conninfo import conninfo_to_dict
from psycopg_pool import ConnectionPool

from sync.database import Migration, Put
from sync.errors import Away, DiskFull, NewerFile
from sync.hub.schema import MIGRATIONS

Connection = psycopg.Connection[tuple[Any, ...]]

_CONNECTED: Final = {
    "application_name": "noodpost-hub",
    "target_session_attrs": "read-write",
    "connect_timeout": "5",
    "keepalives_idle": "10",
    "keepalives_interval": "5",
    "keepalives_count": "3",
    "tcp_user_timeout": "20000",
}
"""What a connection is told unless the address says otherwise: of several hosts the one
that may be written to, and a host that died is noticed within half a minute."""

_SESSION: Final = (
    "SET synchronous_commit TO on",  # a receipt promises what a standby has too
    "SET lock_timeout TO '20s'",
    "SET idle_in_transaction_session_timeout TO '60s'",
)

_WAIT_S: Final = 5.0
"""How long a request waits for a connection before it is told to come again."""

_CONNECTIONS: Final = 16
"""At most so many of one process: its threads, and one that holds a turn."""

_VACUUMED: Final = ("envelope", "down", "journal")
"""The tables whose rows hold sealed bytes that must go when the law says so."""

_NOT_NOW: Final = (
    psycopg.OperationalError,
    psycopg.InterfaceError,
    psycopg.IntegrityError,  # another hub did it at the same moment
    errors.ReadOnlySqlTransaction,
    errors.InsufficientPrivilege,
)

JOURNAL_STEPS: Final[tuple[Migration, ...]] = (
    """
    CREATE TABLE journal (
        n BIGINT PRIMARY KEY,
        mark BYTEA NOT NULL,
        step BIGINT NOT NULL,
        replaces BIGINT NOT NULL,
        sealed BYTEA NOT NULL
    );
    ALTER TABLE journal ALTER COLUMN sealed SET STORAGE EXTERNAL;
    ALTER TABLE envelope ALTER COLUMN raw SET STORAGE EXTERNAL;
    ALTER TABLE down ALTER COLUMN sealed SET STORAGE EXTERNAL
    """,
)
"""What only a shared database has; a released step is never edited.

`journal` is the region's: the sealed changes of the encrypted file, see
`sync.hub.replica`.
"""


class Postgres:
    """One database, from one process; usable from any thread."""

    is_shared: Final = True

    def __init__(self, url: str) -> None:
        """Connect, and bring the tables up to date; libpq knows what a URL may say.

        Raises Away when nobody answers, NewerFile.
        """
        given = _parsed(url)
        self._current: ContextVar[Connection | None] = ContextVar(
            "noodpost-connection", default=None
        )
        self._warned: WeakSet[Connection] = WeakSet()
        self._pool = ConnectionPool(
            url,
            kwargs={
                "autocommit": True,
                **{k: v for k, v in _CONNECTED.items() if k not in given},
            },
            min_size=1,
            max_size=_CONNECTIONS,
            timeout=_WAIT_S,
            reconnect_timeout=_WAIT_S,
            configure=self._configure,
            open=True,
            num_workers=1,
        )
        try:
            self._migrate()
        except BaseException:
            self._pool.close()
            raise

    def ask(self, sql: str, *parameters: object) -> list[tuple[Any, ...]]:
        """Return every row of a query."""
        with self._connected() as connection:
            return _run(connection, sql, parameters).fetchall()

    @contextmanager
    def change(self, alone: str = "") -> Iterator[Put]:
        """Yield `put(sql, *parameters)`, inside one transaction.

        Whoever names the same thing with `alone`, in whatever process, waits until this
        one is committed. What is put goes to the server with the next question, or at
        the end: each journey there and back costs more than what it asks for.
        """
        with self._connected() as connection:
            with _pipeline(connection), self._transaction(connection, alone) as put:
                yield put
            self._check_standby(connection)

    @contextmanager
    def _transaction(self, connection: Connection, alone: str) -> Iterator[Put]:
        self._warned.discard(connection)
        with connection.transaction(), self._using(connection):
            if alone:
                number = _number(alone.encode())
                connection.execute("SELECT pg_advisory_xact_lock(%s)", (number,))
            yield lambda sql, *parameters: _run(connection, sql, parameters)

    def _check_standby(self, connection: Connection) -> None:
        """Raise Away when a commit did not wait for the standby."""
        if connection in self._warned:
            raise Away("the database: not known to be with its standby")

    @contextmanager
    def held(self, name: bytes) -> Iterator[None]:
        """Let nobody else hold this name, in whatever process, until the end.

        Everything asked or changed meanwhile goes over the connection that holds it: if
        that is lost, so is every change that was still to come.
        """
        connection = self.hold(name)
        try:
            with self.using(connection):
                yield
        finally:
            self.let_go(connection)

    def hold(self, name: bytes) -> Connection:
        """Begin to hold a name, until `let_go`; `using` goes on with it."""
        with _translated():
            connection = self._pool.getconn()
        try:
            with self._dropping(connection):
                connection.execute("SELECT pg_advisory_lock(%s)", (_number(name),))
        except BaseException:
            self._pool.putconn(connection)
            raise
        return connection

    @contextmanager
    def using(self, connection: Connection) -> Iterator[None]:
        """Ask and change over a connection that holds a name."""
        with self._using(connection):
            yield

    def let_go(self, connection: Connection) -> None:
        """Hold nothing any more; a connection that was lost holds nothing anyhow."""
        try:
            connection.execute("SELECT pg_advisory_unlock_all()")
        except psycopg.Error:
            connection.close()
        self._pool.putconn(connection)

    def tables(self) -> list[str]:
        """Return the names of all tables, those of the schema's own steps too."""
        found = self.ask(
            "SELECT table_name FROM information_schema.tables "
            "WHERE table_schema = current_schema() ORDER BY table_name"
        )
        return [str(name) for (name,) in found]

    @contextmanager
    def snapshot(self) -> Iterator[Callable[[str], Iterator[bytes]]]:
        """Yield `copied(table)`: the bytes of all tables as of one moment."""
        with self._connected() as connection, connection.transaction():
            connection.execute(
                "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"
            )

            def copied(table: str) -> Iterator[bytes]:
                copy = f"COPY {table} TO STDOUT (FORMAT BINARY)".encode()
                with connection.cursor() as cursor, cursor.copy(copy) as came:
                    for piece in came:
                        yield bytes(piece)

            with self._using(connection):
                yield copied

    @contextmanager
    def refilled(self) -> Iterator[Callable[[str, Iterable[bytes]], None]]:
        """Yield `fill(table, bytes)`: put back what was copied, all or nothing."""
        with self._connected() as connection:
            with self._transaction(connection, "schema") as put:

                def fill(table: str, pieces: Iterable[bytes]) -> None:
                    put(f"DELETE FROM {table}")  # noqa: S608 - ours
                    copy = f"COPY {table} FROM STDIN (FORMAT BINARY)".encode()
                    with connection.cursor() as cursor, cursor.copy(copy) as to:
                        for piece in pieces:
                            to.write(piece)

                yield fill
                self._number_on()
            self._check_standby(connection)

    def _number_on(self) -> None:
        """Let rows that are numbered by the server go on beyond those that are here."""
        for table, column in self.ask(
            "SELECT table_name, column_name FROM information_schema.columns "
            "WHERE table_schema = current_schema() AND is_identity = 'YES'"
        ):
            self.ask(
                "SELECT setval(pg_get_serial_sequence(?, ?), "  # noqa: S608 - ours
                f"GREATEST((SELECT MAX({column}) FROM {table}), 1))",
                *(table, column),
            )

    def wipe(self) -> None:
        """Let go of rows that were replaced or deleted, as far as the server does.

        Its own log and its backups keep them, sealed, until they are let go too.
        """
        with self._connected() as connection:
            for table in _VACUUMED:
                connection.execute(f"VACUUM {table}".encode())

    def close(self) -> None:
        """Let go of every connection."""
        self._pool.close()

    def _configure(self, connection: Connection) -> None:
        for statement in _SESSION:
            connection.execute(statement.encode())
        # Whoever cancels the wait for a standby gets a commit with no more than this.
        connection.add_notice_handler(
            lambda said: (
                self._warned.add(connection)
                if said.severity_nonlocalized == "WARNING"
                else None
            )
        )

    @contextmanager
    def _using(self, connection: Connection) -> Iterator[None]:
        token = self._current.set(connection)
        try:
            yield
        finally:
            self._current.reset(token)

    @contextmanager
    def _connected(self) -> Iterator[Connection]:
        """Yield the connection of the turn or change we are in, else any."""
        current = self._current.get()
        if current is not None:
            with self._dropping(current):
                yield current
            return
        with _translated():
            borrowed = self._pool.getconn()
        try:
            with self._dropping(borrowed):
                yield borrowed
        finally:
            self._pool.putconn(borrowed)

    @contextmanager
    def _dropping(self, connection: Connection) -> Iterator[None]:
        """Go on with no connection to a server that failed or may not be written to."""
        with _translated():
            try:
                yield
            except _NOT_NOW as why:
                if connection.broken or isinstance(why, errors.ReadOnlySqlTransaction):
                    connection.close()
                    self._pool.check()
                raise

    def _migrate(self) -> None:
        with self.change("schema") as put:
            put(
                "CREATE TABLE IF NOT EXISTS schema_step "
                "(part TEXT PRIMARY KEY, step BIGINT NOT NULL)"
            )
            self._step(put, "inbox", tuple(map(_translated_step, MIGRATIONS)))
            self._step(put, "journal", JOURNAL_STEPS)

    def _step(self, put: Put, part: str, steps: Sequence[Migration]) -> None:
        found = self.ask("SELECT step FROM schema_step WHERE part = ?", part)
        known = int(found[0][0]) if found else 0
        if known > len(steps):
            raise NewerFile("the database was written by a later version")
        for step in steps[known:]:
            for statement in filter(str.strip, step.split(";")):
                put(statement)
        put(
            "INSERT INTO schema_step (part, step) VALUES (?, ?) "
            "ON CONFLICT (part) DO UPDATE SET step = excluded.step",
            *(part, len(steps)),
        )


def _pipeline(connection: Connection) -> AbstractContextManager[object]:
    """Let statements go out without waiting for each answer, where libpq knows how."""
    return connection.pipeline() if psycopg.Pipeline.is_supported() else nullcontext()


def _number(name: bytes) -> int:
    """Return the number PostgreSQL knows a lock by."""
    digest = hashlib.sha256(name).digest()
    return int.from_bytes(digest[:8], "big", signed=True)


def _parsed(url: str) -> dict[str, Any]:
    try:
        return conninfo_to_dict(url)
    except psycopg.ProgrammingError as why:
        raise Away("not an address of a database") from why


def _translated_step(step: Migration) -> Migration:
    """Return a step of the plain inbox as PostgreSQL says it: one schema for both."""
    for ours, theirs in (
        (
            " INTEGER PRIMARY KEY",
            " BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY",
        ),
        (" INTEGER", " BIGINT"),
        (" BLOB", " BYTEA"),
        (" WITHOUT ROWID", ""),
    ):
        step = step.replace(ours, theirs)
    return step


def _run(
    connection: Connection, sql: str, parameters: Sequence[object]
) -> psycopg.Cursor[tuple[Any, ...]]:
    query = sql.replace("?", "%s").encode()
    plain = [_plain(each) for each in parameters]
    return connection.execute(query, plain, binary=True)


def _plain(value: object) -> object:
    """Return a value as SQLite takes it: a truth is a number, a choice its word."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, str):
        return str(value)
    return value


@contextmanager
def _translated() -> Iterator[None]:
    """Turn what the server says of itself into the words of `sync.errors`.

    Only what went wrong, never what was asked: that may name somebody.
    """
    try:
        yield
    except errors.DiskFull as why:
        raise DiskFull("the database has no room") from why
    except _NOT_NOW as why:
        raise Away(f"the database: {type(why).__name__}") from why
