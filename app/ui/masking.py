"""Whose names a list hides: by a setting of the post, or from who may not read."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from app.care.staff import may
from app.store.queries.casualty_rows import CasualtyRow
from app.store.queries.post import hides_names
from app.ui.hooks import use_query
from app.ui.state import Session


def use_masking(session: Session) -> bool:
    """Return whether names are hidden here; until it is known they are."""
    hides = use_query(session, hides_names, [], ["post"])
    reads = session.person is not None and may(session.person.role, "access.opened")
    return hides is not False or not reads


def masked_at_hub(
    rows: Iterable[CasualtyRow], hiding: Collection[bytes], own: bytes | None
) -> tuple[CasualtyRow, ...]:
    """Return rows without the names their post hides; without any where the hub does.

    `hiding` are those that hide names, posts and hub alike, and `own` is the hub.
    """
    return tuple(
        each
        for row in rows
        for each in masked([row], hide=own in hiding or row.post_id in hiding)
    )


def masked(rows: Iterable[CasualtyRow], *, hide: bool) -> tuple[CasualtyRow, ...]:
    """Return the rows of a list, without the names where those are hidden."""
    if not hide:
        return tuple(rows)
    return tuple(replace(row, name="", hidden=bool(row.name)) for row in rows)
