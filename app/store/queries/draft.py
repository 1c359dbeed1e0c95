"""Drafts: what was half filled in when the screen went away."""

from __future__ import annotations

from sync.database import Database, rows


def draft(db: Database, actor: bytes, form: str) -> str | None:
    """Return the draft (JSON text) a person left of a form, or None."""
    found = rows(
        db, "SELECT body_json FROM draft WHERE actor = ? AND form = ?", (actor, form)
    )
    return str(found[0][0]) if found else None
