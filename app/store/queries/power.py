"""Powers: what is known of a person here, and by what right they recorded a fact.

A grant counts from a hub's own log alone, as an order does. The region's rules are its
pack; until it publishes one the example that ships is shown.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Final, TypeVar

from app.care.claim import latest
from app.care.grant import Grant, Grants, grant_stream
from app.care.member import STREAM_START, Staff, staff_stream
from app.care.pack import unfolded
from app.care.power import (
    RECOGNISED,
    Court,
    Known,
    Power,
    act_power,
    fact_power,
    role_power,
    told_power,
    who_may,
)
from app.care.refusal import Refusal
from app.care.reserved import POWERS, Act, Rules, rules_of
from app.care.terms import CareLevel, Role
from app.care.trust import Delegation, Supervision, Trusted
from app.store.queries.clock import Clocks, clocks
from app.store.queries.level import level_at
from app.store.queries.pack import hub_judge, pack_held
from app.store.tables import read_state
from sync.database import Database, rows
from sync.journal import setting

S = TypeVar("S", Supervision, Delegation)

_STATE: Final = {
    "staff": "SELECT state FROM staff WHERE stream = ?",
    "grant": "SELECT state FROM grant WHERE stream = ?",
}


_BEYOND: Final = (
    "SELECT 1 FROM staff JOIN log ON log.log = staff.origin "
    "WHERE staff.stream = ? AND log.realm NOT NULL"
)


class Powers:
    """The judge of one file, as it is now: it reads each person once."""

    def __init__(self, db: Database, *, is_now: bool = False) -> None:
        self._db = db
        self._known: dict[bytes, Known | None] = {}
        self._is_hubs = hub_judge(db)
        self._clocks = clocks(db)
        self._named: dict[str, list[bytes]] | None = None
        rules, since_ms = rules_held(db)
        self.court = Court(rules, since_ms, self.known, self._level_at, is_now)

    @property
    def rules(self) -> Rules:
        """The rules that hold here."""
        return self.court.rules

    def known(self, actor: bytes) -> Known | None:
        """Return what is known of a person, or None."""
        if actor not in self._known:
            self._known[actor] = self._read(actor)
        return self._known[actor]

    def _read(self, actor: bytes) -> Known | None:
        staff = _held(self._db, "staff", staff_stream(actor))
        if not isinstance(staff, Staff):
            return None
        beyond = bool(rows(self._db, _BEYOND, (staff_stream(actor),)))
        staff = by_hubs_clock(staff, self._clocks)
        return Known(actor, staff, self._grants(actor), beyond)

    def _grants(self, actor: bytes) -> tuple[Grant, ...]:
        held = _held(self._db, "grant", grant_stream(actor))
        return confirmed(held, self._is_hubs) if isinstance(held, Grants) else ()

    def _level_at(self, post: bytes, at_ms: int) -> CareLevel:
        """Return the care level of a post at a moment, as it was set last before."""
        held = level_at(self._db, post)
        said = [
            each for each in (*held.past, *held.standing) if each.observed_ms <= at_ms
        ]
        last = latest(tuple(said))
        return CareLevel.BASIS if last is None else last.value.level

    def everybody(self) -> tuple[Known, ...]:
        """Return everybody who is known here and has not left, by name."""
        found = rows(
            self._db,
            "SELECT stream FROM staff WHERE NOT ended "
            "ORDER BY name COLLATE NOCASE, stream",
        )
        actors = [bytes(stream)[len(STREAM_START) :] for (stream,) in found]
        return tuple(each for actor in actors if (each := self.known(actor)))

    def of_role(self, actor: bytes, at_ms: int) -> Power | None:
        """Return by what right a person does what their role does."""
        who = self.known(actor)
        return None if who is None else role_power(self.court, who, at_ms)

    def of_fact(self, actor: bytes, kind: str, fact: Any, at_ms: int) -> Power | None:
        """Return by what right a person recorded a fact; None: nobody known here."""
        who = self.known(actor)
        if who is None:
            return None
        given_by = getattr(fact, "given_by", "")
        act = self.rules.act_of(kind, fact) if fact is not None else None
        if act is None or not given_by or _same_name(given_by, who.staff.name):
            return fact_power(self.court, who, kind, fact, at_ms)
        return told_power(self.court, self._by_name(given_by), given_by, act, at_ms)

    def who_may(self, act: Act, at_ms: int) -> tuple[str, ...]:
        """Return who may order or oversee a reserved act."""
        return who_may(self.court, self.everybody(), act, at_ms)

    def _by_name(self, name: str) -> list[Known]:
        if self._named is None:
            self._named = {}
            for stream, called in rows(self._db, "SELECT stream, name FROM staff"):
                actor = bytes(stream)[len(STREAM_START) :]
                self._named.setdefault(called.casefold(), []).append(actor)
        actors = self._named.get(name.strip().casefold(), [])
        return [each for actor in actors if (each := self.known(actor))]


def by_hubs_clock(staff: Staff, known: Clocks) -> Staff:
    """Return a person with what the post said of them at the moments of the hub.

    What they recorded is judged by those; a device that was days off moves neither.
    """
    if not known.known:
        return staff

    def put_right(each: S) -> S:
        off_ms = known.offset_at(bytes(each.id[0]), each.from_ms)
        return replace(
            each, from_ms=each.from_ms + off_ms, until_ms=each.until_ms + off_ms
        )

    trusted = Trusted(
        tuple(put_right(each) for each in staff.trusted.supervised),
        tuple(put_right(each) for each in staff.trusted.delegated),
    )
    turns = tuple(
        replace(
            each, from_ms=each.from_ms + known.offset_at(bytes(each.log), each.from_ms)
        )
        for each in staff.turns
    )
    turns = tuple(sorted(turns, key=lambda each: each.from_ms))
    return replace(staff, trusted=trusted, turns=turns)


def _with_ends_of(grant: Grant, is_hubs: Callable[[bytes], bool]) -> Grant:
    ends = tuple(end for end in grant.ends if is_hubs(bytes(end.log)))
    return replace(grant, ends=ends)


@dataclass(frozen=True, slots=True)
class Hint:
    """A reserved act about to be written down; `who` may order or oversee it."""

    act: Act
    is_doubtful: bool
    who: tuple[str, ...]


def reserved_hint(db: Database, actor: bytes, need: str, now_ms: int) -> Hint | None:
    """Return what to know before a choice is recorded; None: it is no reserved act."""
    judge = Powers(db, is_now=True)
    act, who = judge.rules.needs.get(need), judge.known(actor)
    if act is None or who is None:
        return None
    at_ms = corrected(db, now_ms)
    is_doubtful = act_power(judge.court, who, act, at_ms).is_doubtful
    return Hint(act, is_doubtful, judge.who_may(act, at_ms) if is_doubtful else ())


def confirmed(held: Grants, is_hubs: Callable[[bytes], bool]) -> tuple[Grant, ...]:
    """Return the grants that a hub gave, each with the ends that a hub told of."""
    return tuple(
        _with_ends_of(each, is_hubs) if each.ends else each
        for each in held.given
        if is_hubs(bytes(each.id[0]))
    )


def rules_held(db: Database) -> tuple[Rules, int | None]:
    """Return the rules that hold here, and since when the region has any."""
    held = pack_held(db, POWERS)
    since_ms = min((each.edition.published_ms for each in held.whole), default=None)
    for each in held.whole:
        try:
            return _read_rules(bytes(each.content)), since_ms
        except Refusal:
            continue  # of a later format: the version before it stays
    return Rules(), None


def _held(db: Database, name: str, stream: bytes) -> Any:
    """Return a state; one that did not change is not read out of its bytes again."""
    found = rows(db, _STATE[name], (stream,))
    return _read(name, bytes(found[0][0])) if found else None


@lru_cache(maxsize=256)
def _read(name: str, state: bytes) -> Any:
    return read_state(name, state)


@lru_cache(maxsize=4)
def _read_rules(content: bytes) -> Rules:
    return rules_of(unfolded(content))


def lapsed(db: Database, actor: bytes, role: Role, now_ms: int) -> Power | None:
    """Return how the power of a person ended, where it did and nothing replaced it."""
    if role not in RECOGNISED or _held(db, "grant", grant_stream(actor)) is None:
        return None
    found = Powers(db, is_now=True).of_role(actor, corrected(db, now_ms))
    return found if found is not None and found.is_lapsed else None


def corrected(db: Database, now_ms: int) -> int:
    """Return what time it is by the hub's clock, as far as this device knows."""
    log = setting(db, "log")
    return now_ms if log is None else now_ms + clocks(db).offset_at(bytes(log), now_ms)


def _same_name(one: str, other: str) -> bool:
    return one.strip().casefold() == other.strip().casefold()
