"""One table for each type of stream, made from its state class.

A row has the scalars of the state as columns, for lists; the whole state as one blob;
and how far the stream was folded. All of it follows from the events alone, so the same
events give the same rows at a post and at the hub; `LOCAL_COLUMNS` is what does not.
"""

from __future__ import annotations

import hashlib
import types
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import Any, Final, Union, get_args, get_origin, get_type_hints

from app.care.casualty_line import words_to_find
from app.catalogue import KINDS, STREAMS, Stream
from app.store import moved
from app.store.fold import Folded
from app.store.profile import keyed_by, keys_of
from sync.database import Database, rows
from sync.event import pack, read_record

LOCAL_COLUMNS: Final = frozenset({"n"})
"""`n` is the place of a row in this file; it may differ between two files."""

FOLD_VERSION: Final = 4
"""Raised when a fold gives another state for the same events."""

WORDS: Final[dict[str, Callable[[Any], str]]] = {"casualty": words_to_find}
"""The streams people search by words, and the words of a state."""

_MAX_STATE_BYTES: Final = 64 * 1024 * 1024
_AT_ONCE: Final = (1, 8, 64)
"""Streams asked for in one query: few sizes, so that each is prepared only once."""
_FOLDED: Final = ("stream", "origin", "last_hlc", "last_log", "last_seq", "retractions")
_SQL_TYPES: Final[dict[type, str]] = {int: "INTEGER", bytes: "BLOB", bool: "INTEGER"}


@dataclass(frozen=True, slots=True)
class Held:
    """A state in the picture, and how far its stream was folded."""

    state: Any
    origin: bytes
    last: tuple[int, bytes, int]
    retractions: int


@dataclass(frozen=True, slots=True)
class Kept:
    """A stream that was folded; `before` is the state in the table now, where known."""

    stream: bytes
    folded: Folded
    before: Any = None


@dataclass(frozen=True, slots=True)
class Table:
    """The table of one type of stream, and the statements that use it."""

    stream: Stream
    columns: tuple[str, ...]
    create: tuple[str, ...]
    drop: tuple[str, ...]
    scalars: Callable[[Any], tuple[Any, ...]]
    held: str
    upsert: str
    delete: str
    every_row: str


def _sql(*parts: str) -> str:
    """Join the parts of a statement; names in it come from the catalogue only."""
    return " ".join(parts)


def _columns_of(line: type) -> dict[str, str]:
    hints = get_type_hints(line)
    return {each.name: _sql_type(hints[each.name]) for each in fields(line)}


def _sql_type(hint: Any) -> str:
    if get_origin(hint) in (types.UnionType, Union):
        inner = next(each for each in get_args(hint) if each is not type(None))
        return _SQL_TYPES.get(inner, "TEXT")
    return f"{_SQL_TYPES.get(hint, 'TEXT')} NOT NULL"


def _scalars(line: type) -> Callable[[Any], tuple[Any, ...]]:
    """Return what takes a line apart, as it stands in its columns."""
    names = [each.name for each in fields(line)]
    if len(names) > 1:
        return attrgetter(*names)
    return lambda one: tuple(getattr(one, name) for name in names)


def _table(stream: Stream) -> Table:
    name, line = stream.name, _columns_of(stream.line_type)
    columns = (*_FOLDED, *line, "state")
    scalars = ", ".join(f"{column} {kind}" for column, kind in line.items())
    create = _sql(
        f"CREATE TABLE {name} (n INTEGER PRIMARY KEY,",
        "stream BLOB NOT NULL UNIQUE, origin BLOB NOT NULL,",
        "last_hlc INTEGER NOT NULL, last_log BLOB NOT NULL,",
        "last_seq INTEGER NOT NULL, retractions INTEGER NOT NULL,",
        f"{scalars}, state BLOB NOT NULL)",
    )
    indexes = [
        _sql(f"CREATE INDEX {name}_{place} ON {name}", f"({', '.join(each)})")
        for place, each in enumerate(stream.indexes, start=1)
    ]
    changes = ", ".join(f"{each} = excluded.{each}" for each in columns[1:])
    return Table(
        stream,
        columns,
        (create, *indexes),
        (f"DROP TABLE IF EXISTS {name}",),
        _scalars(stream.line_type),
        _sql(
            "SELECT stream, state, origin, last_hlc, last_log, last_seq, retractions",
            f"FROM {name}",
        ),
        _sql(
            f"INSERT INTO {name} ({', '.join(columns)}) VALUES",
            f"({', '.join('?' * len(columns))})",
            f"ON CONFLICT (stream) DO UPDATE SET {changes}",
        ),
        _sql("DELETE FROM", name, "WHERE stream = ?"),
        _sql("SELECT", ", ".join(columns), "FROM", name, "ORDER BY stream"),
    )


