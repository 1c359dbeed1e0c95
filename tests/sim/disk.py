"""Disks: every commit and every replaced file is a moment the power can go.

The state of a disk at a power cut is copied to a new folder; whatever the dying program
still does in the old one has no effect.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import sqlcipher3.dbapi2

from tests.sim.dice import Dice
from tests.sim.loop import LIFE, PowerCut, is_dead

_CHANGES: Final = ("INSERT", "UPDATE", "DELETE", "REPLACE")
_LOST_ODDS: Final = 0.4
_TORN_ODDS: Final = 0.2
FULL: Final = "database or disk is full"


@dataclass(frozen=True, slots=True)
class Unsure:
    """What a file held that was replaced since; and whether its new bytes may be torn.

    Bytes that were synced before they took the place of others are never torn: after a
    power cut there is the old file or the new one.
    """

    held: bytes | None
    may_tear: bool


@dataclass(slots=True)
class Disk:
    """One machine's disk: where it is now, and what will go wrong with it."""

    name: str
    root: Path
    dice: Dice
    note: Callable[[str], None]
    generation: int = 0
    moments: int = 0
    doom: int | None = None
    """In how many moments the power goes; None: not at all."""
    doomed: str = ""
    """The file whose moments alone count for that; empty: those of any."""
    is_full: bool = False
    full_odds: float = 1.0
    volatile: dict[Path, Unsure] = field(default_factory=dict)
    """What a file held when the disk surely had it, until it has the new one."""
    unsure: set[Path] = field(default_factory=set)

    @property
    def folder(self) -> Path:
        """Where the programs of this machine keep their files now."""
        return self.root / self.name / str(self.generation)

    def owns(self, path: Path) -> bool:
        """Tell whether a path is on this disk as it is now."""
        return path.is_relative_to(self.folder)

    def moment(self, what: str) -> None:
        """Let a moment pass; the power may go. Raises PowerCut."""
        if is_dead():
            raise PowerCut
        self.moments += 1
        if self.doom is None or self.doomed not in what:
            return
        self.doom -= 1
        if self.doom <= 0:
            self.cut_power(what)
            raise PowerCut

    def aim(self, moments: int, doomed: str = "") -> None:
        """Let the power go in so many moments, of one file or of any."""
        self.doom, self.doomed = moments, doomed

    def cut_power(self, what: str) -> None:
        """Keep what a disk would hold now, and end the life that ran on it."""
        self.doom = None
        self.note(f"power cut at {self.name}: {what}, moment {self.moments}")
        life, before = LIFE.get(), self.folder
        self.generation += 1
        shutil.copytree(before, self.folder)
        for path, unsure in self.volatile.items():
            self._maybe_lose(self.folder / path.relative_to(before), unsure)
        self.volatile.clear()
        self.unsure.clear()
        if life is not None:
            life.end()

    def replaced(self, path: Path, held: bytes | None, *, may_tear: bool) -> None:
        """Note that a file took the place of another, which a power cut may undo."""
        before = self.volatile.get(path, Unsure(held, may_tear=False))
        self.volatile[path] = Unsure(before.held, before.may_tear or may_tear)

    def _maybe_lose(self, path: Path, unsure: Unsure) -> None:
        if not self.dice.falls(_LOST_ODDS):
            return
        self.note(f"{self.name} lost what was written last to {path.name}")
        if unsure.may_tear and self.dice.falls(_TORN_ODDS):
            path.write_bytes(b"")
        elif unsure.held is None:
            path.unlink(missing_ok=True)
        else:
            path.write_bytes(unsure.held)

    def refuses(self) -> bool:
        """Tell whether there is no room for what is written now."""
        return self.is_full and self.dice.falls(self.full_odds)


class Disks:
    """Every disk there is, and the hooks through which programs reach them."""

    def __init__(self) -> None:
        self.all: list[Disk] = []
        self._replace = os.replace
        self._rename = os.rename

    def of(self, path: object) -> Disk | None:
        """Return the disk a path is on, or None."""
        where = Path(str(path))
        return next((disk for disk in self.all if disk.owns(where)), None)

    def connect(self, path: str, **named: Any) -> Connection:
        """Open a file as `sqlcipher3.connect` does."""
        if is_dead():
            raise PowerCut
        made: Connection = sqlcipher3.connect(path, factory=Connection, **named)
        made.disk, made.path = self.of(path), Path(path)
        life = LIFE.get()
        if life is not None:
            life.connections.append(made)
        return made

    def write(self, real: Callable[..., None]) -> Callable[..., None]:
        """Return the writing of small files, on a disk that can be full."""

        def written(path: Path, raw: bytes, *, durable: bool) -> None:
            disk = self.of(path)
            if disk is not None:
                disk.moment(f"before {path.name}")
                if disk.refuses():
                    raise OSError(errno.ENOSPC, "no room", str(path))
                if not durable:
                    disk.unsure.add(path)
            real(path, raw, durable=durable)

        return written

    def replace(self, source: Any, target: Any, **named: Any) -> None:
        """Replace a file; until the folder is synced, a power cut may undo it."""
        where = Path(target)
        disk = self.of(where)
        if disk is None:
            self._replace(source, target, **named)
            return
        disk.moment(f"before replacing {where.name}")
        held = where.read_bytes() if where.is_file() else None
        self._replace(source, target, **named)
        is_unsure = Path(source) in disk.unsure
        disk.unsure.discard(Path(source))
        if is_unsure or where.suffix == ".json":
            disk.replaced(where, held, may_tear=is_unsure)
        disk.moment(f"after replacing {where.name}")

    def synced(self, real: Callable[[Path], None]) -> Callable[[Path], None]:
        """Return the syncing of a folder: what is in it is there to stay."""

        def sync(folder: Path) -> None:
            real(folder)
            disk = self.of(folder)
            if disk is not None:
                for path in [each for each in disk.volatile if each.parent == folder]:
                    del disk.volatile[path]
                disk.moment(f"after syncing {folder.name}")

        return sync


class Connection(sqlcipher3.dbapi2.Connection):  # type: ignore[misc]
    """A connection whose commits are moments, and whose disk can be full."""

    disk: Disk | None = None
    path: Path = Path()
    _before: int = 0

    def execute(self, sql: str, *parameters: Any) -> Any:
        disk = self.disk
        if disk is None:
            return super().execute(sql, *parameters)
        if sql == "BEGIN":
            self._before = self.total_changes
        elif sql == "COMMIT" and self.total_changes != self._before:
            return self._commit(disk)
        elif sql.startswith(_CHANGES) and disk.is_full and disk.dice.falls(0.02):
            raise sqlcipher3.dbapi2.OperationalError(FULL)
        return super().execute(sql, *parameters)

    def _commit(self, disk: Disk) -> Any:
        disk.moment(f"before commit of {self.path.name}")
        if disk.refuses():
            raise sqlcipher3.dbapi2.OperationalError(FULL)
        done = super().execute("COMMIT")
        disk.moment(f"after commit of {self.path.name}")
        return done


def closed(connections: list[Any]) -> None:
    """Close what a dead program left open."""
    for each in connections:
        with contextlib.suppress(sqlcipher3.dbapi2.Error):
            each.close()
    connections.clear()
