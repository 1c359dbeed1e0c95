"""What a person may ask about photos."""

from __future__ import annotations

from app.care.casualty import Casualty
from app.care.photo import PhotoAttached, media_of
from app.care.refusal import Refusal
from app.commands.power import acting, recorded
from app.store.desk import Desk
from app.store.tables import state_of
from sync.attachment import ID_BYTES, keep
from sync.event import Event
from sync.ids import ActorId, StreamId


def attach_photo(
    desk: Desk, by: ActorId, casualty: bytes, content: bytes, caption: str = ""
) -> Event:
    """Keep a photo and record that it belongs to this casualty, both or neither.

    Raises Refusal for what is no picture, is too large, or may not be recorded.
    """
    media = media_of(content)
    acting(desk, by, "photo.attached")
    held: Casualty | None = state_of(desk.database, "casualty", casualty)
    if held is None:
        raise Refusal("no_such_casualty")
    now_ms = desk.now_ms()
    name = desk.ids.random(ID_BYTES)
    kept = keep(desk.database, name, StreamId(casualty), content, now_ms)
    fact = PhotoAttached(name, kept.digest, kept.size, media, now_ms, caption)
    return recorded(desk, by, casualty, fact)
