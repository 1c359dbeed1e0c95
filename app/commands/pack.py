"""Packs: a hub publishes a list whole, and tells it to every post in its own log."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from app.care.pack import (
    Edition,
    PackPublished,
    folded_up,
    next_version,
    pack_stream,
    parts_of,
)
from app.care.refusal import Refusal
from app.commands.power import acting, tidied
from app.store.desk import Desk
from app.store.queries.pack import Published, pack_held
from sync.event import Event
from sync.ids import ActorId, LogId


def publish_pack(
    desk: Desk,
    by: ActorId,
    name: str,
    document: Mapping[str, Any],
    to: Iterable[LogId],
    remark: str = "",
) -> list[Event]:
    """Publish a new version of a pack, here and to posts by their logs. Raises Refusal.

    What is published already is not published again.
    """
    who = acting(desk, by, "pack.published")
    content = folded_up(document)
    held = pack_held(desk.database, name)
    newest = held.newest
    if newest is not None and newest.content == content:
        raise Refusal("pack_unchanged", version=newest.edition.version)
    stream = pack_stream(name)
    version = next_version(held.highest, desk.today())
    facts = [tidied(each) for each in parts_of(version, content, who.name, remark)]
    logs: list[LogId | None] = [None, *to]
    return [desk.record(stream, fact, by, log=log) for log in logs for fact in facts]


def share_packs(desk: Desk, names: Iterable[str], to: Iterable[LogId]) -> list[Event]:
    """Tell posts, by their logs, the version that counts of each pack, as it was said.

    Nobody decides anything anew: the person who published it stands beside it.
    """
    told: list[Event] = []
    logs = list(to)
    for name in names:
        newest = pack_held(desk.database, name).newest
        if newest is None:
            continue
        stream, by = pack_stream(name), ActorId(bytes(newest.edition.actor))
        told += [
            desk.record(stream, fact, by, log=log)
            for log in logs
            for fact in _facts(newest)
        ]
    return told


def _facts(newest: Published) -> tuple[PackPublished, ...]:
    edition: Edition = newest.edition
    return parts_of(edition.version, newest.content, edition.by_name, edition.remark)
