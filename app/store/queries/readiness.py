"""Whether a post is ready to open: each check met, lacking or unknown; what is open."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from typing import TYPE_CHECKING, Final

from app.care.closing import Check, Standing
from app.care.post import Post, post_stream
from app.care.terms import Role
from app.care.utility import Utility, report_of
from app.store.desk import local_day
from app.store.queries.casualties import counts
from app.store.queries.displaced import displaced
from app.store.queries.evacuation import missing
from app.store.queries.handout import handouts_out
from app.store.queries.round import open_rounds
from app.store.queries.scarcity import due
from app.store.queries.signal import rung
from app.store.queries.stock import items
from app.store.queries.task import count_tasks
from app.store.queries.transport import rides
from app.store.tables import read_state, state_of
from sync.database import Database, rows
from sync.journal import setting
from sync.outbox import read_ms

if TYPE_CHECKING:
    from app.care.member import Staff

_CARING: Final = (Role.FIRST_AIDER, Role.NURSE, Role.DOCTOR)
_UTILITIES: Final = {
    Check.POWER: Utility.POWER,
    Check.WATER: Utility.WATER,
    Check.OXYGEN: Utility.OXYGEN,
}


@dataclass(frozen=True, slots=True)
class Found:
    """One check: `is_met` None is unknown; how many, and when it was said."""

    check: Check
    is_met: bool | None
    count: int = 0
    at_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Readiness:
    """Every check, and how far the post is with opening and closing."""

    found: tuple[Found, ...]
    standing: Standing

    @property
    def lacking(self) -> tuple[Check, ...]:
        """What is not known to be in order."""
        return tuple(each.check for each in self.found if not each.is_met)


@dataclass(frozen=True, slots=True)
class StillOpen:
    """What a post that closes has not finished."""

    present: int
    lists_out: int
    to_call: int
    missing: int = 0
    alone: int = 0
    under_way: int = 0
    rounds: int = 0
    tasks: int = 0
    decided: int = 0
    """For how many clients a downscaling holds, which is to be handed on."""

    @property
    def is_nothing(self) -> bool:
        """Whether nothing is left."""
        return not any(astuple(self))


def readiness(db: Database, now_ms: int) -> Readiness:
    """Return how every check stands at this post, in the order it is mended."""
    post = _post(db)
    found = (
        *_people(db, now_ms),
        _stock(db, now_ms),
        *(_utility(post, check, now_ms) for check in _UTILITIES),
        Found(Check.RECOVERY, bool(setting(db, "recovery_confirmed"))),
        Found(Check.GGD, bool(post.ggd.phone)),
        Found(Check.HUB, setting(db, "hub_descriptor") is not None),
        _envelope(db, post.standing),
    )
    return Readiness(found, post.standing)


def still_open(db: Database, now_ms: int) -> StillOpen:
    """Return what is left to finish at this post before it closes."""
    post_id = bytes(setting(db, "post_id") or b"")
    moving = rides(db, now_ms)
    return StillOpen(
        present=counts(db, now_ms, post_id).present,
        lists_out=len(handouts_out(db)),
        to_call=sum(each.post == post_id for each in rung(db)),
        missing=missing(db),
        alone=len(displaced(db).alone),
        under_way=len(moving.overdue) + len(moving.under_way),
        rounds=len(open_rounds(db)),
        tasks=count_tasks(db),
        decided=due(db, local_day(now_ms)).standing,
    )


def _people(db: Database, now_ms: int) -> tuple[Found, Found]:
    """Return who leads and who gives care now; unknown where nobody said who is on."""
    held: list[Staff] = [
        read_state("staff", state)
        for (state,) in rows(db, "SELECT state FROM staff WHERE ended = 0")
    ]
    is_known = any(each.duty.turns or each.duty.planned for each in held)
    on = [each.role for each in held if is_known and _is_on(each, now_ms)]
    could = on if is_known else [each.role for each in held]

    def one(check: Check, *roles: Role) -> Found:
        count = sum(each in roles for each in could)
        return Found(check, count > 0 if is_known else None, count)

    return one(Check.LEAD, Role.POST_LEAD), one(Check.CARE, *_CARING)


def _is_on(person: Staff, now_ms: int) -> bool:
    planned = person.duty.next_planned(now_ms)
    is_planned = planned is not None and planned.from_ms <= now_ms
    is_on = person.duty.on_since_ms(now_ms) is not None
    return (is_on or is_planned) and person.duty.away(now_ms) is None


def _stock(db: Database, now_ms: int) -> Found:
    listed = items(db, local_day(now_ms))
    short = sum(each.below_par for each in listed)
    has_any = any(each.lots for each in listed)
    return Found(Check.STOCK, not short if has_any else None, short)


def _utility(post: Post, check: Check, now_ms: int) -> Found:
    said = report_of(post.utilities, _UTILITIES[check])
    if said is None:
        return Found(check, None)
    left = said.days_left(now_ms)
    return Found(check, left is None or left > 0, at_ms=said.observed_ms)


def _envelope(db: Database, standing: Standing) -> Found:
    if standing.tested is None:
        return Found(Check.ENVELOPE, False)
    log, seq = standing.tested
    read = read_ms(db, bytes(log), seq)
    if read is None:
        return Found(Check.ENVELOPE, None, at_ms=standing.tested_ms)
    return Found(Check.ENVELOPE, True, at_ms=read)


def _post(db: Database) -> Post:
    post_id = bytes(setting(db, "post_id") or b"")
    held: Post | None = state_of(db, "post", post_stream(post_id))
    return held or Post()
