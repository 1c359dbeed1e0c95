"""Sticks in this machine, and what lies on them, as far as the system lets it be seen.

On Windows a drive says that it can be taken out. On Linux and macOS a stick is what a
desktop mounts at the usual place; elsewhere a person chooses the file, as ever.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final, Protocol

import psutil

from sync.files import os_errors

SUFFIX: Final = "noodpost"
_HOMES: Final = ("/media/", "/run/media/", "/Volumes/")
_MOST_FILES: Final = 64
_MARK: Final = 4


class Mount(Protocol):
    """A place where a disk or a stick is, as psutil says it."""

    @property
    def mountpoint(self) -> str:
        """The folder."""

    @property
    def opts(self) -> str:
        """How it was mounted, with commas."""


Mounts = Callable[[], Sequence[Mount]]


@dataclass(frozen=True, slots=True)
class Stick:
    """A stick by its folder and the name its owner gave it."""

    path: Path
    name: str


class Sticks:
    """What can be taken out of this machine; `mounts` lists its disks and sticks."""

    def __init__(
        self, mounts: Mounts = psutil.disk_partitions, homes: Sequence[str] = _HOMES
    ) -> None:
        self.mounts = mounts
        self._homes = tuple(homes)

    def seen(self) -> tuple[Stick, ...]:
        """Return what is there now, by name; ask it in a thread."""
        there = [each for each in self.mounts() if self._is_stick(each)]
        found = [_stick(each.mountpoint) for each in there]
        return tuple(sorted(found, key=lambda each: each.name))

    def _is_stick(self, mount: Mount) -> bool:
        is_removable = "removable" in mount.opts.split(",")
        return is_removable or mount.mountpoint.startswith(self._homes)


def carried_on(stick: Path, mark: bytes) -> tuple[Path, ...]:
    """Return our files on a stick that begin with this mark, newest first.

    A stick that was pulled out, or a file that cannot be read, has none.
    """
    try:
        files = islice(stick.glob(f"*.{SUFFIX}"), _MOST_FILES)
        dated = sorted(((each.stat().st_mtime, each) for each in files), reverse=True)
        return tuple(path for _, path in dated if _mark_of(path) == mark)
    except OSError:
        return ()


def chunks_of(path: Path, size: int) -> Iterator[bytes]:
    """Yield the bytes of a file, in parts. Raises FileError."""
    with os_errors(path.name), path.open("rb") as file:
        yield from iter(lambda: file.read(size), b"")


def _stick(place: str) -> Stick:
    path = Path(place)
    return Stick(path, path.name or place.rstrip("\\/"))


def _mark_of(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_MARK)
