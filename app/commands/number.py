"""Casualty numbers: given out once, before the form is filled in."""

from __future__ import annotations

from typing import Final

from app.care.identity import casualty_number
from app.care.refusal import Refusal
from app.commands.power import acting
from app.store.desk import Desk
from sync.database import rows
from sync.ids import ActorId, Mode

PAPER_COUNTER: Final = "paper_counter"
SHEET_COUNTER: Final = "sheet_counter"
"""What counts blank cards and sheets; no event says how many were printed."""
_MARGIN: Final = 50
"""More than there are persons with a number in hand."""
_FAR: Final = 1_000
"""More casualties than a post registers between two backups."""
_MOST_LOST: Final = 1_000_000
"""More events than a post records in its life: then the marker was not ours."""


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


def skip_numbers(desk: Desk, lost: int | None) -> None:
    """Leave out the numbers that may be on wristbands already: this file is a copy.

    Each of them took an event, except the one each person was given and did not use.
    `lost` events are gone; None when nobody knows how many.
    """
    given = desk.setting("counter")
    if given is not None and lost != 0:
        known = lost if lost is not None and lost <= _MOST_LOST else None
        skipped = _FAR if known is None else known + _MARGIN
        desk.set_setting("counter", int(given) + skipped)
        desk.database.conn.execute("DELETE FROM reservation")
    for name in (PAPER_COUNTER, SHEET_COUNTER):
        last = desk.setting(name)
        if last is not None and lost != 0:
            desk.set_setting(name, int(last) + _FAR)


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
