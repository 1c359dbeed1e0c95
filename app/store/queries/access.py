"""The access log: who had access to whose record, when, and by what right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from app.care.access import (
    MOST_OVERRIDE_MS,
    AccessEnded,
    AccessOpened,
    AccessOverridden,
    AccessReviewed,
    ends_ms,
)
from app.care.terms import AccessReason, FactId, Role
from app.store.fold import WontFold, read_fact
from app.store.names import actor_names, device_name, device_names
from sync.database import Database, rows
from sync.event import Event
from sync.ids import EventId, LogId
from sync.journal import event_by_id

MOST: Final = 200
"""Entries on one screen; a shorter period shows what is left out."""

_LATEST: Final = "ORDER BY at_ms DESC, log DESC, seq DESC LIMIT ?"
_ROOM_FOR_CLOCKS_MS: Final = 10 * 60_000


@dataclass(frozen=True, slots=True)
class Opening:
    """Somebody opened a casualty's detail."""

    at_ms: int
    actor: bytes
    actor_name: str
    role: Role | None
    casualty: bytes
    number: str
    why: AccessReason
    device: str


@dataclass(frozen=True, slots=True)
class Look:
    """One entry of the log; `body` is the fact, and says what kind of access it was."""

    id: FactId
    at_ms: int
    body: Any
    actor: bytes
    actor_name: str
    casualty: bytes
    number: str
    device: str


@dataclass(frozen=True, slots=True)
class Override:
    """An emergency access: by whom, why, until when, and what a lead found of it.

    `given_back` is that its person ended it at `until_ms`, before its time.
    """

    id: FactId
    fact: AccessOverridden
    actor: bytes
    actor_name: str
    number: str
    until_ms: int
    opened: int = 0
    review: AccessReviewed | None = None
    reviewer: str = ""
    given_back: bool = False


def openings(db: Database, limit: int = 100) -> tuple[Opening, ...]:
    """Return the latest openings, newest first."""
    found = looks(db, kind="access.opened", limit=limit)
    return tuple(
        Opening(
            at_ms=look.at_ms,
            actor=look.actor,
            actor_name=look.actor_name,
            role=look.body.role,
            casualty=look.casualty,
            number=look.number,
            why=look.body.why,
            device=look.device,
        )
        for look in found
        if isinstance(look.body, AccessOpened)
    )


def looks(
    db: Database,
    casualty: bytes | None = None,
    *,
    since_ms: int = 0,
    kind: str | None = None,
    limit: int = MOST,
) -> tuple[Look, ...]:
    """Return who had access, newest first: to one casualty, or to anybody."""
    where, values = "at_ms >= ?", [since_ms]
    conditions: list[Any] = list(values)
    if casualty is not None:
        where += " AND casualty = ?"
        conditions.append(casualty)
    if kind is not None:
        where += " AND kind = ?"
        conditions.append(kind)
    sql = f"SELECT log, seq, casualty FROM looked WHERE {where} {_LATEST}"  # noqa: S608 - ours to write; what was asked is a parameter
    found = rows(db, sql, (*conditions, limit))
    actors, devices = actor_names(db), device_names(db)
    numbers: dict[bytes, str] = {}
    shown: list[Look] = []
    for log, seq, stream in found:
        event, body = _read(db, (bytes(log), seq))
        if event is None or body is None:
            continue
        name = bytes(stream)
        if name not in numbers:
            numbers[name] = _number(db, name)
        shown.append(
            Look(
                id=(event.log, event.seq),
                at_ms=body.observed_ms,
                body=body,
                actor=event.actor,
                actor_name=actors.get(event.actor, ""),
                casualty=name,
                number=numbers[name],
                device=device_name(devices, event.log),
            )
        )
    return tuple(shown)


