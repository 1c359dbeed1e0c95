"""Disks without room, really: nothing in this process can write to a file."""

from __future__ import annotations

import errno
import functools
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sync.database import Database


@contextmanager
def full_disk(room: int = 0) -> Iterator[None]:
    """Let no file grow beyond `room` bytes; the system itself refuses the write."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@contextmanager
def filled(database: Database, pages: int = 0) -> Iterator[None]:
    """Leave one database `pages` pages of room, and the others as they are."""
    used = int(database.conn.execute("PRAGMA page_count").fetchone()[0])
    most = int(database.conn.execute("PRAGMA max_page_count").fetchone()[0])
    database.conn.execute(f"PRAGMA max_page_count = {used + pages}")
    try:
        yield
    finally:
        database.conn.execute(f"PRAGMA max_page_count = {most}")


@contextmanager
def written_by_nobody(database: Database) -> Iterator[None]:
    """Let one database refuse every write, down to those that change nothing."""
    database.conn.execute("PRAGMA query_only = ON")
    try:
        yield
    finally:
        database.conn.execute("PRAGMA query_only = OFF")


@functools.cache
def no_small_disks() -> str:
    """Return why no disk of its own can be made here; empty where it can."""
    if sys.platform != "linux" or os.geteuid() != 0:
        return "a small disk takes root on Linux: run these tests as root"
    with tempfile.TemporaryDirectory() as folder:
        try:
            with small_disk(Path(folder), 1):
                return ""
        except subprocess.CalledProcessError as why:
            return f"no disk may be mounted here: {why.stderr.strip()}"


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[None]:
    """Let a folder be a disk of its own, of this size, that begins empty."""
    options = ("-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder))
    _run("mount", *options)
    try:
        yield
    finally:
        _run("umount", "--lazy", str(folder))


@contextmanager
def stuffed(folder: Path) -> Iterator[None]:
    """Fill the disk of a folder to the last byte with what is removed in the end."""
    stuffing = folder / "stuffing"
    with stuffing.open("wb", buffering=0) as to:
        try:
            while to.write(bytes(min(1 << 20, max(1, shutil.disk_usage(folder).free)))):
                pass
        except OSError as why:
            if why.errno != errno.ENOSPC:
                raise
    try:
        yield
    finally:
        stuffing.unlink()


def _run(*words: str) -> None:
    subprocess.run(words, check=True, capture_output=True, text=True)
