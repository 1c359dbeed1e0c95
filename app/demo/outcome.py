"""What the drill shows in the end: counted on both sides, compared row by row."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Final

from app.care.photo import PhotoAttached
from app.catalogue import decode
from app.store.queries.photo import photo
from app.store.tables import table_rows
from sync.database import Database, rows
from sync.event import read_event

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.store.file import CareFile

COMPARED: Final = ("casualty", "lot")
"""The tables that must be equal, row by row; their local columns are left out."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The drill in figures; seconds are of the wall, bytes those put on the line."""

    posts: int
    casualties: int
    stock_movements: int
    events_at_posts: int
    events_at_hub: int
    unsent: int
    receipts: int
    requests: int
    requests_lost: int
    bytes_up: int
    json_bytes: int
    photo_bytes: int
    offline_s: float
    sync_s: float
    orders_acknowledged: int
    photos_equal: bool
    pictures_equal: bool


def pictures_equal(posts: Sequence[CareFile], hub: CareFile) -> bool:
    """Tell whether the posts together show exactly what the hub shows."""
    return all(_same(posts, hub, table) for table in COMPARED)


def photos_equal(posts: Sequence[CareFile], hub: CareFile) -> bool:
    """Tell whether every photo of the posts is at the hub, byte for byte."""
    here = [each for post in posts for each in post.read_now(_photos)]
    return None not in here and sorted(here, key=repr) == sorted(
        hub.read_now(_photos), key=repr
    )


def _photos(db: Database) -> list[bytes | None]:
    canons = rows(db, "SELECT canon FROM event WHERE kind = 'photo.attached'")
    facts = [decode(read_event(canon)) for (canon,) in canons]
    return [photo(db, fact) for fact in facts if isinstance(fact, PhotoAttached)]


def photo_bytes(posts: Sequence[CareFile]) -> int:
    """Return how many bytes of photos the posts hold: JSON would carry none of them."""
    return sum(len(one or b"") for post in posts for one in post.read_now(_photos))


def own_events(file: CareFile) -> int:
    """Return how many events a post's device recorded."""
    return _count(file, own=1)


def carried_events(file: CareFile) -> int:
    """Return how many events a hub holds of others."""
    return _count(file, own=0)


def receipts(file: CareFile) -> int:
    """Return for how many batches the hub signed that it read them."""
    found = file.read_now(
        lambda db: rows(db, "SELECT COUNT(*) FROM batch WHERE level = 2")
    )
    return int(found[0][0])


def json_lines(file: CareFile) -> bytes:
    """Return a post's own events as plain JSON, a line each: what it would take."""
    return "".join(file.read_now(_json_lines)).encode()


def _json_lines(db: Database) -> list[str]:
    found = rows(
        db, "SELECT canon FROM event JOIN log USING (log) WHERE own ORDER BY n"
    )
    return [_as_json(canon) for (canon,) in found]


def _as_json(canon: bytes) -> str:
    event = read_event(canon)
    body: Any = decode(event)
    words = {
        "log": event.log.hex(),
        "seq": event.seq,
        "hlc": event.hlc,
        "actor": event.actor.hex(),
        "stream": event.stream.hex(),
        "kind": event.kind,
        "v": event.v,
        "cause": event.cause and [event.cause[0].hex(), event.cause[1]],
        "body": {each.name: getattr(body, each.name) for each in fields(body)},
    }
    return json.dumps(words, default=_plain, ensure_ascii=False) + "\n"


def _plain(value: object) -> str:
    return value.hex() if isinstance(value, bytes) else str(value)


def _same(posts: Sequence[CareFile], hub: CareFile, table: str) -> bool:
    def ask(file: CareFile) -> list[tuple[object, ...]]:
        return file.read_now(lambda db: table_rows(db, table))

    here = sorted((row for post in posts for row in ask(post)), key=repr)
    return here == sorted(ask(hub), key=repr)


def _count(file: CareFile, own: int) -> int:
    found = file.read_now(
        lambda db: rows(
            db, "SELECT COUNT(*) FROM event JOIN log USING (log) WHERE own = ?", (own,)
        )
    )
    return int(found[0][0])
