"""What a transaction changed of the tables that are true, row by row, to be redone.

Triggers of the writing connection note the keys; the rows are read at the end, as they
are then. The picture is not among them: each file folds its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sync.database import rows

if TYPE_CHECKING:
    from sync.database import Database

TRUE: Final = (
    *("log", "event", "fork", "batch", "setting", "epoch", "erased", "unwanted"),
    *("landed", "attachment", "piece", "across"),
)
"""The tables of a journal's file that every replica shares."""

_LOCAL: Final = {"erased": ("scrubbed",)}
"""Columns that speak of one file only."""

_OWN: Final = "('picture', 'followed')"
"""Settings that speak of one file only."""

_SECRET: Final = ("event", "fork", "attachment", "piece")
"""Tables of which a row that was changed or deleted may be nowhere any longer."""

_KEYS: Final = "hub_*"
"""The settings that hold a hub's keys: of those too none may be left that went."""

Line = list[Any]
Change = list[tuple[str, list[str], list[Line], list[Line]]]
"""By table: its columns, its rows as they are now, and the keys of those that went."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its key, and the columns that every replica shares."""

    name: str
    key: tuple[str, ...]
    columns: tuple[str, ...]

    @property
    def where(self) -> str:
        """How one row is named."""
        return " AND ".join(f"{column} = ?" for column in self.key)


def read_tables(db: Database) -> dict[str, Table]:
    """Return the tables that are true, as a file has them at its step."""
    found: dict[str, Table] = {}
    for name in TRUE:
        columns = rows(db, f"PRAGMA table_info({name})")
        key = sorted((each[5], each[1]) for each in columns if each[5])
        local = _LOCAL.get(name, ())
        shared = tuple(each[1] for each in columns if each[1] not in local)
        if columns:
            found[name] = Table(name, tuple(column for _, column in key), shared)
    return found


def attach(db: Database) -> dict[str, Table]:
    """Note from now on, on this connection, which rows change; return the tables."""
    tables = read_tables(db)
    widest = max(len(table.key) for table in tables.values())
    keys = ", ".join(f"k{n}" for n in range(widest))
    # What an `OR REPLACE` deletes is noted too.
    db.conn.execute("PRAGMA recursive_triggers = ON")
    db.conn.execute(f"CREATE TEMP TABLE touched (name TEXT, replaces INTEGER, {keys})")
    for table in tables.values():
        for statement in _triggers(table, widest):
            db.conn.execute(statement)
    return tables


def _triggers(table: Table, widest: int) -> Iterable[str]:
    name, changed = table.name, ", ".join(table.columns)
    secret = str(int(name in _SECRET))
    if name == "setting":
        secret = f"{{row}}.name GLOB '{_KEYS}'"
    for what, row, replaces in (
        ("INSERT", "NEW", "0"),
        (f"UPDATE OF {changed}", "NEW", secret),
        (f"UPDATE OF {changed}", "OLD", secret),
        ("DELETE", "OLD", secret),
    ):
        empty = ["NULL"] * (widest - len(table.key))
        values = ", ".join([*(f"{row}.{column}" for column in table.key), *empty])
        when = f"WHEN {row}.name NOT IN {_OWN}" if name == "setting" else ""
        old = replaces.format(row=row)
        note = f"INSERT INTO touched VALUES ('{name}', {old}, {values})"  # noqa: S608 - ours
        yield (
            f"CREATE TEMP TRIGGER note_{name}_{what[:6]}_{row} AFTER {what} "
            f"ON main.{name} {when} BEGIN {note}; END"
        )


def captured(db: Database, tables: dict[str, Table]) -> tuple[Change, bool]:
    """Return what was changed since the last time, and whether it replaces anything."""
    found = rows(db, "SELECT name, MAX(replaces) FROM touched GROUP BY name")
    change: Change = []
    for name, _ in found:
        table = tables[name]
        names = ", ".join(f"k{n}" for n in range(len(table.key)))
        keys = rows(
            db,
            f"SELECT DISTINCT {names} FROM touched WHERE name = ?",  # noqa: S608 - ours
            (name,),
        )
        change.append(_now(db, table, table.columns, keys))
    db.conn.execute("DELETE FROM touched")
    return change, any(replaces for _, replaces in found)


def _now(
    db: Database, table: Table, columns: Sequence[str], keys: Iterable[Sequence[Any]]
) -> tuple[str, list[str], list[Line], list[Line]]:
    said = ", ".join(columns)
    query = f"SELECT {said} FROM {table.name} WHERE {table.where}"  # noqa: S608 - ours
    here: list[Line] = []
    gone: list[Line] = []
    for key in keys:
        found = rows(db, query, tuple(key))
        if found:
            here.append(list(found[0]))
        else:
            gone.append(list(key))
    return table.name, list(columns), here, gone


def current(db: Database, tables: dict[str, Table], change: Change) -> Change:
    """Return a change as it would be said today, by what is here now."""
    said: Change = []
    for name, columns, here, gone in change:
        table = tables[name]
        keys = [[line[columns.index(key)] for key in table.key] for line in here]
        _, _, still, went = _now(db, table, columns, keys)
        said.append((name, columns, still, [*gone, *went]))
    return said


def put(db: Database, tables: dict[str, Table], change: Change) -> list[int]:
    """Make the rows of a change be here; return the numbers of its events."""
    events: list[int] = []
    for name, columns, here, gone in change:
        table = tables[name]
        places = [columns.index(key) for key in table.key]
        keys: list[Any] = [[line[place] for place in places] for line in here]
        said, marks = ", ".join(columns), ", ".join("?" * len(columns))
        db.conn.executemany(
            f"DELETE FROM {name} WHERE {table.where}",  # noqa: S608 - ours
            [*keys, *gone],
        )
        db.conn.executemany(
            f"INSERT INTO {name} ({said}) VALUES ({marks})",  # noqa: S608 - ours
            here,
        )
        if name == "event":
            events += (int(key[0]) for key in keys)
    return events
