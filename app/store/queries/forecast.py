"""How long the stock of a post lasts, and what it runs out of first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Final, TypeVar

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
from app.store.queries.stock import LotRow, lots_by_item, lots_everywhere, own_or
from sync.database import Database, rows

K = TypeVar("K")

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

    `first` is the critical item that is empty first; `unknown` counts the critical
    items with stock of which no use is known, `out` those of which nothing is left.
    """

    forecasts: tuple[Forecast, ...]
    first: Forecast | None
    unknown: int
    out: int


def lasting(
    db: Database,
    now_ms: int,
    scenario: Scenario | None = None,
    post_id: bytes | None = None,
) -> Lasting:
    """Return how long each item that was ever at a post lasts."""
    at, today = own_or(db, post_id), _day_of(now_ms)
    held = lots_by_item(db, at, date.fromordinal(today).isoformat())
    used = _days(db, now_ms, held, at)
    listed = catalogue(db)
    found = [
        _forecast(code, listed.get(code), several, used.get(code, ()), today, scenario)
        for code, several in held.items()
    ]
    critical = [each for each in found if each.critical]
    known = [each for each in critical if each.usable and each.supply.days is not None]
    return Lasting(
        forecasts=tuple(sorted(found, key=_soonest)),
        first=min(known, key=_soonest, default=None),
        unknown=sum(each.supply.days is None for each in critical),
        out=sum(each.usable <= 0 for each in critical),
    )


def _soonest(one: Forecast) -> tuple[bool, Fraction, bool, str]:
    days = one.supply.days
    return (days is None, days or Fraction(0), not one.critical, one.code)


def _forecast(
    code: str,
    item: Item | None,
    held: list[LotRow],
    used: Iterable[DayUse],
    today: int,
    scenario: Scenario | None,
) -> Forecast:
    rate = daily_use(used, today)
    usable = sum(lot.usable for lot in held)
    batches = [
        Batch(lot.usable, _ordinal(lot.expiry)) for lot in held if lot.usable > 0
    ]
    expects = None
    if scenario is not None and scenario.people:
        use = (item.use_t1, item.use_t2, item.use_t3) if item else (0, 0, 0)
        casualties = needed(scenario, *use)
        expects = shortfall(usable, casualties, rate.per_day, scenario.hours)
    lasts = supply(batches, rate.per_day, today)
    return Forecast(code, item, usable, rate, lasts, expects)


def region_stands(db: Database, now_ms: int) -> dict[str, tuple[Stand, ...]]:
    """Return how every post stands with each item that it ever had, by item."""
    today = _day_of(now_ms)
    held = lots_everywhere(db, date.fromordinal(today).isoformat())
    used = _days(db, now_ms, held)
    found: dict[str, list[Stand]] = {}
    for (post, code), several in held.items():
        rate = daily_use(used[post, code], today)
        usable = sum(lot.usable for lot in several)
        found.setdefault(code, []).append(Stand(post, usable, rate.per_day))
    return {
        code: tuple(sorted(each, key=lambda stand: stand.post))
        for code, each in found.items()
    }


def _days(
    db: Database,
    now_ms: int,
    held: Mapping[K, list[LotRow]],
    post_id: bytes | None = None,
) -> dict[K, list[DayUse]]:
    """Return the last days of each item: what was used, and whether any was there.

    Of one post, or of all where None is given. What was there is counted back from
    what is there now. A lot counts on the days it was not yet expired.
    """
    today, offset = _day_of(now_ms), _offset_ms(now_ms)
    first = today - WINDOWS[-1]
    since_ms = (first - _EPOCH) * _DAY_MS - offset
    found = rows(
        db,
        "SELECT stream, (at_ms + ?) / 86400000 AS day, SUM(quantity), "
        "SUM(CASE WHEN way IN ('issued', 'returned') THEN -quantity ELSE 0 END), "
        "SUM(CASE WHEN quantity > 0 AND way != 'moved' THEN quantity ELSE 0 END) "
        "FROM movement JOIN lot USING (stream) "
        "WHERE (? IS NULL OR lot.post = ?) AND at_ms >= ? AND way != 'counted' "
        "GROUP BY stream, day",
        (offset, post_id, post_id, since_ms),
    )
    moves: dict[bytes, dict[int, tuple[int, int, int]]] = {}
    for stream, day, net, out, came in found:
        moves.setdefault(bytes(stream), {})[int(day) + _EPOCH] = (net, out, came)
    return {
        key: _of_item(several, moves, first, today) for key, several in held.items()
    }


def _of_item(
    held: list[LotRow],
    moves: Mapping[bytes, Mapping[int, tuple[int, int, int]]],
    first: int,
    today: int,
) -> list[DayUse]:
    used = dict.fromkeys(range(first, today + 1), 0)
    there: set[int] = set()
    for lot in held:
        last, level = _ordinal(lot.expiry), lot.on_hand
        moved = moves.get(lot.stream, {})
        for day in range(today, first - 1, -1):
            net, out, came = moved.get(day, (0, 0, 0))
            used[day] += out
            before = level - net
            is_good = last is None or last >= day
            if is_good and max(level, before, before + came) > 0:
                there.add(day)
            level = before
    return [DayUse(day, max(used[day], 0), day in there) for day in sorted(used)]


def _ordinal(expiry: str) -> int | None:
    return date.fromisoformat(expiry).toordinal() if expiry else None


def _day_of(now_ms: int) -> int:
    return _EPOCH + (now_ms + _offset_ms(now_ms)) // _DAY_MS


def _offset_ms(now_ms: int) -> int:
    """Return how far local time is ahead of UTC now."""
    shift = datetime.fromtimestamp(now_ms / 1000, UTC).astimezone().utcoffset()
    return 0 if shift is None else int(shift.total_seconds() * 1000)
