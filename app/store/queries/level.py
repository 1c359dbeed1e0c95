"""Care level: what holds at a post, what it changes, and whose word that is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from app.care.level import (
    Level,
    level_stream,
)
from app.care.level_pack import CARE, UNCHANGED, LevelRules, Rules, read_levels
from app.care.pack import Edition, unfolded
from app.care.refusal import Refusal
from app.care.terms import CareLevel
from app.store.queries.pack import whole_of
from app.store.queries.staff import person
from app.store.tables import state_of
from sync.database import Database, rows
from sync.journal import setting

STREAMS: Final = ("level", "pack")
"""What a question that hangs on the level of a post hangs on."""

HISTORY: Final = 20


@dataclass(frozen=True, slots=True)
class LevelHere:
    """The level of a post and what it changes; `names` of who set it, by id."""

    level: Level
    rules: LevelRules
    edition: Edition | None
    names: Mapping[bytes, str]

    @property
    def now(self) -> Rules:
        """What the level that counts changes."""
        return self.rules[self.level.now]


def level_at(db: Database, post: bytes) -> Level:
    """Return the level of a post; one that nobody set is basic."""
    held: Level | None = state_of(db, "level", level_stream(post))
    return Level(post) if held is None or held.post != post else held


def level_here(db: Database) -> LevelHere:
    """Return the level of this post, with all there is to say of it."""
    level = level_at(db, _here(db))
    rules, edition = published_rules(db)
    actors = {each.actor for each in (*level.standing, *level.past[-HISTORY:])}
    known = (person(db, each) for each in actors)
    names = {bytes(each.actor): each.name for each in known if each is not None}
    return LevelHere(level, rules, edition, names)


def levels(db: Database) -> dict[bytes, CareLevel]:
    """Return the level of every post of which one was set."""
    found = rows(db, "SELECT stream, post, level FROM level")
    return {
        bytes(post): CareLevel(level)
        for stream, post, level in found
        if bytes(stream) == level_stream(bytes(post))
    }


def rules_here(db: Database) -> Rules:
    """Return what the level of this post changes now."""
    return published_rules(db)[0][level_at(db, _here(db)).now]


def published_rules(db: Database) -> tuple[LevelRules, Edition | None]:
    """Return what levels change as the region set it last; None: nobody did."""
    for one in whole_of(db, CARE):
        try:
            return _rules_in(one.content), one.edition
        except Refusal:
            continue  # of a later program: what was set before that still holds
    return UNCHANGED, None


@lru_cache(maxsize=8)
def _rules_in(content: bytes) -> LevelRules:
    return read_levels(unfolded(content))


def _here(db: Database) -> bytes:
    return bytes(setting(db, "post_id") or b"")
