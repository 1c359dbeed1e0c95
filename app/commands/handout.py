"""What a person may ask about lists on paper: give one out, take it back in."""

from __future__ import annotations

from collections.abc import Sequence

from app.care.form import tidy
from app.care.handout import (
    Copy,
    Handout,
    HandoutGiven,
    HandoutReturned,
    handout_stream,
)
from app.care.refusal import Refusal
from app.care.staff import may_see_keys
from app.commands.power import acting, own_post, recorded
from app.commands.sheet import Numbered, next_sheet
from app.commands.staff import sign_on
from app.store.desk import Desk
from app.store.tables import state_of
from sync.event import Event
from sync.ids import ActorId


def give_handout(
    desk: Desk,
    by: ActorId,
    to_name: str,
    copy: Copy,
    residents: Sequence[bytes],
    pin: str,
) -> Numbered:
    """Give a list its number and sign it out to somebody, once the PIN fits.

    Who is on it is kept: what is out of somebody can be asked back. Raises Refusal;
    then nothing may be printed.
    """
    who = acting(desk, by, "handout.given")
    if copy is Copy.LEAD and not may_see_keys(who.role):
        raise Refusal("keys_for_lead")
    if not tidy(to_name):
        raise Refusal("receiver_missing")
    if not residents:
        raise Refusal("nobody_on_list")
    sign_on(desk, by, pin)
    numbered = Numbered(next_sheet(desk), who.name, desk.now_ms())
    fact = HandoutGiven(
        numbered.sheet,
        own_post(desk),
        to_name,
        copy,
        len(residents),
        numbered.at_ms,
        tuple(residents),
    )
    recorded(desk, by, handout_stream(numbered.sheet), fact)
    return numbered


def return_handout(desk: Desk, by: ActorId, stream: bytes, remark: str = "") -> Event:
    """Sign a list in that came back, or say what became of it. Raises Refusal."""
    held: Handout | None = state_of(desk.database, "handout", stream)
    if held is None or held.given is None:
        raise Refusal("no_such_fact")
    if held.returned_ms is not None:
        raise Refusal("already_taken_back")
    return recorded(desk, by, stream, HandoutReturned(desk.now_ms(), remark))
