"""A replica: an encrypted file that follows the journal in a shared database.

What a transaction changes of the tables that are true becomes one row of that journal:
numbered, sealed under a key of the file, and committed there before it is here. Every
other process applies the rows in their order, so all their files say the same; each may
be thrown away and made anew. A mark in each row tells a file that knows a row which the
database forgot: that file has diverged.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from sync.database import Put, rows
from sync.errors import (
    DamagedFile,
    Diverged,
    FormatError,
    NewerFile,
    SealError,
    TooLarge,
)
from sync.event import Event, pack, read_event, unpack
from sync.hub.captured import Change, Table, attach, captured, current, put, read_tables
from sync.journal import set_setting, setting
from sync.limits import MAX_CHANGE_BYTES

if TYPE_CHECKING:
    from sync.database import Database, Plain
    from sync.ids import Ids
    from sync.trust.stored import StoredKey

_FOLLOWED: Final = "followed"
_MARK_BYTES: Final = 16
_PAGE: Final = 64
"""Rows applied in one transaction: many at a time are folded at less cost each."""

_TURN: Final = "journal"
_REWRITING: Final = b"rewriting"


class Place(NamedTuple):
    """A row of the shared journal, as a file remembers it."""

    n: int
    mark: bytes


_START: Final = Place(0, b"")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the shared journal, opened."""

    place: Place
    step: int
    change: Change


@dataclass(frozen=True, slots=True)
class Came:
    """What applying rows did: the new events, and the streams of which any changed."""

    new: Sequence[Event]
    changed: Sequence[bytes]


class Replica:
    """The way between one encrypted file and the journal of a shared database."""

    def __init__(self, shared: Plain, key: StoredKey, ids: Ids, step: int) -> None:
        """Take a database; `step` is how many migrations a file of ours has had."""
        self._shared = shared
        self._key = key
        self._ids = ids
        self._step = step
        self._tables: dict[str, Table] = {}

    def attach(self, db: Database) -> None:
        """Note from now on what a writing connection changes of what is true."""
        self._tables = attach(db)

    def first_step(self) -> int:
        """Return how many migrations the file had that wrote the oldest row."""
        found = self._shared.ask("SELECT step FROM journal ORDER BY n LIMIT 1")
        return min(int(found[0][0]), self._step) if found else self._step

    def behind(self, db: Database) -> int:
        """Return how many rows there are that a file has not followed."""
        found = self._shared.ask("SELECT COALESCE(MAX(n), 0) FROM journal")
        return int(found[0][0]) - _place(db).n

    @contextmanager
    def writing(self) -> Iterator[Put]:
        """Be the only one that appends, until the end, which commits; follow first."""
        with self._shared.change(_TURN) as run:
            yield run

    def append(self, db: Database, run: Put) -> None:
        """Append what this transaction of the file changed, if anything true did."""
        change, replaces = captured(db, self._tables)
        if not change:
            return
        before = _place(db)
        place = Place(before.n + 1, self._ids.random(_MARK_BYTES))
        bound, text = _bound(place, before, self._step), pack(change)
        if len(text) > MAX_CHANGE_BYTES:
            raise TooLarge("more than one row of the shared journal holds")
        run(
            "INSERT INTO journal (n, mark, step, replaces, sealed) "
            "VALUES (?, ?, ?, ?, ?)",
            *(place.n, place.mark, self._step, replaces),
            self._key.seal(text, bound, self._ids),
        )
        set_setting(db, _FOLLOWED, pack([place.n, place.mark]))

    def following(self, db: Database) -> list[Row]:
        """Return the next rows a file has not followed, opened; none when it is up.

        Raises Diverged, NewerFile, DamagedFile.
        """
        place = _place(db)
        found = self._shared.ask(
            "SELECT n, mark, step, sealed FROM journal WHERE n >= ? ORDER BY n LIMIT ?",
            *(place.n, _PAGE),
        )
        if place != _START:
            if not found or (found[0][0], found[0][1]) != place:
                raise Diverged("the shared journal does not go on from here")
            del found[0]
        opened: list[Row] = []
        for n, mark, step, sealed in found:
            if step > self._step:
                raise NewerFile("a later version writes in the shared journal")
            if n != place.n + 1:
                raise DamagedFile("a row of the shared journal is missing")
            before, place = place, Place(n, bytes(mark))
            opened.append(Row(place, step, self._opened(place, before, step, sealed)))
        return opened

    def _opened(self, place: Place, before: Place, step: int, sealed: bytes) -> Change:
        try:
            text = self._key.open(sealed, _bound(place, before, step))
            return unpack(Change, text, limit=MAX_CHANGE_BYTES)
        except (SealError, FormatError) as why:
            raise DamagedFile(f"row {place.n} of the shared journal") from why

    def apply(self, db: Database, opened: Sequence[Row]) -> Came:
        """Make a file say what rows say, inside its transaction."""
        (top,) = rows(db, "SELECT COALESCE(MAX(n), 0) FROM event")[0]
        tables = read_tables(db)
        touched: set[int] = set()
        for row in opened:
            touched.update(put(db, tables, row.change))
        set_setting(db, _FOLLOWED, pack([*opened[-1].place]))
        if self._tables:
            captured(db, self._tables)  # it is in the journal already
        new = [n for n in sorted(touched) if n > top]
        old = [n for n in touched if n <= top]
        return Came(_events(db, new), tuple({each.stream for each in _events(db, old)}))

    def owes_rewriting(self) -> bool:
        """Tell whether older rows hold what a later one erased or replaced."""
        found = self._shared.ask("SELECT 1 FROM journal WHERE replaces = 1 LIMIT 1")
        return bool(found)

    def rewrite(self, db: Database) -> int:
        """Let rows say what is so now: what was erased or replaced since leaves them.

        `db` has followed; on a connection that only reads. Returns how many rows were
        sealed anew. Done by one process at a time: the last has followed furthest.
        """
        with self._shared.held(_REWRITING):
            upto = _place(db).n
            found = self._shared.ask(
                "SELECT COALESCE(MAX(n), 0) FROM journal WHERE replaces = 1 AND n <= ?",
                upto,
            )
            last, done = int(found[0][0]), 0
            before = _START
            while before.n < last:
                before, changed = self._rewrite_next(db, before)
                done += changed
            with self._shared.change() as run:
                run("UPDATE journal SET replaces = 0 WHERE n <= ?", last)
            self._shared.wipe()
        return done

    def _rewrite_next(self, db: Database, before: Place) -> tuple[Place, int]:
        found = self._shared.ask(
            "SELECT n, mark, step, sealed FROM journal WHERE n = ?", before.n + 1
        )
        n, mark, step, sealed = found[0]
        place = Place(n, bytes(mark))
        said = self._opened(place, before, step, sealed)
        now = current(db, read_tables(db), said)
        if now == said:
            return place, 0
        fresh = self._key.seal(pack(now), _bound(place, before, step), self._ids)
        with self._shared.change() as run:
            run("UPDATE journal SET sealed = ? WHERE n = ?", fresh, n)
        return place, 1


def _place(db: Database) -> Place:
    raw = setting(db, _FOLLOWED)
    return _START if raw is None else Place(*unpack(tuple[int, bytes], raw, limit=64))


def _bound(place: Place, before: Place, step: int) -> bytes:
    """Return what a row is bound to: its number and mark, and the row before it."""
    return pack([place.n, place.mark, before.mark, step])


def _events(db: Database, numbers: Sequence[int]) -> list[Event]:
    found = (
        rows(db, "SELECT canon FROM event WHERE n = ?", (number,)) for number in numbers
    )
    return [read_event(each[0][0]) for each in found if each]
