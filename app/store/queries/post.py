"""The post as it is set up: its places, and how soon it looks at somebody again."""

from __future__ import annotations

from enum import StrEnum

from app.care.harm import WeightsSet
from app.care.post import (
    STREAM_START,
    Place,
    Post,
    RetriageReasonsSet,
    RetriageSet,
    open_places,
    post_stream,
    shown_tools,
    suggested,
)
from app.care.triage import Tool
from app.store.queries.level import rules_here
from app.store.tables import read_state, state_of
from sync.database import Database, rows
from sync.journal import setting


def places(db: Database) -> tuple[Place, ...]:
    """Return the places of this post that are in use, in the order they were made."""
    return open_places(_own(db))


class Whose(StrEnum):
    """Who set after how many minutes to look again."""

    POST = "post"
    LEVEL = "level"
    NOBODY = "nobody"


def retriage_minutes(db: Database) -> tuple[RetriageSet, Whose]:
    """Return after how many minutes to look again, and who set them."""
    own, by_level = _own(db).retriage, rules_here(db).retriage
    if own is not None:
        return own, Whose.POST
    if by_level is not None:
        return by_level, Whose.LEVEL
    return suggested(), Whose.NOBODY


def retriage_reasons(db: Database) -> RetriageReasonsSet:
    """Return after what this post triages again at once."""
    return _own(db).reasons


def triage_tools(db: Database) -> tuple[Tool, ...]:
    """Return the triage tools this post shows, first the one that opens."""
    return shown_tools(_own(db), rules_here(db).tools)


def weights(db: Database) -> WeightsSet:
    """Return how many points each term of the score of residents gives here."""
    return _own(db).weights


def days_kept(db: Database) -> int | None:
    """Return how long who was struck off is kept; None where nobody said."""
    return _own(db).days_kept


def hides_names(db: Database) -> bool:
    """Return whether lists and overviews of this post hide the names of people."""
    return _own(db).hides_names


def hiding_posts(db: Database) -> frozenset[bytes]:
    """Return the posts whose lists hide the names of people, this one among them."""
    found = rows(db, "SELECT stream, state FROM post")
    return frozenset(
        bytes(stream)[len(STREAM_START) :]
        for stream, state in found
        if read_state("post", state).hides_names
    )


def _own(db: Database) -> Post:
    post_id = setting(db, "post_id")
    if post_id is None:
        return Post()
    held: Post | None = state_of(db, "post", post_stream(bytes(post_id)))
    return held or Post()
