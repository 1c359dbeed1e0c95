"""A post takes over a care organisation's list of residents, some lines at a time.

Each person on it is written down whole or not at all, and what is kept is looked at
again in the same moment: what changed since the list was looked through still stands.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from app.care.form import tidy
from app.care.refusal import Refusal
from app.care.resident import (
    LegalBasis,
    Resident,
    ResidentDescribed,
    ResidentSourced,
)
from app.care.resident_cells import read_day
from app.care.resident_table import Listed
from app.care.resident_update import Update, updated
from app.commands.power import acting, recorded
from app.commands.resident import (
    describe_resident,
    held_resident,
    register_resident,
    state_need,
)
from app.store.desk import Desk
from app.store.queries.resident_match import known_as
from sync.ids import ActorId


class Came(StrEnum):
    """What became of a line that was taken over."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    STRUCK_OFF = "struck_off"


@dataclass(frozen=True, slots=True)
class Origin:
    """Whose list it is, of which moment, and on what ground its people are kept."""

    source: str
    as_of_ms: int
    basis: LegalBasis


@dataclass(frozen=True, slots=True)
class Chosen:
    """A line, and whom a person or the number says it is about; None is somebody new.

    `is_joined`: a person said so, so that the organisation's number is kept with them.
    """

    listed: Listed
    stream: bytes | None = None
    is_joined: bool = False


def origin_of(source: str, day: str, basis: LegalBasis | None, today: str) -> Origin:
    """Return what is asked once of a whole list; raises Refusal for what lacks."""
    if not tidy(source):
        raise Refusal("list_source_missing")
    at = datetime.fromisoformat(read_day(day, today)).astimezone()
    if basis is None:
        raise Refusal("basis_missing")
    return Origin(tidy(source), int(at.timestamp() * 1000), basis)


def take_over_residents(
    desk: Desk, by: ActorId, chosen: Iterable[Chosen], origin: Origin
) -> Counter[Came]:
    """Keep and change who is on these lines, all of them or none. Raises Refusal."""
    acting(desk, by, "resident.sourced")
    return Counter(_take_over(desk, by, each, origin) for each in chosen)


def _take_over(desk: Desk, by: ActorId, chosen: Chosen, origin: Origin) -> Came:
    listed, stream = chosen.listed, chosen.stream
    if stream is None and listed.reference:
        stream = known_as(desk.database, origin.source, listed.reference)
    if stream is None:
        return _enlist(desk, by, listed, origin)
    held = held_resident(desk, stream)
    if held.ended is not None:
        return Came.STRUCK_OFF
    update = updated(held, listed, origin.as_of_ms)
    if update.said:
        describe_resident(desk, by, stream, _described(update, origin))
    for fact in update.lines:
        state_need(desk, by, stream, fact)
    if is_joined := chosen.is_joined and bool(listed.reference):
        named = ResidentSourced(origin.source, listed.reference, desk.now_ms())
        recorded(desk, by, stream, named)
    return Came.CHANGED if update.changes or is_joined else Came.SAME


def _enlist(desk: Desk, by: ActorId, listed: Listed, origin: Origin) -> Came:
    update = updated(Resident(), listed, origin.as_of_ms)
    who = replace(_described(update, origin), basis=origin.basis)
    register_resident(
        desk,
        by,
        who,
        update.lines,
        source=origin.source,
        reference=listed.reference,
    )
    return Came.NEW


def _described(update: Update, origin: Origin) -> ResidentDescribed:
    said: dict[str, Any] = dict(update.said)
    return ResidentDescribed(origin.as_of_ms, **said)
