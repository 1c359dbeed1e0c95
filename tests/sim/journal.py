"""What the file of a post or a hub holds, read past the program."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, TypeAlias

import sqlcipher3.dbapi2

from app.post.applying import LACKS_NEWS, LANDED
from sync.ids import EventId, LogId
from sync.trust.pairs import SigningKey

SECRETS: Final = ("device_signing", "device_sealing", "post_key", "hub_sealing")
_ENDS: Final = ("", "-wal")
"""The files a state is in: the database and what was not written back to it yet."""
_State: TypeAlias = tuple[int, int, int] | None


@dataclass(slots=True)
class Journal:
    """Everything a file holds, read past the program."""

    facts: dict[EventId, bytes] = field(default_factory=dict)
    chains: dict[EventId, bytes] = field(default_factory=dict)
    own: dict[LogId, bytes] = field(default_factory=dict)
    hlcs: dict[EventId, int] = field(default_factory=dict)
    received: set[EventId] = field(default_factory=set)
    troubles: list[tuple[Any, ...]] = field(default_factory=list)
    photos: dict[bytes, bytes] = field(default_factory=dict)
    """Every attachment that is whole, and its digest."""
    photos_own: set[bytes] = field(default_factory=set)
    """Those of them that this device made itself."""
    photos_of: dict[bytes, set[bytes]] = field(default_factory=dict)
    """The attachments of each stream."""
    erased: set[bytes] = field(default_factory=set)
    """The streams that were erased by law."""
    post_id: bytes = b""
    device: bytes = b""
    is_member: bool = False
    """Whether it ever joined a hub."""
    unexplained: int = 0
    """Batches in erased form whose erasure is still on its way."""
    secrets: tuple[bytes, ...] = ()
    landed: set[bytes] = field(default_factory=set)
    """The envelopes whose events are here."""
    lacks_news: bool = False
    """Whether it says that it was put back, and has not asked for everything yet."""
    landed_count: int = 0
    """How often something that came down has landed in it."""

    is_chained: bool = False
    """Whether its chains were checked; a journal that did not change is kept."""

    @property
    def own_ids(self) -> set[EventId]:
        return {each for each in self.facts if each.log in self.own}


@contextmanager
def opened(path: Path, key: bytes | None) -> Iterator[Any]:
    """Open a file for looking only."""
    conn = sqlcipher3.dbapi2.connect(str(path))
    try:
        if key is not None:
            conn.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        conn.execute("PRAGMA query_only = ON")
        yield conn
    finally:
        conn.close()


def read_journal(path: Path, key: bytes) -> Journal:
    """Read what a file holds now; one that did not change is not read again."""
    return _read(
        path, key, tuple(_state(path.with_name(path.name + end)) for end in _ENDS)
    )


def _state(path: Path) -> _State:
    try:
        seen = path.stat()
    except FileNotFoundError:
        return None
    return seen.st_ino, seen.st_size, seen.st_mtime_ns


@functools.lru_cache(maxsize=16)
def _read(
    path: Path, key: bytes, _state: tuple[tuple[int, int, int] | None, ...]
) -> Journal:
    found = Journal()
    with opened(path, key) as conn:
        for log, seq, hlc, canon, chain in conn.execute(
            "SELECT log, seq, hlc, canon, chain FROM event ORDER BY log, seq"
        ):
            name = EventId(LogId(log), seq)
            found.facts[name], found.chains[name] = canon, chain
            found.hlcs[name] = hlc
        for log, genesis in conn.execute("SELECT log, genesis FROM log WHERE own"):
            found.own[LogId(log)] = genesis
        for log, first, last in conn.execute(
            "SELECT log, first, last FROM batch WHERE level = 2"
        ):
            found.received |= {EventId(LogId(log), n) for n in range(first, last + 1)}
        found.landed = {
            bytes(name)
            for (name,) in conn.execute(
                "SELECT envelope FROM batch WHERE level = 2 "
                "UNION ALL SELECT envelope FROM landed"
            )
        }
        found.troubles = [
            *conn.execute("SELECT 'fork', log, seq FROM fork"),
            *conn.execute(
                "SELECT 'batch', batch_no, trouble FROM batch "
                "WHERE trouble IS NOT NULL AND level = 2 AND trouble != 'unexplained'"
            ),
            *conn.execute("SELECT 'attention', kind, why FROM attention"),
        ]
        for name, log, stream, digest, pieces in conn.execute(
            "SELECT a.id, a.log, a.stream, a.digest, (SELECT COUNT(*) FROM piece "
            "WHERE attachment = a.id) = a.count FROM attachment AS a"
        ):
            if pieces:
                found.photos[name] = digest
                if log in found.own:
                    found.photos_own.add(name)
            found.photos_of.setdefault(stream, set()).add(name)
        found.erased = {
            stream
            for (stream,) in conn.execute(
                "SELECT stream FROM event WHERE kind = 'entity.erased'"
            )
        }
        said = dict(conn.execute("SELECT name, value FROM setting"))
        found.post_id = bytes(said.get("post_id", b""))
        found.is_member = "certificate" in said
        signing = said.get("device_signing")
        found.device = SigningKey.from_bytes(signing).id if signing else b""
        found.lacks_news = bool(said.get(LACKS_NEWS))
        found.landed_count = said.get(LANDED) or 0
        found.unexplained = len(
            conn.execute(
                "SELECT 1 FROM batch WHERE trouble = 'unexplained' AND level = 2"
            ).fetchall()
        )
        held = (bytes(value) for name, value in said.items() if name in SECRETS)
        found.secrets = tuple(held)
    return found
