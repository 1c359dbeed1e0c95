"""Power: by what right a person recorded a fact, judged by what is known of them here.

The judgement is made anew each time it is shown, so that a grant or its end that comes
later tells of what lies behind as well. It never keeps a fact from being written down:
what nobody confirmed is marked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final

from app.care.grant import Grant
from app.care.member import Staff
from app.care.qualification import Profession
from app.care.reserved import Act, Cell, Rules
from app.care.terms import CareLevel, Role


class Standing(StrEnum):
    """By what right something was done."""

    ROLE = "role"
    SEEN = "seen"
    OWN = "own"
    SUPERVISED = "supervised"
    DELEGATED = "delegated"
    TOLD = "told"
    UNCONFIRMED = "unconfirmed"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


DOUBTFUL: Final = frozenset(
    {Standing.UNCONFIRMED, Standing.EXPIRED, Standing.WITHDRAWN}
)
"""What is shown as *bevoegdheid onbevestigd*."""

LAPSED: Final = frozenset({Standing.EXPIRED, Standing.WITHDRAWN})

RECOGNISED: Final[dict[Role, frozenset[Profession]]] = {
    Role.NURSE: frozenset({Profession.NURSE, Profession.NURSE_SPECIALIST}),
    Role.DOCTOR: frozenset({Profession.DOCTOR}),
}
"""The roles that rest on a profession, which the region recognises."""

MEANT: Final = {Role.NURSE: Profession.NURSE, Role.DOCTOR: Profession.DOCTOR}
"""What a role at the post means while no region has said anything."""


@dataclass(frozen=True, slots=True)
class Power:
    """By what right: whose word it rests on, until when, and for which reserved act.

    `of` is the person it is about where that is not who recorded; `name` is of who
    supervises or delegated; `until_ms` is when it ends or ended.
    """

    standing: Standing
    name: str = ""
    until_ms: int | None = None
    act: Act | None = None
    of: str = ""

    @property
    def is_doubtful(self) -> bool:
        """Whether nobody confirmed it."""
        return self.standing in DOUBTFUL

    @property
    def is_lapsed(self) -> bool:
        """Whether it was confirmed and no longer is."""
        return self.standing in LAPSED


@dataclass(frozen=True, slots=True)
class Known:
    """A person as this file knows them; only grants that a hub gave.

    `is_beyond`: of another region, whose grants do not come here.
    """

    actor: bytes
    staff: Staff
    grants: tuple[Grant, ...] = ()
    is_beyond: bool = False


def _basic(_post: bytes, _at_ms: int) -> CareLevel:
    return CareLevel.BASIS


@dataclass(frozen=True, slots=True)
class Court:
    """What a judgement looks at beside the person.

    `since_ms` is since when the region's rules hold; None: it has made none. `ask`
    returns another person, `level_at` the care level of a post at a moment. `is_now`:
    what is known to have ended holds no more, whatever the clock here says.
    """

    rules: Rules
    since_ms: int | None
    ask: Callable[[bytes], Known | None]
    level_at: Callable[[bytes, int], CareLevel] = _basic
    is_now: bool = False

    def is_governed(self, at_ms: int) -> bool:
        """Tell whether the region's rules held at a moment."""
        return self.since_ms is not None and self.since_ms <= at_ms


def role_power(court: Court, who: Known, at_ms: int) -> Power:
    """Return by what right a person did what their role does, no reserved act."""
    role = _role(court, who, at_ms)
    if role not in RECOGNISED or who.is_beyond:
        is_told = role in RECOGNISED
        return _told(who) if is_told else Power(Standing.ROLE)
    asked = [each for each in who.grants if _covers(each.role, role)]
    found = _granted(court, asked, at_ms) or _supervised(court, who, None, at_ms)
    if found is not None:
        return found
    lapsed = _lapsed(court, asked, at_ms)
    if lapsed is not None:
        return lapsed
    if court.is_governed(at_ms):
        return Power(Standing.UNCONFIRMED)
    seen = any(
        each.proof_seen and each.profession in RECOGNISED[role]
        for each in who.staff.qualified.stated
    )
    return Power(Standing.SEEN if seen else Standing.ROLE)


def _role(court: Court, who: Known, at_ms: int) -> Role:
    """Return the role somebody had then; what they are now is for now alone."""
    return who.staff.role if court.is_now else who.staff.role_at(at_ms)


def _told(who: Known) -> Power:
    return Power(Standing.TOLD, of=who.staff.name)


def act_power(court: Court, who: Known, act: Act, at_ms: int) -> Power:
    """Return by what right a person did a reserved act."""
    return replace(_act_power(court, who, act, at_ms), act=act)


def _act_power(court: Court, who: Known, act: Act, at_ms: int) -> Power:
    if who.is_beyond:
        return _told(who)
    asked = [each for each in who.grants if act in each.reserved]
    found = (
        _granted(court, asked, at_ms)
        or _delegated(court, who, act, at_ms)
        or _supervised(court, who, act, at_ms)
        or _lapsed(court, asked, at_ms)
    )
    if found is not None:
        return found
    if court.is_governed(at_ms):
        return Power(Standing.UNCONFIRMED)
    if _is_seen(court, who, act):
        return Power(Standing.SEEN)
    meant = MEANT.get(_role(court, who, at_ms))
    may = court.rules.cell(meant, act) is not Cell.NONE
    return Power(Standing.ROLE if may else Standing.UNCONFIRMED)


