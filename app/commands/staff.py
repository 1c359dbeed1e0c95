"""What a person may ask about persons and the post itself."""

from __future__ import annotations

import re
from typing import Final

from app.care.form import tidy
from app.care.member import RoleChanged, StaffAdded, StaffEnded, staff_stream
from app.care.post import PostNamed, post_stream
from app.care.refusal import NotedRefusal, Refusal
from app.care.staff import may
from app.care.terms import Role
from app.commands.power import acting, own_post, recorded, tidied
from app.store.desk import Desk
from app.store.queries.staff import Person, people, person
from sync.database import rows
from sync.event import Event
from sync.ids import ActorId, new_actor
from sync.trust.keys import pin_fits, seal_pin

_PIN: Final = re.compile(r"[0-9]{6}")
_FREE_TRIES: Final = 3
_FIRST_WAIT_MS: Final = 5_000
_LONGEST_WAIT_MS: Final = 15 * 60_000


def first_person(desk: Desk, name: str, role: Role, pin: str) -> ActorId:
    """Add the first person of a post, who needs nobody's leave. Raises Refusal."""
    if people(desk.database, ended=True):
        raise Refusal("not_the_first")
    if not may(role, "staff.added"):
        raise Refusal("first_leads")
    actor = new_actor(desk.ids)
    fact = tidied(StaffAdded(_given_name(name), role))
    desk.record(staff_stream(actor), fact, actor)
    _keep_pin(desk, actor, pin)
    return actor


def add_person(desk: Desk, by: ActorId, name: str, role: Role, pin: str) -> ActorId:
    """Add a person with their role and PIN. Raises Refusal."""
    actor = new_actor(desk.ids)
    fact = StaffAdded(_given_name(name), role)
    recorded(desk, by, staff_stream(actor), fact)
    _keep_pin(desk, actor, pin)
    return actor


def change_role(desk: Desk, by: ActorId, actor: ActorId, role: Role) -> Event:
    """Give a person another role. Raises Refusal."""
    _known(desk, actor)
    event = recorded(desk, by, staff_stream(actor), RoleChanged(role))
    refuse_leaderless(desk)
    return event


def end_person(desk: Desk, by: ActorId, actor: ActorId, reason: str = "") -> Event:
    """Record that a person no longer works here; their PIN is gone. Raises Refusal."""
    _known(desk, actor)
    event = recorded(desk, by, staff_stream(actor), StaffEnded(reason))
    refuse_leaderless(desk)
    desk.database.conn.execute("DELETE FROM pin WHERE actor = ?", (actor,))
    return event


def set_pin(desk: Desk, by: ActorId, actor: ActorId, pin: str) -> None:
    """Give a person a new PIN: one's own, or anybody's by who leads. Raises Refusal."""
    if by != actor:
        acting(desk, by, "staff.added")
    _known(desk, actor)
    _keep_pin(desk, actor, pin)


def sign_on(desk: Desk, actor: ActorId, pin: str) -> Person:
    """Return the person this PIN belongs to.

    A wrong one is noted, and the wait before the next try grows. Raises Refusal.
    """
    who = _known(desk, actor)
    sealed, tries, wait_until_ms = _sealed_pin(desk, actor)
    now_ms = desk.now_ms()
    if now_ms < wait_until_ms:
        raise _waits(desk, actor, tries, wait_until_ms)
    if pin_fits(pin, sealed):
        _note_tries(desk, actor, 0, 0)
        return who
    wait_ms = _wait_ms(tries + 1)
    _note_tries(desk, actor, tries + 1, now_ms + wait_ms)
    raise NotedRefusal("wrong_pin", seconds=wait_ms // 1000)


def name_post(desk: Desk, by: ActorId, name: str, code: str) -> Event:
    """Name this post and give the code in its casualty numbers. Raises Refusal."""
    clean, mark = tidy(name), tidy(code).upper()
    if not clean:
        raise Refusal("name_missing")
    if not re.fullmatch(r"[A-Z0-9]{2,8}", mark):
        raise Refusal("post_code", given=mark)
    event = recorded(desk, by, post_stream(own_post(desk)), PostNamed(clean, mark))
    desk.set_setting("post_name", clean)
    desk.set_setting("post_code", mark)
    return event


def _wait_ms(tries: int) -> int:
    if tries <= _FREE_TRIES:
        return 0
    doublings = min(tries - _FREE_TRIES - 1, 20)
    return min(_FIRST_WAIT_MS << doublings, _LONGEST_WAIT_MS)


def _waits(desk: Desk, actor: ActorId, tries: int, until_ms: int) -> Refusal:
    """Return how long to wait; a clock that was set back starts the wait again."""
    now_ms, most_ms = desk.now_ms(), _wait_ms(tries)
    left_ms = until_ms - now_ms
    if left_ms <= most_ms:
        return Refusal("wait", seconds=-(-left_ms // 1000))
    _note_tries(desk, actor, tries, now_ms + most_ms)
    return NotedRefusal("wait", seconds=most_ms // 1000)


def _known(desk: Desk, actor: ActorId) -> Person:
    who = person(desk.database, actor)
    if who is None or who.ended:
        raise Refusal("no_such_person")
    return who


def _sealed_pin(desk: Desk, actor: ActorId) -> tuple[bytes, int, int]:
    found = rows(
        desk.database,
        "SELECT sealed, tries, wait_until_ms FROM pin WHERE actor = ?",
        (actor,),
    )
    if not found:
        raise Refusal("no_pin")
    sealed, tries, wait_until_ms = found[0]
    return bytes(sealed), int(tries), int(wait_until_ms)


def _keep_pin(desk: Desk, actor: ActorId, pin: str) -> None:
    if not _PIN.fullmatch(pin):
        raise Refusal("pin_shape")
    desk.database.conn.execute(
        "INSERT OR REPLACE INTO pin (actor, sealed) VALUES (?, ?)",
        (actor, seal_pin(pin, desk.ids)),
    )


def _note_tries(desk: Desk, actor: ActorId, tries: int, wait_until_ms: int) -> None:
    desk.database.conn.execute(
        "UPDATE pin SET tries = ?, wait_until_ms = ? WHERE actor = ?",
        (tries, wait_until_ms, actor),
    )


def refuse_leaderless(desk: Desk) -> None:
    """Raise Refusal when nobody would be left who may add persons."""
    if not any(may(who.role, "staff.added") for who in people(desk.database)):
        raise Refusal("somebody_must_lead")


def _given_name(name: str) -> str:
    clean = tidy(name)
    if not clean:
        raise Refusal("name_missing")
    return clean
