"""Signals: a day of this post, what still rings, and the days of a whole region."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from app.care.notifiable import Disease
from app.care.post import Post, post_stream
from app.care.signal import (
    GgdSet,
    Ringing,
    SignalDay,
    ringing,
    signal_stream,
)
from app.store.names import actor_names
from app.store.tables import read_state, state_of
from sync.database import Database, rows
from sync.journal import setting

MOST_RINGING: Final = 60
"""Alarms that wait, on one screen; the oldest first."""


@dataclass(frozen=True, slots=True)
class Rung:
    """An alarm of a day at a post."""

    post: bytes
    day: str
    ringing: Ringing


@dataclass(frozen=True, slots=True)
class SignalView:
    """A day of this post, whom it calls, and every alarm that waits, oldest first.

    `names` are those of who called.
    """

    day: SignalDay
    ggd: GgdSet
    waiting: tuple[Rung, ...]
    names: dict[bytes, str]
    post_name: str = ""
    diseases: tuple[Disease, ...] = ()


@dataclass(frozen=True, slots=True)
class RegionDay:
    """One day of a region: the posts that counted or reported, by their id."""

    posts: dict[bytes, SignalDay]
    waiting: tuple[Rung, ...]
    names: dict[bytes, str]

    @property
    def reported(self) -> frozenset[bytes]:
        """The posts that reported the day whole."""
        return frozenset(
            post for post, day in self.posts.items() if day.reported_ms is not None
        )

    @property
    def counting(self) -> frozenset[bytes]:
        """The posts that counted something and did not report the day whole."""
        return frozenset(self.posts) - self.reported


def signals(db: Database, day: str) -> SignalView:
    """Return a day of this post, with what rings of any day."""
    post = bytes(setting(db, "post_id") or b"")
    held: SignalDay | None = state_of(db, "signal", signal_stream(post, day))
    waiting = tuple(each for each in rung(db) if each.post == post)
    return SignalView(
        held or SignalDay(),
        ggd_of(db, post),
        waiting,
        actor_names(db),
        str(setting(db, "post_name") or ""),
        _held(db, post).diseases,
    )


def region_day(db: Database, day: str) -> RegionDay:
    """Return a day of every post that said anything of it."""
    found = rows(db, "SELECT state FROM signal WHERE day = ? ORDER BY post", (day,))
    days = [read_state("signal", state) for (state,) in found]
    return RegionDay({each.post: each for each in days}, rung(db), actor_names(db))


def rung(db: Database) -> tuple[Rung, ...]:
    """Return the alarms that wait for a call, the oldest first, of every post here."""
    found = rows(db, "SELECT state FROM signal WHERE rings = 1")
    areas = {post for post in _posts(db) if ggd_of(db, post).cholera_area}
    for post in sorted(areas):
        found += rows(
            db,
            "SELECT state FROM signal WHERE post = ? AND watery = 1 AND rings = 0",
            (post,),
        )
    waiting: list[Rung] = []
    for (state,) in found:
        day: SignalDay = read_state("signal", state)
        waiting += [
            Rung(day.post, day.day, each)
            for each in ringing(day, cholera_area=day.post in areas)
            if each.waits
        ]
    waiting.sort(key=lambda each: (each.day, each.post, each.ringing.alarm))
    return tuple(waiting[:MOST_RINGING])


def _posts(db: Database) -> set[bytes]:
    """Return the posts where watery diarrhoea was counted."""
    found = rows(db, "SELECT DISTINCT post FROM signal WHERE watery = 1")
    return {bytes(post) for (post,) in found}


def ggd_of(db: Database, post: bytes) -> GgdSet:
    """Return whom a post calls, as far as anybody said."""
    return _held(db, post).ggd


def _held(db: Database, post: bytes) -> Post:
    held: Post | None = state_of(db, "post", post_stream(post))
    return held or Post()