def overrides(db: Database, limit: int = MOST) -> tuple[Override, ...]:
    """Return emergency accesses: those nobody judged first, then the newest."""
    reviews = _reviews(db)
    opened, ended = _opened_by(db), _ended(db)
    found = []
    for look in looks(db, kind="access.overridden", limit=limit):
        if isinstance(look.body, AccessOverridden):
            review = reviews.get(look.id)
            found.append(
                Override(
                    id=look.id,
                    fact=look.body,
                    actor=look.actor,
                    actor_name=look.actor_name,
                    number=look.number,
                    until_ms=_until(look.id, look.body, look.actor, ended),
                    opened=opened.get(look.id, 0),
                    review=review.body if review else None,
                    reviewer=review.actor_name if review else "",
                    given_back=(look.id, look.actor) in ended,
                )
            )
    return tuple(sorted(found, key=lambda each: each.review is not None))


def standing_override(
    db: Database, actor: bytes, now_ms: int, casualty: bytes | None = None
) -> Override | None:
    """Return the emergency access of a person that lasts longest now, if any.

    With a casualty only one that reaches it: to this casualty, or to all.
    """
    since = now_ms - MOST_OVERRIDE_MS - _ROOM_FOR_CLOCKS_MS
    standing, ended = [], _ended(db, since)
    for look in looks(db, since_ms=since, kind="access.overridden"):
        fact = look.body
        if not isinstance(fact, AccessOverridden) or look.actor != actor:
            continue
        reaches = casualty is None or fact.casualty in (b"", casualty)
        until_ms = _until(look.id, fact, actor, ended)
        if reaches and fact.observed_ms <= now_ms < until_ms:
            standing.append(
                Override(look.id, fact, actor, look.actor_name, look.number, until_ms)
            )
    return max(standing, key=lambda each: each.until_ms, default=None)


def override_by_id(db: Database, target: FactId) -> Override | None:
    """Return one emergency access, or None."""
    event, fact = _read(db, target)
    if event is None or not isinstance(fact, AccessOverridden):
        return None
    number = _number(db, fact.casualty)
    ended = _ended(db, fact.observed_ms - _ROOM_FOR_CLOCKS_MS)
    until_ms = _until(target, fact, event.actor, ended)
    return Override(target, fact, event.actor, "", number, until_ms)


_Ended = dict[tuple[FactId, bytes], int]
"""When somebody gave back an emergency access: by which, and who said so."""


def _ended(db: Database, since_ms: int = 0) -> _Ended:
    found: _Ended = {}
    for look in looks(db, since_ms=since_ms, kind="access.ended", limit=10 * MOST):
        if isinstance(look.body, AccessEnded):
            target = (bytes(look.body.target[0]), look.body.target[1])
            found[target, look.actor] = look.body.observed_ms
    return found


def _until(target: FactId, fact: AccessOverridden, actor: bytes, ended: _Ended) -> int:
    """Return when an emergency access ends: by its time, or when its person said so."""
    by_itself = ends_ms(fact)
    return min(by_itself, ended.get((target, actor), by_itself))


def _reviews(db: Database) -> dict[FactId, Look]:
    """Return the newest judgement of each emergency access."""
    found = looks(db, kind="access.reviewed", limit=10 * MOST)
    return {
        (bytes(look.body.target[0]), look.body.target[1]): look
        for look in reversed(found)
        if isinstance(look.body, AccessReviewed)
    }


def _opened_by(db: Database) -> dict[FactId, int]:
    """Return how many records were opened by each emergency access."""
    opened: dict[FactId, set[bytes]] = {}
    for look in looks(db, kind="access.forced", limit=10 * MOST):
        target = (bytes(look.body.target[0]), look.body.target[1])
        opened.setdefault(target, set()).add(look.casualty)
    return {target: len(records) for target, records in opened.items()}


def _read(db: Database, target: FactId) -> tuple[Event | None, Any]:
    event = event_by_id(db, EventId(LogId(target[0]), target[1]))
    if event is None:
        return None, None
    try:
        return event, read_fact(event)
    except WontFold:
        return event, None


def _number(db: Database, stream: bytes) -> str:
    """Return whose record it is: by number, by where a resident lives, or by name."""
    found = (
        rows(db, "SELECT number FROM casualty WHERE stream = ?", (stream,))
        or rows(
            db,
            "SELECT trim(street || ' ' || house_number) FROM resident WHERE stream = ?",
            (stream,),
        )
        or rows(db, "SELECT name FROM guest WHERE stream = ?", (stream,))
    )
    return str(found[0][0]) if found else ""
