"""Names for ids: who a person is called, and which device a log belongs to."""

from __future__ import annotations

from app.care.member import STREAM_START
from sync.database import Database, rows
from sync.journal import setting


def actor_names(db: Database) -> dict[bytes, str]:
    """Return the name of every person known here."""
    found = rows(db, "SELECT stream, name FROM staff")
    return {bytes(stream)[len(STREAM_START) :]: name for stream, name in found}


def device_names(db: Database) -> dict[bytes, str]:
    """Return a short name of every device: its letter, or the start of its log."""
    letter = setting(db, "device_letter")
    return {
        bytes(log): str(letter) if own and letter else bytes(log).hex()[:6]
        for log, own in rows(db, "SELECT log, own FROM log")
    }


def device_name(names: dict[bytes, str], log: bytes) -> str:
    """Return the short name of the device that writes a log."""
    return names.get(log) or log.hex()[:6]
