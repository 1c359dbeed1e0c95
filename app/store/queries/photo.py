"""Photos: their bytes, once all of them are here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sync.attachment import content

if TYPE_CHECKING:
    from app.care.photo import PhotoAttached
    from sync.database import Database


def photo(db: Database, fact: PhotoAttached) -> bytes | None:
    """Return a photo; None while a part of it has not arrived."""
    return content(db, fact.attachment, fact.digest)