def fact_power(court: Court, who: Known, kind: str, fact: Any, at_ms: int) -> Power:
    """Return by what right a person recorded a fact as done.

    What somebody else did (`given_by`) is judged by that name in `told_power`.
    """
    act = court.rules.act_of(kind, fact)
    if act is None:
        return role_power(court, who, at_ms)
    return act_power(court, who, act, at_ms)


def told_power(
    court: Court, named: Iterable[Known], name: str, act: Act, at_ms: int
) -> Power:
    """Return by what right somebody did a reserved act whom another wrote down.

    A name that is of nobody here, or of more than one, says nothing of power.
    """
    found = list(named)
    if len(found) != 1:
        return Power(Standing.TOLD, act=act, of=name)
    return replace(act_power(court, found[0], act, at_ms), of=name)


def who_may(
    court: Court, people: Iterable[Known], act: Act, at_ms: int
) -> tuple[str, ...]:
    """Return the names of who may order or oversee a reserved act."""
    may = (Standing.OWN, Standing.SEEN, Standing.ROLE)
    return tuple(
        each.staff.name
        for each in people
        if not each.staff.ended
        and act_power(court, each, act, at_ms).standing in may
        and _is_own(court, each, act)
    )


def _is_own(court: Court, who: Known, act: Act) -> bool:
    professions = {each.profession for each in who.staff.qualified.stated}
    professions |= {each.profession for each in who.grants if each.profession}
    meant = MEANT.get(who.staff.role)
    professions |= {meant} if meant is not None else set()
    return any(court.rules.cell(each, act) is Cell.OWN for each in professions)


def _is_seen(court: Court, who: Known, act: Act) -> bool:
    return any(
        each.proof_seen and court.rules.cell(each.profession, act) is not Cell.NONE
        for each in who.staff.qualified.stated
    )


def _covers(granted: Role, role: Role) -> bool:
    return granted is role or (granted is Role.DOCTOR and role is Role.NURSE)


def oversees(above: Role, under: Role) -> bool:
    """Tell whether a role can oversee another: a doctor all, a nurse not a doctor."""
    return above in RECOGNISED and _covers(
        above, under if under in RECOGNISED else above
    )


def is_ended(grant: Grant, at_ms: int, *, is_now: bool = False) -> bool:
    """Tell whether a grant was taken away at a moment."""
    return any(is_now or end.at_ms <= at_ms for end in grant.ends)


def _granted(court: Court, grants: list[Grant], at_ms: int) -> Power | None:
    live = [
        each
        for each in grants
        if each.from_ms <= at_ms < each.until_ms
        and not is_ended(each, at_ms, is_now=court.is_now)
        and (not each.levels or court.level_at(each.to_post, at_ms) in each.levels)
    ]
    last = max(
        live, key=lambda each: (not each.supervisor_name, each.until_ms), default=None
    )
    if last is None:
        return None
    standing = Standing.SUPERVISED if last.supervisor_name else Standing.OWN
    return Power(standing, last.supervisor_name, last.until_ms)


def _lapsed(court: Court, grants: list[Grant], at_ms: int) -> Power | None:
    begun = [each for each in grants if each.from_ms <= at_ms]
    last = max(begun, key=lambda each: (each.given_ms, each.id), default=None)
    if last is None:
        return None
    if not is_ended(last, at_ms, is_now=court.is_now):
        is_past = last.until_ms <= at_ms
        return Power(Standing.EXPIRED, until_ms=last.until_ms) if is_past else None
    first = min(end.at_ms for end in last.ends)
    return Power(Standing.WITHDRAWN, last.by_name, min(first, last.until_ms))


def _delegated(court: Court, who: Known, act: Act, at_ms: int) -> Power | None:
    found = who.staff.trusted.delegation(act, at_ms)
    if found is None:
        return None
    lead = court.ask(found.actor)
    allowed = any(
        court.rules.cell(each.profession, act) is not Cell.NONE
        for each in who.staff.qualified.stated
    )
    if lead is None or not allowed:
        return None
    return Power(Standing.DELEGATED, lead.staff.name, found.until_ms)


def _supervised(court: Court, who: Known, act: Act | None, at_ms: int) -> Power | None:
    """Return the supervision somebody worked under; of one who may do it themselves."""
    found = who.staff.trusted.supervision(at_ms)
    above = court.ask(found.supervisor) if found is not None else None
    if found is None or above is None or above.actor == who.actor:
        return None
    has_left = above.staff.ended if court.is_now else above.staff.had_left(at_ms)
    if has_left or above.staff.trusted.supervision(at_ms) is not None:
        return None
    if not oversees(_role(court, above, at_ms), _role(court, who, at_ms)):
        return None
    own = (
        role_power(court, above, at_ms)
        if act is None
        else act_power(court, above, act, at_ms)
    )
    if own.is_doubtful:
        return None
    return Power(Standing.SUPERVISED, above.staff.name, found.until_ms)
