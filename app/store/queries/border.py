"""The border of a region: who is agreed with, who crossed, and what is still owed.

Only what stands in a log of this hub itself counts as agreed or sent; what came from
another region is known by the log it came in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from app.care.border import (
    CROSSING_START,
    Crossing,
    Region,
    RegionAgreed,
    crossing_stream,
)
from app.care.post import STREAM_START as POST_START
from app.care.post import post_stream
from app.care.staff import STREAM_START as STAFF_START
from app.care.staff import staff_stream
from app.store.tables import read_state
from app.streams import STREAMS
from sync.across import Sent, newest_of, sent, sent_upto
from sync.database import Database, rows
from sync.event import ERASURE
from sync.journal import stream_events

_EXPLAINS: Final = ("post.named", "place.named")
_OTHER_SORTS: Final = tuple(each.start for each in STREAMS.values() if each.start)
_REALM_BYTES: Final = 9


@dataclass(frozen=True, slots=True)
class RegionRow:
    """A neighbouring region that is agreed with, and since when."""

    realm: bytes
    name: str
    url: str
    descriptor: bytes
    stands_in: bool
    agreed_ms: int


@dataclass(frozen=True, slots=True)
class CrossingRow:
    """A casualty that goes to another region, or came from one.

    `sent` is how far what is known here came there; None for one that came, or of
    which nothing was sealed yet.
    """

    casualty: bytes
    realm: bytes
    region: str
    bound_for: str
    remark: str
    by_name: str
    at_ms: int
    came: bool
    ended: bool
    sent: Sent | None = None


@dataclass(frozen=True, slots=True)
class Owed:
    """What a neighbouring region is still to be told of a casualty."""

    casualty: bytes
    realm: bytes
    after: int
    beside: tuple[int, ...]


def regions(db: Database) -> tuple[RegionRow, ...]:
    """Return the regions this hub agreed with, by name."""
    found = rows(db, "SELECT state FROM region WHERE NOT ended ORDER BY name, stream")
    known: list[RegionRow] = []
    for (state,) in found:
        region: Region = read_state("region", state)
        said = region.agreed
        if said is not None and _is_own(db, region.by):
            known.append(_region(said, region.at_ms))
    return tuple(known)


def crossings(db: Database, casualty: bytes | None = None) -> tuple[CrossingRow, ...]:
    """Return who crossed, either way, newest first; of one casualty, or of all."""
    where, given = ("WHERE casualty = ? ", (casualty,)) if casualty else ("", ())
    found = rows(
        db,
        f"SELECT stream, state FROM crossing {where}"  # noqa: S608 - ours
        "ORDER BY at_ms DESC",
        given,
    )
    known = {each.realm: each.name for each in regions(db)}
    listed: list[CrossingRow] = []
    for stream, state in found:
        crossing: Crossing = read_state("crossing", state)
        said = crossing.sent
        if said is None or stream != crossing_stream(said.casualty, said.realm):
            continue
        origin = _origin(db, crossing.id[0])
        if origin is None:
            continue
        came = bool(origin)
        listed.append(
            CrossingRow(
                casualty=said.casualty,
                realm=origin or said.realm,
                region=said.from_region if came else known.get(said.realm, ""),
                bound_for=said.bound_for,
                remark=said.remark,
                by_name=said.by_name,
                at_ms=crossing.at_ms,
                came=came,
                ended=crossing.ended,
                sent=None if came else sent(db, said.casualty).get(said.realm),
            )
        )
    return tuple(listed)


def came_from(db: Database) -> dict[bytes, str]:
    """Return the casualties that came from another region, and its name."""
    return {row.casualty: row.region for row in crossings(db) if row.came}


def owed(db: Database) -> tuple[Owed, ...]:
    """Return what neighbouring regions are still to be told."""
    agreed = {row.realm for row in regions(db)}
    found: list[Owed] = []
    for row in crossings(db):
        if row.came or row.ended or row.realm not in agreed:
            continue
        after = sent_upto(db, row.realm, row.casualty)
        if newest_of(db, row.casualty) > after:
            beside = _beside(db, row.casualty, row.realm)
            found.append(Owed(row.casualty, row.realm, after, beside))
    return tuple(found)


def is_ours(db: Database, stream: bytes) -> bool:
    """Tell whether a stream began with this region's own facts."""
    found = rows(
        db,
        "SELECT realm FROM event JOIN log USING (log) WHERE stream = ? "
        "ORDER BY n LIMIT 1",
        (stream,),
    )
    return bool(found) and found[0][0] is None


def may_cross(casualty: bytes, stream: bytes) -> bool:
    """Tell whether a fact of a stream belongs to what is told of a casualty.

    Nothing is told of a stream of any other sort, whatever it is said to be.
    """
    if not casualty or casualty.startswith(_OTHER_SORTS):
        return False
    crossing = CROSSING_START + casualty
    is_crossing = len(stream) == len(crossing) + _REALM_BYTES
    return (
        stream == casualty
        or stream.startswith((STAFF_START, POST_START))
        or (is_crossing and stream.startswith(crossing))
    )


def _region(said: RegionAgreed, at_ms: int) -> RegionRow:
    return RegionRow(
        bytes(said.realm),
        said.name,
        said.url,
        bytes(said.descriptor),
        said.stands_in,
        at_ms,
    )


def _is_own(db: Database, log: bytes) -> bool:
    return _origin(db, log) == b""


def _origin(db: Database, log: bytes) -> bytes | None:
    """Return the region a log came from, empty for the hub's own, None for a post's."""
    found = rows(db, "SELECT own, realm FROM log WHERE log = ?", (log,))
    if not found:
        return None
    own, realm = found[0]
    if own:
        return b""
    return None if realm is None else bytes(realm)


def _beside(db: Database, casualty: bytes, realm: bytes) -> tuple[int, ...]:
    """Return the rows that explain a casualty: who recorded, where, and its crossing.

    All of them every time: what comes twice lands once, and they are few.
    """
    events = [each for each in stream_events(db, casualty) if each.kind != ERASURE]
    crossing = crossing_stream(casualty, realm)
    actors = {bytes(each.actor) for each in (*events, *stream_events(db, crossing))}
    people = [staff_stream(actor) for actor in actors if actor]
    logs = {bytes(each.log) for each in events}
    posts = rows(
        db,
        "SELECT DISTINCT post FROM log WHERE post IS NOT NULL AND log IN "  # noqa: S608
        f"({_marks(tuple(logs))})",
        tuple(logs),
    )
    places = [post_stream(bytes(post)) for (post,) in posts if post]
    found = _rows_of(db, (*people, crossing))
    found += _rows_of(db, places, _EXPLAINS)
    return tuple(found)


def _rows_of(
    db: Database, streams: Sequence[bytes], kinds: Sequence[str] = ()
) -> list[int]:
    only = f"AND kind IN ({_marks(kinds)})" if kinds else ""
    found = rows(
        db,
        f"SELECT n FROM event WHERE stream IN ({_marks(streams)}) {only}",  # noqa: S608
        (*streams, *kinds),
    )
    return [int(n) for (n,) in found]


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))
