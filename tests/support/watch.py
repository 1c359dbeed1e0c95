"""Controlled drugs without a second person: the reason is said, as a form asks it."""

from __future__ import annotations

from app.commands import Witness, watched
from app.store.desk import Desk
from sync.ids import ActorId


def alone(desk: Desk, by: ActorId) -> Desk:
    """Return the desk of somebody who is alone at the post."""
    return watched(desk, by, Witness(absent="alleen op de post"))
