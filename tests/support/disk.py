"""Disks without room, really: nothing in this process can write to a file."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import contextmanager

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
