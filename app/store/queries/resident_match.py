"""Whom a care organisation's list is about: kept already, perhaps, or new here.

The number under which the organisation knows somebody decides; else all that tells
people apart. Who is only alike is asked of a person, and nobody is joined by itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import combinations
from typing import Any, Final

from app.care.dependent import source_mark, street_key
from app.care.likeness import Likeness, Profile, likeness, turned
from app.care.resident import Resident
from app.care.resident_table import Listed, same_person
from app.care.resident_update import Update, updated
from app.care.terms import Sign
from app.store.profile import names_of
from app.store.sound import alike, sound_of
from app.store.tables import held_all
from sync.database import Database, rows

COMMON: Final = 150
"""A key that more residents share tells nobody apart, and is passed over."""

_SHOWN: Final = 3
_AT_ONCE: Final = 250
_NEW: Final = Resident()


class Fit(StrEnum):
    """What a line of a list is about."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    ASKED = "asked"
    STRUCK_OFF = "struck_off"


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody who is kept, by what they are told from others."""

    stream: bytes
    name: str
    birth_date: str
    street: str
    house_number: str
    postcode: str
    is_ended: bool

    @property
    def person(self) -> tuple[str, ...]:
        """By what they are told from others, as a list does."""
        return (
            self.name.casefold(),
            self.birth_date,
            self.postcode,
            street_key(self.street),
            self.house_number.casefold(),
        )


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may be meant, and why."""

    known: Known
    likeness: Likeness


@dataclass(frozen=True, slots=True)
class Plan:
    """What would become of one line: of whom, and what changes or is asked."""

    listed: Listed
    fit: Fit
    stream: bytes | None = None
    update: Update | None = None
    candidates: tuple[Candidate, ...] = ()


Told = Callable[[int, int], Any]
"""Told how many lines were looked at, of how many; it may raise to stop."""


def plans(
    db: Database,
    people: tuple[Listed, ...],
    source: str,
    as_of_ms: int,
    told: Told = lambda _done, _all: None,
) -> tuple[Plan, ...]:
    """Return what would become of each line of an organisation's list of a moment."""
    here = _Here(db)
    found: list[Plan] = []
    for first in range(0, len(people), _AT_ONCE):
        told(first, len(people))
        some = people[first : first + _AT_ONCE]
        found += _planned(db, here, some, source, as_of_ms)
    told(len(people), len(people))
    return tuple(found)


def known_as(db: Database, source: str, reference: str) -> bytes | None:
    """Return whom an organisation knows under a number, if they are kept."""
    found = rows(
        db,
        "SELECT stream FROM resident WHERE reference = ? AND instr(sources, ?)",
        (reference, source_mark(source, reference)),
    )
    return bytes(found[0][0]) if found else None


def _planned(
    db: Database,
    here: _Here,
    some: Iterable[Listed],
    source: str,
    as_of_ms: int,
) -> list[Plan]:
    meant = [(listed, here.meant(listed, source)) for listed in some]
    streams = [known.stream for _, known in meant if known and not known.is_ended]
    held = held_all(db, "resident", streams)
    found: list[Plan] = []
    for listed, known in meant:
        if known is None:
            asked = here.alike(listed)
            update = updated(_NEW, listed, as_of_ms)
            fit = Fit.ASKED if asked else Fit.NEW
            found.append(Plan(listed, fit, None, update, asked))
        elif known.is_ended:
            found.append(Plan(listed, Fit.STRUCK_OFF, known.stream))
        else:
            update = updated(held[known.stream].state, listed, as_of_ms)
            fit = Fit.CHANGED if update.changes else Fit.SAME
            found.append(Plan(listed, fit, known.stream, update))
    return found


class _Here:
    """Everybody who is kept here, found by number, by all they are, or by likeness."""

    def __init__(self, db: Database) -> None:
        self._by_mark: dict[str, Known] = {}
        self._by_person: dict[tuple[str, ...], list[Known]] = defaultdict(list)
        self._by_key: dict[str, list[Known]] = defaultdict(list)
        for stream, name, born, street, number, code, sources, ended in rows(
            db,
            "SELECT stream, name, birth_date, street, house_number, postcode, "
            "sources, ended FROM resident ORDER BY ended DESC, n",
        ):
            known = Known(bytes(stream), name, born, street, number, code, ended > 0)
            for mark in str(sources).split("\n"):
                if mark:
                    self._by_mark[f"\n{mark}\n"] = known
            self._by_person[known.person].append(known)
            for key in _keys(_profile(*_told_by(known))):
                self._by_key[key].append(known)

    def meant(self, listed: Listed, source: str) -> Known | None:
        """Return who is meant for certain, or None."""
        mark = source_mark(source, listed.reference)
        if listed.reference and mark in self._by_mark:
            return self._by_mark[mark]
        found = self._by_person.get(same_person(listed), ())
        if len(found) == 1 and listed.text("birth_date") and listed.text("name"):
            return found[0]
        return None

    def alike(self, listed: Listed) -> tuple[Candidate, ...]:
        """Return who may be meant, most alike first."""
        names = ("name", "birth_date", "postcode", "house_number")
        sought = _profile(*(listed.text(each) for each in names))
        found = {
            each.stream: Candidate(each, _SAME)
            for each in self._by_person.get(same_person(listed), ())
        }
        for key in _keys(sought, ask=True):
            sharing = self._by_key.get(key, ())
            for known in sharing if len(sharing) <= COMMON else ():
                if known.stream not in found:
                    how = likeness(sought, _profile(*_told_by(known)), alike)
                    found[known.stream] = Candidate(known, how)
        likely = [each for each in found.values() if each.likeness.is_suggested]
        likely.sort(key=lambda each: (-each.likeness.points, each.known.stream))
        return tuple(likely[:_SHOWN])


_SAME: Final = Likeness(100, (Sign.NAME, Sign.POSTCODE))


@lru_cache(maxsize=65_536)
def _profile(name: str, birth_date: str, postcode: str, number: str) -> Profile:
    home = f"{postcode} {number.casefold()}" if postcode and number else ""
    return Profile(
        names=names_of(frozenset([name] if name else [])),
        births=frozenset([birth_date] if birth_date else []),
        postcodes=frozenset([postcode] if postcode else []),
        homes=frozenset([home] if home else []),
    )


def _told_by(known: Known) -> tuple[str, str, str, str]:
    return known.name, known.birth_date, known.postcode, known.house_number


def _keys(profile: Profile, *, ask: bool = False) -> list[str]:
    """Return what somebody is found by: date of birth, home, two words that sound."""
    births = {*profile.births, *(turned(each) for each in profile.births if ask)}
    sounds = {_sound(word) for words in profile.names for word in words}
    pairs = (f"p:{one}|{two}" for one, two in combinations(sorted(sounds), 2))
    homes = (f"a:{each}" for each in sorted(profile.homes))
    return [*(f"b:{each}" for each in sorted(births)), *homes, *pairs]


_sound = lru_cache(maxsize=16_384)(sound_of)