TABLES: Final[dict[str, Table]] = {
    name: _table(stream) for name, stream in STREAMS.items()
}

_BESIDE: Final = (
    "CREATE TABLE attention (log BLOB NOT NULL, seq INTEGER NOT NULL, "
    "stream BLOB NOT NULL, kind TEXT NOT NULL, why TEXT NOT NULL, "
    "PRIMARY KEY (log, seq)) WITHOUT ROWID",
    "CREATE INDEX attention_stream ON attention (stream)",
    "CREATE TABLE cause (log BLOB NOT NULL, seq INTEGER NOT NULL, "
    "child_log BLOB NOT NULL, child_seq INTEGER NOT NULL, "
    "PRIMARY KEY (log, seq, child_log, child_seq)) WITHOUT ROWID",
    "CREATE TABLE looked (log BLOB NOT NULL, seq INTEGER NOT NULL, "
    "kind TEXT NOT NULL, casualty BLOB NOT NULL, at_ms INTEGER NOT NULL, "
    "PRIMARY KEY (log, seq)) WITHOUT ROWID",
    "CREATE INDEX looked_casualty ON looked (casualty, at_ms)",
    "CREATE INDEX looked_at ON looked (at_ms)",
    "CREATE INDEX looked_kind ON looked (kind, at_ms)",
    "CREATE TABLE likeness_key (key TEXT NOT NULL, stream BLOB NOT NULL, "
    "PRIMARY KEY (key, stream)) WITHOUT ROWID",
    "CREATE INDEX likeness_key_stream ON likeness_key (stream)",
    *moved.TABLE,
    "CREATE VIRTUAL TABLE casualty_words USING fts5(words, content='', "
    "contentless_delete=1, detail=column, "
    "tokenize='unicode61 remove_diacritics 2')",
)
_DROP_BESIDE: Final = (
    "DROP TABLE IF EXISTS looked",
    "DROP TABLE IF EXISTS movement",
    "DROP TABLE IF EXISTS lot_place",
    "DROP TABLE IF EXISTS likeness_key",
    "DROP TABLE IF EXISTS attention",
    "DROP TABLE IF EXISTS cause",
    "DROP TABLE IF EXISTS casualty_words",
)


def picture_version() -> str:
    """Return the version of the picture: its tables, its kinds and its folds."""
    made = [statement for table in TABLES.values() for statement in table.create]
    kinds = [f"{kind.name} {kind.v}" for kind in KINDS]
    text = "\n".join([str(FOLD_VERSION), *made, *_BESIDE, *kinds])
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def make_tables(db: Database) -> None:
    """Drop every table of the picture and make it anew, empty."""
    for table in TABLES.values():
        for statement in (*table.drop, *table.create):
            db.conn.execute(statement)
    for statement in (*_DROP_BESIDE, *_BESIDE):
        db.conn.execute(statement)


def in_stream(
    db: Database, select: str, streams: Sequence[bytes], rest: str = ""
) -> Iterator[tuple[Any, ...]]:
    """Yield what `select` finds in these streams, some at a time; ours to write."""
    first = 0
    while first < len(streams):
        left = len(streams) - first
        size = next((each for each in _AT_ONCE if each >= left), _AT_ONCE[-1])
        names = streams[first : first + size]
        sql = f"{select} WHERE stream IN ({', '.join('?' * size)}) {rest}"
        yield from rows(db, sql, (*names, *[None] * (size - len(names))))
        first += size


