"""Stocktakes of a post: what was counted, what was not, and what differs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from app.care.item import Controlled, Item
from app.care.lot import Lot
from app.care.stock import LotKey, lot_stream
from app.care.tally import (
    Line,
    Spot,
    Stocktake,
    Tallied,
    TallyRow,
    TallyScope,
    at_moment,
    booked,
    fits,
    is_conflict,
)
from app.store.queries.item import catalogue
from app.store.queries.staff import people
from app.store.queries.stock import own_or
from app.store.queries.storage import place_names
from app.store.tables import held_all, read_state, state_of
from sync.database import Database, rows

_SPOTS: Final = (
    "SELECT item, lot, expiry, place, pieces FROM lot_place JOIN lot USING (stream) "
    "WHERE post = ? AND pieces != 0"
)


@dataclass(frozen=True, slots=True)
class TallyHead:
    """One stocktake in the list; of `conflicts` two counts differ."""

    stream: bytes
    row: TallyRow
    place_name: str
    counted: int
    conflicts: int


class Standing(StrEnum):
    """How a spot stands in a stocktake. Zero found is counted."""

    NOT_COUNTED = "not_counted"
    COUNTED = "counted"
    CONFLICT = "conflict"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Entry:
    """One lot at one place. `expected` None: the books knew nothing of this lot."""

    spot: Spot
    item: Item | None
    expected: int | None
    lines: tuple[Line, ...] = ()

    @property
    def standing(self) -> Standing:
        """How it stands."""
        if is_conflict(self.lines):
            return Standing.CONFLICT
        if not self.lines:
            return Standing.NOT_COUNTED
        return Standing.UNKNOWN if self.expected is None else Standing.COUNTED

    @property
    def found(self) -> int | None:
        """The pieces that were found; None while nobody counted, or two differ."""
        if not self.lines or is_conflict(self.lines):
            return None
        return self.lines[0].pieces

    @property
    def difference(self) -> int | None:
        """What was found too much, or (negative) too little."""
        return None if self.found is None else self.found - (self.expected or 0)

    @property
    def is_controlled(self) -> bool:
        """Whether it is counted with a second person, all lots at once."""
        return self.item is not None and self.item.controlled is not Controlled.NONE


@dataclass(frozen=True, slots=True)
class TallyPage:
    """A stocktake with its lines at each place, by name of the item.

    `progress_at` says of a place how many of how many lines are counted. A page to
    count from has only the lines that are shown now, of the place `here`.
    """

    stream: bytes
    held: Stocktake
    at_place: Mapping[str, tuple[Entry, ...]]
    progress_at: Mapping[str, tuple[int, int]]
    places: Mapping[str, str]
    names: Mapping[bytes, str]
    here: str = ""

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Every line, place after place."""
        return tuple(each for there in self.at_place.values() for each in there)

    @property
    def progress(self) -> tuple[int, int]:
        """How many of how many lines are counted."""
        every = self.progress_at.values()
        return sum(done for done, _ in every), sum(total for _, total in every)


def tallies(db: Database, post_id: bytes | None = None) -> tuple[TallyHead, ...]:
    """Return the stocktakes of a post: open ones first, newest on top."""
    at = own_or(db, post_id)
    names = place_names(db, at)
    found = rows(
        db,
        "SELECT stream, name, scope, place, begun_ms, ended_ms, "
        "(SELECT COUNT(*) FROM tallied WHERE tally = tally.stream AND is_counted), "
        "(SELECT COUNT(*) FROM tallied WHERE tally = tally.stream AND in_conflict) "
        "FROM tally WHERE post = ? "
        "ORDER BY ended_ms IS NOT NULL, begun_ms DESC, stream",
        (at,),
    )
    return tuple(
        TallyHead(
            bytes(stream),
            TallyRow(at, name, TallyScope(scope), place, begun_ms, ended_ms),
            names.get(place, ""),
            counted,
            conflicts,
        )
        for (
            stream,
            name,
            scope,
            place,
            begun_ms,
            ended_ms,
            counted,
            conflicts,
        ) in found
    )


