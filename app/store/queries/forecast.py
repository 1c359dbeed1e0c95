"""How long the stock of a post lasts, and what it runs out of first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.care.forecast import (
    Batch,
    Rate,
    Scenario,
    Shortfall,
    Supply,
    is_used_in_time,
    needed,
    shortfall,
    supply,
)
from app.care.item import Item
from app.solve import Stand
from app.store.queries.item import catalogue
from app.store.queries.recall import recalled, recalled_everywhere
from app.store.queries.shelf import Shelf, batches, day_number, shelves
from app.store.queries.stock import own_or
from sync.database import Database, rows

Stands = Mapping[tuple[bytes, str], Stand]
"""How posts stand, by post and item."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """One item at a post: what may be used, how fast it goes, how long it lasts.

    `item` None: it is on no list any more.
    """

    code: str
    item: Item | None
    usable: int
    rate: Rate
    supply: Supply
    expects: Shortfall | None = None

    @property
    def critical(self) -> bool:
        """Whether a post cannot do without it."""
        return self.item is not None and self.item.critical

    @property
    def empty_day(self) -> int | None:
        """In how many days the last piece is used; 0 is today."""
        return None if self.supply.days is None else int(self.supply.days)


@dataclass(frozen=True, slots=True)
class Lasting:
    """What a post runs out of first: all its items, the soonest empty on top.

    `out` counts the critical items of which nothing is left.
    """

    forecasts: tuple[Forecast, ...]
    out: int


def lasting(
    db: Database,
    now_ms: int,
    scenario: Scenario | None = None,
    post_id: bytes | None = None,
) -> Lasting:
    """Return how long each item that was ever at a post lasts."""
    at, today = own_or(db, post_id), day_number(now_ms)
    called = recalled(db, at)
    shelf = shelves(db, now_ms, at, called)
    rates = {code: each.rate for code, each in shelf.items()}
    apart = [
        code
        for code, each in shelf.items()
        if not is_used_in_time(_heap(each), rates[code].per_day, today)
    ]
    lots = batches(db, now_ms, at, called, apart)
    listed = catalogue(db)
    found = [
        Forecast(
            code,
            listed.get(code),
            each.usable,
            rates[code],
            supply(lots.get(code, [_heap(each)]), rates[code].per_day, today),
            _expected(listed.get(code), each.usable, rates[code], scenario),
        )
        for code, each in shelf.items()
    ]
    return Lasting(
        forecasts=tuple(sorted(found, key=_soonest)),
        out=sum(each.critical and each.usable <= 0 for each in found),
    )


def _heap(shelf: Shelf) -> Batch:
    """Return all that may be used as one lot, which expires with its first."""
    return Batch(shelf.usable, shelf.expires)


def _soonest(one: Forecast) -> tuple[bool, float, bool, str]:
    days = one.supply.days
    return (days is None, float(days or 0), not one.critical, one.code)


def _expected(
    item: Item | None, usable: int, rate: Rate, scenario: Scenario | None
) -> Shortfall | None:
    if scenario is None or not scenario.people:
        return None
    use = (item.use_t1, item.use_t2, item.use_t3) if item else (0, 0, 0)
    return shortfall(usable, needed(scenario, *use), rate.per_day, scenario.hours)


def region_stands(db: Database, now_ms: int) -> dict[str, tuple[Stand, ...]]:
    """Return how every post stands with each item that it ever had, by item."""
    return by_item(every_stand(db, now_ms))


def by_item(stands: Stands) -> dict[str, tuple[Stand, ...]]:
    """Return how posts stand with each item, by item; posts in order."""
    found: dict[str, list[Stand]] = {}
    for (_, code), stand in sorted(stands.items()):
        found.setdefault(code, []).append(stand)
    return {code: tuple(each) for code, each in found.items()}


def every_stand(
    db: Database, now_ms: int, post_id: bytes | None = None, item: str | None = None
) -> Stands:
    """Return how every post, or one, stands with each item, or one."""
    called = recalled_everywhere(db)
    posts = posts_with_stock(db) if post_id is None else (post_id,)
    return {
        (post, code): Stand(post, shelf.usable, shelf.rate.per_day)
        for post in posts
        for code, shelf in shelves(
            db, now_ms, post, called.get(post, frozenset()), item
        ).items()
    }


def posts_with_stock(db: Database) -> tuple[bytes, ...]:
    """Return every post that ever had anything."""
    found = rows(db, "SELECT DISTINCT post FROM lot ORDER BY post")
    return tuple(bytes(post) for (post,) in found)
