"""Coverage: street by street who was visited, how long ago, and to whom nobody goes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

from app.care.harm import AHEAD_MS
from app.store.queries.harm import within
from app.store.queries.outage import Looking, lens_of, since_ms
from app.store.queries.round import AT_ONCE, members
from sync.database import Database, rows

_LANE = "street_key, substr(postcode, 1, 4)"
_BY_INDEX = "ORDER BY postcode LIMIT -1"
"""Has all of it read from the index that orders residents, and no row."""

_NAMES = (
    "SELECT street_key, MIN(street) FROM resident WHERE ended = 0 GROUP BY street_key"
)


@dataclass(frozen=True, slots=True)
class StreetCover:
    """A street: how many are at home there, how many of them were visited.

    `on_round` are to be visited by a round; `left` by none. `oldest_ms` is the longest
    ago that any of them was visited; `never` are those who never were.
    """

    street: str
    digits: str
    people: int
    seen: int
    on_round: int
    never: int
    oldest_ms: int | None

    @property
    def left(self) -> int:
        """To how many nobody went, and nobody goes."""
        return self.people - self.seen - self.on_round


@dataclass(frozen=True, slots=True)
class Coverage:
    """The streets, those to whom nobody goes first; since when a visit counts."""

    streets: tuple[StreetCover, ...] = ()
    since_ms: int = 0

    @property
    def people(self) -> int:
        """How many are at home."""
        return sum(each.people for each in self.streets)

    @property
    def seen(self) -> int:
        """How many of them were visited."""
        return sum(each.seen for each in self.streets)

    @property
    def on_round(self) -> int:
        """How many are still to be visited by a round."""
        return sum(each.on_round for each in self.streets)

    @property
    def left(self) -> int:
        """To how many nobody went, and nobody goes."""
        return sum(each.left for each in self.streets)


def coverage(db: Database, looking: Looking, now_ms: int) -> Coverage:
    """Return the streets of an outage, or of everybody, with who was visited.

    A visit counts since the first thing failed there, or in the last day.
    """
    since = since_ms(db, looking, now_ms)
    lens = replace(lens_of(db, looking, now_ms), away=False)
    where, values = within(lens)
    is_seen = f"(been_ms BETWEEN {since} AND {now_ms + AHEAD_MS})"
    found = rows(
        db,
        " ".join(
            (
                "SELECT",
                f"street_key, digits, COUNT(*), SUM({is_seen}), SUM(been_ms = 0),",
                "MIN(CASE WHEN been_ms > 0 THEN been_ms END)",
                "FROM (SELECT",
                _LANE,
                "AS digits, been_ms FROM resident",
                f"WHERE {where} {_BY_INDEX}) GROUP BY 1, 2",
            )
        ),
        values,
    )
    names = dict(rows(db, _NAMES))
    going = _going(db, f"{where} AND NOT {is_seen}", values)
    streets = [
        StreetCover(
            names.get(key, ""), digits, people, seen, going[(key, digits)], never, old
        )
        for key, digits, people, seen, never, old in found
    ]
    streets.sort(key=lambda each: (-each.left, each.digits, each.street))
    return Coverage(tuple(streets), since)


def _going(
    db: Database, where: str, values: tuple[object, ...]
) -> Counter[tuple[str, str]]:
    """Return in each street how many are still to be visited by a round."""
    names, going = list(members(db)), Counter[tuple[str, str]]()
    for first in range(0, len(names), AT_ONCE):
        some = names[first : first + AT_ONCE]
        marks = ", ".join(f"?{len(values) + at}" for at in range(1, len(some) + 1))
        sql = " ".join(
            (
                "SELECT",
                _LANE,
                ", COUNT(*) FROM (SELECT n AS there FROM resident WHERE stream IN (",
                f"{marks})) CROSS JOIN resident",
                f"ON resident.n = there WHERE {where} GROUP BY 1, 2",
            )
        )
        for key, digits, count in rows(db, sql, (*values, *some)):
            going[(key, digits)] += count
    return going
