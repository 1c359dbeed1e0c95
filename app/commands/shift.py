"""What a person may do with the book of the shifts: write, close, hand over, take over.

Handing over and taking over are signed: who does it gives the PIN again.
"""

from __future__ import annotations

from collections.abc import Sequence

from app.care.form import tidy
from app.care.post import post_stream
from app.care.refusal import Refusal
from app.care.shift import (
    MOST_LINES,
    Entry,
    EntryClosed,
    EntryReopened,
    EntryWritten,
    Section,
    Shift,
    ShiftHandedOver,
    ShiftsSet,
    ShiftTakenOver,
    check_changes,
    entry_stream,
    shift_stream,
)
from app.commands.power import acting, own_post, recorded
from app.commands.staff import sign_on
from app.store.desk import Desk
from app.store.queries.shift import open_lines
from app.store.tables import state_of
from sync.event import Event
from sync.ids import ActorId

_NAME_BYTES = 16


def write_entry(
    desk: Desk, by: ActorId, section: Section, text: str, observed_ms: int | None = None
) -> Event:
    """Write a line in the book of this post. Raises Refusal."""
    if not tidy(text, long=True):
        raise Refusal("entry_missing")
    at_ms = desk.now_ms() if observed_ms is None else observed_ms
    stream = entry_stream(desk.ids.random(_NAME_BYTES))
    return recorded(
        desk, by, stream, EntryWritten(own_post(desk), section, text, at_ms)
    )


def close_entry(desk: Desk, by: ActorId, stream: bytes, how: str = "") -> Event:
    """Say that what a line asks is done. Raises Refusal."""
    held = _entry(desk, stream)
    if held.section is Section.HAPPENED:
        raise Refusal("entry_asks_nothing")
    return recorded(desk, by, stream, EntryClosed(desk.now_ms(), how))


def reopen_entry(desk: Desk, by: ActorId, stream: bytes) -> Event:
    """Say that a line that was closed is open all the same. Raises Refusal."""
    _entry(desk, stream)
    return recorded(desk, by, stream, EntryReopened(desk.now_ms()))


def hand_over_shift(desk: Desk, by: ActorId, pin: str, remark: str = "") -> Event:
    """Sign for handing over all that is open now. Raises Refusal."""
    acting(desk, by, "shift.handed_over")
    sign_on(desk, by, pin)
    fact = ShiftHandedOver(own_post(desk), desk.now_ms(), remark, _lines(desk))
    return recorded(desk, by, shift_stream(desk.ids.random(_NAME_BYTES)), fact)


def take_over_shift(
    desk: Desk, by: ActorId, pin: str, stream: bytes | None = None, remark: str = ""
) -> Event:
    """Sign for taking over; without `stream` nobody signed for handing over.

    Who handed a shift over does not take it over. Raises Refusal.
    """
    acting(desk, by, "shift.taken_over")
    post = own_post(desk)
    lines: tuple[bytes, ...] = ()
    if stream is None:
        stream, lines = shift_stream(desk.ids.random(_NAME_BYTES)), _lines(desk)
    else:
        _refuse_taking(_shift(desk, stream), by)
    sign_on(desk, by, pin)
    fact = ShiftTakenOver(post, desk.now_ms(), remark, lines)
    return recorded(desk, by, stream, fact)


def set_shifts(desk: Desk, by: ActorId, changes: Sequence[int]) -> Event:
    """Say at what times shifts change here. Raises Refusal."""
    check_changes(changes)
    fact = ShiftsSet(tuple(sorted(set(changes))))
    return recorded(desk, by, post_stream(own_post(desk)), fact)


def _refuse_taking(held: Shift, by: ActorId) -> None:
    if held.handed_by == by:
        raise Refusal("shift_same_person")
    if held.taken:
        raise Refusal("shift_taken")


def _lines(desk: Desk) -> tuple[bytes, ...]:
    return open_lines(desk.database, own_post(desk))[:MOST_LINES]


def _entry(desk: Desk, stream: bytes) -> Entry:
    held: Entry | None = state_of(desk.database, "entry", stream)
    if held is None:
        raise Refusal("no_such_entry")
    return held


def _shift(desk: Desk, stream: bytes) -> Shift:
    held: Shift | None = state_of(desk.database, "shift", stream)
    if held is None:
        raise Refusal("no_such_shift")
    return held