def run_all(db: Database, sql: str, parameters: Sequence[tuple[Any, ...]]) -> None:
    """Run one statement for each row of parameters, and nothing for none."""
    if parameters:
        db.conn.executemany(sql, parameters)


def held_all(
    db: Database, stream_type: str, streams: Sequence[bytes]
) -> dict[bytes, Held]:
    """Return the state of each of these streams that has one."""
    return {
        bytes(name): Held(
            read_state(stream_type, state),
            bytes(origin),
            (int(hlc), bytes(log), int(seq)),
            retractions,
        )
        for name, state, origin, hlc, log, seq, retractions in in_stream(
            db, TABLES[stream_type].held, streams
        )
    }


def state_of(db: Database, stream_type: str, stream: bytes) -> Any | None:
    """Return the state of a stream, or None when it has none."""
    found = held_all(db, stream_type, [stream]).get(stream)
    return None if found is None else found.state


def read_state(stream_type: str, state: bytes) -> Any:
    """Read a state as it stands in the picture."""
    return read_record(STREAMS[stream_type].state, state, limit=_MAX_STATE_BYTES)


def keep_all(db: Database, stream: Stream, kept: Sequence[Kept]) -> None:
    """Put folded streams into their table; take out those where nothing stands."""
    table = TABLES[stream.name]
    standing = [each for each in kept if each.folded.state is not None]
    run_all(db, table.upsert, [_row(table, each) for each in standing])
    gone = [each.stream for each in kept if each.folded.state is None]
    if stream.name in WORDS:
        _index_words(db, stream.name, standing, gone)
        _index_keys(db, standing, gone)
    if stream.name == "lot":
        moved.note_moves(
            db,
            [
                (each.stream, state, each.before)
                for each in standing
                if (state := each.folded.state) is not None
            ],
        )
        moved.forget_moves(db, gone)
    run_all(db, table.delete, [(name,) for name in gone])


def _row(table: Table, kept: Kept) -> tuple[Any, ...]:
    folded = kept.folded
    scalars = table.scalars(table.stream.line(folded.state))
    fixed = (kept.stream, folded.origin, *folded.last, folded.retractions)
    return (*fixed, *scalars, pack(folded.state))


def _index_words(
    db: Database, stream_type: str, standing: Sequence[Kept], gone: Sequence[bytes]
) -> None:
    """Let people find what stands by the words it has now; rows are there already."""
    words = WORDS[stream_type]
    said = {each.stream: words(each.folded.state) for each in standing}
    for each in standing:
        if each.before is not None and words(each.before) == said[each.stream]:
            del said[each.stream]
    select = _sql("SELECT stream, n FROM", stream_type)
    run_all(
        db,
        "INSERT OR REPLACE INTO casualty_words (rowid, words) VALUES (?, ?)",
        [(n, said[bytes(name)]) for name, n in in_stream(db, select, list(said))],
    )
    run_all(
        db,
        "DELETE FROM casualty_words WHERE rowid = ?",
        [(n,) for _, n in in_stream(db, select, gone)],
    )


def _index_keys(db: Database, standing: Sequence[Kept], gone: Sequence[bytes]) -> None:
    """Let records that may be of one person be found by what they share."""
    changed = [each for each in standing if not _keeps_its_keys(each)]
    names = [(name,) for name in (*(each.stream for each in changed), *gone)]
    run_all(db, "DELETE FROM likeness_key WHERE stream = ?", names)
    run_all(
        db,
        "INSERT INTO likeness_key (key, stream) VALUES (?, ?)",
        [
            (key, each.stream)
            for each in changed
            for state in (each.folded.state,)
            if state is not None
            for key in sorted(keys_of(state))
        ],
    )


def _keeps_its_keys(kept: Kept) -> bool:
    before, after = kept.before, kept.folded.state
    return (
        before is not None and after is not None and keyed_by(before) == keyed_by(after)
    )


def table_rows(db: Database, stream_type: str) -> list[tuple[Any, ...]]:
    """Return every row of a table without its local columns, to compare two files."""
    return rows(db, TABLES[stream_type].every_row)
