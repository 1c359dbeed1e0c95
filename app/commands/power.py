"""The checks every command makes: who records, what, and when."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final, TypeVar

from app.care.casualty import Casualty
from app.care.form import Text, check, fields_of, tidy
from app.care.power import Power, Standing
from app.care.refusal import Refusal
from app.care.staff import may
from app.care.stock import MOVEMENTS
from app.care.terms import FactId, Role
from app.catalogue import kind_of_form
from app.store.desk import Desk, local_day
from app.store.queries.item import version_of
from app.store.queries.power import lapsed
from app.store.queries.staff import Person, person
from app.store.tables import state_of
from sync.event import Event
from sync.ids import ActorId, EventId

F = TypeVar("F")

_LEFT: Final = Role.FIRST_AIDER
"""What is left of a nurse or doctor whose power ended."""

_AHEAD_MS: Final = 10 * 60_000
"""What was observed may lie this far ahead: two clocks in one post differ a little."""


def acting(desk: Desk, by: ActorId, kind: str) -> Person:
    """Return who records, or raise Refusal when that role may not.

    Whose power ended goes on as a first aider: they are at the post all the same.
    """
    who = person(desk.database, by)
    if who is None or who.ended:
        raise Refusal("who_records")
    if not may(who.role, kind):
        raise Refusal("role_may_not", role=who.role.value, kind=kind)
    ended = lapsed(desk.database, by, who.role, desk.now_ms())
    if ended is None:
        return who
    if not may(_LEFT, kind):
        raise refuse_ended(who, ended, kind)
    return replace(who, role=_LEFT)


def refuse_ended(who: Person, ended: Power, kind: str) -> Refusal:
    """Return why somebody whose power ended may not, and what to do."""
    is_taken = ended.standing is Standing.WITHDRAWN
    return Refusal(
        "power_withdrawn" if is_taken else "power_expired",
        role=who.role.value,
        kind=kind,
        day=local_day(ended.until_ms or 0),
    )


def tidied(fact: F) -> F:
    """Return a form with its texts tidied, checked; raises Refusal."""
    form: Any = fact
    texts = {
        name: tidy(getattr(form, name), long=field.long)
        for name, field in fields_of(type(form)).items()
        if isinstance(field, Text) and isinstance(getattr(form, name), str)
    }
    tidy_form: F = replace(form, **texts)
    check(tidy_form)
    return tidy_form


def recorded(
    desk: Desk, by: ActorId, stream: bytes, fact: Any, cause: EventId | None = None
) -> Event:
    """Check who records and what, then record it; raises Refusal.

    A movement of stock bears the version of the list that gave its item its meaning.
    """
    acting(desk, by, kind_of_form(type(fact)).name)
    clean = tidied(fact)
    if isinstance(clean, MOVEMENTS):
        clean = replace(clean, pack=version_of(desk.database, clean.item))
    refuse_future(desk, getattr(clean, "observed_ms", None))
    return desk.record(stream, clean, by, cause)


def refuse_future(desk: Desk, observed_ms: int | None) -> None:
    """Raise Refusal when something was observed before it can have happened."""
    if observed_ms is not None and observed_ms > desk.now_ms() + _AHEAD_MS:
        raise Refusal("in_the_future")


def own_post(desk: Desk) -> bytes:
    """Return the id of this device's post; raises Refusal when there is none."""
    post_id = desk.setting("post_id")
    if post_id is None:
        raise Refusal("no_post")
    return bytes(post_id)


def held_casualty(desk: Desk, stream: bytes) -> Casualty:
    """Return what is known of a casualty; raises Refusal when there is none."""
    held: Casualty | None = state_of(desk.database, "casualty", stream)
    if held is None:
        raise Refusal("no_such_casualty")
    return held


def seen_of(desk: Desk, stream: bytes) -> tuple[FactId, ...]:
    """Return how far each log was read in a stream: what a count had seen."""
    seen: dict[bytes, int] = {}
    for event in desk.journal.stream(stream):
        seen[event.log] = max(event.seq, seen.get(event.log, 0))
    return tuple(sorted(seen.items()))
