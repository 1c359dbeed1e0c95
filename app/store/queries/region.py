"""How every post of a region stands with each item, kept up to date by its changes.

Two hundred posts with five hundred items each are a hundred thousand sums over four
weeks: seconds of work. They are made once a day, by an open hub ahead of who asks and
post by post, so that nothing waits long for it; after that only what changed is made
anew, and a screen that is asked for is there.
"""

from __future__ import annotations

from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Final
from weakref import WeakKeyDictionary

from app.store.queries.forecast import (
    Stands,
    by_item,
    every_stand,
    posts_with_stock,
)
from app.store.queries.shelf import day_number
from sync.database import rows

if TYPE_CHECKING:
    from fractions import Fraction

    from app.solve import Stand
    from app.store.file import CareFile
    from sync.database import Database

MOST_CHANGED: Final = 500
"""More items of posts than this are not made anew one by one."""

_CHANGED: Final = (
    "SELECT DISTINCT lot.post, lot.item FROM event JOIN lot USING (stream) "
    "WHERE event.n > ? LIMIT ?"
)
_UNSETTLING: Final = (
    "SELECT 1 FROM event WHERE n > ? AND (kind LIKE 'recall.%' OR "
    "(kind = 'event.retracted' AND LENGTH(stream) = 16 "
    "AND stream NOT IN (SELECT stream FROM lot) "
    "AND stream NOT IN (SELECT stream FROM casualty))) LIMIT 1"
)
"""Recalls touch every post, and of a lot that is gone nobody knows any more whose."""


@dataclass(frozen=True, slots=True)
class ItemStands:
    """How the posts stand with one item; `least` days any has, None: no use known."""

    stands: tuple[Stand, ...]
    least: Fraction | None


@dataclass(frozen=True, slots=True)
class Ahead:
    """What is to be made for a day: of which posts, and what was heard by then."""

    day: int
    seen: int
    posts: tuple[bytes, ...]


class Region:
    """How posts stand, as it was last asked; one for each open file."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._day = 0
        self._seen = 0
        self._items: dict[str, ItemStands] = {}

    def items(self, db: Database, now_ms: int) -> dict[str, ItemStands]:
        """Return how every post stands with each item that it ever had, by item."""
        with self._lock:
            last, today = _last(db), day_number(now_ms)
            if today != self._day or not self._took_in(db, now_ms):
                self._items = _by_item(every_stand(db, now_ms))
            self._day, self._seen = today, last
            return dict(self._items)

    def due(self, db: Database, now_ms: int) -> Ahead | None:
        """Return what is to be made for this day; None where it is made already."""
        today = day_number(now_ms)
        if today == self._day:
            return None
        return Ahead(today, _last(db), posts_with_stock(db))

    def take(self, ahead: Ahead, stands: Stands) -> None:
        """Keep what was made ahead; what was heard since is made anew when asked."""
        with self._lock:
            if ahead.day > self._day:
                self._items = _by_item(stands)
                self._day, self._seen = ahead.day, ahead.seen

    def _took_in(self, db: Database, now_ms: int) -> bool:
        """Make anew what changed; False where all of it must be."""
        if rows(db, _UNSETTLING, (self._seen,)):
            return False
        changed = rows(db, _CHANGED, (self._seen, MOST_CHANGED + 1))
        if len(changed) > MOST_CHANGED:
            return False
        for post, code in changed:
            held = self._items.get(code)
            stands = {} if held is None else {each.post: each for each in held.stands}
            for stand in every_stand(db, now_ms, bytes(post), code).values():
                stands[stand.post] = stand
            self._items[code] = _held(tuple(stands[post] for post in sorted(stands)))
        return True


def _last(db: Database) -> int:
    return int(rows(db, "SELECT COALESCE(MAX(n), 0) FROM event")[0][0])


def _by_item(stands: Stands) -> dict[str, ItemStands]:
    return {code: _held(each) for code, each in by_item(stands).items()}


def _held(stands: tuple[Stand, ...]) -> ItemStands:
    known = (each for each in stands if each.per_day)
    least = min(known, key=_lasts, default=None)
    return ItemStands(stands, None if least is None else least.days)


def _lasts(stand: Stand) -> float:
    """Return how many days a stand lasts, near enough to tell which is least."""
    rate = stand.per_day or 1
    return stand.usable * rate.denominator / rate.numerator


_KEPT: Final[WeakKeyDictionary[CareFile, Region]] = WeakKeyDictionary()


def region_of(file: CareFile) -> Region:
    """Return what is kept of the region for a file; the same as long as it is open."""
    return _KEPT.setdefault(file, Region())
