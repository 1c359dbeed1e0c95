"""One item at one post, out of its ledger: what may be used, and what moved by day.

A post may have tens of thousands of lots and movements. Lots are summed in one index
and told apart only where that changes an answer; movements are read no further back
than the shortest window in which something was used.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any, Final

from app.care.forecast import WINDOWS, Batch, Rate, daily_use, days_before
from app.store.queries.recall import Recalled, is_recalled
from sync.database import Database, rows

Moved = tuple[int, int]
"""What moved in a day: the sum of all, and what of it came in."""

_DAY_MS: Final = 86_400_000
_EPOCH: Final = date(1970, 1, 1).toordinal()
_NEVER_MS: Final = 1 << 62


@dataclass(slots=True)
class Shelf:
    """One item at one post: what may be used, and what moved by day.

    `expires` is the first day that is the last one of something usable, None for never.
    Days are counted back from today. `on_hand` and `moves` are of the lots that are not
    expired today; `gone` are those that expired in the days looked back, by the last
    day they were good.
    """

    usable: int = 0
    on_hand: int = 0
    expires: int | None = None
    used: dict[int, int] = field(default_factory=dict)
    moves: dict[int, Moved] = field(default_factory=dict)
    gone: dict[int, tuple[int, dict[int, Moved]]] = field(default_factory=dict)

    @property
    def rate(self) -> Rate:
        """The daily use; what was there is counted back from what is there now."""
        if not any(pieces > 0 for pieces in self.used.values()):
            return Rate(None)
        there = _there(self.on_hand, self.moves)
        for ago, (level, moves) in self.gone.items():
            there |= _there(level, moves) >> ago << ago
        return daily_use(self.used, there)

    @property
    def has_use(self) -> bool:
        """Whether something was used on a day that is over, as far as was read."""
        return any(ago > 0 and pieces > 0 for ago, pieces in self.used.items())


def _there(level: int, moves: Mapping[int, Moved]) -> int:
    """Return a bit for each day on which there was any, back to where was read."""
    found, after = 0, -1
    for ago in sorted(moves):
        if ago < 0:
            continue  # by a clock that is ahead
        if level > 0:
            found |= days_before(after, ago - 1)
        net, came = moves[ago]
        before = level - net
        if max(level, before, before + came) > 0:
            found |= 1 << ago
        level, after = before, ago
    return found | days_before(after, WINDOWS[-1]) if level > 0 else found


def shelves(
    db: Database,
    now_ms: int,
    post_id: bytes,
    called: Recalled,
    item: str | None = None,
) -> dict[str, Shelf]:
    """Return every item that was ever at a post, or one, with its last days."""
    today = day_number(now_ms)
    found = _summed(db, today, post_id, item)
    recalled = {code for code, _ in called}.intersection(found)
    left = batches(db, now_ms, post_id, called, recalled)
    for code in recalled:
        found[code].usable = sum(each.pieces for each in left[code])
        days = [each.expires for each in left[code] if each.expires is not None]
        found[code].expires = min(days, default=None)
    waiting = list(found)
    until_ms = _NEVER_MS
    for window in WINDOWS:
        since_ms = (today - window - _EPOCH) * _DAY_MS - _offset_ms(now_ms)
        _put_moves(db, found, now_ms, _Asked(post_id, waiting, since_ms, until_ms))
        until_ms = since_ms
        waiting = [code for code in waiting if not found[code].has_use]
    return found


def batches(
    db: Database,
    now_ms: int,
    post_id: bytes,
    called: Recalled,
    codes: Collection[str],
) -> dict[str, list[Batch]]:
    """Return what may be used of these items at a post, lot by lot."""
    if not codes:
        return {}
    day = date.fromordinal(day_number(now_ms)).isoformat()
    found: dict[str, list[Batch]] = {code: [] for code in codes}
    names = json.dumps(list(codes))
    for code, lot, expiry, free in rows(db, _APART, (names, post_id, day)):
        if not is_recalled(called, code, lot):
            found[code].append(Batch(free, _ordinal(expiry)))
    return found


_SUMS: Final = (
    "SELECT item, "
    "SUM(CASE WHEN free > 0 AND (expiry = '' OR expiry >= ?1) THEN free ELSE 0 END), "
    "SUM(CASE WHEN expiry = '' OR expiry >= ?1 THEN on_hand ELSE 0 END), "
    "MIN(CASE WHEN free > 0 AND expiry >= ?1 THEN expiry END), "
    "MAX(expiry != '' AND expiry < ?1 AND expiry >= ?2) "
    "FROM lot WHERE post = ?3"
)
_GONE: Final = (
    "SELECT item, expiry, SUM(on_hand) "
    "FROM json_each(?) CROSS JOIN lot ON post = ? AND item = value "
    "WHERE expiry != '' AND expiry < ? AND expiry >= ? GROUP BY item, expiry"
)
_APART: Final = (
    "SELECT item, lot, expiry, free "
    "FROM json_each(?) CROSS JOIN lot ON post = ? AND item = value "
    "WHERE free > 0 AND (expiry = '' OR expiry >= ?)"
)
_MOVES: Final = (
    "SELECT item, (at_ms + ?) / 86400000 AS day, "
    "CASE WHEN expiry != '' AND expiry < ? THEN expiry ELSE '' END AS past, "
    "SUM(quantity), "
    "SUM(CASE WHEN way IN ('issued', 'returned') THEN -quantity ELSE 0 END), "
    "SUM(CASE WHEN quantity > 0 AND way != 'moved' THEN quantity ELSE 0 END) "
    "FROM json_each(?) CROSS JOIN movement ON post = ? AND item = value "
    "WHERE at_ms >= ? AND at_ms < ? AND way != 'counted' GROUP BY item, day, past"
)


@dataclass(frozen=True, slots=True)
class _Asked:
    """The movements that are read: of which items of a post, from when until when."""

    post: bytes
    codes: Collection[str]
    since_ms: int
    until_ms: int


def _summed(
    db: Database, today: int, post_id: bytes, item: str | None
) -> dict[str, Shelf]:
    """Return what there is of each item, and which of its lots expired of late."""
    day = date.fromordinal(today).isoformat()
    first = date.fromordinal(today - WINDOWS[-1]).isoformat()
    found: dict[str, Shelf] = {}
    lately: list[str] = []
    only = "GROUP BY item" if item is None else "AND item = ?4 GROUP BY item"
    values = (day, first, post_id, *(() if item is None else (item,)))
    for code, usable, on_hand, expiry, has_gone in rows(db, f"{_SUMS} {only}", values):
        found[code] = Shelf(usable, on_hand, _ordinal(expiry or ""))
        if has_gone:
            lately.append(code)
    if lately:
        names = json.dumps(lately)
        for code, expiry, level in rows(db, _GONE, (names, post_id, day, first)):
            found[code].gone[today - (_ordinal(expiry) or 0)] = (level, {})
    return found


def _put_moves(
    db: Database, found: Mapping[str, Shelf], now_ms: int, asked: _Asked
) -> None:
    if not asked.codes:
        return
    today = day_number(now_ms)
    day = date.fromordinal(today).isoformat()
    values: tuple[Any, ...] = (
        _offset_ms(now_ms),
        day,
        json.dumps(list(asked.codes)),
        asked.post,
        asked.since_ms,
        asked.until_ms,
    )
    for code, number, past, net, out, came in rows(db, _MOVES, values):
        shelf, ago = found[code], today - _EPOCH - number
        shelf.used[ago] = shelf.used.get(ago, 0) + out
        if not past:
            shelf.moves[ago] = (net, came)
        elif (last := today - (_ordinal(past) or 0)) in shelf.gone:
            shelf.gone[last][1][ago] = (net, came)


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
