"""A stocktake while it is counted: only the lines that are on screen are read.

A post may have tens of thousands of lots. How many there are at each place is read from
one index; the lines themselves item by item, from the one that was picked onward.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from app.care.item import Item
from app.care.tally import Line, Spot, Stocktake, Tallied, is_conflict
from app.store.queries.item import catalogue
from app.store.queries.storage import place_names
from app.store.queries.tally import (
    Entry,
    TallyPage,
    books_before,
    counters,
    in_order,
    is_wanted,
)
from app.store.tables import held_all, state_of
from sync.database import Database, rows

MOST: Final = 60
"""Lines on screen at once."""

_TOTALS: Final = (
    "SELECT place, code, COUNT(*) FROM lot_place "
    "WHERE at_post = ? AND pieces != 0 GROUP BY place, code"
)
_AT: Final = (
    "SELECT item, lot, expiry, place, pieces FROM lot_place JOIN lot USING (stream) "
    "WHERE at_post = ? AND place = ? AND code = ? AND pieces != 0"
)
_ANYWHERE: Final = (
    "SELECT item, lot, expiry, place, pieces FROM lot JOIN lot_place USING (stream) "
    "WHERE post = ? AND item = ? AND pieces != 0"
)

_DONE: Final = (
    "SELECT tallied.place, item, COUNT(*), COUNT(pieces) FROM tallied "
    "LEFT JOIN lot_place ON lot_place.stream = ledger "
    "AND lot_place.place = tallied.place AND pieces != 0 "
    "WHERE tally = ? AND is_counted GROUP BY tallied.place, item"
)
_COUNTED: Final = (
    "SELECT item, lot, expiry, place, stream, in_conflict FROM tallied "
    "WHERE tally = ? AND place = ? AND is_counted"
)
_OF_ITEM: Final = (
    "SELECT item, lot, expiry, place, stream FROM tallied "
    "WHERE tally = ? AND item = ? AND is_counted"
)

_Totals = dict[str, Counter[str]]


@dataclass(frozen=True, slots=True)
class _Shelf:
    """One place of a stocktake, and what is known of the items that lie there."""

    stream: bytes
    place: str
    items: Counter[str]
    held: Stocktake
    listed: Mapping[str, Item]


def tally_page(
    db: Database,
    stream: bytes,
    place: str | None = None,
    picked: Spot | None = None,
    most: int = MOST,
) -> TallyPage | None:
    """Return a stocktake to count from; None when nobody knows it.

    It shows the lines of a place (None: the first that is not done): two counts that
    differ, then `most` to do from the line that was picked onward and then from the
    top, then those that are done.
    """
    held: Stocktake | None = state_of(db, "tally", stream)
    if held is None:
        return None
    listed, places = catalogue(db), place_names(db, held.post)
    totals = _totals(db, held, listed)
    done = _done(db, stream, totals)
    named = {each: places.get(each, each).casefold() for each in totals}
    order = sorted(totals, key=lambda each: (named[each], each))
    progress = {each: (done[each], totals[each].total()) for each in order}
    here = _here(held, progress, place)
    shelf = _Shelf(stream, here, totals.get(here, Counter()), held, listed)
    lines = _lines(db, shelf, picked, most)
    at_place = {each: lines if each == here else () for each in order}
    return TallyPage(stream, held, at_place, progress, places, counters(db), here)


def lots_to_count(
    db: Database, page: TallyPage, item: str, place: str | None = None
) -> tuple[Entry, ...]:
    """Return every lot of an item, at one place or all, in this stocktake or not."""
    listed = catalogue(db).get(item)
    found = dict(_spots(db, page.held.post, item, place))
    streams = {
        Spot(*spot): bytes(name)
        for *spot, name in rows(db, _OF_ITEM, (page.stream, item))
        if place in (None, spot[-1])
    }
    counted = _tallied(db, streams)
    return tuple(
        Entry(
            spot,
            listed,
            found.get(spot),
            counted[spot].standing if spot in counted else (),
        )
        for spot in dict.fromkeys((*found, *counted))
    )


def _tallied(db: Database, streams: Mapping[Spot, bytes]) -> dict[Spot, Tallied]:
    """Return what was found at these spots."""
    held = held_all(db, "tallied", list(streams.values()))
    return {spot: held[name].state for spot, name in streams.items()}


def _totals(db: Database, held: Stocktake, listed: Mapping[str, Item]) -> _Totals:
    """Return how many lots of each item are to be counted at each place."""
    totals: _Totals = {}
    for place, code, count in rows(db, _TOTALS, (held.post,)):
        if is_wanted(held, Spot(code, "", "", place), listed.get(code)):
            totals.setdefault(place, Counter())[code] = count
    return totals


def _done(db: Database, stream: bytes, totals: _Totals) -> Counter[str]:
    """Return how many lines are counted at each place.

    What was counted and is in no book, or not asked for, is added to the totals.
    """
    asked = {place: frozenset(items) for place, items in totals.items()}
    done: Counter[str] = Counter()
    for place, code, count, lying in rows(db, _DONE, (stream,)):
        done[place] += count
        extra = count - (lying if code in asked.get(place, ()) else 0)
        if extra:
            totals.setdefault(place, Counter())[code] += extra
    return done


def _here(
    held: Stocktake, progress: Mapping[str, tuple[int, int]], place: str | None
) -> str:
    if place is not None and place in progress:
        return place
    todo = (each for each, (done, total) in progress.items() if done < total)
    return next(todo, next(iter(progress), held.place))


def _lines(
    db: Database, shelf: _Shelf, picked: Spot | None, most: int
) -> tuple[Entry, ...]:
    counted: dict[Spot, bytes] = {}
    differ: set[Spot] = set()
    for *spot, name, in_conflict in rows(db, _COUNTED, (shelf.stream, shelf.place)):
        counted[Spot(*spot)] = bytes(name)
        if in_conflict:
            differ.add(Spot(*spot))
    todo = _todo(db, shelf, counted, picked, most)
    by_name = sorted(counted, key=lambda spot: _place_of(shelf, spot))
    by_name.sort(key=lambda spot: spot not in differ)
    shown = _tallied(db, {spot: counted[spot] for spot in by_name[:most]})
    books = books_before(db, shelf.held, shown)
    done = [
        _entry(shelf, spot, books[spot], each.standing) for spot, each in shown.items()
    ]
    first = sum(is_conflict(each.lines) for each in done)
    return (*done[:first], *todo, *done[first:])


def _todo(
    db: Database,
    shelf: _Shelf,
    counted: Collection[Spot],
    picked: Spot | None,
    most: int,
) -> list[Entry]:
    """Return the first lines to do, from the picked one on and then from the top."""
    known = Counter(spot.item for spot in counted)
    codes = sorted(
        (code for code, total in shelf.items.items() if known[code] < total),
        key=lambda code: _place_of(shelf, Spot(code, "", "", shelf.place)),
    )
    start = 0
    if picked is not None and picked.place == shelf.place:
        first = _name(shelf, picked.item)
        start = sum(_name(shelf, code) < first for code in codes)
    found: list[Entry] = []
    for code in (*codes[start:], *codes[:start]):
        if len(found) >= most:
            break
        found += sorted(
            (
                _entry(shelf, spot, pieces, ())
                for spot, pieces in _spots(db, shelf.held.post, code, shelf.place)
                if spot not in counted
            ),
            key=lambda each: _place_of(shelf, each.spot),
        )
    if len(found) < most:
        found.sort(key=lambda each: _place_of(shelf, each.spot))
    return found[:most]


def _spots(
    db: Database, post: bytes, item: str, place: str | None
) -> list[tuple[Spot, int]]:
    if place is None:
        found = rows(db, _ANYWHERE, (post, item))
    else:
        found = rows(db, _AT, (post, place, item))
    return [(Spot(*spot), pieces) for *spot, pieces in found]


def _entry(
    shelf: _Shelf, spot: Spot, expected: int | None, lines: Sequence[Line]
) -> Entry:
    return Entry(spot, shelf.listed.get(spot.item), expected, tuple(lines))


def _name(shelf: _Shelf, code: str) -> tuple[str, ...]:
    return _place_of(shelf, Spot(code, "", "", shelf.place))[:2]


def _place_of(shelf: _Shelf, spot: Spot) -> tuple[str, ...]:
    """Return where a spot stands among those of one place."""
    return in_order(_entry(shelf, spot, None, ()), {})
