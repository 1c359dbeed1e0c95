"""The border of a region: who is agreed with, who crossed, and what is still owed.

Only what stands in a log of this hub itself counts as agreed or sent; what came from
another region is known by the log it came in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from app.care.border import (
    CROSSING_START,
    Crossing,
    Region,
    RegionAgreed,
    RegionWord,
    crossing_stream,
)
from app.care.member import STREAM_START as STAFF_START
from app.care.member import staff_stream
from app.care.post import STREAM_START as POST_START
from app.care.post import post_stream
from app.store.tables import read_state
from app.streams import STREAMS
from sync.across import Sent, newest_of, sent, sent_upto
from sync.database import Database, rows
from sync.event import ERASURE
from sync.journal import stream_events

_EXPLAINS: Final = ("post.named", "place.named")
_WHO: Final = ("staff.added", "staff.role_changed", "staff.ended")
"""Of who recorded something only the name and the role: nothing of their duty."""
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
    return _agreed(_own_words(db))


def _agreed(said: list[list[RegionWord]]) -> tuple[RegionRow, ...]:
    """Return what holds by the last word on each region."""
    words = (own[-1] for own in said)
    return tuple(_region(word.agreed, word.at_ms) for word in words if word.agreed)


def _own_words(db: Database) -> list[list[RegionWord]]:
    """Return what this hub itself said of each region, oldest first, by name."""
    found = rows(db, "SELECT state FROM region ORDER BY name, stream")
    regions: list[Region] = [read_state("region", state) for (state,) in found]
    said = ([w for w in one.words if _origin(db, w.log) == b""] for one in regions)
    return [own for own in said if own]


def _names(said: list[list[RegionWord]]) -> dict[bytes, str]:
    """Return the names of all regions this hub ever agreed with."""
    agreed = (word.agreed for own in said for word in own if word.agreed)
    return {bytes(each.realm): each.name for each in agreed}


def crossings(db: Database, casualty: bytes | None = None) -> tuple[CrossingRow, ...]:
    """Return who crossed, either way, newest first; of one casualty, or of all.

    What goes to a region that is agreed with no more has ended.
    """
    start = CROSSING_START + (casualty or b"")
    found = rows(
        db,
        "SELECT stream, state FROM crossing WHERE stream >= ? AND stream < ? "
        "ORDER BY at_ms DESC",
        (start, start + b"\xff" * _REALM_BYTES),
    )
    if not found:
        return ()
    said = _own_words(db)
    names, agreed = _names(said), {row.realm for row in _agreed(said)}
    listed = (_crossing(db, stream, state, names) for stream, state in found)
    return tuple(
        row if row.came or row.realm in agreed else replace(row, ended=True)
        for row in listed
        if row is not None
    )


def _crossing(
    db: Database, stream: bytes, state: bytes, names: dict[bytes, str]
) -> CrossingRow | None:
    """Return a crossing by the last words of a hub; None where no hub sent it."""
    crossing: Crossing = read_state("crossing", state)
    known = [(word, _origin(db, word.id[0])) for word in crossing.words]
    words = [(word, origin) for word, origin in known if origin is not None]
    sent_ones = [(word, word.sent, origin) for word, origin in words if word.sent]
    if not sent_ones:
        return None
    word, said, origin = sent_ones[-1]
    if stream != crossing_stream(said.casualty, said.realm):
        return None
    came = bool(origin)
    return CrossingRow(
        casualty=said.casualty,
        realm=origin or said.realm,
        region=said.from_region if came else names.get(said.realm, ""),
        bound_for=said.bound_for,
        remark=said.remark,
        by_name=said.by_name,
        at_ms=word.at_ms,
        came=came,
        ended=words[-1][0].sent is None,
        sent=None if came else sent(db, said.casualty).get(said.realm),
    )


def owed(db: Database) -> tuple[Owed, ...]:
    """Return what neighbouring regions are still to be told."""
    found: list[Owed] = []
    for row in crossings(db):
        if row.came or row.ended:
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
    found = _rows_of(db, (crossing,))
    found += _rows_of(db, people, _WHO) if people else []
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
