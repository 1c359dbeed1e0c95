"""Drafts: what is half filled in survives a crash; nothing of it travels."""

from __future__ import annotations

import re
from typing import Final

from app.care.refusal import Refusal
from app.store.desk import Desk
from app.store.queries import draft as drafts
from sync.erasure import is_in_force
from sync.ids import ActorId

_MOST: Final = 64 * 1024
_STREAM: Final = re.compile("[0-9a-f]{32,}")
"""A stream, as forms are named by it."""


def save_draft(desk: Desk, by: ActorId, form: str, body_json: str) -> None:
    """Keep what this person has filled in of a form so far. Raises Refusal."""
    if len(body_json) > _MOST:
        raise Refusal("text_too_long", field=form, most=_MOST, given=len(body_json))
    if _is_about_erased(desk, form):
        return
    desk.database.conn.execute(
        "INSERT OR REPLACE INTO draft (actor, form, body_json, at_ms) "
        "VALUES (?, ?, ?, ?)",
        (by, form, body_json, desk.now_ms()),
    )


def _is_about_erased(desk: Desk, form: str) -> bool:
    """Tell whether a form names, anywhere in its name, what the law erased."""
    return any(
        is_in_force(desk.database, bytes.fromhex(each))
        for each in _STREAM.findall(form)
        if len(each) % 2 == 0
    )


def draft(desk: Desk, by: ActorId, form: str) -> str | None:
    """Return what this person had filled in of a form, or None."""
    return drafts.draft(desk.database, by, form)


def drop_draft(desk: Desk, by: ActorId, form: str) -> None:
    """Forget a draft: the form was saved, or given up."""
    desk.database.conn.execute(
        "DELETE FROM draft WHERE actor = ? AND form = ?", (by, form)
    )
