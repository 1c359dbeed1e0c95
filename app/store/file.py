"""The one encrypted file: journal and picture, one writer, several readers.

One thread owns the only writing connection; every command runs there, alone, inside one
transaction. Queries run on connections that cannot write. A file in memory has one
connection, so there the writer's thread reads too.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from os import PathLike
from queue import SimpleQueue
from typing import TYPE_CHECKING, TypeVar

from app.care.refusal import NotedRefusal
from app.store.desk import Desk
from app.store.following import open_followed, take_in
from app.store.local import FILE_MIGRATIONS
from app.store.projector import Projector, Watch, refresh
from sync.clock import Clock
from sync.database import MEMORY, Database, open_database, open_reader, translated
from sync.erasure import owes_scrubbing, scrub
from sync.errors import FileError
from sync.event import Event
from sync.ids import Ids, Mode
from sync.journal import Journal

if TYPE_CHECKING:
    from sync.database import Put
    from sync.hub.replica import Replica

T = TypeVar("T")
A = TypeVar("A")

Listener = Callable[[frozenset[str], Sequence[Event]], None]
"""Told which stream types changed and by which events, after commit."""


class FileClosed(FileError):
    """The file was closed; nothing can be read or written any more."""


class CareFile:
    """A post's or a hub's file while it is open."""

    def __init__(
        self,
        database: Database,
        readers: Sequence[Database],
        desk: Desk,
        replica: Replica | None = None,
    ) -> None:
        self.mode = desk.mode
        self.clock = desk.clock
        self._database = database
        self._desk = desk
        self._replica = replica
        self._projector = Projector()
        self._listeners: list[Listener] = []
        self._closed = False
        self._owes_scrubbing = False
        self._readers = tuple(readers)
        self._free: SimpleQueue[Database] = SimpleQueue()
        for reader in readers:
            self._free.put(reader)
        self._writer = ThreadPoolExecutor(1, "care-writer")
        self._asking = ThreadPoolExecutor(max(1, len(readers)), "care-reader")
        self._writing_thread = self._writer.submit(threading.get_ident).result()
        desk.journal.tell(self._projector.fold)

    @classmethod
    def open(  # noqa: PLR0913 - every part of a file comes from outside
        cls,
        path: str | PathLike[str],
        key: bytes | None,
        *,
        mode: Mode,
        clock: Clock,
        ids: Ids,
        readers: int = 2,
        watch: Watch | None = None,
        replica: Replica | None = None,
    ) -> CareFile:
        """Open or make a file; its picture is rebuilt if another version made it.

        With a `replica` it follows a shared journal, and every write is first there.
        Raises NotOurFile, DamagedFile, NewerFile, DiskFull or Diverged.
        """
        if replica is None:
            database = open_database(path, key, FILE_MIGRATIONS)
        else:
            database = open_followed(path, key, replica, watch)
        pool: list[Database] = []
        try:
            with translated():
                refresh(database, watch)
                if str(path) != MEMORY:
                    for _ in range(readers):
                        pool.append(open_reader(path, key))  # noqa: PERF401
            _scrub(database)
        except BaseException:
            for each in (*pool, database):
                each.close()
            raise
        journal = Journal(database, clock, ids, mode)
        return cls(database, pool, Desk(database, journal, clock, ids, mode), replica)

    async def write(self, command: Callable[[Desk], T]) -> T:
        """Put a command in its own transaction; what it raises undoes all of it."""
        self._refuse_closed()
        if self._is_writer():
            return self._commit(command)
        return await asyncio.wrap_future(
            self._hand(self._writer, self._commit, command)
        )

    def write_now(self, command: Callable[[Desk], T]) -> T:
        """Put a command as `write` does, and wait for it."""
        self._refuse_closed()
        if self._is_writer():
            return self._commit(command)
        return self._hand(self._writer, self._commit, command).result()

    async def read(self, query: Callable[[Database], T]) -> T:
        """Put a query on a connection that cannot write, beside the event loop."""
        self._refuse_closed()
        executor = self._asking if self._readers else self._writer
        return await asyncio.wrap_future(self._hand(executor, self._ask, query))

    def read_now(self, query: Callable[[Database], T]) -> T:
        """Put a query as `read` does, and wait for it."""
        self._refuse_closed()
        if self._readers or self._is_writer():
            return self._ask(query)
        return self._hand(self._writer, self._ask, query).result()

    def on_change(self, listener: Listener) -> Callable[[], None]:
        """Tell `listener` of every commit; returns how to stop telling.

        It is called on the writer's thread, should be quick and must not raise.
        """
        self._listeners.append(listener)

        def stop() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return stop

    @property
    def is_closed(self) -> bool:
        """Whether the file was closed."""
        return self._closed

    def close(self) -> None:
        """Finish what is being written, then drop every connection and their key."""
        if self._closed:
            return
        self._closed = True
        self._writer.shutdown(wait=True)
        self._asking.shutdown(wait=True)
        for _ in self._readers:  # waits for a query that still runs elsewhere
            self._free.get().close()
        self._database.close()
        self._listeners.clear()

    def _commit(self, command: Callable[[Desk], T]) -> T:
        noted: NotedRefusal | None = None
        with ExitStack() as shared:
            run = self._begin(shared)
            self._projector.forget()
            with translated(), self._database.atomic():
                try:
                    answer = command(self._desk)
                except NotedRefusal as refusal:
                    noted = refusal
                if run is not None and self._replica is not None:
                    self._replica.append(self._database, run)
                    shared.close()  # committed there first; what fails is not here
        if noted is not None:
            raise noted
        self._committed()
        return answer

    def _begin(self, shared: ExitStack) -> Put | None:
        """Be the only writer of a shared journal, and up with it; None without one."""
        if self._replica is None:
            return None
        run = shared.enter_context(self._replica.writing())
        self._follow()
        return run

    async def follow(self) -> bool:
        """Take in what others wrote in a shared journal; tell whether there was any.

        Raises FileError; Diverged when this file must be made anew.
        """
        self._refuse_closed()
        return await asyncio.wrap_future(
            self._hand(self._writer, lambda _: self._follow(), None)
        )

    def behind(self) -> int:
        """Return how many rows of a shared journal are not in this file yet.

        Raises FileError.
        """
        return 0 if self._replica is None else self.read_now(self._replica.behind)

    async def rewrite(self) -> int:
        """Let a shared journal hold no more than is so now: what was erased leaves it.

        Returns how many of its rows changed. Raises FileError.
        """
        replica = self._replica
        if replica is None or not await asyncio.to_thread(replica.owes_rewriting):
            return 0
        return await self.read(replica.rewrite)

    def _follow(self) -> bool:
        replica, has_come = self._replica, False
        while replica is not None and (opened := replica.following(self._database)):
            self._projector.forget()
            with translated(), self._database.atomic():
                take_in(self._database, replica, opened, self._projector)
            self._committed()
            has_come = True
        return has_come

    def _committed(self) -> None:
        self._owes_scrubbing |= self._projector.has_erased
        if self._owes_scrubbing:
            self._owes_scrubbing = not _scrub(self._database)
        self._tell()

    def _tell(self) -> None:
        changed, events = self._projector.forget()
        if events:
            for listener in tuple(self._listeners):
                listener(changed, events)

    def _ask(self, query: Callable[[Database], T]) -> T:
        with self._borrowed() as database, translated(), _snapshot(database):
            return query(database)

    @contextmanager
    def _borrowed(self) -> Iterator[Database]:
        if not self._readers:
            yield self._database
            return
        database = self._free.get()
        try:
            yield database
        finally:
            self._free.put(database)

    def _hand(
        self, to: ThreadPoolExecutor, work: Callable[[A], T], argument: A
    ) -> Future[T]:
        try:
            return to.submit(work, argument)
        except RuntimeError:
            raise FileClosed("the file was closed") from None

    def _is_writer(self) -> bool:
        return threading.get_ident() == self._writing_thread

    def _refuse_closed(self) -> None:
        if self._closed:
            raise FileClosed("the file was closed")


def _scrub(database: Database) -> bool:
    """Write over what was erased; where it cannot now, it is asked again."""
    with suppress(FileError), translated():
        return not owes_scrubbing(database) or scrub(database)
    return False


@contextmanager
def _snapshot(database: Database) -> Iterator[None]:
    """Let every statement of one query see the same moment."""
    if database.conn.in_transaction:
        yield
        return
    database.conn.execute("BEGIN")
    try:
        yield
    finally:
        database.rollback()