def tally(db: Database, stream: bytes) -> TallyPage | None:
    """Return one stocktake; None when nobody knows it."""
    held: Stocktake | None = state_of(db, "tally", stream)
    if held is None:
        return None
    listed, places = catalogue(db), place_names(db, held.post)
    counted = _counted(db, stream)
    there = _there(db, held)
    books = books_before(db, held, counted)
    spots = {
        spot: pieces
        for spot, pieces in there.items()
        if is_wanted(held, spot, listed.get(spot.item))
    }
    entries = [
        Entry(spot, listed.get(spot.item), pieces)
        for spot, pieces in spots.items()
        if spot not in counted
    ]
    entries += [
        Entry(spot, listed.get(spot.item), books[spot], each.standing)
        for spot, each in counted.items()
    ]
    names = counters(db)
    entries.sort(key=lambda each: in_order(each, places))
    there_is: dict[str, list[Entry]] = {}
    for each in entries:
        there_is.setdefault(each.spot.place, []).append(each)
    at_place = {place: tuple(found) for place, found in there_is.items()}
    progress = {place: _progress(found) for place, found in at_place.items()}
    return TallyPage(stream, held, at_place, progress, places, names)


def conflicts(db: Database, stream: bytes) -> list[tuple[Line, ...]]:
    """Return the lines of each spot where two counts stand that differ."""
    found = rows(
        db, "SELECT state FROM tallied WHERE tally = ? AND in_conflict", (stream,)
    )
    return [_tallied(state).standing for (state,) in found]


def _counted(db: Database, stream: bytes) -> dict[Spot, Tallied]:
    found = rows(
        db, "SELECT state FROM tallied WHERE tally = ? AND is_counted", (stream,)
    )
    every = (_tallied(state) for (state,) in found)
    return {each.lines[-1].spot: each for each in every}


def _tallied(state: bytes) -> Tallied:
    held: Tallied = read_state("tallied", state)
    return held


def counters(db: Database) -> dict[bytes, str]:
    """Return what everybody is called who may have counted."""
    return {bytes(each.actor): each.name for each in people(db, ended=True)}


def is_wanted(held: Stocktake, spot: Spot, item: Item | None) -> bool:
    """Tell whether a stocktake counts this lot at this place."""
    if held.scope is TallyScope.PLACE and spot.place != held.place:
        return False
    return fits(held.scope, item)


def _there(db: Database, held: Stocktake) -> dict[Spot, int]:
    """Return what should lie where: now, or at the moment a stocktake ended."""
    found = rows(db, _SPOTS, (held.post,))
    there = {Spot(*spot): pieces for *spot, pieces in found}
    ended = held.ended_ms
    if ended is None:
        return there
    later = rows(
        db,
        "SELECT state FROM lot WHERE post = ? AND moved_ms > ?",
        (held.post, ended),
    )
    for (state,) in later:
        lot: Lot = read_state("lot", state)
        for place in lot.by_place:
            there.pop(Spot(lot.item, lot.lot, lot.expiry, place), None)
        for place, pieces in at_moment(lot, ended).items():
            if pieces:
                there[Spot(lot.item, lot.lot, lot.expiry, place)] = pieces
    return there


def books_before(
    db: Database, held: Stocktake, counted: Mapping[Spot, Tallied]
) -> dict[Spot, int | None]:
    """Return what the books had at each of these counted spots, before that."""
    streams = {
        spot: bytes(lot_stream(held.post, LotKey(spot.item, spot.lot, spot.expiry)))
        for spot in counted
    }
    lots = held_all(db, "lot", sorted(set(streams.values())))
    found: dict[Spot, int | None] = {}
    for spot, stream in streams.items():
        own = counted[spot].lines
        lot = lots.get(stream)
        found[spot] = None if lot is None else booked(lot.state, own[-1], own)
    return found


def in_order(entry: Entry, places: Mapping[str, str]) -> tuple[str, ...]:
    """Return what lines are sorted by: place, item, the first to expire."""
    name = entry.spot.item if entry.item is None else entry.item.name_nl
    place = places.get(entry.spot.place, entry.spot.place)
    return (place.casefold(), name.casefold(), entry.spot.expiry or "9999", *entry.spot)


def _progress(entries: Iterable[Entry]) -> tuple[int, int]:
    every = list(entries)
    return sum(bool(each.lines) for each in every), len(every)
