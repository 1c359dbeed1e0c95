"""Care level: a lead sets it at the post, an operator for posts in their own logs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.care.claim import ids_of
from app.care.level import (
    SETS_LEVEL,
    Authority,
    CareLevelSet,
    Level,
    level_stream,
)
from app.care.refusal import Refusal
from app.care.terms import CareLevel, FactId, Triage
from app.commands.casualty import Registration
from app.commands.power import acting, own_post, recorded, refuse_future, tidied
from app.store.desk import Desk
from app.store.queries.level import level_at, rules_here
from app.store.tables import state_of
from sync.event import Event
from sync.ids import ActorId, LogId


@dataclass(frozen=True, slots=True)
class LevelWanted:
    """The level that is to hold, since when and on whose authority."""

    level: CareLevel
    authority: Authority
    authority_name: str
    since_ms: int
    remark: str = ""


def set_level(desk: Desk, by: ActorId, wanted: LevelWanted) -> Event:
    """Set the level of one's own post; it replaces what stands. Raises Refusal."""
    post = own_post(desk)
    _check(desk, wanted)
    return recorded(desk, by, level_stream(post), _fact(desk, post, wanted))


def set_level_at(
    desk: Desk, by: ActorId, wanted: LevelWanted, to: Mapping[bytes, LogId]
) -> list[Event]:
    """Set the level of posts, each told in its own log. Raises Refusal."""
    acting(desk, by, "level.set")
    _check(desk, wanted)
    if not to:
        raise Refusal("message_to_nobody")
    return [
        desk.record(level_stream(post), tidied(_fact(desk, post, wanted)), by, log=log)
        for post, log in to.items()
    ]


def ask_what_level_asks(desk: Desk, said: Registration) -> None:
    """Raise Refusal where the level of this post asks more than was filled in.

    Who is T1 is never asked for: nothing may stand between them and the list.
    """
    lacking = unfilled(rules_here(desk.database).required, said)
    if lacking and said.category is not Triage.T1:
        level = level_at(desk.database, own_post(desk)).now
        raise Refusal("asked_by_level", level=level.value, lacking=",".join(lacking))


def unfilled(required: Iterable[str], said: Registration) -> tuple[str, ...]:
    """Return which of these fields say nothing, or that nobody knows."""
    return tuple(
        name for name in required if getattr(said, name) in (None, "", "unknown")
    )


def _check(desk: Desk, wanted: LevelWanted) -> None:
    refuse_future(desk, wanted.since_ms)
    if wanted.authority not in SETS_LEVEL:
        raise Refusal("level_authority", field="authority")
    if not wanted.authority_name.strip():
        raise Refusal("authority_name_missing", field="authority_name")


def _fact(desk: Desk, post: bytes, wanted: LevelWanted) -> CareLevelSet:
    return CareLevelSet(
        post,
        wanted.level,
        wanted.since_ms,
        wanted.authority,
        wanted.authority_name,
        wanted.remark,
        _standing(desk, post),
    )


def _standing(desk: Desk, post: bytes) -> tuple[FactId, ...]:
    held: Level | None = state_of(desk.database, "level", level_stream(post))
    return () if held is None else ids_of(held.standing)
