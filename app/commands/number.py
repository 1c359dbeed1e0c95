"""Casualty numbers: given out once, before the form is filled in."""

from __future__ import annotations

from app.care.identity import casualty_number
from app.care.refusal import Refusal
from app.commands.power import acting
from app.store.desk import Desk
from sync.database import rows
from sync.ids import ActorId, Mode


def next_number(desk: Desk, by: ActorId) -> str:
    """Return the number for this person's next casualty, and keep it for them.

    It stays theirs until they register with it, also after a crash; nobody else gets
    it. Raises Refusal.
    """
    acting(desk, by, "casualty.registered")
    held = rows(desk.database, "SELECT number FROM reservation WHERE actor = ?", (by,))
    if held:
        return str(held[0][0])
    counter = int(desk.setting("counter") or 0) + 1
    number = _number(desk, counter)
    desk.set_setting("counter", counter)
    desk.database.conn.execute(
        "INSERT INTO reservation (actor, counter, number, at_ms) VALUES (?, ?, ?, ?)",
        (by, counter, number, desk.now_ms()),
    )
    return number


def use_number(desk: Desk, by: ActorId) -> str:
    """Return this person's number and let go of it: it belongs to a casualty now."""
    number = next_number(desk, by)
    desk.database.conn.execute("DELETE FROM reservation WHERE actor = ?", (by,))
    return number


def _number(desk: Desk, counter: int) -> str:
    code, letter = desk.setting("post_code"), desk.setting("device_letter")
    if code is None or letter is None:
        raise Refusal("no_post")
    is_drill = desk.mode is Mode.EXERCISE
    return casualty_number(code, letter, counter, exercise=is_drill)
