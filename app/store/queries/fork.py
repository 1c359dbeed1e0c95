"""Logs that contradict themselves: two events under one id, both readable."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.store.fold import WontFold, read_fact
from app.store.names import actor_names, device_name, device_names
from sync.clock import hlc_ms
from sync.database import Database, rows
from sync.event import Event, is_erased, read_event

MOST = 50


@dataclass(frozen=True, slots=True)
class Version:
    """One of the events that claim the same id; `body` None: after an update.

    The first to arrive is in force; what is `erased` has no words any more.
    """

    kind: str
    body: Any | None
    actor_name: str
    at_ms: int
    in_force: bool
    erased: bool


@dataclass(frozen=True, slots=True)
class Fork:
    """An id that was given out twice, in one log of one post."""

    log: bytes
    seq: int
    post: bytes
    device: str
    versions: tuple[Version, ...]


def forks(db: Database, limit: int = MOST) -> tuple[Fork, ...]:
    """Return the latest ids that were given out twice."""
    found = rows(
        db,
        "SELECT DISTINCT fork.log, seq, COALESCE(post, x'') FROM fork "
        "LEFT JOIN log USING (log) ORDER BY fork.log, seq DESC LIMIT ?",
        (limit,),
    )
    actors, devices = actor_names(db), device_names(db)
    return tuple(
        Fork(
            bytes(log),
            seq,
            bytes(post),
            device_name(devices, bytes(log)),
            _versions(db, bytes(log), seq, actors),
        )
        for log, seq, post in found
    )


def _versions(
    db: Database, log: bytes, seq: int, actors: dict[bytes, str]
) -> tuple[Version, ...]:
    found = rows(
        db,
        "SELECT canon, 1 FROM event WHERE log = ? AND seq = ? UNION ALL "
        "SELECT canon, 0 FROM fork WHERE log = ? AND seq = ?",
        (log, seq, log, seq),
    )
    return tuple(
        _version(read_event(canon), actors, in_force=bool(first))
        for canon, first in found
    )


def _version(event: Event, actors: dict[bytes, str], *, in_force: bool) -> Version:
    return Version(
        kind=event.kind,
        body=_body(event),
        actor_name=actors.get(event.actor, ""),
        at_ms=hlc_ms(event.hlc),
        in_force=in_force,
        erased=is_erased(event),
    )


def _body(event: Event) -> Any | None:
    try:
        return read_fact(event)
    except WontFold:
        return None
