"""What is kept of residents leaves readable: one on request, or a list to its giver.

Only who leads lets it go, says why and proves who they are; it is numbered, and on the
log of everybody it is about.
"""

from __future__ import annotations

from app.care.refusal import Refusal
from app.care.staff import may_see_keys
from app.care.terms import Paper, PrintReason
from app.commands.power import acting
from app.commands.resident import held_resident
from app.commands.sheet import Numbered, Wanted, numbered_for
from app.store.desk import Desk
from app.store.queries.resident_kept import listed_by
from sync.ids import ActorId


def take_out_resident(
    desk: Desk,
    by: ActorId,
    stream: bytes,
    why: tuple[PrintReason, str],
    pin: str,
) -> Numbered:
    """Let all that is kept of one resident go, once the PIN fits. Raises Refusal."""
    _refuse_others(desk, by)
    held_resident(desk, stream)
    wanted = Wanted(Paper.RESIDENT, *why)
    return numbered_for(desk, by, [stream], wanted, pin)


def take_out_list(
    desk: Desk, by: ActorId, source: str, because: str, pin: str
) -> Numbered:
    """Let an organisation's list go as it is kept now. Raises Refusal."""
    _refuse_others(desk, by)
    about = list(listed_by(desk.database, source))
    if not about:
        raise Refusal("nobody_on_list")
    wanted = Wanted(Paper.RESIDENTS, PrintReason.OTHER, because)
    return numbered_for(desk, by, about, wanted, pin)


def _refuse_others(desk: Desk, by: ActorId) -> None:
    who = acting(desk, by, "access.printed")
    if not may_see_keys(who.role):
        raise Refusal("out_for_lead")
