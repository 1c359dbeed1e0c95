"""People who had to leave: groups, families, who is alone, how many are where."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from app.care.displaced import Displacement, Lodged, Party
from app.care.guest import ChildAlarm, Guest
from app.store.tables import read_state, state_of
from sync.database import Database, rows

STREAMS: Final = ("party", "guest", "casualty", "post")
PARTIES: Final = 100


@dataclass(frozen=True, slots=True)
class GuestRow:
    """Somebody displaced."""

    stream: bytes
    guest: Guest

    @property
    def name(self) -> str:
        """Their name, as was said last."""
        return self.guest.text("name")


@dataclass(frozen=True, slots=True)
class PartyRow:
    """A group: how many came, of how many it is known who they are."""

    stream: bytes
    party: Party
    known: int = 0
    alarms: Mapping[ChildAlarm, int] = field(default_factory=dict)

    @property
    def unknown(self) -> int:
        """How many were counted of whom nobody wrote down who they are."""
        return max(0, self.party.people - self.known)


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """How many of one kind are in one place, as one post says."""

    post: bytes
    displacement: Displacement
    lodging: str
    onward: bool
    people: int
    known: int = 0


@dataclass(frozen=True, slots=True)
class Displaced:
    """All groups, who needs eyes now, and how many are where."""

    parties: tuple[PartyRow, ...] = ()
    alone: tuple[GuestRow, ...] = ()
    to_ask: int = 0
    counts: tuple[Whereabouts, ...] = ()

    @property
    def people(self) -> int:
        """How many are here; who went on is not."""
        return sum(each.people for each in self.counts if not each.onward)


def displaced(db: Database) -> Displaced:
    """Return the groups, the newest first, and children of whom nobody takes care."""
    known: dict[bytes, int] = {
        bytes(party): int(count)
        for party, count in rows(db, "SELECT party, COUNT(*) FROM guest GROUP BY party")
    }
    alarms: dict[bytes, dict[ChildAlarm, int]] = defaultdict(dict)
    for party, alarm, count in rows(
        db,
        "SELECT party, child_alarm, COUNT(*) FROM guest WHERE child_alarm > '' "
        "GROUP BY party, child_alarm",
    ):
        alarms[bytes(party)][ChildAlarm(alarm)] = int(count)
    found = rows(
        db,
        "SELECT stream, state FROM party ORDER BY arrived_ms DESC, stream LIMIT ?",
        (PARTIES,),
    )
    parties = tuple(
        PartyRow(
            bytes(stream),
            read_state("party", state),
            known.get(bytes(stream), 0),
            alarms.get(bytes(stream), {}),
        )
        for stream, state in found
    )
    to_ask = sum(each.get(ChildAlarm.ASK, 0) for each in alarms.values())
    return Displaced(parties, _alone(db), to_ask, counts(db))


def guests_of(db: Database, party: bytes) -> tuple[GuestRow, ...]:
    """Return the persons of a group, family by family."""
    found = rows(
        db,
        "SELECT stream, state FROM guest WHERE party = ? "
        "ORDER BY family, registered_ms, stream",
        (party,),
    )
    return tuple(_guest(stream, state) for stream, state in found)


def guest(db: Database, stream: bytes) -> GuestRow | None:
    """Return somebody displaced, or None."""
    held: Guest | None = state_of(db, "guest", stream)
    return None if held is None else GuestRow(stream, held)


def family_of(db: Database, family: bytes) -> tuple[GuestRow, ...]:
    """Return who belongs to a family, of whatever group."""
    if not family:
        return ()
    found = rows(
        db,
        "SELECT stream, state FROM guest WHERE family = ? "
        "ORDER BY registered_ms, stream",
        (family,),
    )
    return tuple(_guest(stream, state) for stream, state in found)


def party(db: Database, stream: bytes) -> Party | None:
    """Return a group, or None."""
    held: Party | None = state_of(db, "party", stream)
    return held


def counts(db: Database) -> tuple[Whereabouts, ...]:
    """Return how many of each kind are in each place, post by post.

    A group counts where it is as a whole, less those of it who are elsewhere. Whoever
    was counted counts, also where nobody knows who they are yet.
    """
    people: dict[_Where, int] = defaultdict(int)
    known: dict[_Where, int] = defaultdict(int)
    apart: dict[bytes, int] = defaultdict(int)
    with_group: dict[bytes, int] = defaultdict(int)
    for post, of, kind, lodging, onward, count in rows(
        db,
        "SELECT post, party, displacement, lodging, onward, COUNT(*) FROM guest "
        "GROUP BY post, party, displacement, lodging, onward",
    ):
        if lodging is None and of:
            with_group[bytes(of)] += count
            continue
        where = _Where(bytes(post), kind, Lodged(lodging or "", bool(onward)))
        people[where] += count
        known[where] += count
        apart[bytes(of)] += count
    for stream, post, kind, number, lodging, onward in rows(
        db,
        "SELECT stream, post, displacement, people, lodging, onward FROM party",
    ):
        name = bytes(stream)
        where = _Where(bytes(post), kind, Lodged(lodging, bool(onward)))
        people[where] += max(number - apart.get(name, 0), with_group.get(name, 0))
        known[where] += with_group.get(name, 0)
    return tuple(
        Whereabouts(
            where.post,
            Displacement(where.kind),
            where.lodged.name,
            where.lodged.onward,
            people[where],
            known[where],
        )
        for where in sorted(people, key=_in_order)
        if people[where] and where.kind
    )


@dataclass(frozen=True, slots=True)
class _Where:
    post: bytes
    kind: str
    lodged: Lodged


def _in_order(where: _Where) -> tuple[bool, str, str, bytes]:
    return where.lodged.onward, where.kind, where.lodged.name, where.post


def _alone(db: Database) -> tuple[GuestRow, ...]:
    found = rows(
        db,
        "SELECT stream, state FROM guest WHERE child_alarm = 'alone' "
        "ORDER BY registered_ms, stream LIMIT 100",
    )
    return tuple(_guest(stream, state) for stream, state in found)


def _guest(stream: bytes, state: bytes) -> GuestRow:
    return GuestRow(bytes(stream), read_state("guest", state))
