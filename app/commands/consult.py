"""What a person may ask about consults: make one, call back, find who helps, erase."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from app.care.access import AccessOpened, access_stream
from app.care.consult import (
    Agreed,
    Consult,
    ConsultFollowed,
    ConsultMade,
    ConsultWay,
    Followed,
    HelpFound,
    consult_stream,
)
from app.care.form import tidy
from app.care.refusal import Refusal
from app.care.terms import AccessReason
from app.commands.power import acting, own_post, recorded
from app.store.desk import Desk
from app.store.tables import state_of
from sync.event import Event
from sync.ids import ActorId

_NAME_BYTES = 16


def make_consult(desk: Desk, by: ActorId, said: ConsultMade) -> Event:
    """Keep a consult; what can wait says until which day. Raises Refusal.

    A group has no name: how many there were is enough.
    """
    is_group = said.consult_way is ConsultWay.GROUP
    waits = said.agreed is Agreed.WAIT
    if not tidy(said.question):
        raise Refusal("question_missing")
    if waits and not (tidy(said.asker) or tidy(said.call_back)):
        raise Refusal("nobody_to_call")
    fact = replace(
        said,
        post=own_post(desk),
        heads=said.heads if is_group else 1,
        until_day=_ahead(desk, said.until_day) if waits else "",
    )
    return recorded(desk, by, consult_stream(desk.ids.random(_NAME_BYTES)), fact)


def follow_consult(
    desk: Desk,
    by: ActorId,
    stream: bytes,
    followed: Followed,
    until_day: str = "",
    note: str = "",
) -> Event:
    """Say what came of calling back. Raises Refusal."""
    if not held_consult(desk, stream).due_day:
        raise Refusal("nobody_waits")
    day = _ahead(desk, until_day) if followed is Followed.WAIT else ""
    fact = ConsultFollowed(followed, desk.now_ms(), day, note)
    return recorded(desk, by, stream, fact)


def find_help(desk: Desk, by: ActorId, stream: bytes, helped_by: str) -> Event:
    """Say which neighbour or volunteer helps. Raises Refusal."""
    if not held_consult(desk, stream).wants_help:
        raise Refusal("no_help_wanted")
    if not tidy(helped_by):
        raise Refusal("helper_missing")
    return recorded(desk, by, stream, HelpFound(helped_by, desk.now_ms()))


def open_consult(desk: Desk, by: ActorId, stream: bytes) -> Event:
    """Record that somebody opened what a person asked. Raises Refusal."""
    who = acting(desk, by, "access.opened")
    held_consult(desk, stream)
    fact = AccessOpened(stream, desk.now_ms(), AccessReason.CARE, who.role)
    return recorded(desk, by, access_stream(desk.journal.log, desk.today()), fact)


def held_consult(desk: Desk, stream: bytes) -> Consult:
    """Return a consult; raises Refusal when there is none."""
    held: Consult | None = state_of(desk.database, "consult", stream)
    if held is None or held.made is None:
        raise Refusal("no_such_fact")
    return held


def _ahead(desk: Desk, day: str) -> str:
    """Return a day that is not over; raises Refusal."""
    if not day:
        raise Refusal("review_missing", field="review_day")
    try:
        found = date.fromisoformat(day).isoformat()
    except ValueError:
        raise Refusal("not_a_date", field="review_day") from None
    if found < desk.today():
        raise Refusal("day_is_over", field="review_day")
    return found
