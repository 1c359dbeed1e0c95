"""How long the stock of a post lasts, and what it runs out of first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from fractions import Fraction
from functools import lru_cache
from typing import Any, Final

from app.care.forecast import (
    WINDOWS,
    Batch,
    DayUse,
    Rate,
    Scenario,
    Shortfall,
    Supply,
    daily_use,
    needed,
    shortfall,
    supply,
)
from app.care.item import Item
from app.solve import Stand
from app.store.queries.item import catalogue
from app.store.queries.recall import recalled_everywhere
from app.store.queries.stock import lots_where, own_or
from sync.database import Database, rows

Stands = Mapping[tuple[bytes, str], Stand]
"""How posts stand, by post and item."""

Moved = tuple[int, int]
"""What moved in a day: the sum of all, and what of it came in."""

_STILL: Final = (0, 0)
_STILL_GONE: Final[tuple[int, dict[int, Moved]]] = (0, {})
_DAY_MS: Final = 86_400_000
_EPOCH: Final = date(1970, 1, 1).toordinal()


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
    shelf = _shelves(db, now_ms, at)
    listed = catalogue(db)
    found = [
        _forecast(code, listed.get(code), held, today, scenario)
        for (_, code), held in shelf.items()
    ]
    return Lasting(
        forecasts=tuple(sorted(found, key=_soonest)),
        out=sum(each.critical and each.usable <= 0 for each in found),
    )


def _soonest(one: Forecast) -> tuple[bool, Fraction, bool, str]:
    days = one.supply.days
    return (days is None, days or Fraction(0), not one.critical, one.code)


def _forecast(
    code: str,
    item: Item | None,
    shelf: Shelf,
    today: int,
    scenario: Scenario | None,
) -> Forecast:
    rate = shelf.rate(today)
    expects = None
    if scenario is not None and scenario.people:
        use = (item.use_t1, item.use_t2, item.use_t3) if item else (0, 0, 0)
        casualties = needed(scenario, *use)
        expects = shortfall(shelf.usable, casualties, rate.per_day, scenario.hours)
    lasts = supply(shelf.batches, rate.per_day, today)
    return Forecast(code, item, shelf.usable, rate, lasts, expects)


def region_stands(db: Database, now_ms: int) -> dict[str, tuple[Stand, ...]]:
    """Return how every post stands with each item that it ever had, by item."""
    found: dict[str, list[Stand]] = {}
    for (_, code), stand in sorted(every_stand(db, now_ms).items()):
        found.setdefault(code, []).append(stand)
    return {code: tuple(each) for code, each in found.items()}


def every_stand(
    db: Database, now_ms: int, post_id: bytes | None = None, item: str | None = None
) -> Stands:
    """Return how every post, or one, stands with each item, or one."""
    today = day_number(now_ms)
    return {
        key: Stand(key[0], shelf.usable, shelf.rate(today).per_day)
        for key, shelf in _shelves(db, now_ms, post_id, item).items()
    }


@dataclass(slots=True)
class Shelf:
    """One item at one post: its lots that may be used, and what moved by day.

    `on_hand` and `moves` are of the lots that are not expired today; `gone` are those
    that expired in the days looked back, which were good until then.
    """

    batches: list[Batch] = field(default_factory=list)
    on_hand: int = 0
    used: dict[int, int] = field(default_factory=dict)
    moves: dict[int, Moved] = field(default_factory=dict)
    gone: dict[int, tuple[int, dict[int, Moved]]] = field(default_factory=dict)

    @property
    def usable(self) -> int:
        """Pieces that may be used today."""
        return sum(each.pieces for each in self.batches)

    def rate(self, today: int) -> Rate:
        """Return the daily use; no further back is looked than to the last use."""
        last = max(
            (day for day, used in self.used.items() if used > 0 and day < today),
            default=0,
        )
        window = next((each for each in WINDOWS if last >= today - each), 0)
        return daily_use(self._days(today, today - window), today)

    def _days(self, today: int, first: int) -> list[DayUse]:
        """Return days up to today: what was used, and whether any usable was there.

        What was there is counted back from what is there now.
        """
        if not any(self.used.values()):
            return []
        there = _there(self.on_hand, self.moves, today, first, today)
        for expiry, (level, moves) in self.gone.items():
            there |= _there(level, moves, today, first, expiry)
        return [
            DayUse(day, max(self.used.get(day, 0), 0), day in there)
            for day in range(first, today + 1)
        ]


def _there(
    level: int, moves: Mapping[int, Moved], today: int, first: int, last: int
) -> set[int]:
    """Return the days from `first` to `last` on which there was any."""
    found: set[int] = set()
    for day in range(today, first - 1, -1):
        net, came = moves.get(day, _STILL)
        before = level - net
        if day <= last and max(level, before, before + came) > 0:
            found.add(day)
        level = before
    return found


def _shelves(
    db: Database, now_ms: int, post_id: bytes | None = None, item: str | None = None
) -> dict[tuple[bytes, str], Shelf]:
    """Return every item, or one, of a post or of all posts, with its last days."""
    today = day_number(now_ms)
    first = today - WINDOWS[-1]
    shelves: dict[tuple[bytes, str], Shelf] = {}
    only = _only(post_id, item)
    _put_lots(db, shelves, date.fromordinal(today).isoformat(), only)
    _put_moves(db, shelves, now_ms, only)
    for shelf in shelves.values():
        for expiry in [each for each in shelf.gone if each < first]:
            del shelf.gone[expiry]
    return shelves


_Only = tuple[str, tuple[Any, ...]]
"""Which rows are read: a condition that an index answers, and its values."""


def _only(post_id: bytes | None, item: str | None) -> _Only:
    if post_id is None:
        return "WHERE TRUE", ()
    if item is None:
        return "WHERE post = ?", (post_id,)
    return "WHERE post = ? AND item = ?", (post_id, item)


def _sql(*parts: str) -> str:
    """Join the parts of a statement; nothing a person typed is among them."""
    return " ".join(parts)


_LOTS: Final = "SELECT post, item, expiry, free, on_hand FROM lot"
"""Read from one index; to group them there costs more than to add them here."""
_MOVES: Final = (
    "SELECT post, item, (at_ms + ?) / 86400000 AS day, "
    "CASE WHEN expiry != '' AND expiry < ? THEN expiry ELSE '' END AS past, "
    "SUM(quantity), "
    "SUM(CASE WHEN way IN ('issued', 'returned') THEN -quantity ELSE 0 END), "
    "SUM(CASE WHEN quantity > 0 AND way != 'moved' THEN quantity ELSE 0 END) "
    "FROM movement"
)


def _put_lots(
    db: Database,
    shelves: dict[tuple[bytes, str], Shelf],
    day: str,
    only: _Only,
) -> None:
    where, values = only
    found = rows(db, _sql(_LOTS, where), values)
    for post, code, expiry, free, on_hand in found:
        shelf = shelves.get((post, code))
        if shelf is None:
            shelf = shelves[bytes(post), code] = Shelf()
        last = _ordinal(expiry)
        if expiry and expiry < day:
            level, _ = shelf.gone.get(last or 0, _STILL_GONE)
            shelf.gone[last or 0] = (level + on_hand, {})
            continue
        shelf.on_hand += on_hand
        if free > 0:
            shelf.batches.append(Batch(free, last))
    for post, called in recalled_everywhere(db).items():
        for code in {code for code, _ in called}:
            if (post, code) in shelves:
                held = lots_where(db, code, day, post, called)
                shelves[post, code].batches = [
                    Batch(lot.usable, _ordinal(lot.expiry))
                    for lot in held
                    if lot.usable
                ]


def _put_moves(
    db: Database,
    shelves: Mapping[tuple[bytes, str], Shelf],
    now_ms: int,
    only: _Only,
) -> None:
    today, offset = day_number(now_ms), _offset_ms(now_ms)
    since_ms = (today - WINDOWS[-1] - _EPOCH) * _DAY_MS - offset
    day_of = date.fromordinal(today).isoformat()
    where, values = only
    found = rows(
        db,
        _sql(
            _MOVES,
            where,
            "AND at_ms >= ? AND way != 'counted' GROUP BY post, item, day, past",
        ),
        (offset, day_of, *values, since_ms),
    )
    for post, code, number, past, net, out, came in found:
        shelf = shelves.get((bytes(post), code))
        if shelf is None:
            continue
        day = int(number) + _EPOCH
        shelf.used[day] = shelf.used.get(day, 0) + out
        if not past:
            shelf.moves[day] = (net, came)
        elif (last := _ordinal(past)) in shelf.gone and last is not None:
            shelf.gone[last][1][day] = (net, came)


@lru_cache(maxsize=4096)
def _ordinal(expiry: str) -> int | None:
    return date.fromisoformat(expiry).toordinal() if expiry else None


def day_number(now_ms: int) -> int:
    """Return the day it is here, as `date.toordinal()` counts."""
    return _EPOCH + (now_ms + _offset_ms(now_ms)) // _DAY_MS


def _offset_ms(now_ms: int) -> int:
    """Return how far local time is ahead of UTC now."""
    shift = datetime.fromtimestamp(now_ms / 1000, UTC).astimezone().utcoffset()
    return 0 if shift is None else int(shift.total_seconds() * 1000)
