"""Who may be the same person: few are compared, and each says why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from app.care.casualty import Casualty
from app.care.likeness import SUGGEST_FROM, Likeness, Profile, likeness
from app.store.profile import keys_to_ask, profile_of
from app.store.queries.casualties import casualty_row
from app.store.queries.casualty_rows import CasualtyRow
from app.store.queries.link import apart_from, linked_to
from app.store.sound import alike
from app.store.tables import held_all, state_of
from sync.database import Database, rows

COMMON: Final = 150
"""A key that more records share tells nobody apart, and is passed over."""

_MOST_COMPARED: Final = 200
_SHOWN: Final = 5


@dataclass(frozen=True, slots=True)
class Match:
    """A record that may be of the same person, and why."""

    row: CasualtyRow
    likeness: Likeness


def same_person(db: Database, stream: bytes, limit: int = _SHOWN) -> tuple[Match, ...]:
    """Return the records that may be of the person in this one, most alike first.

    Not those that are linked with it, nor those somebody said are not.
    """
    state: Casualty | None = state_of(db, "casualty", stream)
    if state is None:
        return ()
    known = {stream, *linked_to(db, stream), *apart_from(db, stream)}
    return possible(db, profile_of(state), known, limit)


def possible(
    db: Database,
    sought: Profile,
    without: Iterable[bytes] = (),
    limit: int = _SHOWN,
    least: int = SUGGEST_FROM,
) -> tuple[Match, ...]:
    """Return the records that may be of somebody, most alike first."""
    found: dict[bytes, Likeness] = {}
    known = set(without)
    near = [each for each in _near(db, sought) if each not in known]
    for name, held in held_all(db, "casualty", near[:_MOST_COMPARED]).items():
        how = likeness(sought, profile_of(held.state), alike)
        if how.points >= least:
            found[name] = how
    best = sorted(found, key=lambda name: (-found[name].points, name))[:limit]
    shown = ((casualty_row(db, name), found[name]) for name in best)
    return tuple(Match(row, how) for row, how in shown if row is not None)


def is_common(db: Database, sought: Profile) -> bool:
    """Tell whether some of what is known of somebody is shared by too many to show."""
    return any(len(_sharing(db, key)) > COMMON for key in keys_to_ask(sought))


def _sharing(db: Database, key: str) -> list[tuple[bytes]]:
    sql = "SELECT stream FROM likeness_key WHERE key = ? LIMIT ?"
    return rows(db, sql, (key, COMMON + 1))


def _near(db: Database, sought: Profile) -> list[bytes]:
    """Return who shares a key that few share; who shares most comes first."""
    shared: Counter[bytes] = Counter()
    for key in keys_to_ask(sought):
        found = _sharing(db, key)
        if len(found) <= COMMON:
            shared.update(bytes(stream) for (stream,) in found)
    return [name for name, _ in sorted(shared.items(), key=lambda at: (-at[1], at[0]))]
